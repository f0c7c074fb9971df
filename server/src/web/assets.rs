//! The files of the console, in the binary itself: style sheet, scripts, icons.

use std::collections::BTreeMap;

use app::host::Assets;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::accept;

/// What the build has left. In debug builds it is read from the disk each time.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// Names that change with the content may be kept for ever.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Compressed beside the file itself, the smallest first.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// The paths under which the document names the files.
pub(super) fn names() -> Assets {
    let manifest = Site::get("manifest.json").map(|file| file.data);
    let Some(paths) = manifest.and_then(|json| serde_json::from_slice::<BTreeMap<String, String>>(&json).ok()) else {
        return Assets::default();
    };
    let path = |name: &str, default: String| paths.get(name).map_or(default, |path| format!("/{path}"));
    let default = Assets::default();
    Assets {
        css: path("roster.css", default.css),
        loader: path("loader.js", default.loader),
        js: path("roster.js", default.js),
        wasm: path("roster.wasm", default.wasm),
        icons: path("icons.svg", default.icons),
        favicon: path("favicon.svg", default.favicon),
    }
}

/// Serves a file. The path is not decoded, and is looked up as it is.
pub(super) async fn answer(request: Request) -> Response {
    serve(request.uri().path().trim_start_matches('/'), request.headers(), find)
}

/// Compressed where that is taken, and not at all where the client has it.
fn serve(path: &str, request: &HeaderMap, find: impl Fn(&str) -> Option<EmbeddedFile>) -> Response {
    let (Some(kind), Some(file)) = (kind(path), find(path)) else { return StatusCode::NOT_FOUND.into_response() };
    let coded = CODINGS.into_iter().filter(|(coding, _)| accept::coding(request, coding));
    let mut coded = coded.filter_map(|(coding, suffix)| Some((Some(coding), find(&format!("{path}.{suffix}"))?)));
    let (coding, file) = coded.next().unwrap_or((None, file));
    let tag = tag(&file);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, if has_hash(path) { FOR_EVER } else { ASK_AGAIN });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    if holds(request, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from(Bytes::from_owner(file.data))).into_response()
}

fn find(path: &str) -> Option<EmbeddedFile> {
    // Names alone lead to files; the disk of debug builds is not to be walked.
    let plain = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    if plain && !path.contains(['\\', '%']) { Site::get(path) } else { None }
}

/// The media type of what the console is made of; nothing else is served.
fn kind(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        _ => None,
    }
}

/// Whether the name is `NAME.HASH.EXT` with sixteen hexadecimal digits.
fn has_hash(path: &str) -> bool {
    let hash = path.rsplit('.').nth(1).unwrap_or_default();
    hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Of these bytes, so that each coding has its own.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    format!("\"{:016x}\"", u64::from_be_bytes(*hash.first_chunk().unwrap_or(&[0; 8])))
}

fn holds(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use rust_embed::Metadata;

    use super::*;

    const PATH: &str = "pkg/roster.0123456789abcdef.css";

    fn served(path: &str, request: &[(header::HeaderName, &'static str)]) -> Response {
        let file = |path: &str| {
            let (data, hash) = match path {
                PATH => ("plain", 1),
                "pkg/roster.0123456789abcdef.css.br" => ("br", 2),
                "pkg/roster.0123456789abcdef.css.gz" => ("gz", 3),
                "loader.js" => ("plain", 4),
                "manifest.json" => ("{}", 5),
                _ => return None,
            };
            let metadata = Metadata::__rust_embed_new([hash; 32], None, None);
            Some(EmbeddedFile { data: Cow::Borrowed(data.as_bytes()), metadata })
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request {
            headers.append(name, HeaderValue::from_static(value));
        }
        serve(path, &headers, file)
    }

    fn header(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn the_smallest_coding_that_is_taken_is_served() {
        for (taken, coding, tag) in [
            ("gzip, deflate, br", "br", "\"0202020202020202\""),
            ("gzip", "gzip", "\"0303030303030303\""),
            ("identity", "", "\"0101010101010101\""),
        ] {
            let response = served(PATH, &[(header::ACCEPT_ENCODING, taken)]);
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(header(&response, header::CONTENT_ENCODING), coding);
            assert_eq!(header(&response, header::ETAG), tag);
            assert_eq!(header(&response, header::VARY), "accept-encoding");
            assert_eq!(header(&response, header::CONTENT_TYPE), "text/css; charset=utf-8");
            assert_eq!(header(&response, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        }
        let uncompressed = served("loader.js", &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(header(&uncompressed, header::CONTENT_ENCODING), "");
        assert_eq!(header(&uncompressed, header::CACHE_CONTROL), "no-cache");
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        for known in ["\"0101010101010101\"", "\"x\", W/\"0101010101010101\""] {
            assert_eq!(served(PATH, &[(header::IF_NONE_MATCH, known)]).status(), StatusCode::NOT_MODIFIED);
        }
        // Of another coding.
        let other = [(header::ACCEPT_ENCODING, "br"), (header::IF_NONE_MATCH, "\"0101010101010101\"")];
        assert_eq!(served(PATH, &other).status(), StatusCode::OK);
    }

    #[test]
    fn only_what_a_page_needs_is_served() {
        for path in ["manifest.json", "pkg/roster.0123456789abcdef.css.br", "pkg/none.css", "pkg", ""] {
            assert_eq!(served(path, &[]).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn only_names_that_change_with_the_content_are_kept_for_ever() {
        assert!(has_hash("pkg/roster.0123456789abcdef.css"));
        for path in ["pkg/roster.css", "loader.js", "pkg/roster.0123456789abcdeg.css", "pkg/a.0123.js", "x"] {
            assert!(!has_hash(path), "{path}");
        }
    }

    #[test]
    fn no_path_leads_out() {
        for path in
            ["../Cargo.toml", "pkg/../../Cargo.toml", "pkg//x", "pkg/..%2fx", "pkg/..\\x", "/etc/passwd", ".git"]
        {
            assert!(find(path).is_none(), "{path}");
        }
    }
}
