//! How often programs may call (D08).

use std::num::NonZeroU32;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::Right;
use server::config::Config;

use crate::{
    api::{key, person},
    support::{Answer, Site},
};

async fn limited(account: u32, address: u32, trusted: &[&str]) -> Site {
    let mut config = Config::default();
    config.rate_limits.account = NonZeroU32::new(account).unwrap();
    config.rate_limits.address = NonZeroU32::new(address).unwrap();
    config.proxies.trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
    let site = Site::with(config).await;
    person(&site, "somebody", false).await;
    site
}

async fn get(site: &Site, token: &str, forwarded: &str) -> Answer {
    let request = Request::get("/api/v3/users/somebody").header(header::AUTHORIZATION, format!("Bearer {token}"));
    site.send(request.header("x-forwarded-for", forwarded).body(Body::empty()).unwrap()).await
}

fn told(answer: &Answer) -> [u64; 4] {
    let names = ["limit", "available", "reset", "retry"];
    names.map(|name| answer.header(format!("x-rate-limit-{name}")).parse().unwrap())
}

#[tokio::test]
async fn as_many_calls_as_the_limit_says_are_answered_and_one_more_is_not() {
    let site = limited(3, 100, &[]).await;
    // A second key is no second account.
    let keys = [key(&site, "somebody", &[Right::ALL]).await, key(&site, "somebody", &[Right::ALL]).await];
    for (number, available) in [(0, 2), (1, 1), (2, 0)] {
        let answer = get(&site, &keys[number % 2], "").await;
        assert_eq!((answer.status, told(&answer)[..2].to_vec()), (StatusCode::OK, vec![3, available]));
    }
    let refused = get(&site, &keys[0], "").await;
    assert_eq!((refused.status, told(&refused)), (StatusCode::TOO_MANY_REQUESTS, [3, 0, 60, 20]));
    assert_eq!((refused.outcome().name.as_str(), refused.header(header::RETRY_AFTER)), ("rate_limit_exceeded", "21"));
    site.clock.advance(std::time::Duration::from_secs(20));
    assert_eq!(get(&site, &keys[0], "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_shows_nothing_or_something_wrong_counts_for_the_address() {
    let site = limited(100, 5, &[]).await;
    for _ in 0..5 {
        let answer = get(&site, "NNSXS.NOBODY.NOTHING", "").await;
        assert_eq!((answer.status, told(&answer)[0]), (StatusCode::UNAUTHORIZED, 5));
    }
    assert_eq!(get(&site, "NNSXS.NOBODY.NOTHING", "").await.status, StatusCode::TOO_MANY_REQUESTS);
    let token = key(&site, "somebody", &[Right::ALL]).await;
    assert_eq!(get(&site, &token, "").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn addresses_that_somebody_makes_up_share_one_budget() {
    let site = limited(1_000_000, 50, &[]).await;
    let token = key(&site, "somebody", &[Right::ALL]).await;
    let mut answered = 0;
    for number in 0..1_000_u32 {
        let made_up = [format!("10.0.{}.{}", number / 250, number % 250), format!("made-up-{number}")];
        answered += u32::from(get(&site, &token, &made_up[number as usize % 2]).await.status == StatusCode::OK);
    }
    assert_eq!(answered, 50);
}

#[tokio::test]
async fn clients_of_our_own_proxy_have_budgets_of_their_own() {
    let site = limited(1_000_000, 2, &["192.0.2.1"]).await;
    let token = key(&site, "somebody", &[Right::ALL]).await;
    for client in ["203.0.113.1", "203.0.113.2"] {
        let statuses = [
            get(&site, &token, client).await.status,
            get(&site, &token, client).await.status,
            get(&site, &token, client).await.status,
        ];
        assert_eq!(statuses, [StatusCode::OK, StatusCode::OK, StatusCode::TOO_MANY_REQUESTS]);
    }
}

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_not_counted() {
    let site = limited(100, 1, &[]).await;
    for _ in 0..3 {
        let answer = site.get("/api/v3/users/NOT-AN-ID", "").await;
        assert_eq!((answer.status, answer.header("x-rate-limit-limit")), (StatusCode::BAD_REQUEST, ""));
    }
}
