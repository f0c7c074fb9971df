//! Server functions: the caller, one call, a way on. No rule and no SQL lives here.
#![expect(missing_docs, reason = "of the structs that the macro makes of the arguments, which are documented")]
#![expect(clippy::unused_async, reason = "a server function is async where it is called, with an await in it or not")]

pub mod account;
pub mod activity;
pub mod api_keys;
pub mod applicants;
pub mod deeds;
pub mod flashes;
pub mod invitations;
pub mod json;
pub mod login_tokens;
pub mod mails;
pub mod notifications;
pub mod overview;
pub mod programs;
pub mod reservations;
pub mod sessions;
pub mod user_fields;
pub mod users;
pub mod validations;

/// Forms that show their own errors; those of the others stand on top of the page.
pub(crate) const WITH_NOTICE: [&str; 21] = [
    "/fn/api-keys/create",
    "/fn/api-keys/update",
    "/fn/applicants/decide",
    "/fn/invitations/create",
    "/fn/programs/create",
    "/fn/reservations/create",
    "/fn/users/create",
    "/fn/users/password",
    "/fn/users/register",
    "/fn/users/update",
    "/fn/users/delete",
    "/fn/users/purge",
    "/fn/account/delete",
    "/fn/account/update",
    "/fn/account/password",
    "/fn/login-tokens/mail",
    "/fn/login-tokens/use",
    "/fn/notifications/mailed",
    "/fn/passwords/mail",
    "/fn/passwords/set",
    "/fn/validations/use",
];

/// Where the browser goes after a change. `path` is one of ours.
#[cfg(not(target_arch = "wasm32"))]
fn go(path: &str) {
    // A path that were no header value would be a fault of ours; staying is the safe answer.
    if crate::paths::same_origin(path).is_some() {
        leptos_axum::redirect(path);
    }
}

/// Leaves a new secret with the browser for two minutes, for the page that shows it: so it stands in no URL, and is kept
/// nowhere here.
#[cfg(not(target_arch = "wasm32"))]
fn show_once(cookie: crate::cookie::Cookie, secret: &service::secrecy::SecretString) {
    if let Some(cookie) = cookie.set(secret, std::time::Duration::from_mins(2)) {
        crate::host::append_header(axum::http::header::SET_COOKIE, cookie);
    }
}

/// The secret that waits to be shown, which is taken from the browser with it.
#[cfg(not(target_arch = "wasm32"))]
fn take_shown(cookie: crate::cookie::Cookie) -> Option<String> {
    let secret = crate::host::read_cookie(cookie)?;
    if let Some(cookie) = cookie.clear() {
        crate::host::append_header(axum::http::header::SET_COOKIE, cookie);
    }
    Some(secret)
}

/// The caller, who has typed their own password again where they were asked to.
#[cfg(not(target_arch = "wasm32"))]
async fn confirmed(host: &crate::host::Host, own_password: String) -> domain::Result<service::Caller> {
    if own_password.is_empty() {
        return Ok((*host.caller).clone());
    }
    service::passwords::confirm(&host.service, &host.caller, own_password.into()).await
}
