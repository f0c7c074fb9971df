//! The page that a form stands on.

use app::paths;
use axum::http::{Uri, header, request::Parts, uri::Authority};

use crate::config::PublicUrl;

/// The path and query of the page, from the Referer, without what an earlier refusal added; `/` where the
/// Referer is missing or another site's.
pub(super) fn page(parts: &Parts, public_url: &PublicUrl) -> String {
    let referer = parts.headers.get(header::REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let path = referer.filter(|referer| is_ours(referer, parts, public_url));
    let path = path.and_then(|referer| paths::same_origin(referer.path_and_query()?.as_str()));
    path.map_or_else(|| paths::OVERVIEW.to_owned(), |path| paths::without(&path, &["flash"]))
}

/// People may come by another name than the public one, for example 127.0.0.1; then it is the one they used.
fn is_ours(referer: &Uri, parts: &Parts, public_url: &PublicUrl) -> bool {
    let (Some(scheme), Some(authority)) = (referer.scheme_str(), referer.authority()) else { return false };
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let used = parts.uri.authority().map(Authority::as_str).or(host);
    used == Some(authority.as_str()) || format!("{scheme}://{authority}") == public_url.origin()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn the_page_is_a_path_of_ours() {
        let public_url = PublicUrl::try_from("https://roster.example.com".to_owned()).unwrap();
        for (referer, expected) in [
            ("https://roster.example.com/users?q=a&flash=x", "/users?q=a"),
            ("http://127.0.0.1:8080/users/new", "/users/new"),
            ("https://evil.example/users", "/"),
            ("https://roster.example.com.evil.example/users", "/"),
            ("https://roster.example.com//evil.example/", "/"),
            ("/users", "/"),
            ("nonsense", "/"),
            ("", "/"),
        ] {
            let request = Request::post("/fn/x").header("host", "127.0.0.1:8080").header("referer", referer);
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(page(&parts, &public_url), expected, "{referer}");
        }
    }
}
