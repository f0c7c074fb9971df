//! Guessing at passwords: how far one gets, and whom it hinders.

use std::time::Duration;

use domain::{Code, Error, Result};
use secrecy::ExposeSecret as _;
use service::{
    Caller, RequestContext, passwords,
    sessions::{self, NewSession},
    upkeep,
};
use tokio::task::JoinSet;

use crate::{
    World,
    support::{HOUR, MINUTE, PASSWORD, SECOND, context, secret},
};

testdb::on_both!(
    after_three_wrong_passwords_one_waits_longer_and_longer,
    a_name_that_nobody_has_is_treated_like_any_other,
    the_right_password_makes_up_for_wrong_ones,
    many_guesses_at_once_are_no_more_than_one_after_the_other,
    two_servers_count_together,
    one_address_tries_few_accounts,
    a_network_of_ipv6_is_one_address,
    the_owner_is_not_kept_out_of_a_browser_that_is_known,
    a_known_browser_does_not_guess_for_ever,
    changing_a_password_counts_as_well,
    who_may_not_log_in_may_still_know_the_password,
    what_is_long_past_is_forgotten,
);

/// Somebody at an address; where they have logged in before, with the token that they got.
fn at(address: &str, device: Option<&str>) -> Caller {
    Caller::anonymous(RequestContext {
        address: address.into(),
        device: device.map(sessions::device_hash),
        ..context()
    })
}

async fn login(world: &World, caller: &Caller, login: &str, password: &str) -> Result<NewSession> {
    sessions::login(&world.service, caller, login, secret(password), false).await
}

/// How a guess from an address of its own ends.
async fn guess(world: &World, number: usize, name: &str) -> Error {
    let caller = at(&format!("192.0.{}.{}", number / 250, number % 250), None);
    login(world, &caller, name, "wrong horse").await.map(|session| session.user).unwrap_err()
}

fn seconds(error: &Error) -> Option<u64> {
    let wait = error.attributes.get("retry_after")?.to_string().parse().ok();
    assert_eq!((error.code, error.name), (Code::ResourceExhausted, "rate_limit_exceeded"));
    wait
}

async fn after_three_wrong_passwords_one_waits_longer_and_longer(world: World) {
    world.person("colleague").await;
    let mut waits = Vec::new();
    for number in 0..10 {
        let told = guess(&world, number, "colleague").await;
        let Some(wait) = seconds(&told) else { continue };
        waits.push(wait);
        // A moment too early is too early, for the owner too.
        world.clock.advance(Duration::from_secs(wait - 1));
        assert_eq!(seconds(&guess(&world, number, "colleague@example.com").await), Some(1));
        assert!(login(&world, &at("198.51.100.1", None), "colleague", PASSWORD).await.is_err());
        world.clock.advance(SECOND);
    }
    assert_eq!(waits, [60, 300, 900, 900]);
}

async fn a_name_that_nobody_has_is_treated_like_any_other(world: World) {
    world.person("colleague").await;
    for number in 0..4 {
        let (known, unknown) = (guess(&world, number, "colleague").await, guess(&world, number, "nobody").await);
        assert_eq!(format!("{known:?}"), format!("{unknown:?}"));
    }
}

async fn the_right_password_makes_up_for_wrong_ones(world: World) {
    world.person("colleague").await;
    for _ in 0..20 {
        for number in 0..2 {
            assert_eq!(guess(&world, number, "colleague").await.name, "no_user_id_password_match");
        }
        login(&world, &at("198.51.100.1", None), "colleague", PASSWORD).await.unwrap();
        world.clock.advance(MINUTE);
    }
}

async fn many_guesses_at_once_are_no_more_than_one_after_the_other(world: World) {
    world.person("colleague").await;
    let mut guesses = JoinSet::new();
    for number in 0..20 {
        let (service, caller) = (world.service.clone(), at(&format!("192.0.2.{number}"), None));
        guesses
            .spawn(async move { sessions::login(&service, &caller, "colleague", secret("wrong horse"), false).await });
    }
    let told: Vec<_> = guesses.join_all().await.into_iter().map(|outcome| outcome.unwrap_err().name).collect();
    assert_eq!(told.iter().filter(|name| **name == "no_user_id_password_match").count(), 3, "{told:?}");
}

async fn two_servers_count_together(world: World) {
    world.person("colleague").await;
    let other = world.another_server();
    for number in 0..3 {
        guess(&world, number, "colleague").await;
    }
    let there = sessions::login(&other, &at("203.0.113.1", None), "colleague", secret(PASSWORD), false).await;
    assert_eq!(there.map(|session| session.user).unwrap_err().code, Code::ResourceExhausted);
}

