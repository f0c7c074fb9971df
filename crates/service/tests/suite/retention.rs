//! Purging deleted users whose time is up.

use service::{Settings, retention, upkeep, users};

use crate::{
    World,
    support::{HOUR, anonymous, id, new},
};

/// A world in which deleted users are kept for two days.
async fn world(url: String) -> World {
    let settings = Settings { purge_after: Some(48 * HOUR), ..Settings::default() };
    World::open(url, settings).await
}

async fn due(world: &World) -> Vec<String> {
    let due = retention::due(&world.service, &world.host, 10).await.unwrap();
    due.into_iter().map(|user| user.user_id.to_string()).collect()
}

#[test]
fn who_was_deleted_long_enough_ago_is_purged_and_nobody_else() {
    testdb::run_with_both(|sqlite, postgres| async move {
        for url in [sqlite, postgres] {
            let world = world(url).await;
            for user_id in ["one", "two", "stays", "restored"] {
                world.person(user_id).await;
            }
            world.delete("one").await;
            world.delete("restored").await;
            users::restore(&world.service, &world.host, &id("restored")).await.unwrap();
            world.clock.advance(HOUR);
            world.delete("two").await;
            world.clock.advance(47 * HOUR);
            assert_eq!(due(&world).await, [""; 0]);
            world.clock.advance(HOUR / 2);
            assert_eq!(due(&world).await, ["one"]);
            // Every server does it now and then, and at once.
            let other = world.another_server();
            let (one, two) = tokio::join!(upkeep::run(&world.service), upkeep::run(&other));
            one.and(two).unwrap();
            assert_eq!(due(&world).await, [""; 0]);
            assert!(world.stored("one").await.is_none());
            assert!(world.stored("two").await.is_some_and(|user| user.deleted_at.is_some()));
            let trail = "SELECT actor, action FROM audit WHERE target = 'one' ORDER BY id DESC LIMIT 1";
            let last = testdb::rows(&world.url, trail).await;
            assert_eq!(last, [[Some("host".to_owned()), Some("user.purge".to_owned())]]);
            // The ID is free.
            users::create(&world.service, &world.host, new("one"), None).await.unwrap();
            world.clock.advance(HOUR);
            assert_eq!(retention::run(&world.service, &world.host).await.unwrap(), 1);
            for user_id in ["stays", "restored", "one"] {
                assert!(world.stored(user_id).await.is_some(), "{user_id}");
            }
        }
    });
}

#[test]
fn without_a_policy_everybody_is_kept_and_only_the_host_asks() {
    testdb::run_with_both(|sqlite, postgres| async move {
        for url in [sqlite, postgres] {
            let world = World::open(url, Settings::default()).await;
            world.person("colleague").await;
            world.delete("colleague").await;
            world.clock.advance(100_000 * HOUR);
            assert_eq!(due(&world).await, [""; 0]);
            assert_eq!(retention::run(&world.service, &world.host).await.unwrap(), 0);
            assert!(retention::run(&world.service, &anonymous()).await.is_err());
            assert!(retention::due(&world.service, &anonymous(), 1).await.is_err());
        }
    });
}
