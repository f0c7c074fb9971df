//! People without passwords, and what they show. Everything is made by the host, since hashing takes its time.

use axum::http::{header, request};
use domain::{NewApiKey, NewUser, Right, Rights, Session, UserId};
use service::{
    Caller, RequestContext,
    authorizations::{self, Answer, AuthorizationRequest, Step},
    oauth_tokens::{self, ClientProof},
    secrecy::ExposeSecret as _,
};
use sha2::{Digest as _, Sha256};

use crate::support::{HOUR, Site, new};

/// What a call is made with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown(Vec<(&'static str, String)>);

impl Shown {
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    pub(crate) fn token(token: &str) -> Self {
        Self(vec![("authorization", format!("Bearer {token}"))])
    }

    /// As the script of a page of ours sends it.
    pub(crate) fn cookie(token: &str) -> Self {
        let cookie = format!("{}={token}", app::cookie::SESSION.name());
        Self(vec![(header::COOKIE.as_str(), cookie), ("sec-fetch-site", "same-origin".to_owned())])
    }

    /// With another header, in place of one of that name.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let mut shown = self.without(name);
        shown.0.push((name, value.to_owned()));
        shown
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self
    }

    pub(super) fn on(&self, request: request::Builder) -> request::Builder {
        self.0.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }
}

/// Makes a user.
pub(crate) async fn person(site: &Site, id: &str, admin: bool) {
    let new = NewUser { admin, ..new(id) };
    service::users::create(&site.service, &Caller::host("test"), new, None).await.unwrap();
}

/// Makes a key of a user. Answers its token.
pub(crate) async fn key(site: &Site, id: &str, rights: &[Right]) -> String {
    let rights = rights.iter().copied().collect::<Rights>();
    let (new, id) = (NewApiKey { rights, ..NewApiKey::default() }, UserId::parse(id).unwrap());
    let (_, token) = service::api_keys::create(&site.service, &Caller::host("test"), &id, new).await.unwrap();
    token.expose_secret().to_owned()
}

/// Lets the command line act for a user. Answers an access and a refresh token.
pub(crate) async fn tokens(site: &Site, id: &str) -> (String, String) {
    let (_, cookie) = session(site, id).await;
    let caller = service::sessions::resolve(&site.service, &cookie, RequestContext::default()).await.unwrap();
    let (response_type, client_id) = (Some("code".to_owned()), "cli".to_owned());
    let request = AuthorizationRequest { response_type, client_id, ..AuthorizationRequest::default() };
    let step = authorizations::authorize(&site.service, &caller, &request, Answer::Open).await.unwrap();
    let Step::Redirect(redirect) = step else { panic!("{step:?}") };
    let code = &redirect.parameters.iter().find(|(name, _)| *name == "code").unwrap().1;
    let client = ClientProof { client_id: Some("cli".to_owned()), secret: None };
    let nobody = Caller::anonymous(RequestContext::default());
    let tokens = oauth_tokens::exchange(&site.service, &nobody, &client, Some(code), None, None).await.unwrap();
    (tokens.access_token.expose_secret().to_owned(), tokens.refresh_token.expose_secret().to_owned())
}

/// Makes a session of a user, as a log-in does. Answers its name and its token.
pub(crate) async fn session(site: &Site, id: &str) -> (String, String) {
    let now = site.service.now();
    let mut tx = site.db.write().await.unwrap();
    let user = store::users::get(&mut tx, &UserId::parse(id).unwrap()).await.unwrap().unwrap();
    let random = site.service.random_name();
    let (session_id, token) = (random[..22].to_owned(), format!("{random}{random}")[..43].to_owned());
    let session = Session {
        session_id: session_id.clone(),
        created_at: now,
        seen_at: now,
        idle_expires_at: now.plus(HOUR),
        expires_at: now.plus(HOUR),
        address: String::new(),
        user_agent: String::new(),
    };
    let token_hash = Sha256::digest(&token);
    let idle_micros = i64::try_from(HOUR.as_micros()).unwrap();
    let new = store::sessions::NewSession { token_hash: &token_hash, user: user.id, idle_micros, session: &session };
    store::sessions::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    (session_id, token)
}
