//! Logging in by a link that is mailed, or by a token that an admin hands out.

use domain::{Result, Right, State, UserPatch};
use secrecy::ExposeSecret as _;
use service::{Caller, Service, Settings, login_tokens, passwords, sessions::NewSession, upkeep, users};

use crate::{
    World,
    outbox::Outbox,
    races::at_once,
    support::{HOUR, MINUTE, anonymous, assert_refused, email, id, secret},
};

testdb::on_both!(
    a_mailed_token_logs_in_once,
    an_address_is_mailed_as_an_id_is,
    where_nobody_logs_in_so_all_are_refused,
    all_are_answered_the_same_and_only_who_may_log_in_is_mailed,
    an_admin_hands_out_the_token_of_who_is_no_admin,
    who_may_know_is_told_what_is_wrong,
    of_thirty_two_who_ask_at_once_five_get_a_token,
    of_sixteen_who_use_a_token_at_once_one_gets_in,
    a_token_ends_and_is_forgotten,
    who_may_not_act_gets_in_by_no_token,
    what_locks_others_out_voids_tokens,
    a_new_password_is_asked_for_all_the_same,
    no_other_secret_is_a_token_nor_is_a_part_of_one,
);

fn enabled(world: &World) -> Service {
    world.with(Settings { login_tokens: true, ..world.service.settings().clone() })
}

async fn mailed(world: &World, service: &Service, login: &str) -> String {
    let outbox = Outbox::new();
    login_tokens::mail(service, &anonymous(), login).await.unwrap();
    assert_eq!(outbox.postman(service).run().await.unwrap(), 1);
    let mail = outbox.mails().pop().unwrap();
    assert_eq!(mail.recipient, world.stored("ada").await.unwrap().primary_email_address);
    let token = mail.text.split("https://roster.example.com/token-login#token=").nth(1).unwrap();
    let token = token.lines().next().unwrap();
    assert_eq!(token.len(), 52);
    assert!(mail.html.contains(token) && !mail.subject.contains(token));
    token.to_owned()
}

async fn handed_out(world: &World, service: &Service, user_id: &str) -> Result<String> {
    let token = login_tokens::create(service, &world.host, &id(user_id), true).await?;
    Ok(token.map(|token| token.expose_secret().to_owned()).unwrap_or_default())
}

async fn log_in(service: &Service, token: &str) -> Result<NewSession> {
    login_tokens::log_in(service, &anonymous(), token, false).await
}

async fn create(service: &Service, caller: &Caller, user_id: &str) -> Result<bool> {
    login_tokens::create(service, caller, &id(user_id), false).await.map(|token| token.is_some())
}

async fn a_mailed_token_logs_in_once(world: World) {
    let (service, ada) = (enabled(&world), world.person("ada").await);
    let token = mailed(&world, &service, "ada").await;
    let session = log_in(&service, &format!(" {token}\n")).await.unwrap();
    assert_eq!(session.user.user_id, ada.user_id);
    assert!(session.device.is_some());
    assert!(world.is_valid(session.token.expose_secret()).await);
    assert_refused(log_in(&service, &token).await, "login_token_already_used", &["code"]);
    let trail =
        "SELECT actor, action, target FROM audit WHERE action LIKE 'login%' OR action LIKE 'session%' ORDER BY id";
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        [text("anonymous"), text("login_token.create"), text("ada")],
        [text("ada"), text("session.create"), text("ada")],
    ];
    assert_eq!(testdb::rows(&world.url, trail).await, expected);
    // A session that the browser had ends, as when one types the password.
    let token = handed_out(&world, &service, "ada").await.unwrap();
    let caller = world.resolve(session.token.expose_secret()).await;
    login_tokens::log_in(&service, &caller, &token, true).await.unwrap();
    assert!(!world.is_valid(session.token.expose_secret()).await);
}

async fn an_address_is_mailed_as_an_id_is(world: World) {
    let (service, ada) = (enabled(&world), world.person("ada").await);
    let token = mailed(&world, &service, &ada.primary_email_address.as_str().to_uppercase()).await;
    log_in(&service, &token).await.unwrap();
}

