//! What users are told of.

use domain::{
    ApiKeyPatch, NewApiKey, Notification, NotificationData, NotificationKind as Kind, NotificationStatus, Page,
    RegistrationMode, Result, Right, State, UserPatch,
};
use service::{
    Caller, Service, Settings, Vault, api_keys, notifications, passwords, records::NewRecord, registration, schedules,
    upkeep, users,
};

use crate::{
    World,
    outbox::Outbox,
    support::{HOUR, MINUTE, PASSWORD, SECOND, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    a_new_state_is_told_to_its_user_with_the_reason,
    a_new_password_is_told_whoever_set_it,
    an_api_key_is_told_of_without_its_secret,
    admins_are_told_who_waits_and_nobody_else_is,
    while_more_and_more_wait_an_admin_is_mailed_once_an_hour,
    what_is_not_wanted_is_not_mailed_and_can_be_read_all_the_same,
    nothing_fails_where_no_mail_can_be_sent,
    what_was_not_done_is_not_told,
    notices_do_not_count_against_mails_that_are_asked_for,
    what_was_read_is_noted_by_its_receiver_alone,
    only_who_may_read_them_is_shown_them,
    after_three_months_they_are_forgotten,
    what_the_clock_does_is_told_too,
);

const OTHER: &str = "another good password";

async fn told(world: &World, user_id: &str) -> Vec<Notification> {
    let page = Page::new(1, 100).unwrap();
    let (listed, total) = notifications::list(&world.service, &world.host, &id(user_id), &[], page).await.unwrap();
    assert_eq!(listed.len() as u64, total);
    listed
}

async fn kinds(world: &World, user_id: &str) -> Vec<Kind> {
    told(world, user_id).await.into_iter().map(|notification| notification.kind).collect()
}

async fn templates(world: &World) -> Vec<String> {
    let rows = testdb::rows(&world.url, "SELECT template FROM mails ORDER BY id").await;
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

fn state(state: State, reason: &str) -> UserPatch {
    UserPatch { state: Some(state), state_description: Some(reason.into()), ..UserPatch::default() }
}

fn approving(world: &World) -> Service {
    let settings = world.service.settings().clone();
    world.with(Settings { registration_mode: RegistrationMode::Approval, ..settings })
}

async fn register(service: &Service, user_id: &str) {
    let own = NewRecord::own(new(user_id), secret(PASSWORD), None);
    registration::register(service, &anonymous(), own).await.unwrap();
}

async fn a_new_state_is_told_to_its_user_with_the_reason(world: World) {
    let ada = world.person("ada").await;
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    users::update(&world.service, &boss, &id("ada"), state(State::Flagged, "strange times"), None).await.unwrap();
    let told = told(&world, "ada").await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, &told[0].about, told[0].id.len()), (Kind::EntityStateChanged, &ada.user_id, 36));
    assert_eq!((told[0].sender.as_deref(), told[0].mailed), (Some("boss"), true));
    assert_eq!(told[0].status, NotificationStatus::Unseen);
    let data = NotificationData::State { state: State::Flagged, description: "strange times".into() };
    assert_eq!(told[0].data, data);
    let outbox = Outbox::new();
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 1);
    let mail = outbox.mails().pop().unwrap();
    assert_eq!(mail.recipient, ada.primary_email_address);
    for body in [&mail.text, &mail.html] {
        assert!(body.contains("is flagged now") && body.contains("strange times"), "{body}");
    }
    // What changes nothing is nothing to be told.
    users::update(&world.service, &boss, &id("ada"), state(State::Flagged, "strange times"), None).await.unwrap();
    let renamed = UserPatch { name: Some("Ada".into()), ..UserPatch::default() };
    users::update(&world.service, &boss, &id("ada"), renamed, None).await.unwrap();
    assert_eq!(kinds(&world, "ada").await.len(), 1);
}

async fn a_new_password_is_told_whoever_set_it(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    passwords::change(&world.service, &ada, secret(PASSWORD), secret(OTHER), false).await.unwrap();
    passwords::set(&world.service, &world.host, &id("ada"), secret(PASSWORD), false).await.unwrap();
    let told = told(&world, "ada").await;
    assert_eq!(told.iter().map(|one| one.sender.as_deref()).collect::<Vec<_>>(), [None, Some("ada")]);
    assert!(told.iter().all(|one| one.kind == Kind::PasswordChanged && one.data == NotificationData::Nothing));
    assert_eq!(templates(&world).await, ["password_changed", "password_changed"]);
    // The first password is nothing new to who chooses it.
    users::create(&world.service, &world.host, new("bob"), None).await.unwrap();
    passwords::set(&world.service, &world.host, &id("bob"), secret(PASSWORD), false).await.unwrap();
    assert!(kinds(&world, "bob").await.is_empty());
}

