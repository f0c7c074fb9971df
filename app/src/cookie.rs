//! The cookies that carry tokens. Native only.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use service::{
    secrecy::{ExposeSecret as _, SecretString},
    sessions::{DEVICE_KEPT, NewSession},
};

/// A cookie. The prefix of the names makes browsers insist on `Secure`, on `Path=/` and on no `Domain`.
#[derive(Clone, Copy, Debug)]
pub struct Cookie(&'static str);

/// The token of a session.
pub const SESSION: Cookie = Cookie("__Host-session");
/// The token of a browser on which somebody has logged in before.
pub const DEVICE: Cookie = Cookie("__Host-device");

/// A new API key, on its way to the one page that shows it.
pub const MADE_KEY: Cookie = Cookie("__Host-made-key");

/// A new secret of an OAuth client, likewise.
pub const MADE_SECRET: Cookie = Cookie("__Host-made-secret");

/// The headers that make a browser known by a session that has just begun, and for longer as one that logged in before.
pub fn of_session(new: &NewSession) -> impl Iterator<Item = HeaderValue> + use<> {
    let session = SESSION.set(&new.token, new.max_age);
    let device = new.device.as_ref().and_then(|token| DEVICE.set(token, DEVICE_KEPT));
    session.into_iter().chain(device)
}

impl Cookie {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Its value among a request's cookies.
    pub fn read(self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == self.0)
            .map(|(_, token)| token.to_owned())
    }

    /// The header that sets it for so long.
    pub fn set(self, token: &SecretString, max_age: Duration) -> Option<HeaderValue> {
        let mut value = self.header_value(token.expose_secret(), max_age.as_secs())?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The header that makes the browser forget it.
    pub fn clear(self) -> Option<HeaderValue> {
        self.header_value("", 0)
    }

    fn header_value(self, token: &str, max_age: u64) -> Option<HeaderValue> {
        let cookie = format!("{}={token}; Path=/; Max-Age={max_age}; Secure; HttpOnly; SameSite=Lax", self.0);
        HeaderValue::from_str(&cookie).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-session=token; b=2"));
        assert_eq!(SESSION.read(&headers).as_deref(), Some("token"));
        assert_eq!(DEVICE.read(&headers), None);
        assert_eq!(SESSION.read(&HeaderMap::new()), None);
    }

    #[test]
    fn no_script_and_no_other_site_gets_at_a_cookie() {
        for cookie in [SESSION, DEVICE] {
            let value = cookie.set(&"token".to_owned().into(), Duration::from_mins(1)).unwrap();
            assert!(value.is_sensitive());
            let text = value.to_str().unwrap();
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=60"] {
                assert!(text.contains(attribute), "{text}");
            }
            assert!(!text.contains("Domain"));
        }
    }
}