async fn where_nobody_logs_in_so_all_are_refused(world: World) {
    world.person("ada").await;
    let token = handed_out(&world, &enabled(&world), "ada").await.unwrap();
    let off = &world.service;
    assert_refused(log_in(off, &token).await, "login_tokens_disabled", &[]);
    assert_refused(login_tokens::mail(off, &anonymous(), "ada").await, "login_tokens_disabled", &[]);
    assert_refused(create(off, &world.host, "ada").await, "login_tokens_disabled", &[]);
}

async fn all_are_answered_the_same_and_only_who_may_log_in_is_mailed(world: World) {
    let service = enabled(&world);
    for (user_id, state) in [("waiting", State::Requested), ("sent-off", State::Suspended), ("ended", State::Rejected)]
    {
        world.person(user_id).await;
        world.set_state(user_id, state).await;
    }
    world.person("gone").await;
    world.delete("gone").await;
    world.person("stranger").await;
    let (stranger, before) = (world.caller("stranger").await, world.records().await);
    for user_id in ["nobody", "waiting", "sent-off", "ended", "gone"] {
        login_tokens::mail(&service, &anonymous(), user_id).await.unwrap();
        assert!(!create(&service, &anonymous(), user_id).await.unwrap());
        assert!(!create(&service, &stranger, user_id).await.unwrap());
    }
    assert_eq!(world.records().await, before);
    let mails = "mails WHERE template = 'login_token'";
    for table in [mails, "login_tokens"] {
        assert!(testdb::rows(&world.url, &format!("SELECT 'one' FROM {table}")).await.is_empty(), "{table}");
    }
    // Whoever asks for somebody is told nothing of the token, nor of there being enough of them.
    world.person("ada").await;
    for _ in 0..7 {
        assert!(!create(&service, &anonymous(), "ada").await.unwrap());
        world.clock.advance(9 * MINUTE);
    }
    assert_eq!(testdb::rows(&world.url, &format!("SELECT 'one' FROM {mails}")).await.len(), 3);
}

async fn an_admin_hands_out_the_token_of_who_is_no_admin(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    let token = login_tokens::create(&service, &boss, &id("ada"), true).await.unwrap().unwrap();
    assert!(testdb::rows(&world.url, "SELECT 'one' FROM mails").await.is_empty());
    log_in(&service, token.expose_secret()).await.unwrap();
    assert!(create(&service, &boss, "ada").await.unwrap());
    assert_eq!(testdb::rows(&world.url, "SELECT template FROM mails").await, [[Some("login_token".to_owned())]]);
    world.admin("chief").await;
    assert!(!create(&service, &boss, "chief").await.unwrap());
    // A key of an admin that may not change users is a stranger's.
    let reader = world.program("boss", &[Right::USER_INFO]).await;
    assert!(!create(&service, &reader, "ada").await.unwrap());
    world.clock.advance(11 * MINUTE);
    assert_refused(create(&service, &boss, "ada").await, "confirmation_required", &["own_password"]);
}

async fn who_may_know_is_told_what_is_wrong(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    assert_refused(create(&service, &world.host, "nobody").await, "entity_not_found", &[]);
    for _ in 0..5 {
        handed_out(&world, &service, "ada").await.unwrap();
    }
    let ada = world.caller("ada").await;
    for caller in [&world.host, &ada] {
        assert_refused(create(&service, caller, "ada").await, "login_tokens_still_valid", &[]);
    }
    world.clock.advance(HOUR);
    assert!(create(&service, &world.host, "ada").await.unwrap());
    world.set_state("ada", State::Suspended).await;
    assert_refused(create(&service, &world.host, "ada").await, "user_suspended", &[]);
}

async fn of_thirty_two_who_ask_at_once_five_get_a_token(world: World) {
    world.person("ada").await;
    let servers = [enabled(&world), enabled(&world)];
    let works = (0..32).map(|number: usize| {
        let (service, host) = (servers[number % 2].clone(), world.host.clone());
        async move { login_tokens::create(&service, &host, &id("ada"), true).await.map(|_| ()) }
    });
    let outcomes = at_once(works.collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert_refused(refused, "login_tokens_still_valid", &[]);
    }
}