async fn an_api_key_is_told_of_without_its_secret(world: World) {
    world.person("ada").await;
    let key = world.key("ada", &[Right::USER_INFO]).await;
    let (key_id, key_secret) = key.trim_start_matches("NNSXS.").split_once('.').unwrap();
    let patch = ApiKeyPatch { name: Some("laptop".into()), ..ApiKeyPatch::default() };
    api_keys::update(&world.service, &world.host, &id("ada"), key_id, patch).await.unwrap();
    assert_eq!(kinds(&world, "ada").await, [Kind::ApiKeyChanged, Kind::ApiKeyCreated]);
    let data = told(&world, "ada").await[0].data.clone();
    let right = matches!(&data, NotificationData::ApiKey(key) if key.key_id == key_id && key.name == "laptop");
    assert!(right, "{data:?}");
    let outbox = Outbox::new();
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 2);
    for mail in outbox.mails() {
        assert!(mail.text.contains(key_id) && mail.text.contains("RIGHT_USER_INFO"), "{}", mail.text);
        assert!(!mail.text.contains(key_secret) && !mail.html.contains(key_secret));
    }
    let data = testdb::rows(&world.url, "SELECT data FROM notifications").await;
    assert!(!format!("{data:?}").contains(key_secret));
    api_keys::delete(&world.service, &world.host, &id("ada"), key_id).await.unwrap();
    assert_eq!(kinds(&world, "ada").await.len(), 2);
}

async fn admins_are_told_who_waits_and_nobody_else_is(world: World) {
    let service = approving(&world);
    // While there is no admin, nobody is.
    world.person("ada").await;
    register(&service, "early").await;
    world.admin("boss").await;
    world.admin("chief").await;
    world.admin("former").await;
    world.set_state("former", State::Suspended).await;
    register(&service, "later").await;
    for admin in ["boss", "chief"] {
        let told = told(&world, admin).await;
        assert_eq!((told.len(), told[0].kind, &told[0].about), (1, Kind::UserRequested, &id("later")));
        let expected = NotificationData::Requested {
            name: String::new(),
            primary_email_address: email("later@example.com"),
            state_description: "admin approval required".into(),
        };
        assert_eq!(told[0].data, expected);
    }
    assert!(kinds(&world, "ada").await.is_empty() && kinds(&world, "later").await.is_empty());
    assert_eq!(kinds(&world, "former").await, [Kind::EntityStateChanged]);
    let kept = testdb::rows(&world.url, "SELECT data FROM notifications").await;
    assert!(!format!("{kept:?}").contains("argon2"), "{kept:?}");
    // Whom an admin makes in that state waits as well.
    let waiting = domain::NewUser { state: State::Requested, ..new("latest") };
    users::create(&world.service, &world.host, waiting, None).await.unwrap();
    assert_eq!(kinds(&world, "boss").await.len(), 2);
}

async fn while_more_and_more_wait_an_admin_is_mailed_once_an_hour(world: World) {
    let service = approving(&world);
    world.admin("boss").await;
    let outbox = Outbox::new();
    let sent = async || outbox.postman(&service).run().await.unwrap();
    register(&service, "one").await;
    assert_eq!(sent().await, 1);
    for user_id in ["two", "three", "four"] {
        world.clock.advance(MINUTE);
        register(&service, user_id).await;
        assert_eq!(sent().await, 0);
    }
    world.clock.advance(56 * MINUTE + 59 * SECOND);
    assert_eq!(sent().await, 0);
    world.clock.advance(SECOND);
    assert_eq!(sent().await, 1);
    assert!(outbox.mails()[1].text.contains("two") && outbox.mails()[1].text.contains("Others may wait too"));
    assert_eq!(kinds(&world, "boss").await.len(), 4);
    world.clock.advance(2 * HOUR);
    upkeep::run(&service).await.unwrap();
    register(&service, "five").await;
    assert_eq!(sent().await, 1);
}

async fn what_is_not_wanted_is_not_mailed_and_can_be_read_all_the_same(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    assert_eq!(notifications::muted(&world.service, &ada).await.unwrap(), []);
    notifications::set_mailed(&world.service, &ada, &[Kind::PasswordChanged]).await.unwrap();
    let muted = notifications::muted(&world.service, &ada).await.unwrap();
    assert!(muted.len() == 4 && !muted.contains(&Kind::PasswordChanged));
    world.key("ada", &[Right::USER_INFO]).await;
    passwords::set(&world.service, &world.host, &id("ada"), secret(OTHER), false).await.unwrap();
    assert_eq!(templates(&world).await, ["password_changed"]);
    let mailed: Vec<_> = told(&world, "ada").await.into_iter().map(|one| (one.kind, one.mailed)).collect();
    assert_eq!(mailed, [(Kind::PasswordChanged, true), (Kind::ApiKeyCreated, false)]);
    let ada = world.caller("ada").await;
    notifications::set_mailed(&world.service, &ada, &Kind::ALL).await.unwrap();
    assert_eq!(notifications::muted(&world.service, &ada).await.unwrap(), []);
}

async fn nothing_fails_where_no_mail_can_be_sent(world: World) {
    world.person("ada").await;
    world.admin("boss").await;
    let settings = approving(&world).settings().clone();
    let bare = Service::new(world.db.clone(), settings, world.clock.clone(), std::sync::Arc::new(service::OsRng));
    let bare = bare.unwrap().with_vault(Vault::default());
    users::update(&bare, &world.host, &id("ada"), state(State::Flagged, ""), None).await.unwrap();
    register(&bare, "waiting").await;
    let told_ada = told(&world, "ada").await;
    assert_eq!((told_ada.len(), told_ada[0].mailed), (1, false));
    assert!(!told(&world, "boss").await[0].mailed);
    assert!(templates(&world).await.is_empty());
}

