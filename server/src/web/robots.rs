//! `GET /robots.txt`: nothing here is for search engines.

/// Disallows everything.
pub(super) async fn answer() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}
