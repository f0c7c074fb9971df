//! Whatever a proxy, or whoever plays one, says of the host: links in mails and redirects lead here (W10).

use std::sync::{Arc, Mutex};

use axum::{
    body::Body,
    http::{Request, header},
};
use domain::{NewUser, RegistrationMode};
use server::config::{Config, Mode, PublicUrl};
use service::{
    Caller,
    mails::{Delivery, Mail, Mailer, Postman, Templates},
};

use crate::support::{HTML, ORIGIN, PASSWORD, Site, encoded, new};

/// What could be believed.
const POISON: [(&str, &str); 8] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "gopher"),
    ("x-forwarded-for", "evil.example"),
    ("x-forwarded-port", "666"),
    ("x-original-host", "evil.example"),
    ("x-host", "evil.example"),
    ("forwarded", "for=1.2.3.4;host=evil.example;proto=gopher"),
];

/// A path, a cookie, and what is posted there.
type Flow<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Keeps what it is given.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<Mail>>);

impl Mailer for Kept {
    fn send<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        self.0.lock().unwrap().push(mail.clone());
        Box::pin(async { Ok(()) })
    }
}

async fn open() -> Site {
    let mut config = Config::default();
    config.registration.mode = Mode(RegistrationMode::Approval);
    config.registration.require_email_validation = true;
    config.login_tokens.enabled = true;
    config.http.public_url = Some(PublicUrl::try_from(ORIGIN.to_owned()).unwrap());
    Site::with(config).await
}

/// Posts a form as a page of ours does, with all of the poison.
async fn post(site: &Site, path: &str, cookie: &str, fields: &[(&str, &str)]) -> String {
    let mut request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, HTML)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in POISON {
        request = request.header(name, value);
    }
    let answer = site.send(request.body(Body::from(encoded(fields))).unwrap()).await;
    assert!(answer.status.is_redirection(), "{path}: {answer:?}");
    answer.location().to_owned()
}

#[tokio::test]
async fn no_mail_and_no_redirect_leads_elsewhere() {
    let site = open().await;
    for (id, admin) in [("boss", true), ("ada", false)] {
        let new = NewUser { email_validated: true, admin, ..new(id) };
        let password = Some(PASSWORD.to_owned().into());
        service::users::create(&site.service, &Caller::host("test"), new, password).await.unwrap();
    }
    let boss = site.log_in("boss").await.cookie().unwrap();
    let account = [
        ("user_id", "bob"),
        ("primary_email_address", "bob@example.com"),
        ("password", PASSWORD),
        ("confirm", PASSWORD),
    ];
    let flows: [Flow; 6] = [
        ("/fn/invitations/create", &boss, &[("emails", "cyd@example.com")]),
        ("/fn/users/register", "", &account),
        ("/fn/passwords/mail", "", &[("login", "ada")]),
        ("/fn/login-tokens/mail", "", &[("login", "ada")]),
        ("/fn/users/state", &boss, &[("user_id", "bob"), ("state", "approved")]),
        ("/fn/sessions/create", "", &[("user_id", "ada"), ("password", PASSWORD)]),
    ];
    for (path, cookie, fields) in flows {
        let location = post(&site, path, cookie, fields).await;
        assert!(location.starts_with('/') && !location.contains("evil"), "{path}: {location}");
    }
    let kept = Arc::new(Kept::default());
    Postman::new(site.service.clone(), kept.clone(), Templates::load(ORIGIN, None).unwrap()).run().await.unwrap();
    let mails = kept.0.lock().unwrap().clone();
    let mut subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    subjects.sort_unstable();
    assert!(subjects.len() >= 6, "{subjects:?}");
    for mail in mails {
        let text = format!("{} {} {}", mail.subject, mail.text, mail.html);
        assert!(!text.contains("evil") && !text.contains("gopher") && !text.contains("666"), "{text}");
        let links = text.split(['"', '\'', '<', '>', ' ', '\n']).filter(|word| word.contains("://"));
        for link in links {
            assert!(link.starts_with(&format!("{ORIGIN}/")) || link == ORIGIN, "{link}");
        }
    }
}