async fn what_was_not_done_is_not_told(world: World) {
    world.admin("boss").await;
    let last = users::update(&world.service, &world.host, &id("boss"), state(State::Suspended, ""), None).await;
    assert_refused(last, "last_admin", &["state"]);
    let stale = users::update(&world.service, &world.host, &id("boss"), state(State::Flagged, ""), Some(99)).await;
    assert_eq!(stale.unwrap_err().name, "changed_meanwhile");
    let new_key = NewApiKey { expires_at: Some(world.service.now()), ..NewApiKey::default() };
    assert!(api_keys::create(&world.service, &world.host, &id("boss"), new_key).await.is_err());
    assert!(kinds(&world, "boss").await.is_empty() && templates(&world).await.is_empty());
}

async fn notices_do_not_count_against_mails_that_are_asked_for(world: World) {
    world.person("ada").await;
    for _ in 0..4 {
        world.key("ada", &[Right::USER_INFO]).await;
    }
    passwords::mail_link(&world.service, &anonymous(), "ada").await.unwrap();
    assert_eq!(templates(&world).await.pop().unwrap(), "temporary_password");
}

async fn what_was_read_is_noted_by_its_receiver_alone(world: World) {
    for user_id in ["ada", "bob"] {
        world.person(user_id).await;
        world.key(user_id, &[Right::USER_INFO]).await;
        world.key(user_id, &[Right::USER_INFO]).await;
    }
    let (ada, name) = (world.caller("ada").await, told(&world, "ada").await[0].id.clone());
    let set = async |caller: &Caller, user_id: &str, names: &[&str], status| -> Result<()> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        notifications::set_status(&world.service, caller, &id(user_id), &names, status).await
    };
    let others = told(&world, "bob").await[0].id.clone();
    let unknown = "00000000-0000-0000-0000-000000000000";
    let names = [name.to_uppercase(), others, unknown.into(), "nul\0".into()];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    set(&ada, "ada", &names, NotificationStatus::Archived).await.unwrap();
    let first = &told(&world, "ada").await[0];
    assert_eq!((first.status, first.status_updated_at), (NotificationStatus::Archived, Some(world.service.now())));
    assert_eq!(told(&world, "bob").await[0].status, NotificationStatus::Unseen);
    assert_refused(set(&ada, "bob", &names, NotificationStatus::Seen).await, "no_user_rights", &[]);
    assert_eq!(notifications::count_unseen(&world.service, &ada).await.unwrap(), 1);
    notifications::set_all_seen(&world.service, &ada).await.unwrap();
    assert_eq!(notifications::count_unseen(&world.service, &ada).await.unwrap(), 0);
    assert_eq!(told(&world, "ada").await[0].status, NotificationStatus::Archived);
    assert_eq!(told(&world, "bob").await[0].status, NotificationStatus::Unseen);
}

async fn only_who_may_read_them_is_shown_them(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    world.admin("boss").await;
    let page = Page::new(1, 10).unwrap();
    let list = async |caller: &Caller, user_id: &str| {
        notifications::list(&world.service, caller, &id(user_id), &[], page).await.map(|(_, total)| total)
    };
    let key = world.program("ada", &[Right::USER_NOTIFICATIONS_READ]).await;
    assert_eq!(list(&key, "ada").await.unwrap(), 1);
    let other = world.program("ada", &[Right::USER_INFO]).await;
    assert_refused(list(&other, "ada").await, "insufficient_user_rights", &[]);
    assert_refused(list(&world.caller("bob").await, "ada").await, "no_user_rights", &[]);
    assert_eq!(list(&world.caller("boss").await, "ada").await.unwrap(), 2);
    assert_refused(list(&world.host, "nobody").await, "user_not_found", &[]);
}

async fn after_three_months_they_are_forgotten(world: World) {
    world.person("ada").await;
    world.key("ada", &[Right::USER_INFO]).await;
    world.clock.advance(90 * 24 * HOUR);
    upkeep::run(&world.service).await.unwrap();
    assert_eq!(kinds(&world, "ada").await.len(), 1);
    world.clock.advance(SECOND);
    upkeep::run(&world.service).await.unwrap();
    assert!(kinds(&world, "ada").await.is_empty());
}

async fn what_the_clock_does_is_told_too(world: World) {
    world.person("ada").await;
    let until = Some(world.service.now().plus(HOUR));
    let patch = UserPatch { suspended_until: Some(until), ..state(State::Suspended, "for an hour") };
    users::update(&world.service, &world.host, &id("ada"), patch, None).await.unwrap();
    world.clock.advance(HOUR + SECOND);
    schedules::run(&world.service).await.unwrap();
    world.do_what_is_due().await.unwrap();
    let told = told(&world, "ada").await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].data, NotificationData::State { state: State::Approved, description: String::new() });
}