async fn of_sixteen_who_use_a_token_at_once_one_gets_in(world: World) {
    world.person("ada").await;
    let servers = [enabled(&world), enabled(&world)];
    for _ in 0..5 {
        let token = handed_out(&world, &servers[0], "ada").await.unwrap();
        let works = (0..16).map(|number: usize| {
            let (service, token) = (servers[number % 2].clone(), token.clone());
            async move { log_in(&service, &token).await.map(|_| ()) }
        });
        let outcomes = at_once(works.collect()).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        for refused in outcomes.into_iter().filter(Result::is_err) {
            assert_refused(refused, "login_token_already_used", &["code"]);
        }
    }
}

async fn a_token_ends_and_is_forgotten(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    let token = handed_out(&world, &service, "ada").await.unwrap();
    world.clock.advance(59 * MINUTE);
    let late = handed_out(&world, &service, "ada").await.unwrap();
    world.clock.advance(MINUTE);
    assert_refused(log_in(&service, &token).await, "login_token_expired", &["code"]);
    log_in(&service, &late).await.unwrap();
    world.clock.advance(25 * HOUR);
    upkeep::run(&service).await.unwrap();
    assert_refused(log_in(&service, &token).await, "login_token_not_found", &["code"]);
    assert!(testdb::rows(&world.url, "SELECT 'one' FROM login_tokens").await.is_empty());
}

async fn who_may_not_act_gets_in_by_no_token(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    let token = handed_out(&world, &service, "ada").await.unwrap();
    // Past the door that voids tokens.
    for (state, name) in [(0, "user_requested"), (2, "user_rejected"), (4, "user_suspended")] {
        testdb::execute(&world.url, &format!("UPDATE users SET state = {state} WHERE user_id = 'ada'")).await;
        assert_refused(log_in(&service, &token).await, name, &[]);
    }
    testdb::execute(&world.url, "UPDATE users SET state = 1 WHERE user_id = 'ada'").await;
    log_in(&service, &token).await.unwrap();
}

async fn what_locks_others_out_voids_tokens(world: World) {
    let service = enabled(&world);
    for user_id in ["suspended", "deleted", "moved", "renewed"] {
        world.person(user_id).await;
    }
    let token = async |user_id: &str| handed_out(&world, &service, user_id).await.unwrap();
    let tokens = [token("suspended").await, token("deleted").await, token("moved").await, token("renewed").await];
    world.set_state("suspended", State::Suspended).await;
    world.set_state("suspended", State::Approved).await;
    world.delete("deleted").await;
    users::restore(&world.service, &world.host, &id("deleted")).await.unwrap();
    let patch = UserPatch { primary_email_address: Some(email("new@example.com")), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("moved"), patch, None).await.unwrap();
    let another = secret("another good password");
    passwords::set(&world.service, &world.host, &id("renewed"), another, false).await.unwrap();
    for token in tokens {
        assert_refused(log_in(&service, &token).await, "login_token_not_found", &["code"]);
    }
}

async fn a_new_password_is_asked_for_all_the_same(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    let temporary = secret("a temporary password");
    passwords::set(&world.service, &world.host, &id("ada"), temporary, true).await.unwrap();
    let token = handed_out(&world, &service, "ada").await.unwrap();
    let session = log_in(&service, &token).await.unwrap();
    assert!(session.user.require_password_update);
    let caller = world.resolve(session.token.expose_secret()).await;
    assert_refused(caller.require_user().map(|_| ()), "password_update_required", &[]);
}

async fn no_other_secret_is_a_token_nor_is_a_part_of_one(world: World) {
    let service = enabled(&world);
    world.person("ada").await;
    let token = handed_out(&world, &service, "ada").await.unwrap();
    let code = passwords::create_link(&world.service, &world.host, &id("ada")).await.unwrap();
    let key = world.key("ada", &[Right::ALL]).await;
    let cookie = world.cookie("ada").await;
    let longer = format!("{token}A");
    let cut = [&token[..51], &token[1..], &longer, &token.to_lowercase(), "", "nul\0"];
    for wrong in cut.into_iter().chain([code.expose_secret(), &key, &cookie]) {
        assert_refused(log_in(&service, wrong).await, "login_token_not_found", &["code"]);
    }
    // Nor is it one of the others.
    assert!(!world.is_valid(&token).await);
    let set = passwords::set_by_code(&service, &anonymous(), &token, secret("another good password")).await;
    assert_refused(set, "temporary_password_expired", &["code"]);
    log_in(&service, &token).await.unwrap();
}
