//! A plain form that was posted, and the way back to its page.

use std::collections::BTreeMap;

use app::{
    form::{Flash, FormError, SECRET_FIELDS},
    paths,
};
use axum::{
    body::Bytes,
    http::{HeaderValue, StatusCode, header::LOCATION, request::Parts},
    response::{IntoResponse as _, Response},
};
use domain::Error;
use service::{Caller, flashes};

use super::{origin, outcome::Outcome};
use crate::web::{Web, failure};

/// The most bytes of what was typed that are kept. Every valid form is smaller.
const KEPT: usize = 64 * 1024;

/// A plain form that was posted.
pub(in crate::web) struct Form {
    action: String,
    page: String,
    body: Bytes,
}

impl Form {
    pub(in crate::web) fn new(web: &Web, parts: &Parts, body: Bytes) -> Self {
        Self { action: parts.uri.path().to_owned(), page: origin::page(parts, &web.public_url), body }
    }

    /// On to where the function sends, or back to the page with what was wrong.
    pub(super) async fn answer(self, web: &Web, caller: &Caller, outcome: Outcome) -> Response {
        let location = outcome.location();
        let Outcome { parts, result } = outcome;
        let location = match result {
            Ok(_) => location.map_or_else(|| header(&self.page), Ok),
            Err(error) => self.refused(web, caller, error).await,
        };
        match location {
            Ok(location) => Outcome::see_other(parts, location),
            Err(error) => failure::answer(error),
        }
    }

    /// The same for a form that no function has read: on to `result`, or back.
    pub(in crate::web) async fn done(self, web: &Web, caller: &Caller, result: domain::Result<&str>) -> Response {
        let location = match result {
            Ok(path) => header(path),
            Err(error) => self.refused(web, caller, error.into()).await,
        };
        match location {
            Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
            Err(error) => failure::answer(error),
        }
    }

    /// Keeps what was typed, and names it in the URL of the page; where the session has ended, the log-in comes
    /// first.
    async fn refused(self, web: &Web, caller: &Caller, error: FormError) -> domain::Result<HeaderValue> {
        let login = error.is_unauthenticated();
        let flash = Flash { action: self.action, error, values: values(&self.body) };
        let text = serde_json::to_string(&flash).map_err(Error::internal)?;
        let name = flashes::save(&web.service, caller, &text).await?;
        let page = paths::with(&self.page, &[("flash", &name)]);
        header(&if login { paths::login_then(&page) } else { page })
    }
}

fn header(path: &str) -> domain::Result<HeaderValue> {
    HeaderValue::from_str(path).map_err(Error::internal)
}

/// The fields as they were typed, but for secrets.
fn values(body: &[u8]) -> BTreeMap<String, String> {
    if body.len() > KEPT {
        return BTreeMap::new();
    }
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    fields.into_iter().filter(|(name, _)| !is_secret(name)).collect()
}

/// `password`, and `form[password]` too.
fn is_secret(name: &str) -> bool {
    let last = name.trim_end_matches(']').rsplit('[').next().unwrap_or(name);
    SECRET_FIELDS.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_but_for_secrets() {
        let kept = values(b"name=A+%C3%BC&password=p&form%5Bpassword%5D=p&confirm=p&old=p&code=p&user_id=a&name=B");
        let expected = [("name", "B"), ("user_id", "a")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(kept, BTreeMap::from(expected));
    }
}
