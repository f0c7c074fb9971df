//! Values in each field of everything that is only read.

use domain::Right;
use prost_reflect::{Kind, MessageDescriptor};
use serde_json::Value;

use super::is_told;
use crate::{
    access::request,
    api::{Shown, http, key, operations, person},
    support::Site,
};

/// Values as they stand in a query.
const VALUES: [&str; 36] = [
    "",
    "%00",
    "a%00b",
    "%ff%fe",
    "%ED%A0%80",
    "%c0%af",
    "%EF%BB%BFx",
    "%E2%80%AEx",
    "%",
    "%zz",
    "%25",
    "%0d%0aX: y",
    "_%25_",
    "'--",
    "\"",
    "-1",
    "-0",
    "1.5",
    "1e3",
    "+1",
    "0x1",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "NaN",
    "Infinity",
    "true",
    "10000-01-01T00:00:00Z",
    "STATE_NOPE",
    "state_approved",
    "name,,",
    "*",
    "{}",
    "[]",
    "%F0%9F%92%A9",
    "%CC%81%CC%81%CC%81",
];

fn names(message: &MessageDescriptor, above: &str) -> Vec<String> {
    let mut names = Vec::new();
    for field in proto::fields(message) {
        let name = format!("{above}{}", field.name());
        match field.kind() {
            _ if field.is_map() => {
                names.extend([format!("{name}[abc]"), format!("{name}[]"), format!("{name}[%00]"), name]);
            }
            Kind::Message(inner) if !field.is_list() => {
                names.extend(self::names(&inner, &format!("{name}.")));
                names.push(name);
            }
            _ => names.push(name),
        }
    }
    names
}

#[tokio::test]
async fn no_value_in_a_query_makes_the_server_fail() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    let shown = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let mut tried = 0;
    for operation in operations() {
        let Some((verb, path, _)) = operation.request(&request(&operation, "boss")) else { continue };
        if verb != "GET" {
            continue;
        }
        let path = path.split('?').next().unwrap().to_owned();
        for name in names(&operation.method.input(), "") {
            let values = VALUES.iter().map(|value| value.replace([' ', '"'], "+"));
            for value in values {
                for query in [format!("{name}={value}"), format!("{name}={value}&{name}={value}")] {
                    let Ok(uri) = format!("{path}?{query}").parse::<axum::http::Uri>() else { continue };
                    let answer = http(&site, &verb, &uri.to_string(), &shown, &Value::Null).await;
                    let field = name.split('[').next().unwrap();
                    assert!(is_told(&answer, field), "{uri}: {} {}", answer.status, answer.text);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[tokio::test]
async fn what_is_no_pair_of_name_and_value_is_no_failure_either() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    let shown = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    for query in [
        "&&&",
        "=",
        "==",
        "limit",
        "limit=1&limit=2",
        "[",
        "]",
        "[]=x",
        "limit[a]=1",
        "a[b[c]]=1",
        ".",
        "..=1",
        "field_mask.=x",
        "field_mask..paths=x",
        "field_mask.paths.x=1",
        "order.x=1",
        "%ff=1",
        "%00=1",
        "limit=%31",
        "?limit=1",
    ] {
        for path in ["/api/v3/users", "/api/v3/search/users", "/api/v3/users/boss/api-keys"] {
            let answer = http(&site, "GET", &format!("{path}?{query}"), &shown, &Value::Null).await;
            assert!(answer.status == 200 || answer.status == 400, "{path}?{query}: {answer:?}");
        }
    }
    let many = "a=1&".repeat(1_700);
    let answer = http(&site, "GET", &format!("/api/v3/users?{many}"), &shown, &Value::Null).await;
    assert_eq!(answer.status, 200);
}
