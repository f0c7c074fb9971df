//! The first page an admin sees, and whether there is anything to see.

use domain::{Code, NewUser, State, User};
use service::{overview, users};

use crate::{
    World,
    support::{SECOND, new},
};

testdb::on_both!(
    what_waits_longest_and_ends_soonest_comes_first,
    an_empty_system_has_an_empty_overview,
    a_service_is_ready_while_its_database_answers,
);

fn ids(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.user_id.as_str()).collect()
}

async fn what_waits_longest_and_ends_soonest_comes_first(world: World) {
    for number in (0..7).rev() {
        let given = NewUser { state: State::Requested, ..new(&format!("waiting-{number}")) };
        users::create(&world.service, &world.host, given, None).await.unwrap();
        world.person(&format!("deleted-{number}")).await;
        world.clock.advance(SECOND);
        world.delete(&format!("deleted-{number}")).await;
    }
    world.person("newest").await;
    world.caller("newest").await;
    let seen = overview::get(&world.service, &world.host).await.unwrap();
    assert_eq!(ids(&seen.waiting), ["waiting-6", "waiting-5", "waiting-4", "waiting-3", "waiting-2"]);
    assert_eq!(ids(&seen.ending), ["deleted-6", "deleted-5", "deleted-4", "deleted-3", "deleted-2"]);
    assert_eq!((seen.totals.of(State::Requested), seen.totals.of(State::Approved)), (7, 1));
    assert_eq!((seen.totals.live(), seen.totals.deleted), (8, 7));
    let changes: Vec<_> = seen.changes.iter().map(|change| (change.action.as_str(), change.target.as_str())).collect();
    assert_eq!(changes[..2], [("user.create", "newest"), ("user.delete", "deleted-0")]);
    assert_eq!(changes.len(), 5);
    assert_eq!((seen.now, seen.restore_window), (world.service.now(), Some(24 * 60 * 60)));
}

async fn an_empty_system_has_an_empty_overview(world: World) {
    let seen = overview::get(&world.service, &world.host).await.unwrap();
    assert_eq!((seen.totals.live(), seen.totals.deleted), (0, 0));
    assert!(seen.waiting.is_empty() && seen.ending.is_empty() && seen.changes.is_empty());
}

async fn a_service_is_ready_while_its_database_answers(world: World) {
    world.service.ready().await.unwrap();
    world.db.close().await;
    assert_eq!(world.service.ready().await.unwrap_err().code, Code::Unavailable);
}
