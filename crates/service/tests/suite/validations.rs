//! Proving that an address is one's own.

use std::sync::Arc;

use domain::{NewUser, RegistrationMode, Result, Right, UserId, UserPatch};
use secrecy::ExposeSecret as _;
use service::{
    Caller, Service, Settings, login_tokens, passwords,
    records::{self, NewRecord},
    registration, sessions, upkeep, users, validations,
};

use crate::{
    World,
    outbox::Outbox,
    support::{HOUR, MINUTE, PASSWORD, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    a_mailed_code_proves_the_address_once,
    another_mail_comes_after_an_hour_and_voids_the_code_before,
    a_code_is_bound_to_the_user_and_to_the_address,
    a_code_ends_and_is_forgotten,
    wrong_codes_prove_nothing,
    only_who_may_change_a_user_asks_for_a_mail,
    whoever_registers_is_mailed_and_let_in_once_the_address_is_proved,
    who_is_not_let_in_is_mailed_another_code,
    where_nothing_is_required_nobody_is_mailed_nor_held_up,
    an_address_that_is_taken_is_answered_as_success_and_its_owner_is_mailed,
    a_new_address_of_ones_own_has_to_be_proved,
    until_then_credentials_do_little,
    an_admin_whose_address_is_not_proved_is_none,
    who_is_made_an_admin_on_the_host_gets_in,
);

/// A server that lets nobody in whose address is not proved.
fn strict(world: &World) -> Service {
    let settings = world.service.settings().clone();
    let registration_mode = RegistrationMode::Open;
    world.with(Settings { email_validation_required: true, registration_mode, ..settings })
}

/// The reference and the code in the last mail.
async fn mailed(service: &Service) -> (String, String) {
    let outbox = Outbox::new();
    outbox.postman(service).run().await.unwrap();
    // Of keys that were made the user is told as well.
    let mails = outbox.mails().into_iter().filter(|mail| mail.text.contains("/validate#"));
    let mails: Vec<_> = mails.collect();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    let link =
        mail.text.split("https://roster.example.com/validate#reference=").nth(1).unwrap().lines().next().unwrap();
    let (reference, code) = link.split_once("&token=").unwrap();
    assert_eq!((reference.len(), code.len()), (39, 52));
    assert!(mail.html.contains(reference) && mail.html.contains(code) && !mail.subject.contains(code));
    (reference.to_owned(), code.to_owned())
}

async fn request(service: &Service, caller: &Caller, user_id: &str) -> Result<String> {
    validations::request(service, caller, &id(user_id)).await.map(|validation| validation.reference)
}

async fn confirm(service: &Service, (reference, code): &(String, String)) -> Result<UserId> {
    validations::confirm(service, &anonymous(), reference, code).await
}

async fn is_validated(world: &World, user_id: &str) -> bool {
    world.stored(user_id).await.unwrap().primary_email_address_validated_at.is_some()
}

fn moved(address: &str) -> UserPatch {
    UserPatch { primary_email_address: Some(email(address)), ..UserPatch::default() }
}

fn own(user_id: &str, address: &str) -> NewRecord {
    let new = NewUser { primary_email_address: email(address), ..new(user_id) };
    NewRecord::own(new, secret(PASSWORD), None)
}

async fn register(service: &Service, user_id: &str, address: &str) -> domain::UserRecord {
    registration::register(service, &anonymous(), own(user_id, address)).await.unwrap()
}

async fn log_in(service: &Service, user_id: &str) -> Result<()> {
    sessions::login(service, &anonymous(), user_id, secret(PASSWORD), false).await.map(|_| ())
}

async fn a_mailed_code_proves_the_address_once(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let asked = validations::request(&world.service, &ada, &id("ada")).await.unwrap();
    assert_eq!((asked.email.as_str(), asked.created_at), ("ada@example.com", world.service.now()));
    assert_eq!(asked.expires_at, world.service.now().plus(48 * HOUR));
    let proof = mailed(&world.service).await;
    assert_eq!(proof.0, asked.reference);
    assert!(!is_validated(&world, "ada").await);
    world.clock.advance(MINUTE);
    assert_eq!(confirm(&world.service, &proof).await.unwrap(), id("ada"));
    let stored = world.stored("ada").await.unwrap();
    assert_eq!(stored.primary_email_address_validated_at, Some(world.service.now()));
    assert_refused(confirm(&world.service, &proof).await, "validation_token_already_used", &["code"]);
    let trail = "SELECT actor, action, target FROM audit WHERE action LIKE '%validat%' ORDER BY id";
    let row = |action: &str| ["ada", action, "ada"].map(|text| Some(text.to_owned()));
    let expected = [row("email_validation.create"), row("user.email.validate")];
    assert_eq!(testdb::rows(&world.url, trail).await, expected);
}

async fn another_mail_comes_after_an_hour_and_voids_the_code_before(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    request(&world.service, &ada, "ada").await.unwrap();
    let first = mailed(&world.service).await;
    world.clock.advance(59 * MINUTE);
    let early = request(&world.service, &ada, "ada").await;
    let early = assert_refused(early, "validation_request_forbidden", &[]);
    assert_eq!(early.attributes["retry_interval"].to_string(), "1h0m0s");
    world.clock.advance(MINUTE);
    let ada = world.caller("ada").await;
    assert_eq!(request(&world.service, &ada, "ada").await.unwrap(), first.0);
    let second = mailed(&world.service).await;
    assert_refused(confirm(&world.service, &first).await, "validation_token_not_found", &["code"]);
    confirm(&world.service, &second).await.unwrap();
}

async fn a_code_is_bound_to_the_user_and_to_the_address(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    request(&world.service, &world.host, "ada").await.unwrap();
    let proof = mailed(&world.service).await;
    // Ada moves on, and Bob takes her address: her code proves nothing about him.
    users::update(&world.service, &world.host, &id("ada"), moved("new@example.com"), None).await.unwrap();
    users::update(&world.service, &world.host, &id("bob"), moved("ada@example.com"), None).await.unwrap();
    assert_refused(confirm(&world.service, &proof).await, "validation_token_not_found", &["code"]);
    assert!(!is_validated(&world, "ada").await && !is_validated(&world, "bob").await);
    // Nor does it about the same letters in another case.
    request(&world.service, &world.host, "bob").await.unwrap();
    let proof = mailed(&world.service).await;
    users::update(&world.service, &world.host, &id("bob"), moved("Ada@example.com"), None).await.unwrap();
    assert_refused(confirm(&world.service, &proof).await, "validation_token_not_found", &["code"]);
    request(&world.service, &world.host, "bob").await.unwrap();
    let proof = mailed(&world.service).await;
    world.delete("bob").await;
    assert_refused(confirm(&world.service, &proof).await, "validation_token_not_found", &["code"]);
}

async fn a_code_ends_and_is_forgotten(world: World) {
    world.person("ada").await;
    request(&world.service, &world.host, "ada").await.unwrap();
    let proof = mailed(&world.service).await;
    world.clock.advance(48 * HOUR);
    assert_refused(confirm(&world.service, &proof).await, "validation_token_expired", &["code"]);
    let next = request(&world.service, &world.host, "ada").await.unwrap();
    assert_ne!(next, proof.0);
    world.clock.advance(33 * 24 * HOUR);
    upkeep::run(&world.service).await.unwrap();
    assert!(testdb::rows(&world.url, "SELECT reference FROM email_validations").await.is_empty());
}

async fn wrong_codes_prove_nothing(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    request(&world.service, &world.host, "ada").await.unwrap();
    let (reference, code) = mailed(&world.service).await;
    request(&world.service, &world.host, "bob").await.unwrap();
    let (other, _) = mailed(&world.service).await;
    let text = |text: &str| text.to_owned();
    for (reference, code) in [
        (text(&reference), text("")),
        (text(&reference), text(&code[1..])),
        (text(&reference), format!("{code}A")),
        (text(&reference), text(&reference)),
        (text(&reference[1..]), text(&code)),
        (text("nul\0"), text(&code)),
        (text(""), text(&code)),
        (other, text(&code)),
    ] {
        let refused = confirm(&world.service, &(reference, code)).await;
        assert_refused(refused, "validation_token_not_found", &["code"]);
    }
    // Nor does it open any other door.
    let set = passwords::set_by_code(&world.service, &anonymous(), &code, secret("another good password")).await;
    assert_refused(set, "temporary_password_expired", &["code"]);
    confirm(&world.service, &(reference, format!(" {code} "))).await.unwrap();
}

async fn only_who_may_change_a_user_asks_for_a_mail(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let bob = world.caller("bob").await;
    assert_refused(request(&world.service, &anonymous(), "ada").await, "unauthenticated", &[]);
    assert_refused(request(&world.service, &bob, "ada").await, "no_user_rights", &[]);
    let reader = world.program("ada", &[Right::USER_INFO]).await;
    assert_refused(request(&world.service, &reader, "ada").await, "insufficient_user_rights", &[]);
    assert_refused(request(&world.service, &world.host, "nobody").await, "user_not_found", &[]);
}

async fn whoever_registers_is_mailed_and_let_in_once_the_address_is_proved(world: World) {
    let service = strict(&world);
    register(&service, "ada", "ada@example.com").await;
    let proof = mailed(&service).await;
    assert_refused(
        sessions::login(&service, &anonymous(), "ada", secret("a wrong password"), false).await,
        "no_user_id_password_match",
        &[],
    );
    assert_refused(log_in(&service, "ada").await, "email_validation_required", &[]);
    confirm(&service, &proof).await.unwrap();
    log_in(&service, "ada").await.unwrap();
}

async fn who_is_not_let_in_is_mailed_another_code(world: World) {
    let service = world.with(Settings { login_tokens: true, ..strict(&world).settings().clone() });
    register(&service, "ada", "ada@example.com").await;
    let first = mailed(&service).await;
    let outbox = Outbox::new();
    for _ in 0..3 {
        assert_refused(log_in(&service, "ada").await, "email_validation_required", &[]);
    }
    assert_eq!(outbox.postman(&service).run().await.unwrap(), 0);
    world.clock.advance(HOUR);
    assert_refused(log_in(&service, "ada").await, "email_validation_required", &[]);
    let second = mailed(&service).await;
    assert_eq!(first.0, second.0);
    // By a link nobody gets in either, and it stays good.
    let token = login_tokens::create(&service, &world.host, &id("ada"), true).await.unwrap().unwrap();
    let by_link = async || login_tokens::log_in(&service, &anonymous(), token.expose_secret(), false).await.map(|_| ());
    assert_refused(by_link().await, "email_validation_required", &[]);
    confirm(&service, &second).await.unwrap();
    by_link().await.unwrap();
}

async fn where_nothing_is_required_nobody_is_mailed_nor_held_up(world: World) {
    let service = world.with(Settings { email_validation_required: false, ..strict(&world).settings().clone() });
    register(&service, "ada", "ada@example.com").await;
    log_in(&service, "ada").await.unwrap();
    assert!(testdb::rows(&world.url, "SELECT template FROM mails").await.is_empty());
    let again = registration::register(&service, &anonymous(), own("bob", "ada@example.com")).await;
    assert_refused(again, "already_exists", &["primary_email_address"]);
}

async fn an_address_that_is_taken_is_answered_as_success_and_its_owner_is_mailed(world: World) {
    let service = strict(&world);
    world.person("ada").await;
    let record = register(&service, "eve", "Ada@Example.com").await;
    let other = register(&service, "bob", "bob@example.com").await;
    assert!(world.stored("eve").await.is_none());
    // Nothing but the ID and the address tells the two answers apart.
    let same = domain::User {
        id: other.user.id,
        user_id: other.user.user_id.clone(),
        primary_email_address: other.user.primary_email_address.clone(),
        ..record.user.clone()
    };
    assert_eq!((same, &record.attributes), (other.user, &other.attributes));
    assert_eq!((record.fields, record.preferences), (other.fields, other.preferences));
    let outbox = Outbox::new();
    assert_eq!(outbox.postman(&service).run().await.unwrap(), 2);
    let mail = outbox.mails().into_iter().find(|mail| mail.recipient.as_str() == "ada@example.com").unwrap();
    assert!(mail.text.contains("You have one already: ada."), "{}", mail.text);
    for _ in 0..5 {
        register(&service, "eve", "ada@example.com").await;
    }
    assert_eq!(outbox.postman(&service).run().await.unwrap(), 2);
    // Who has an ID is no secret.
    let taken = registration::register(&service, &anonymous(), own("bob", "eve@example.com")).await;
    assert_refused(taken, "already_exists", &["user_id"]);
    // Admins are told.
    let admins = records::create(&service, &world.host, own("eve", "ada@example.com")).await;
    assert_refused(admins, "already_exists", &["primary_email_address"]);
}

async fn a_new_address_of_ones_own_has_to_be_proved(world: World) {
    world.person("ada").await;
    let patch = UserPatch { email_validated: Some(true), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("ada"), patch, None).await.unwrap();
    let ada = world.caller("ada").await;
    users::update_own(&world.service, &ada, moved("new@example.com"), None).await.unwrap();
    assert!(!is_validated(&world, "ada").await);
    confirm(&world.service, &mailed(&world.service).await).await.unwrap();
    assert!(is_validated(&world, "ada").await);
    // Without a key no mail can be sent, and the change is made nevertheless.
    let settings = world.service.settings().clone();
    let bare = Service::new(world.db.clone(), settings, world.clock.clone(), Arc::new(service::OsRng)).unwrap();
    users::update_own(&bare, &ada, moved("newer@example.com"), None).await.unwrap();
    assert!(!is_validated(&world, "ada").await);
}

async fn until_then_credentials_do_little(world: World) {
    let service = strict(&world);
    world.person("ada").await;
    let (key, cookie) = (world.key("ada", &[Right::ALL]).await, world.cookie("ada").await);
    let context = crate::support::context;
    let by_key = service::credentials::resolve(&service, &format!("Bearer {key}"), context()).await.unwrap();
    let by_cookie = sessions::resolve(&service, &cookie, context()).await.unwrap();
    for caller in [by_key, by_cookie] {
        assert!(caller.is_unvalidated());
        let rights = caller.rights_on(&id("ada"));
        let expected = [Right::USER_INFO, Right::USER_SETTINGS_BASIC, Right::USER_DELETE];
        assert_eq!(rights.iter().collect::<Vec<_>>(), expected);
        let (order, page, ada) = (domain::ApiKeyOrder::default(), domain::Page::new(1, 10).unwrap(), id("ada"));
        let refused = service::api_keys::list(&service, &caller, &ada, order, page);
        assert_refused(refused.await, "email_validation_required", &[]);
    }
    let caller = sessions::resolve(&service, &cookie, context()).await.unwrap();
    request(&service, &caller, "ada").await.unwrap();
    confirm(&service, &mailed(&service).await).await.unwrap();
    let caller = sessions::resolve(&service, &cookie, context()).await.unwrap();
    assert!(!caller.is_unvalidated() && caller.rights_on(&id("ada")).contains(Right::USER_ALL));
}

async fn an_admin_whose_address_is_not_proved_is_none(world: World) {
    let service = strict(&world);
    world.admin("boss").await;
    let cookie = world.cookie("boss").await;
    let boss = sessions::resolve(&service, &cookie, crate::support::context()).await.unwrap();
    assert!(boss.universal_rights().is_empty());
    assert_refused(users::get(&service, &boss, &id("boss")).await, "email_validation_required", &[]);
    request(&service, &boss, "boss").await.unwrap();
    confirm(&service, &mailed(&service).await).await.unwrap();
    let boss = sessions::resolve(&service, &cookie, crate::support::context()).await.unwrap();
    users::get(&service, &boss, &id("boss")).await.unwrap();
}

async fn who_is_made_an_admin_on_the_host_gets_in(world: World) {
    let service = strict(&world);
    let new_admin = NewUser { email_validated: true, ..new("boss") };
    users::create_admin(&service, &world.host, new_admin, Some(secret(PASSWORD))).await.unwrap();
    log_in(&service, "boss").await.unwrap();
    // And so does who is brought back in from there.
    world.person("ada").await;
    users::recover_admin(&service, &world.host, &id("ada")).await.unwrap();
    log_in(&service, "ada").await.unwrap();
}
