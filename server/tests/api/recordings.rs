//! What The Things Stack was recorded to answer, asked of Roster again.

mod compare;
mod recording;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use axum::{body::Body, http::Request};
use domain::{NewApiKey, Policy, Rights, UserId};
use server::config::Config;
use service::{Caller, secrecy::ExposeSecret as _};

use self::{
    compare::{Known, differences},
    recording::Recording,
};
use crate::support::{Answer, Site};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

fn recordings() -> Vec<Recording> {
    let files = fs::read_dir(folder().join("http")).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<_> = files.collect();
    files.iter().map(|file| Recording::read(file)).collect()
}

/// Why an answer is meant to be another, by the name of the recording.
fn intended() -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join("differences.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').unwrap()).map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}

/// An instance as the recorded one was: rules of passwords, the admin, the admin's key.
async fn open() -> (Site, Known) {
    let mut config = Config::default();
    config.passwords.policy = server::config::Policy(Policy::StrictCompat);
    config.http.public_url = Some(crate::support::ORIGIN.to_owned().try_into().unwrap());
    let site = Site::with(config).await;
    let (host, admin) = (Caller::host("test"), UserId::parse("admin").unwrap());
    let new = crate::support::new("admin");
    let password = "Abcdefg1".to_owned().into();
    service::users::create_admin(&site.service, &host, new, Some(password)).await.unwrap();
    let all = [domain::Right::ALL].into_iter().collect::<Rights>();
    let key = NewApiKey { name: "right-all".into(), rights: all, expires_at: None };
    let (_, token) = service::api_keys::create(&site.service, &host, &admin, key).await.unwrap();
    let token = token.expose_secret();
    let key_id = token.split('.').nth(1).unwrap();
    let known = Known::from([
        ("$KEY".to_owned(), token.to_owned()),
        ("$UNKNOWN".to_owned(), format!("NNSXS.{}.{}", "A".repeat(39), "A".repeat(52))),
        ("$WRONGSECRET".to_owned(), format!("NNSXS.{key_id}.{}", "A".repeat(52))),
    ]);
    (site, known)
}

fn shows_cookie(recording: &Recording) -> bool {
    recording.headers.iter().any(|(name, _)| name == "Cookie")
}

async fn ask(site: &Site, recording: &Recording, known: &Known) -> Answer {
    let mut request = Request::builder().method(recording.method.as_str()).uri(known.translate(&recording.path));
    for (name, value) in &recording.headers {
        let (name, value) = match (name.as_str(), value.as_str()) {
            // Our guard against forged requests looks at where a request comes from, in place of a token.
            ("X-CSRF-Token", _) => ("Sec-Fetch-Site", "same-origin".to_owned()),
            (name, value) => (name, known.translate(value)),
        };
        request = request.header(name, value);
    }
    if recording.method == "POST" && recording.path.starts_with("/oauth/api/") && shows_cookie(recording) {
        request = request.header("Sec-Fetch-Site", "same-origin");
    }
    site.send(request.body(Body::from(known.translate(&recording.body))).unwrap()).await
}

/// The people of the recordings log in between some of the exchanges.
async fn log_in(site: &Site, recording: &Recording, known: &mut Known) {
    // One session was ended by the exchange before.
    if recording.name == "196-oauth-authorize-not-logged-in" {
        let answer = site.post("/fn/sessions/create", "", &[("user_id", "alice"), ("password", "Abcdefg1")]).await;
        known.replace("$COOKIES", &answer.cookie().unwrap_or_default());
    }
    let shown = recording.headers.iter().any(|(_, value)| value.contains("$BOBCOOKIES"));
    if shown && !known.contains("$BOBCOOKIES") {
        let fields = [("user_id", "bob"), ("password", "Hijklmn2")];
        let answer = site.post("/fn/sessions/create", "", &fields).await;
        known.learn("$BOBCOOKIES", &answer.cookie().unwrap_or_default());
    }
}

/// Where people could make accounts by themselves, an admin makes them here, so that later exchanges meet the same users.
async fn make_up(site: &Site, recording: &Recording, known: &Known) {
    let anonymous = !recording.headers.iter().any(|(name, value)| name == "Authorization" && value == "Bearer $KEY");
    if recording.method == "POST" && recording.path == "/api/v3/users" && recording.status == 200 && anonymous {
        let mut by_admin = recording.clone();
        by_admin.headers = vec![("Authorization".to_owned(), "Bearer $KEY".to_owned())];
        let mut body: serde_json::Value = serde_json::from_str(&recording.body).unwrap();
        // What people can't choose for themselves.
        body["user"]["state"] = 1.into();
        body["user"]["admin"] = false.into();
        by_admin.body = body.to_string();
        let answer = ask(site, &by_admin, known).await;
        assert_eq!(answer.status, 200, "{}: {}", recording.name, answer.text);
    }
}

#[tokio::test]
async fn every_recorded_exchange_is_answered_as_it_was_unless_we_mean_to_differ() {
    let (site, mut known) = open().await;
    let mut intended = intended();
    let (mut failures, mut compared) = (Vec::new(), 0);
    for recording in recordings() {
        log_in(&site, &recording, &mut known).await;
        site.clock.advance(std::time::Duration::from_secs(2));
        testdb::execute(&site.url, "DELETE FROM guesses").await;
        let answer = ask(&site, &recording, &known).await;
        if recording.name == "178-login-form" {
            known.learn("$COOKIES", &answer.cookie().unwrap_or_default());
        }
        let found = differences(&recording, &answer, &mut known);
        make_up(&site, &recording, &known).await;
        match (found.is_empty(), intended.remove(&recording.name)) {
            (true, None) => compared += 1,
            (false, Some(_)) => {}
            (true, Some(why)) => failures.push(format!("{}: does not differ any more ({why})", recording.name)),
            (false, None) => failures.push(format!("{}: {}\n  {}", recording.name, found.join("; "), answer.text)),
        }
    }
    failures.extend(intended.keys().map(|name| format!("{name}: there is no such recording")));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(compared > 100, "{compared}");
}
