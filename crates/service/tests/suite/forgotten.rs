//! Codes that are mailed to who has forgotten a password.

use std::sync::Arc;

use domain::{Result, State, UserId, UserPatch};
use secrecy::ExposeSecret as _;
use service::{RateLimits, Settings, passwords, users};

use crate::{
    World,
    outbox::Outbox,
    support::{HOUR, MINUTE, PASSWORD, anonymous, assert_refused, email, id, secret},
};

const OTHER: &str = "another good password";

testdb::on_both!(
    a_mail_brings_a_code_with_which_a_password_is_set_once,
    programs_show_the_code_for_the_old_password_once,
    all_are_answered_the_same_and_only_who_may_log_in_is_mailed,
    nobody_is_mailed_more_than_three_times_an_hour_and_nobody_is_told,
    a_mailed_code_ends_after_an_hour,
    a_newer_code_replaces_the_one_before,
    what_an_admin_has_handed_out_stays_good,
    a_code_that_was_mailed_to_an_old_address_is_void,
    without_the_key_all_are_refused_the_same,
    from_one_address_twenty_are_asked_for_in_an_hour,
);

async fn ask(world: &World, login: &str) -> Result<()> {
    passwords::mail_link(&world.service, &anonymous(), login).await
}

/// Asks, and reads the mail.
async fn mailed(world: &World, outbox: &Arc<Outbox>, login: &str) -> String {
    // That a password was set is told by mail as well.
    outbox.postman(&world.service).run().await.unwrap();
    ask(world, login).await.unwrap();
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 1);
    let mail = outbox.mails().pop().unwrap();
    let code = mail.text.split("https://roster.example.com/update-password#").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(code.len(), 43);
    assert!(mail.html.contains(code) && !mail.subject.contains(code));
    code.to_owned()
}

async fn set(world: &World, code: &str, password: &str) -> Result<UserId> {
    passwords::set_by_code(&world.service, &anonymous(), code, secret(password)).await
}

async fn replace(world: &World, user_id: &str, old: &str, new: &str) -> Result<()> {
    world.forget_guesses().await;
    let (old, new) = (secret(old), secret(new));
    passwords::replace_by_old(&world.service, &anonymous(), &id(user_id), old, new, false).await
}

async fn a_mail_brings_a_code_with_which_a_password_is_set_once(world: World) {
    let ada = world.person("ada").await;
    let (outbox, cookie) = (Outbox::new(), world.cookie("ada").await);
    let code = mailed(&world, &outbox, "ada").await;
    assert_eq!(outbox.mails()[0].recipient, ada.primary_email_address);
    // Asking changes nothing.
    assert!(world.is_valid(&cookie).await);
    world.login("ada", PASSWORD).await.unwrap();
    assert_eq!(set(&world, &code, OTHER).await.unwrap(), id("ada"));
    assert!(!world.is_valid(&cookie).await);
    world.login("ada", OTHER).await.unwrap();
    assert_refused(set(&world, &code, PASSWORD).await, "temporary_password_expired", &["code"]);
    let record = "SELECT actor, target FROM audit WHERE action = 'user.password_link.create'";
    let found = testdb::rows(&world.url, record).await;
    assert_eq!(found, [[Some("anonymous".to_owned()), Some("ada".to_owned())]]);
    let code = mailed(&world, &outbox, &ada.primary_email_address.as_str().to_uppercase()).await;
    set(&world, &code, PASSWORD).await.unwrap();
}

async fn programs_show_the_code_for_the_old_password_once(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let outbox = Outbox::new();
    let code = mailed(&world, &outbox, "ada").await;
    assert_refused(world.login("ada", &code).await.map(|_| ()), "no_user_id_password_match", &[]);
    assert_refused(replace(&world, "bob", &code, OTHER).await, "old_password", &["old"]);
    assert_refused(replace(&world, "nobody", &code, OTHER).await, "old_password", &["old"]);
    assert_refused(replace(&world, "ada", &code[..42], OTHER).await, "old_password", &["old"]);
    replace(&world, "ada", &code, OTHER).await.unwrap();
    world.login("ada", OTHER).await.unwrap();
    assert_refused(replace(&world, "ada", &code, PASSWORD).await, "old_password", &["old"]);
    // Both doors take the same code.
    assert_refused(set(&world, &code, PASSWORD).await, "temporary_password_expired", &["code"]);
    let late = mailed(&world, &outbox, "ada").await;
    world.clock.advance(HOUR);
    assert_refused(replace(&world, "ada", &late, PASSWORD).await, "old_password", &["old"]);
    let code = mailed(&world, &outbox, "ada").await;
    world.set_state("ada", State::Suspended).await;
    assert_refused(replace(&world, "ada", &code, PASSWORD).await, "user_suspended", &[]);
}

