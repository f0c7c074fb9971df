//! Our cookie in requests that pages of other sites send to gRPC's paths: browsers send anything without asking first, as
//! long as its type is one that forms have or none (W02).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use prost::Message as _;
use serde_json::json;

use super::method;
use crate::{
    api::{Shown, grpc, message, person, session},
    support::{ORIGIN, Site},
};

const SITES: [Option<&str>; 4] = [None, Some("cross-site"), Some("same-site"), Some("none")];
const ORIGINS: [Option<&str>; 3] = [None, Some("null"), Some("https://evil.example")];
const KINDS: [Option<&str>; 3] = [None, Some("text/plain"), Some("application/grpc")];

#[tokio::test]
async fn a_foreign_call_with_our_cookie_changes_nothing() {
    let site = Site::open().await;
    person(&site, "victim", false).await;
    let (_, token) = session(&site, "victim").await;
    let sent = message(&method("UserRegistry/Delete").input(), &json!({"user_id": "victim"})).encode_to_vec();
    let frame = [&[0][..], &u32::try_from(sent.len()).unwrap().to_be_bytes(), &sent].concat();
    let before = site.contents().await;
    for from in SITES {
        for origin in ORIGINS {
            for kind in KINDS {
                let cookie = format!("{}={token}", app::cookie::SESSION.name());
                let mut request = Request::post("/ttn.lorawan.v3.UserRegistry/Delete").header(header::COOKIE, cookie);
                for (name, value) in [("sec-fetch-site", from), ("origin", origin), ("content-type", kind)] {
                    if let Some(value) = value {
                        request = request.header(name, value);
                    }
                }
                let answer = site.send(request.body(Body::from(frame.clone())).unwrap()).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{from:?} {origin:?} {kind:?}");
            }
        }
    }
    assert_eq!(site.contents().await, before);
}

#[tokio::test]
async fn a_call_of_our_own_page_and_one_without_a_cookie_are_taken() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let (_, token) = session(&site, "somebody").await;
    let info = method("EntityAccess/AuthInfo");
    let ours = Shown::cookie(&token);
    let by_origin = ours.clone().without("sec-fetch-site").with("origin", ORIGIN);
    let program = Shown::nothing().with("origin", "https://elsewhere.example");
    for shown in [ours, by_origin, program] {
        assert!(grpc(&site, &info, &shown, &json!({})).await.0.is_ok(), "{shown:?}");
    }
}
