//! How much an account or an address may ask for.

use std::{num::NonZeroU32, time::Duration};

use domain::rate::{Allowance, Rate};
use service::{
    RateLimits, Service, Settings,
    rate_limits::{self, Subject},
    upkeep,
};

use testdb::Backend;

use crate::{World, support::SECOND};

testdb::on_both!(
    one_more_than_the_limit_is_refused_and_told_when_to_come_again,
    accounts_and_addresses_have_limits_of_their_own,
    a_network_of_ipv6_is_one_address,
    where_there_is_no_limit_nothing_is_counted,
);

const LIMIT: u32 = 64;

/// The same on other terms.
fn limited(world: &World, limits: RateLimits) -> Service {
    world.with(Settings { rate_limits: Some(limits), ..world.service.settings().clone() })
}

fn limits() -> RateLimits {
    let rate = Rate::per_minute(NonZeroU32::new(LIMIT).unwrap());
    RateLimits { account: rate, address: rate, mails: rate, registrations: rate }
}

async fn take(service: &Service, subject: Subject<'_>) -> Allowance {
    rate_limits::count(service, subject).await.0.unwrap()
}

/// How many get through before the first is refused.
async fn burst(service: &Service, subject: Subject<'_>) -> u32 {
    let mut through = 0;
    while rate_limits::take(service, subject).await.is_ok() {
        through += 1;
    }
    through
}

async fn one_more_than_the_limit_is_refused_and_told_when_to_come_again(world: World) {
    let service = limited(&world, limits());
    let subject = Subject::Account(1);
    assert_eq!(take(&service, subject).await.available, LIMIT - 1);
    assert_eq!(burst(&service, subject).await, LIMIT - 1);
    let (allowance, outcome) = rate_limits::count(&service, subject).await;
    let (allowance, error) = (allowance.unwrap(), outcome.unwrap_err());
    assert_eq!((error.name, error.attributes["rate"].to_string()), ("rate_limit_exceeded", LIMIT.to_string()));
    assert_eq!((allowance.available, allowance.retry), (0, Duration::from_micros(937_500)));
    world.clock.advance(SECOND);
    assert_eq!(burst(&service, subject).await, 1);
    world.clock.advance(60 * SECOND);
    upkeep::run(&service).await.unwrap();
    assert_eq!(burst(&service, subject).await, LIMIT);
}

async fn accounts_and_addresses_have_limits_of_their_own(world: World) {
    let service = limited(&world, limits());
    for subject in
        [Subject::Account(1), Subject::Account(2), Subject::Address("192.0.2.1"), Subject::Address("192.0.2.2")]
    {
        assert_eq!(burst(&service, subject).await, LIMIT);
    }
}

async fn a_network_of_ipv6_is_one_address(world: World) {
    let service = limited(&world, limits());
    assert_eq!(burst(&service, Subject::Address("2001:db8::1")).await, LIMIT);
    assert_eq!(burst(&service, Subject::Address("2001:db8::ffff:2")).await, 0);
    assert_eq!(burst(&service, Subject::Address("2001:db8:0:1::1")).await, LIMIT);
}

async fn where_there_is_no_limit_nothing_is_counted(world: World) {
    let service = world.with(Settings { rate_limits: None, ..world.service.settings().clone() });
    for _ in 0..2 * LIMIT {
        assert!(matches!(rate_limits::count(&service, Subject::Account(1)).await, (None, Ok(()))));
    }
}

#[test]
fn two_servers_let_through_little_more_than_one() {
    testdb::run(Backend::Postgres, |url| async move {
        let world = crate::open(url).await;
        let servers = [limited(&world, limits()), limited(&world, limits())];
        let first = both(&servers).await;
        // Each may be ahead by a sixteenth.
        assert!((LIMIT..=LIMIT + 2 * LIMIT / 16).contains(&first), "{first}");
        world.clock.advance(30 * SECOND);
        let later = first + both(&servers).await;
        assert!(later <= LIMIT + LIMIT / 2 + 2 * LIMIT / 16, "{later}");
    });
}

/// How many of many calls get through, of which each server is asked for every other one.
async fn both(servers: &[Service; 2]) -> u32 {
    let mut through = 0;
    for server in servers.iter().cycle().take(4 * LIMIT as usize) {
        through += u32::from(rate_limits::take(server, Subject::Account(1)).await.is_ok());
    }
    through
}
