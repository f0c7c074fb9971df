//! Who is believed to say where a request comes from.

use axum::{
    body::Body,
    http::{Request, header},
};
use server::config::Config;

use crate::support::{PASSWORD, Site, encoded};

/// The address in the record of a log-in that came by 192.0.2.1, which says that it came from 203.0.113.9.
async fn noted(trusted: &[&str]) -> Option<String> {
    let mut config = Config::default();
    config.proxies.trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
    let site = Site::with(config).await;
    site.admin().await;
    let request = Request::post("/fn/sessions/create")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", "198.51.100.7, 203.0.113.9")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = encoded(&[("user_id", "admin"), ("password", PASSWORD)]);
    assert!(site.send(request.body(Body::from(body)).unwrap()).await.cookie().is_some());
    site.text("SELECT address FROM audit ORDER BY id DESC LIMIT 1").await
}

#[tokio::test]
async fn a_proxy_of_ours_is_believed_and_nobody_else() {
    assert_eq!(noted(&[]).await.as_deref(), Some("192.0.2.1"));
    assert_eq!(noted(&["198.51.100.0/24"]).await.as_deref(), Some("192.0.2.1"));
    assert_eq!(noted(&["192.0.2.0/24"]).await.as_deref(), Some("203.0.113.9"));
    assert_eq!(noted(&["192.0.2.1", "203.0.113.9"]).await.as_deref(), Some("198.51.100.7"));
}
