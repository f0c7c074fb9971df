//! Values in each field of the bodies that make and change users and keys.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use domain::Right;
use prost_reflect::{Kind, MessageDescriptor};
use serde_json::{Value, json};

use super::{is_told, values::VALUES};
use crate::{
    api::{key, person},
    support::{Answer, PASSWORD, Site},
};

/// The names of all fields below a message, with dots.
fn leaves(message: &MessageDescriptor, above: &str) -> Vec<String> {
    let mut names = Vec::new();
    for field in proto::fields(message) {
        let name = format!("{above}{}", field.name());
        if let (Kind::Message(inner), false) = (field.kind(), field.is_map())
            && inner.full_name().starts_with("ttn.")
        {
            names.extend(leaves(&inner, &format!("{name}.")));
        }
        names.push(name);
    }
    names
}

/// A body in which one field has a value.
fn body(mut base: Value, field: &str, value: &[u8]) -> Vec<u8> {
    *field.split('.').fold(&mut base, |place, name| &mut place[name]) = "$VALUE".into();
    let text = base.to_string();
    let (before, after) = text.split_once("\"$VALUE\"").unwrap();
    [before.as_bytes(), value, after.as_bytes()].concat()
}

struct Asked {
    site: Site,
    token: String,
}

impl Asked {
    async fn open() -> Self {
        let site = Site::open().await;
        person(&site, "boss", true).await;
        person(&site, "somebody", false).await;
        let token = key(&site, "boss", &[Right::ALL]).await;
        Self { site, token }
    }

    async fn send(&self, verb: Method, path: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(verb).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        self.site.send(request.body(Body::from(body)).unwrap()).await
    }

    /// All values in all fields of a request. What has no right to be text is refused wherever text belongs.
    async fn try_all(&self, verb: Method, path: &str, of: &str, base: impl Fn(&str, usize) -> Value) -> usize {
        let message = proto::pool().get_message_by_name(of).unwrap();
        let (mut fields, mut count) = (leaves(&message, ""), 0);
        // A key without rights is none any more, so that what can take them away comes last.
        fields
            .sort_by_key(|field| ["api_key", "api_key.rights"].contains(&field.as_str()) || field.starts_with("field"));
        for field in &fields {
            for value in VALUES {
                let body = body(base(field, count), field, value);
                let shown = String::from_utf8_lossy(&body).into_owned();
                let answer = self.send(verb.clone(), path, body).await;
                assert!(is_told(&answer, field), "{verb} {path} {shown}: {} {}", answer.status, answer.text);
                let is_no_text = value == br#""a\u0000b""# || value == br#""\ud800""# || value == b"\"\xff\xfe\"";
                // Who and which is meant stands in the path of some.
                let counts = !field.ends_with("user_id") && field != "api_key.id";
                assert!(!(is_no_text && counts && answer.status.is_success()), "{verb} {path} {shown}: {answer:?}");
                count += 1;
            }
        }
        count
    }
}

#[tokio::test]
async fn no_value_in_a_new_user_makes_the_server_fail() {
    let asked = Asked::open().await;
    let base = |_: &str, count: usize| {
        let (id, address) = (format!("new-{count}"), format!("new-{count}@example.com"));
        json!({"user": {"ids": {"user_id": id}, "primary_email_address": address, "password": PASSWORD}})
    };
    assert!(asked.try_all(Method::POST, "/api/v3/users", "ttn.lorawan.v3.CreateUserRequest", base).await > 1_000);
}

#[tokio::test]
async fn no_value_in_a_change_of_a_user_makes_the_server_fail() {
    let asked = Asked::open().await;
    let base = |field: &str, _| {
        let mask = field.split('.').nth(1).unwrap_or("name");
        // Without a mask, all of a user has to be sound.
        json!({"user": {"primary_email_address": "somebody@example.com"}, "field_mask": {"paths": [mask]}})
    };
    let path = "/api/v3/users/somebody";
    assert!(asked.try_all(Method::PUT, path, "ttn.lorawan.v3.UpdateUserRequest", base).await > 1_000);
}

#[tokio::test]
async fn no_value_in_a_key_makes_the_server_fail() {
    let asked = Asked::open().await;
    let keys = "/api/v3/users/boss/api-keys";
    let base = |_: &str, _| json!({"rights": [1]});
    assert!(asked.try_all(Method::POST, keys, "ttn.lorawan.v3.CreateUserAPIKeyRequest", base).await > 200);
    let spare = key(&asked.site, "boss", &[Right::USER_INFO]).await;
    let path = format!("{keys}/{}", spare.split('.').nth(1).unwrap());
    let base = |field: &str, _| {
        let mask = field.split('.').nth(1).unwrap_or("name");
        json!({"api_key": {"rights": [1]}, "field_mask": {"paths": [mask]}})
    };
    assert!(asked.try_all(Method::PUT, &path, "ttn.lorawan.v3.UpdateUserAPIKeyRequest", base).await > 400);
}

#[tokio::test]
async fn bodies_of_odd_shapes_are_refused_in_a_sentence() {
    let asked = Asked::open().await;
    let deep = |open: &str, close: &str| [open.repeat(10_000), close.repeat(10_000)].concat();
    let shapes = [
        deep("[", "]"),
        deep("{\"user\":", "}"),
        format!("{{\"user\":{{\"attributes\":{}}}}}", deep("[", "]")),
        format!("{{\"unknown\":{}}}", deep("{\"a\":", "}")),
        "[".repeat(10_000),
        "{\"user\":{".repeat(5_000),
        "\u{feff}{}".to_owned(),
        "{}{}".to_owned(),
        "{} x".to_owned(),
        "{\"user\":{},\"user\":{}}".to_owned(),
        "{\"user\":{\"name\":\"a\",\"name\":\"b\"}}".to_owned(),
        "{\"user\":{\"primary_email_address\":\"a\",\"primaryEmailAddress\":\"b\"}}".to_owned(),
        "[]".to_owned(),
        "\"x\"".to_owned(),
        "1".to_owned(),
        "null".to_owned(),
        " ".to_owned(),
        "user=x&user.admin=true".to_owned(),
        "<user/>".to_owned(),
        "{'user':{}}".to_owned(),
        "{\"user\":{},}".to_owned(),
        "{/**/}".to_owned(),
    ];
    for (verb, path) in [(Method::POST, "/api/v3/users"), (Method::PUT, "/api/v3/users/somebody")] {
        for shape in &shapes {
            let answer = asked.send(verb.clone(), path, shape.clone().into_bytes()).await;
            let shown = &shape[..shape.len().min(80)];
            // An empty change changes nothing.
            let is_fine = verb == Method::PUT && answer.status.is_success();
            assert!(answer.status == 400 || is_fine, "{verb} {shown}: {answer:?}");
            assert!(answer.text.len() < 1_000, "{verb} {shown}: {answer:?}");
        }
    }
}
