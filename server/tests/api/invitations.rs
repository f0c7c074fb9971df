//! Invitations and what comes of them, as programs know them.

use domain::{RegistrationMode, Right};
use serde_json::{Value, json};
use server::config::{Config, Mode};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, PASSWORD, Site},
};

const WHERE: &str = "/api/v3/invitations";

async fn open(mode: RegistrationMode) -> (Site, Shown) {
    let mut config = Config::default();
    config.registration.mode = Mode(mode);
    let site = Site::with(config).await;
    person(&site, "boss", true).await;
    let shown = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    (site, shown)
}

fn json_of(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

async fn send(site: &Site, shown: &Shown, email: &str) -> Answer {
    http(site, "POST", WHERE, shown, &json!({ "email": email })).await
}

async fn register(site: &Site, user_id: &str, token: &str) -> Answer {
    let user = json!({
        "ids": { "user_id": user_id },
        "primary_email_address": format!("{user_id}@example.com"),
        "password": "correct horse battery",
        "admin": true,
        "state": "STATE_FLAGGED",
    });
    let body = json!({ "user": user, "invitation_token": token });
    http(site, "POST", "/api/v3/users", &Shown::nothing(), &body).await
}

#[tokio::test]
async fn an_invitation_is_sent_once_listed_with_its_token_and_gone_when_deleted() {
    let (site, boss) = open(RegistrationMode::Closed).await;
    let sent = json_of(&send(&site, &boss, "Colleague@example.com").await);
    assert_eq!(
        (sent["email"].as_str(), sent["token"].as_str().map(str::len)),
        (Some("Colleague@example.com"), Some(52))
    );
    let names: Vec<_> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["created_at", "email", "expires_at", "token", "updated_at"]);
    let again = send(&site, &boss, "colleague@example.com").await;
    assert_eq!((again.status.as_u16(), again.outcome().name.as_str()), (409, "invitation_already_sent"));
    let listed = http(&site, "GET", WHERE, &boss, &Value::Null).await;
    assert_eq!(json_of(&listed), json!({ "invitations": [sent] }));
    assert_eq!(listed.header("x-total-count"), "1");
    let path = format!("{WHERE}?email=COLLEAGUE%40example.com");
    assert_eq!(json_of(&http(&site, "DELETE", &path, &boss, &Value::Null).await), json!({}));
    let gone = http(&site, "DELETE", &path, &boss, &Value::Null).await;
    assert_eq!((gone.status.as_u16(), gone.outcome().name.as_str()), (404, "invitation_not_found"));
    assert_eq!(json_of(&http(&site, "GET", WHERE, &boss, &Value::Null).await), json!({}));
}

#[tokio::test]
async fn who_was_invited_registers_once_and_is_what_the_mode_says() {
    let (site, boss) = open(RegistrationMode::Invitation).await;
    let bare = register(&site, "ada", "").await;
    assert_eq!((bare.status.as_u16(), bare.outcome().name.as_str()), (400, "invitation_token_required"));
    let unknown = register(&site, "ada", &"A".repeat(52)).await;
    assert_eq!((unknown.status.as_u16(), unknown.outcome().name.as_str()), (404, "invitation_not_found"));
    let sent = json_of(&send(&site, &boss, "a@example.com").await);
    let token = sent["token"].as_str().unwrap();
    let made = json_of(&register(&site, "ada", token).await);
    assert_eq!((&made["state"], &made["admin"]), (&json!("STATE_APPROVED"), &Value::Null));
    let again = register(&site, "bob", token).await;
    assert_eq!((again.status.as_u16(), again.outcome().name.as_str()), (400, "invitation_already_used"));
    let error: Value = serde_json::from_str(&again.text).unwrap();
    assert_eq!(error["details"][0]["attributes"]["invitation_token"], *token);
    let listed = json_of(&http(&site, "GET", WHERE, &boss, &Value::Null).await);
    assert_eq!(listed["invitations"][0]["accepted_by"], json!({ "user_id": "ada" }));
    let late = json_of(&send(&site, &boss, "b@example.com").await);
    site.clock.advance(crate::support::HOUR * 24 * 7);
    let late = register(&site, "bob", late["token"].as_str().unwrap()).await;
    assert_eq!((late.status.as_u16(), late.outcome().name.as_str()), (400, "invitation_expired"));
}

#[tokio::test]
async fn the_configuration_says_who_may_register() {
    for (mode, expected) in [
        (RegistrationMode::Closed, (false, false, false)),
        (RegistrationMode::Invitation, (true, true, false)),
        (RegistrationMode::Approval, (true, false, true)),
        (RegistrationMode::Open, (true, false, false)),
    ] {
        let (site, _) = open(mode).await;
        let answer = json_of(&http(&site, "GET", "/api/v3/is/configuration", &Shown::nothing(), &Value::Null).await);
        let said = &answer["configuration"]["user_registration"];
        let is = |value: &Value| value == &json!(true);
        let found =
            (is(&said["enabled"]), is(&said["invitation"]["required"]), is(&said["admin_approval"]["required"]));
        assert_eq!((found, &said["invitation"]["token_ttl"]), (expected, &json!("604800s")), "{mode:?}");
    }
}