async fn all_are_answered_the_same_and_only_who_may_log_in_is_mailed(world: World) {
    for (user_id, state) in [("waiting", State::Requested), ("sent-off", State::Suspended), ("ended", State::Rejected)]
    {
        world.person(user_id).await;
        world.set_state(user_id, state).await;
    }
    world.person("gone").await;
    world.delete("gone").await;
    let before = world.records().await;
    let mut asked =
        vec!["nobody", "nobody@example.com", "not a name", "", "nul\0", "waiting", "sent-off", "ended", "gone"];
    let long = "x".repeat(100_000);
    asked.push(&long);
    for login in asked {
        ask(&world, login).await.unwrap();
    }
    assert_eq!(world.records().await, before);
    for table in ["mails WHERE template = 'temporary_password'", "password_links"] {
        let rows = testdb::rows(&world.url, &format!("SELECT 'one' FROM {table}")).await;
        assert!(rows.is_empty(), "{table}");
    }
}

async fn nobody_is_mailed_more_than_three_times_an_hour_and_nobody_is_told(world: World) {
    world.person("ada").await;
    let outbox = Outbox::new();
    let mut code = String::new();
    for _ in 0..3 {
        code = mailed(&world, &outbox, "ada").await;
        world.clock.advance(MINUTE);
    }
    for _ in 0..5 {
        ask(&world, "ada").await.unwrap();
    }
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 0);
    // What was mailed last stays good.
    set(&world, &code, OTHER).await.unwrap();
    world.clock.advance(HOUR);
    mailed(&world, &outbox, "ada").await;
}

async fn a_mailed_code_ends_after_an_hour(world: World) {
    world.person("ada").await;
    let outbox = Outbox::new();
    let code = mailed(&world, &outbox, "ada").await;
    world.clock.advance(HOUR);
    assert_refused(set(&world, &code, OTHER).await, "temporary_password_expired", &["code"]);
    let code = mailed(&world, &outbox, "ada").await;
    world.clock.advance(MINUTE * 59);
    set(&world, &code, OTHER).await.unwrap();
}

async fn a_newer_code_replaces_the_one_before(world: World) {
    world.person("ada").await;
    let outbox = Outbox::new();
    let older = mailed(&world, &outbox, "ada").await;
    let newer = mailed(&world, &outbox, "ada").await;
    assert_refused(set(&world, &older, OTHER).await, "temporary_password_expired", &["code"]);
    set(&world, &newer, OTHER).await.unwrap();
}

async fn without_the_key_all_are_refused_the_same(world: World) {
    world.person("ada").await;
    let settings = world.service.settings().clone();
    let os = Arc::new(service::OsRng);
    let bare = service::Service::new(world.db.clone(), settings, world.clock.clone(), os).unwrap();
    let refused = async |login: &str| passwords::mail_link(&bare, &anonymous(), login).await.unwrap_err();
    let (known, unknown) = (refused("ada").await, refused("nobody").await);
    assert_eq!((known.name, known.message), (unknown.name, unknown.message));
}

async fn from_one_address_twenty_are_asked_for_in_an_hour(world: World) {
    let service = world.with(Settings { rate_limits: Some(RateLimits::default()), ..world.service.settings().clone() });
    let ask = async |login: &str| passwords::mail_link(&service, &anonymous(), login).await;
    for number in 0..20 {
        ask(&format!("somebody-{number}")).await.unwrap();
    }
    world.person("ada").await;
    for login in ["ada", "nobody"] {
        assert_refused(ask(login).await, "rate_limit_exceeded", &[]);
    }
    world.clock.advance(3 * MINUTE);
    ask("ada").await.unwrap();
}

async fn what_an_admin_has_handed_out_stays_good(world: World) {
    world.person("ada").await;
    let handed_out = passwords::create_link(&world.service, &world.host, &id("ada")).await.unwrap();
    ask(&world, "ada").await.unwrap();
    set(&world, handed_out.expose_secret(), OTHER).await.unwrap();
}

async fn a_code_that_was_mailed_to_an_old_address_is_void(world: World) {
    world.person("ada").await;
    let code = mailed(&world, &Outbox::new(), "ada").await;
    let patch = UserPatch { primary_email_address: Some(email("new@example.com")), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("ada"), patch, None).await.unwrap();
    assert_refused(set(&world, &code, OTHER).await, "temporary_password_expired", &["code"]);
}
