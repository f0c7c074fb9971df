//! Validating addresses, as programs and browsers do it.

use domain::{RegistrationMode, Right};
use serde_json::{Value, json};
use server::config::{Config, Mode, PublicUrl};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, ORIGIN, PASSWORD, Site},
};

const WHERE: &str = "/api/v3/email/validation";

async fn open(required: bool) -> Site {
    let mut config = Config::default();
    config.registration.mode = Mode(RegistrationMode::Open);
    config.registration.require_email_validation = required;
    config.http.public_url = Some(PublicUrl::try_from(ORIGIN.to_owned()).unwrap());
    Site::with(config).await
}

fn json_of(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.outcome().name)
}

async fn register(site: &Site, user_id: &str, address: &str) -> Value {
    let user = json!({ "ids": { "user_id": user_id }, "primary_email_address": address, "password": PASSWORD });
    json_of(&http(site, "POST", "/api/v3/users", &Shown::nothing(), &json!({ "user": user })).await)
}

#[tokio::test]
async fn a_program_asks_for_a_mail_and_is_not_answered_what_is_in_it() {
    let site = open(false).await;
    person(&site, "ada", false).await;
    let ada = Shown::token(&key(&site, "ada", &[Right::ALL]).await);
    let asked = json_of(&http(&site, "POST", WHERE, &ada, &json!({ "user_id": "ada" })).await);
    let names: Vec<_> = asked.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["address", "created_at", "expires_at", "id"]);
    assert_eq!((asked["id"].as_str().map(str::len), &asked["address"]), (Some(39), &json!("ada@example.com")));
    let again = http(&site, "POST", WHERE, &ada, &json!({ "user_id": "ada" })).await;
    assert_eq!(refusal(&again), (403, "validation_request_forbidden".to_owned()));
    let wrong = json!({ "id": asked["id"], "token": "A".repeat(52) });
    let wrong = http(&site, "PATCH", WHERE, &Shown::nothing(), &wrong).await;
    assert_eq!(refusal(&wrong), (404, "validation_token_not_found".to_owned()));
}

#[tokio::test]
async fn who_has_not_opened_the_mail_is_told_so_and_may_do_little() {
    let site = open(true).await;
    let configuration = json_of(&http(&site, "GET", "/api/v3/is/configuration", &Shown::nothing(), &Value::Null).await);
    let validation = &configuration["configuration"]["user_registration"]["contact_info_validation"];
    assert_eq!(*validation, json!({ "required": true, "token_ttl": "172800s", "retry_interval": "3600s" }));
    register(&site, "ada", "ada@example.com").await;
    let refused = site.log_in("ada").await;
    assert_eq!(refused.error().name, "email_validation_required", "{refused:?}");
    let ada = Shown::token(&key(&site, "ada", &[Right::ALL]).await);
    let info = http(&site, "GET", "/api/v3/auth_info", &ada, &Value::Null).await;
    assert_eq!(info.header("x-warning"), "Restricted rights until email address validated");
    let rights = http(&site, "GET", "/api/v3/users/ada/rights", &ada, &Value::Null).await;
    let expected = ["RIGHT_USER_DELETE", "RIGHT_USER_INFO", "RIGHT_USER_SETTINGS_BASIC"];
    assert_eq!(json_of(&rights)["rights"], json!(expected));
    let keys = http(&site, "GET", "/api/v3/users/ada/api-keys", &ada, &Value::Null).await;
    assert_eq!(refusal(&keys), (403, "email_validation_required".to_owned()));
}

#[tokio::test]
async fn nobody_learns_by_registering_whose_address_it_is() {
    let site = open(true).await;
    register(&site, "ada", "ada@example.com").await;
    let strip = |mut user: Value| {
        for field in ["ids", "primary_email_address", "contact_info"] {
            user.as_object_mut().unwrap().remove(field);
        }
        user
    };
    let taken = register(&site, "eve", "Ada@example.com").await;
    let free = register(&site, "bob", "bob@example.com").await;
    assert_eq!(strip(taken), strip(free));
    let templates = testdb::rows(&site.url, "SELECT template FROM mails ORDER BY id").await;
    let templates: Vec<_> = templates.into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert_eq!(templates, ["validate", "address_taken", "validate"]);
}

#[tokio::test]
async fn the_profile_says_that_the_address_is_not_validated_and_has_the_mail_sent_again() {
    let site = open(false).await;
    let ada = site.person("ada", false).await;
    let page = site.get("/account", &ada).await.text;
    assert!(page.contains("not confirmed yet") && page.contains("/fn/validations/mail"), "{page}");
    let sent = site.post_from("/account", "/fn/validations/mail", &ada, &[]).await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/account?done=validation"), "{sent:?}");
    // Looking at the page uses nothing up, and shows no code.
    let page = site.get("/validate", "").await;
    assert!(page.status.is_success() && page.text.contains("name=\"reference\""), "{page:?}");
    let wrong = [("reference", "A"), ("code", "B")];
    let refused = site.post("/fn/validations/use", "", &wrong).await.error();
    assert!(refused.field("code").unwrap().starts_with("This code is not valid."), "{refused:?}");
}
