//! The files of the console.

use axum::http::StatusCode;

use crate::support::Site;

#[tokio::test]
async fn only_files_of_the_console_are_served() {
    let site = Site::open().await;
    for path in [
        "/pkg/none.0123456789abcdef.css",
        "/pkg/../manifest.json",
        "/pkg/../../Cargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/pkg/..\\..\\Cargo.toml",
        "/pkg//etc/passwd",
        "/manifest.json",
    ] {
        let answer = site.get(path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        // The manifest has the plain name as a key; a page may name it as a path, where no site was built.
        assert!(!answer.text.contains("[workspace]") && !answer.text.contains("\"roster.css\""), "{path}");
    }
}

#[tokio::test]
async fn search_engines_are_asked_to_stay_away() {
    let answer = Site::open().await.get("/robots.txt", "").await;
    assert_eq!(answer.text, "User-agent: *\nDisallow: /\n");
}
