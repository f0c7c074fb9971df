//! Profile pictures, as browsers and programs send and get them (W11).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Right;
use serde_json::{Value, json};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, HTML, ORIGIN, Site},
};

/// A GIF of one pixel that can be seen through.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x01\x44\0\x3b";
const MIB: usize = 1024 * 1024;

/// What a browser posts: the file of the form, or another button.
fn posted(cookie: &str, name: &str, content: &[u8]) -> Request<Body> {
    let mut body =
        format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.svg\"\r\n\r\n").into_bytes();
    body.extend(content);
    body.extend(b"\r\n--X--\r\n");
    Request::post("/account/picture")
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, HTML)
        .header(header::REFERER, format!("{ORIGIN}/account"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .header(header::CONTENT_LENGTH, body.len())
        .body(body.into())
        .unwrap()
}

/// What stands behind a GIF that is read no further.
fn padded(length: usize) -> Vec<u8> {
    let mut file = GIF.to_vec();
    file.resize(length, 0);
    file
}

async fn picture_id(site: &Site) -> Option<String> {
    site.text("SELECT picture_id FROM users WHERE user_id = 'ada'").await
}

async fn change(site: &Site, shown: &Shown, picture: &Value) -> Answer {
    let body = json!({ "user": { "profile_picture": picture }, "field_mask": "profile_picture" });
    http(site, "PUT", "/api/v3/users/ada", shown, &body).await
}

#[tokio::test]
async fn a_browser_uploads_a_picture_sees_it_and_removes_it() {
    let site = Site::open().await;
    let ada = site.person("ada", false).await;
    let answer = site.send(posted(&ada, "profile_picture", GIF)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account?done=saved"));
    let path = format!("/pictures/{}/128", picture_id(&site).await.unwrap());
    assert!(site.get("/account", &ada).await.text.contains(&format!("src=\"{path}\"")));
    let picture = site.get(&path, "").await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/png");
    assert_eq!(picture.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(picture.header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
    assert!(picture.header(header::CACHE_CONTROL).starts_with("private, "));
    for other in ["/pictures/x/128", &path.replace("/128", "/129"), &path.replace("/128", "/..")] {
        assert_eq!(site.get(other, "").await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let removed = site.send(posted(&ada, "remove", b"true")).await;
    assert_eq!((removed.status, picture_id(&site).await), (StatusCode::SEE_OTHER, None));
    assert_eq!(site.get(&path, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_its_field_on_the_page_it_came_from() {
    let site = Site::open().await;
    let ada = site.person("ada", false).await;
    for content in [&b""[..], b"<svg onload=alert(1)>", &GIF[..20]] {
        let answer = site.send(posted(&ada, "profile_picture", content)).await;
        assert!(answer.location().starts_with("/account?flash="), "{answer:?}");
        let page = site.get(answer.location(), &ada).await.text;
        assert!(page.contains("id=\"profile_picture-error\""), "{content:?}");
    }
    let anonymous = site.send(posted("", "profile_picture", GIF)).await;
    assert!(anonymous.location().starts_with("/login?"), "{anonymous:?}");
    assert_eq!(picture_id(&site).await, None);
}

#[tokio::test]
async fn only_who_is_known_sends_more_than_a_mebibyte_and_only_there() {
    let site = Site::open().await;
    let ada = site.person("ada", false).await;
    let refused = site.send(posted("", "profile_picture", &padded(5 * MIB))).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let taken = site.send(posted(&ada, "profile_picture", &padded(5 * MIB))).await;
    assert_eq!(taken.location(), "/account?done=saved");
    let too_large = site.send(posted(&ada, "profile_picture", &padded(12 * MIB))).await;
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(too_large.text.contains("Send 12 MB at most"), "{}", too_large.text);
    let elsewhere = site.post("/fn/account/update", &ada, &[("name", &"a".repeat(MIB))]).await;
    assert_eq!(elsewhere.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_program_sends_a_picture_and_gets_addresses_which_it_may_send_back() {
    let site = Site::at(ORIGIN).await;
    person(&site, "ada", false).await;
    let ada = Shown::token(&key(&site, "ada", &[Right::ALL]).await);
    let file =
        |length| json!({ "embedded": { "mime_type": "image/jpeg", "data": BASE64_STANDARD.encode(padded(length)) } });
    let answer = change(&site, &ada, &file(8 * MIB)).await;
    let made: Value = serde_json::from_str(&answer.text).unwrap();
    let sizes = &made["profile_picture"]["sizes"];
    let id = picture_id(&site).await.unwrap();
    assert_eq!(sizes["64"], json!(format!("{ORIGIN}/pictures/{id}/64")), "{}", answer.text);
    assert_eq!(sizes["0"], sizes["512"]);
    assert_eq!(change(&site, &ada, &json!({ "sizes": sizes })).await.status, StatusCode::OK);
    let foreign = json!({ "sizes": { "0": "http://169.254.169.254/latest" } });
    assert_eq!(change(&site, &ada, &foreign).await.outcome().name, "validation");
    assert_eq!(picture_id(&site).await, Some(id));
    let nobody = change(&site, &Shown::nothing(), &file(2 * MIB)).await;
    assert!(nobody.text.contains("request_body_too_large"), "{nobody:?}");
    assert_eq!(change(&site, &ada, &Value::Null).await.status, StatusCode::OK);
    assert_eq!(picture_id(&site).await, None);
}
