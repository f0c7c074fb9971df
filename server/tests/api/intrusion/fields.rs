//! Every field of a user, set by somebody who may not (Z03).

use std::collections::BTreeSet;

use domain::Right;
use serde_json::{Value, json};

use crate::{
    api::{Shown, http, key, person, session},
    support::Site,
};

/// What a user may change of themselves, and what changes with it.
const FREE: [&str; 11] = [
    "name",
    "description",
    "primary_email_address",
    "email_identity",
    // A new address is no validated one.
    "primary_email_address_validated_at",
    "theme",
    "version",
    "updated_at",
    // What is searched is made of the others.
    "search",
    "facets",
    "folded",
];

fn user_fields() -> Vec<String> {
    let user = proto::pool().get_message_by_name("ttn.lorawan.v3.User").unwrap();
    proto::fields(&user).map(|field| field.name().to_owned()).collect()
}

/// A user as somebody would like to be.
fn greedy(camel: bool) -> Value {
    let later = "2031-01-01T00:00:00Z";
    let mut user = json!({
        "ids": {"user_id": "me", "email": "boss@example.com"},
        "created_at": later, "updated_at": later, "deleted_at": later,
        "name": "x", "description": "y", "attributes": {"admin": "true"},
        "contact_info": [{"contact_method": "CONTACT_METHOD_EMAIL", "value": "boss@example.com", "validated_at": later}],
        "primary_email_address": "new@example.com", "primary_email_address_validated_at": later,
        "password": "correct horse battery", "password_updated_at": later, "require_password_update": true,
        "state": "STATE_FLAGGED", "state_description": "very good", "admin": true,
        "temporary_password": "correct horse battery", "temporary_password_created_at": later,
        "temporary_password_expires_at": later, "console_preferences": {"console_theme": "CONSOLE_THEME_DARK"},
    });
    if camel {
        let members = user.as_object_mut().unwrap();
        *members = std::mem::take(members).into_iter().map(|(name, value)| (in_camel_case(&name), value)).collect();
    }
    user
}

fn in_camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

/// What of the user nobody but an admin may change: the row without the free columns, the password, and rights.
async fn guarded(site: &Site) -> String {
    let columns = testdb::rows(&site.url, "SELECT name FROM pragma_table_info('users')").await;
    let columns: BTreeSet<_> = columns.into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert!(columns.contains("admin") && columns.contains("state"));
    let guarded = columns.iter().filter(|column| !FREE.contains(&column.as_str()));
    let guarded: Vec<_> = guarded.map(|column| format!("'{column}=' || quote({column})")).collect();
    let row = site.text(&format!("SELECT {} FROM users WHERE user_id = 'me'", guarded.join(" || ' ' || "))).await;
    let all = site.contents().await;
    let others: Vec<_> = all["users"].iter().filter(|row| !row.contains(&Some("'me'".to_owned()))).collect();
    let tables =
        ["credentials", "temporary_passwords", "password_links", "api_keys", "sessions"].map(|name| &all[name]);
    format!("{row:?} {others:?} {tables:?}")
}

/// Masks that name a field in other words, or more than the field.
fn masks() -> Vec<Value> {
    let fields = user_fields();
    let mut masks: Vec<_> = fields.iter().map(|field| json!({"paths": [field]})).collect();
    masks.extend(fields.iter().map(|field| json!(field)));
    masks.extend(fields.iter().map(|field| json!({"paths": [in_camel_case(field)]})));
    masks.extend(fields.iter().map(|field| json!({"paths": [format!("user.{field}")]})));
    masks.extend(fields.iter().map(|field| json!({"paths": ["name", field, field, "name"]})));
    masks.extend(
        ["*", "", ".", "user", "User", "name,", ",admin", "admin.", "admin.value", " admin", "ADMIN"]
            .map(|path| json!(path)),
    );
    masks.extend(
        ["*", "", "user", "name,admin", "admin.x", "admin\u{0}", "name.admin"].map(|path| json!({"paths": [path]})),
    );
    masks.extend([json!({"paths": []}), json!(fields.join(",")), json!({"paths": fields}), Value::Null]);
    masks
}

#[tokio::test]
async fn no_mask_lets_a_user_change_what_is_for_admins() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    person(&site, "me", false).await;
    let (_, cookie) = session(&site, "me").await;
    let mut tried = 0;
    for shown in [Shown::token(&key(&site, "me", &[Right::ALL]).await), Shown::cookie(&cookie)] {
        http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await;
        let before = guarded(&site).await;
        for mask in masks() {
            let query = mask.as_str().map_or_else(|| "admin,state".to_owned(), |mask| mask.replace(' ', "+"));
            for (camel, path) in [
                (false, "/api/v3/users/me".to_owned()),
                (true, format!("/api/v3/users/me?field_mask={query}&user.admin=true&user.state=3&admin=true")),
            ] {
                let mask_name = if camel { "fieldMask" } else { "field_mask" };
                let body = json!({"user": greedy(camel), mask_name: mask});
                let answer = http(&site, "PUT", &path, &shown, &body).await;
                assert!(answer.status.as_u16() < 500, "{mask}: {answer:?}");
                tried += 1;
            }
        }
        assert_eq!(guarded(&site).await, before);
    }
    assert!(tried > 400, "{tried}");
    // A new address was set on the way, and is not a validated one, whatever was said.
    let validated = "SELECT quote(primary_email_address_validated_at) FROM users WHERE user_id = 'me'";
    assert_eq!(site.text(validated).await.as_deref(), Some("NULL"));
}

#[tokio::test]
async fn each_field_of_admins_is_named_to_who_may_not_change_it() {
    let site = Site::open().await;
    person(&site, "me", false).await;
    let shown = Shown::token(&key(&site, "me", &[Right::ALL]).await);
    http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await;
    let before = site.contents().await;
    for field in [
        "admin",
        "primary_email_address_validated_at",
        "require_password_update",
        "state",
        "state_description",
        "temporary_password",
        "temporary_password_created_at",
        "temporary_password_expires_at",
    ] {
        let body = json!({"user": greedy(false), "field_mask": {"paths": [field]}});
        let answer = http(&site, "PUT", "/api/v3/users/me", &shown, &body).await;
        assert_eq!(answer.outcome().name, "update_admin_field", "{field}");
        assert!(answer.text.contains(&format!("\"field\":\"{field}\"")), "{field}: {}", answer.text);
    }
    assert_eq!(site.contents().await, before);
}

#[tokio::test]
async fn who_is_no_admin_makes_nobody_and_nobody_an_admin() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    person(&site, "me", false).await;
    let keys = [key(&site, "me", &[Right::ALL]).await, key(&site, "boss", &[Right::USER_INFO]).await];
    let callers = keys.iter().map(|token| Shown::token(token)).chain([Shown::nothing()]).collect::<Vec<_>>();
    for shown in &callers {
        http(&site, "GET", "/api/v3/auth_info", shown, &Value::Null).await;
    }
    let before = site.contents().await;
    let mut user = greedy(false);
    user["ids"]["user_id"] = "another".into();
    for shown in &callers {
        for (path, body) in [
            ("/api/v3/users", json!({"user": user})),
            ("/api/v3/users?user.admin=true", json!({"user": user, "invitation_token": "x"})),
            ("/api/roster/v1/users/import", json!({"records": [{"user": user}], "allow_existing": true})),
        ] {
            let answer = http(&site, "POST", path, shown, &body).await;
            assert!(answer.status.is_client_error() || answer.status.as_u16() == 501, "{path}: {answer:?}");
        }
    }
    assert_eq!(site.contents().await, before);
}