async fn one_address_tries_few_accounts(world: World) {
    for name in ["ada", "bert"] {
        world.person(name).await;
    }
    let here = at("203.0.113.1", None);
    for number in 0..10 {
        let told = login(&world, &here, &format!("nobody-{number}"), PASSWORD).await.map(|session| session.user);
        assert_eq!(told.unwrap_err().name, "no_user_id_password_match");
    }
    let told = login(&world, &here, "ada", PASSWORD).await.map(|session| session.user).unwrap_err();
    assert_eq!(seconds(&told), Some(3));
    login(&world, &at("203.0.113.2", None), "ada", PASSWORD).await.unwrap();
    world.clock.advance(3 * SECOND);
    // Right ones are not counted.
    for _ in 0..3 {
        login(&world, &here, "bert", PASSWORD).await.unwrap();
    }
}

async fn a_network_of_ipv6_is_one_address(world: World) {
    for number in 0..10 {
        let caller = at(&format!("2001:db8:1:2::{number}"), None);
        let told = login(&world, &caller, &format!("nobody-{number}"), PASSWORD).await.map(|session| session.user);
        assert_eq!(told.unwrap_err().name, "no_user_id_password_match");
    }
    let from = async |address| login(&world, &at(address, None), "nobody", PASSWORD).await.map(|session| session.user);
    assert_eq!(from("2001:db8:1:2:3::").await.unwrap_err().code, Code::ResourceExhausted);
    assert_eq!(from("2001:db8:1:3::").await.unwrap_err().name, "no_user_id_password_match");
}

async fn the_owner_is_not_kept_out_of_a_browser_that_is_known(world: World) {
    world.person("colleague").await;
    world.person("other").await;
    let first = login(&world, &at("198.51.100.1", None), "colleague", PASSWORD).await.unwrap();
    let token = first.device.unwrap();
    let known = at("198.51.100.1", Some(token.expose_secret()));
    for number in 0..5 {
        guess(&world, number, "colleague").await;
        guess(&world, number, "other").await;
    }
    let again = login(&world, &known, "colleague", PASSWORD).await.unwrap();
    assert!(again.device.is_none(), "it is known by the token that it has");
    // To somebody else it is not known.
    assert_eq!(
        login(&world, &known, "other", PASSWORD).await.map(|s| s.user).unwrap_err().code,
        Code::ResourceExhausted
    );
    // Nor is what anybody makes up.
    let made_up = at("198.51.100.1", Some("made up"));
    assert!(login(&world, &made_up, "colleague", PASSWORD).await.is_err());
}

async fn a_known_browser_does_not_guess_for_ever(world: World) {
    world.person("colleague").await;
    let token = login(&world, &at("198.51.100.1", None), "colleague", PASSWORD).await.unwrap().device.unwrap();
    let known = at("198.51.100.1", Some(token.expose_secret()));
    let mut guesses = 0;
    while login(&world, &known, "colleague", "wrong horse").await.map(|s| s.user).unwrap_err().name
        == "no_user_id_password_match"
    {
        guesses += 1;
    }
    assert_eq!(guesses, 10 + 3);
}

async fn changing_a_password_counts_as_well(world: World) {
    world.person("colleague").await;
    let caller = world.caller("colleague").await;
    let change = async |old: &str| {
        let new = secret("another horse, another staple");
        passwords::change(&world.service, &caller, secret(old), new, false).await
    };
    for _ in 0..3 {
        assert_eq!(change("wrong horse").await.unwrap_err().name, "old_password");
    }
    assert_eq!(change(PASSWORD).await.unwrap_err().code, Code::ResourceExhausted);
    assert_eq!(guess(&world, 1, "colleague").await.code, Code::ResourceExhausted);
    world.clock.advance(MINUTE);
    change(PASSWORD).await.unwrap();
}

async fn who_may_not_log_in_may_still_know_the_password(world: World) {
    world.person("colleague").await;
    world.set_state("colleague", domain::State::Suspended).await;
    for _ in 0..20 {
        let told = login(&world, &at("198.51.100.1", None), "colleague", PASSWORD).await.map(|session| session.user);
        assert_eq!(told.unwrap_err().name, "user_suspended");
    }
}

async fn what_is_long_past_is_forgotten(world: World) {
    world.person("colleague").await;
    let rows = async || testdb::rows(&world.url, "SELECT CAST(count AS TEXT) FROM guesses").await.len();
    guess(&world, 1, "colleague").await;
    guess(&world, 1, "nobody").await;
    assert_eq!(rows().await, 3);
    world.clock.advance(25 * HOUR);
    upkeep::run(&world.service).await.unwrap();
    assert_eq!(rows().await, 0);
}
