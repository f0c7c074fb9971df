//! Against requests that other sites make browsers send: what changes something must come from our own pages.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{Web, api};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where a request comes from, as far as browsers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It only reads, so that it does not matter.
    Reads,
    /// A page of ours sent it.
    Ours,
    /// Another site did, or nobody knows who.
    Foreign,
}

/// Browsers set both headers themselves, and no page can. Where the first is there, the second is not asked.
fn decide(method: &Method, headers: &HeaderMap, public_origin: &str) -> Verdict {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) {
        return Verdict::Reads;
    }
    let only = |name| {
        let mut values = headers.get_all(name).iter();
        (values.next().map(HeaderValue::as_bytes), values.next().is_some())
    };
    match (only(&SEC_FETCH_SITE), only(&header::ORIGIN)) {
        ((Some(b"same-origin"), false), _) => Verdict::Ours,
        ((None, _), (Some(origin), false)) if origin == public_origin.as_bytes() => Verdict::Ours,
        _ => Verdict::Foreign,
    }
}

/// Refuses changes from elsewhere, unless they do no harm.
pub(super) async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let verdict = decide(request.method(), request.headers(), web.public_url.origin());
    if verdict == Verdict::Foreign && !is_harmless(&request) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

/// Whether what another site, or a program, sends can do no harm: it shows no cookie of ours, and gets none.
fn is_harmless(request: &Request) -> bool {
    let (path, headers) = (request.uri().path(), request.headers());
    let programs =
        path.starts_with("/api/") || ["/oauth/token", "/oauth/revoke"].contains(&path) || api::is_grpc(request);
    // Programs log in there, and send neither header; a page of another site could log its visitor in as somebody else.
    let logs_in = path.starts_with("/oauth/api/") && !headers.contains_key(SEC_FETCH_SITE);
    let logs_in = logs_in && !headers.contains_key(header::ORIGIN);
    (programs || logs_in) && app::cookie::SESSION.read(headers).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://roster.example.com";

    fn verdict(method: &Method, site: &[&'static str], origin: &[&'static str]) -> Verdict {
        let mut headers = HeaderMap::new();
        for value in site {
            headers.append(SEC_FETCH_SITE, HeaderValue::from_static(value));
        }
        for value in origin {
            headers.append(header::ORIGIN, HeaderValue::from_static(value));
        }
        decide(method, &headers, OURS)
    }

    #[test]
    fn only_our_own_pages_change_anything() {
        let sites: [&[&str]; 7] = [
            &["same-origin"],
            &[],
            &["cross-site"],
            &["same-site"],
            &["none"],
            &["Same-Origin"],
            &["same-origin", "cross-site"],
        ];
        let origins: [&[&str]; 8] = [
            &[OURS],
            &[],
            &["null"],
            &["https://evil.example"],
            &["http://roster.example.com"],
            &["https://roster.example.com:8443"],
            &["https://roster.example.com.evil.example"],
            &[OURS, "https://evil.example"],
        ];
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE, Method::CONNECT] {
            for site in sites {
                for origin in origins {
                    let ours = site == ["same-origin"] || (site.is_empty() && origin == [OURS]);
                    let expected = if ours { Verdict::Ours } else { Verdict::Foreign };
                    assert_eq!(verdict(&method, site, origin), expected, "{method} {site:?} {origin:?}");
                }
            }
        }
    }

    #[test]
    fn reading_is_free() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert_eq!(verdict(&method, &["cross-site"], &["https://evil.example"]), Verdict::Reads);
        }
    }
}
