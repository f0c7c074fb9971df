//! What answers hold, and what they never do (Z04, L05).

use std::collections::BTreeSet;

use domain::Right;
use serde_json::{Value, json};

use crate::{
    access::request,
    api::{Shown, http, key, operations, session},
    support::{PASSWORD, Site},
};

/// Members that only ever are sent to us; `key` is answered by what makes one, `token` to who may invite.
const SECRET: [&str; 8] =
    ["password", "temporary_password", "old", "new", "password_hash", "session_secret", "secret", "token_hash"];

/// What everybody who is known may see of a user (contract §5.6).
const PUBLIC: [&str; 10] = [
    "ids",
    "created_at",
    "updated_at",
    "deleted_at",
    "contact_info",
    "name",
    "description",
    "state",
    "admin",
    "profile_picture",
];

/// What tells of the inside of a server.
const INSIDE: [&str; 9] = ["SELECT", "sqlite", "sqlx", "postgres", ".rs:", "/src/", "panicked", "backtrace", "/tmp/"];

fn members(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            found.push(name.clone());
            members(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn no_answer_holds_a_secret_but_a_key_that_is_made_and_invitations() {
    let site = Site::open().await;
    site.person("boss", true).await;
    site.person("me", false).await;
    let hashes = testdb::rows(&site.url, "SELECT password_hash FROM credentials").await;
    let mut secrets: Vec<_> = hashes.into_iter().map(|row| row[0].clone().unwrap()).collect();
    secrets.extend([PASSWORD.to_owned(), "$argon2".to_owned()]);
    let mut callers = vec![Shown::nothing()];
    for name in ["boss", "me"] {
        let (token, cookie) = (key(&site, name, &[Right::ALL]).await, session(&site, name).await.1);
        callers.extend([Shown::token(&token), Shown::cookie(&cookie)]);
        secrets.extend([token.rsplit('.').next().unwrap().to_owned(), cookie]);
    }
    let (mut asked, mut keys, mut tokens) = (0, BTreeSet::new(), BTreeSet::new());
    // What ends an account or a credential of somebody would leave nothing to be asked for.
    let harmless = |verb: &str, path: &str| verb != "DELETE" || path.contains("bookmarks");
    for shown in &callers {
        for operation in operations() {
            let Some((verb, path, body)) = operation.request(&request(&operation, "me")) else { continue };
            if !harmless(&verb, &path) {
                continue;
            }
            let answer = http(&site, &verb, &path, shown, &body).await;
            let place = format!("{verb} {path}: {answer:?}");
            for word in &secrets {
                assert!(!answer.text.contains(word.as_str()), "{place}");
            }
            assert!(!INSIDE.iter().any(|word| answer.text.contains(word)), "{place}");
            let mut names = Vec::new();
            members(&serde_json::from_str(&answer.text).unwrap(), &mut names);
            assert!(!names.iter().any(|name| SECRET.contains(&name.as_str())), "{place}");
            for (member, makers) in [("key", &mut keys), ("token", &mut tokens)] {
                if names.iter().any(|name| name == member) {
                    makers.insert(operation.name());
                }
            }
            asked += 1;
        }
    }
    assert!(asked > 150, "{asked}");
    let named = |makers: BTreeSet<String>| makers.into_iter().collect::<Vec<_>>();
    assert_eq!(named(keys), ["UserAccess/CreateAPIKey"]);
    let invitations = [
        "InvitationDirectory/Create",
        "InvitationDirectory/Extend",
        "InvitationDirectory/Resend",
        "UserInvitationRegistry/List",
        "UserInvitationRegistry/Send",
    ];
    assert_eq!(named(tokens), invitations);
}

#[tokio::test]
async fn a_key_is_shown_once() {
    let site = Site::open().await;
    site.person("me", false).await;
    let shown = Shown::token(&key(&site, "me", &[Right::ALL]).await);
    let new = json!({"name": "a", "rights": ["RIGHT_USER_INFO"]});
    let made = http(&site, "POST", "/api/v3/users/me/api-keys", &shown, &new).await;
    let made: Value = serde_json::from_str(&made.text).unwrap();
    let (id, token) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    let secret = token.rsplit('.').next().unwrap();
    let change = json!({"api_key": {"name": "b", "key": token}, "field_mask": {"paths": ["name"]}});
    for (verb, path, shown, body) in [
        ("GET", "/api/v3/users/me/api-keys".to_owned(), &shown, Value::Null),
        ("GET", format!("/api/v3/users/me/api-keys/{id}"), &shown, Value::Null),
        ("PUT", format!("/api/v3/users/me/api-keys/{id}"), &shown, change),
        ("GET", "/api/v3/auth_info".to_owned(), &Shown::token(token), Value::Null),
    ] {
        let answer = http(&site, verb, &path, shown, &body).await;
        assert!(answer.status.is_success() && answer.text.contains(id), "{verb} {path}: {answer:?}");
        assert!(!answer.text.contains(secret) && !answer.text.contains("\"key\""), "{verb} {path}: {answer:?}");
    }
    assert!(!format!("{:?}", site.contents().await).contains(secret));
}

#[tokio::test]
async fn a_stranger_sees_nothing_but_what_is_public() {
    let site = Site::open().await;
    for name in ["me", "victim"] {
        site.person(name, false).await;
    }
    let (mine, theirs) = (key(&site, "me", &[Right::ALL]).await, key(&site, "victim", &[Right::ALL]).await);
    let (shown, theirs) = (Shown::token(&mine), Shown::token(&theirs));
    let full = json!({"user": {"name": "V", "description": "about", "attributes": {"one": "hidden"},
        "console_preferences": {"console_theme": "CONSOLE_THEME_DARK"}},
        "field_mask": {"paths": ["name", "description", "attributes", "console_preferences"]}});
    assert!(http(&site, "PUT", "/api/v3/users/victim", &theirs, &full).await.outcome().is_ok());
    let user = proto::pool().get_message_by_name("ttn.lorawan.v3.User").unwrap();
    let fields: Vec<_> = proto::fields(&user).map(|field| field.name().to_owned()).collect();
    let mut masks = fields.clone();
    masks.extend(fields.iter().map(|field| format!("name,{field}")));
    masks.extend(["", "console_preferences.console_theme", "ids.email", "contact_info.value", "*"].map(str::to_owned));
    for mask in masks {
        let path = format!("/api/v3/users/victim?field_mask={mask}");
        let answer = http(&site, "GET", &path, &shown, &Value::Null).await;
        assert!(!answer.text.contains("victim@example.com") && !answer.text.contains("hidden"), "{answer:?}");
        if answer.status.is_success() {
            let shown: Value = serde_json::from_str(&answer.text).unwrap();
            let names = shown.as_object().unwrap().keys();
            assert!(names.clone().all(|name| PUBLIC.contains(&name.as_str())), "{mask}: {shown}");
            assert!(mask.split(',').all(|field| PUBLIC.contains(&field.split('.').next().unwrap())), "{mask}: {shown}");
        }
    }
}
