//! What clients say that they take.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether a request comes from a page or a form itself, not from a script.
pub(super) fn html(headers: &HeaderMap) -> bool {
    values(headers, &header::ACCEPT).any(|value| value.contains("text/html"))
}

/// Whether a content coding is taken: named, or meant by `*`, and not with a weight of zero.
pub(super) fn coding(headers: &HeaderMap, coding: &str) -> bool {
    let mut any = false;
    for choice in values(headers, &header::ACCEPT_ENCODING).flat_map(|value| value.split(',')) {
        let (name, weight) = choice.split_once(';').unwrap_or((choice, ""));
        let taken = weight.trim().strip_prefix("q=").is_none_or(|q| q.parse().is_ok_and(|q: f32| q > 0.0));
        if name.trim().eq_ignore_ascii_case(coding) {
            return taken;
        }
        any |= taken && name.trim() == "*";
    }
    any
}

fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn codings_are_taken_as_clients_say() {
        for (header, br, gzip) in [
            ("", false, false),
            ("gzip, deflate, br, zstd", true, true),
            ("GZIP;q=0.5", false, true),
            ("br;q=0, gzip", false, true),
            ("br; q=0.000, *", false, true),
            ("*;q=0", false, false),
            ("br;q=nonsense", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(header));
            assert_eq!((coding(&headers, "br"), coding(&headers, "gzip")), (br, gzip), "{header}");
        }
    }
}