#[tokio::test]
async fn in_other_modes_nobody_needs_an_invitation_or_none_helps() {
    let (site, boss) = open(RegistrationMode::Closed).await;
    let sent = json_of(&send(&site, &boss, "a@example.com").await);
    let refused = register(&site, "ada", sent["token"].as_str().unwrap()).await;
    assert_eq!((refused.status.as_u16(), refused.outcome().name.as_str()), (400, "user_registration_disabled"));
    let (site, _) = open(RegistrationMode::Approval).await;
    let made = json_of(&register(&site, "ada", "").await);
    assert_eq!((&made["state"], &made["admin"]), (&Value::Null, &Value::Null));
    assert_eq!(made["state_description"], "admin approval required");
}

#[tokio::test]
async fn an_admin_invites_in_the_console_and_whoever_has_the_link_makes_an_account() {
    let mut config = Config::default();
    config.registration.mode = Mode(RegistrationMode::Invitation);
    config.http.public_url = Some(crate::support::ORIGIN.to_owned().try_into().unwrap());
    let site = Site::with(config).await;
    let admin = site.admin().await;
    let page = "/users/invitations";
    let typed = [("emails", "a@example.com, b@example.com\r\nA@example.com"), ("note", "Welcome!")];
    let sent = site.post_from(page, "/fn/invitations/create", &admin, &typed).await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/users/invitations?done=invited"), "{sent:?}");
    let shown = site.get(page, &admin).await.text;
    let link = format!("{}/register#", crate::support::ORIGIN);
    let token = shown.split(&link).nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!((token.len(), shown.contains("b@example.com")), (52, true));

    let again = site.post("/fn/invitations/create", &admin, &[("emails", "a@example.com c@example.com")]).await;
    let message = again.error().field("emails").unwrap().to_owned();
    assert!(message.contains("a@example.com is invited already") && message.contains("All others"), "{message}");
    for deed in ["extend", "resend", "revoke"] {
        let path = format!("/fn/invitations/{deed}");
        let done = site.post_from(page, &path, &admin, &[("email", "c@example.com")]).await;
        assert!(done.location().starts_with("/users/invitations?done="), "{deed}: {done:?}");
        let nobody = site.post(&path, "", &[("email", "a@example.com")]).await;
        assert_eq!(nobody.error().name, "unauthenticated", "{deed}");
    }
    assert_eq!(site.get("/register", "").await.status.as_u16(), 200);
    let account = |code: &str| {
        let fields = [("user_id", "ada"), ("name", "Ada"), ("primary_email_address", "ada@example.com")];
        let secrets = [("code", code), ("password", PASSWORD), ("confirm", PASSWORD)];
        fields.into_iter().chain(secrets).map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let post = async |code: &str| {
        let fields = account(code);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        site.post("/fn/users/register", "", &fields).await
    };
    assert!(post("").await.error().field("code").unwrap().contains("by invitation"));
    let unknown = post(&"A".repeat(52)).await.error();
    assert!(unknown.field("code").is_some() && unknown.attributes.is_empty(), "{unknown:?}");
    let made = post(&token).await;
    assert!(made.status.is_success() || made.status.is_redirection(), "{made:?}");
    assert!(site.log_in("ada").await.cookie().is_some());
    assert!(post(&token).await.error().field("code").unwrap().contains("used already"));
}

#[tokio::test]
async fn many_are_invited_on_the_same_terms_and_each_stands_for_itself() {
    const MANY: &str = "/api/roster/v1/invitations";
    let (site, boss) = open(RegistrationMode::Invitation).await;
    let emails = ["a@example.com", "no address", "b@example.com", "A@example.com"];
    let body = json!({
        "emails": emails, "note": "Welcome", "state": "STATE_FLAGGED", "attributes": { "team": "ops" },
    });
    let answer = json_of(&http(&site, "POST", MANY, &boss, &body).await);
    let results = answer["results"].as_array().unwrap();
    let outcomes: Vec<_> = results
        .iter()
        .map(|result| result["error"]["name"].as_str().or(result["invitation"]["email"].as_str()).unwrap())
        .collect();
    assert_eq!(outcomes, ["a@example.com", "validation", "b@example.com", "invitation_already_sent"]);
    let token = results[0]["invitation"]["token"].as_str().unwrap();
    let made = json_of(&register(&site, "ada", token).await);
    assert_eq!((&made["state"], &made["attributes"]), (&json!("STATE_FLAGGED"), &json!({ "team": "ops" })));
}

#[tokio::test]
async fn an_invitation_is_put_off_and_mailed_again() {
    let (site, boss) = open(RegistrationMode::Invitation).await;
    let sent = json_of(&send(&site, &boss, "a@example.com").await);
    site.clock.advance(crate::support::HOUR);
    for deed in ["extend", "resend"] {
        let path = format!("/api/roster/v1/invitations/a%40example.com/{deed}");
        let after = json_of(&http(&site, "POST", &path, &boss, &Value::Null).await);
        assert_eq!((&after["email"], &after["token"]), (&sent["email"], &sent["token"]));
        assert!(after["expires_at"].as_str() > sent["expires_at"].as_str(), "{after}");
    }
    let nobody = http(&site, "POST", "/api/roster/v1/invitations/b%40example.com/extend", &boss, &Value::Null).await;
    assert_eq!((nobody.status.as_u16(), nobody.outcome().name.as_str()), (404, "invitation_not_found"));
}
