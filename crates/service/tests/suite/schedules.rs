//! What becomes of users by itself.

use std::time::Duration;

use domain::{State, Timestamp, User, UserPatch};
use service::{Service, schedules, users};

use crate::{
    World,
    support::{HOUR, MINUTE, PASSWORD, assert_refused, id},
};

testdb::on_both!(
    a_suspension_ends_by_itself,
    who_has_expired_is_out_at_that_moment_and_suspended_soon_after,
    who_is_to_be_deleted_is_deleted_and_can_be_restored,
    the_job_does_each_thing_once_however_many_servers_run_it,
    while_nothing_is_due_nothing_is_written,
    the_last_admin_can_be_given_no_end,
    a_time_that_has_come_or_goes_with_no_suspension_is_refused,
    a_state_set_by_hand_ends_the_suspension_for_good,
    a_clock_that_goes_back_revives_nobody,
);

async fn patch(world: &World, user_id: &str, patch: UserPatch) -> User {
    users::update(&world.service, &world.host, &id(user_id), patch, None).await.unwrap()
}

fn in_hours(service: &Service, hours: u32) -> Timestamp {
    service.now().plus(HOUR * hours)
}

async fn suspend_for_two_hours(world: &World, user_id: &str) {
    let suspended_until = Some(Some(in_hours(&world.service, 2)));
    patch(world, user_id, UserPatch { state: Some(State::Suspended), suspended_until, ..UserPatch::default() }).await;
}

async fn run(world: &World) -> u64 {
    world.do_what_is_due().await.unwrap()
}

async fn a_suspension_ends_by_itself(world: World) {
    world.person("colleague").await;
    suspend_for_two_hours(&world, "colleague").await;
    world.clock.advance(119 * MINUTE);
    assert_eq!(run(&world).await, 0);
    assert_refused(world.login("colleague", PASSWORD).await, "user_suspended", &[]);
    world.clock.advance(MINUTE);
    assert_eq!(run(&world).await, 1);
    let user = world.stored("colleague").await.unwrap();
    assert_eq!((user.state, user.suspended_until), (State::Approved, None));
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn who_has_expired_is_out_at_that_moment_and_suspended_soon_after(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    patch(
        &world,
        "colleague",
        UserPatch { expires_at: Some(Some(in_hours(&world.service, 1))), ..UserPatch::default() },
    )
    .await;
    let let_in = world.resolve(&cookie).await;
    world.clock.advance(59 * MINUTE);
    assert!(world.is_valid(&cookie).await);
    world.clock.advance(MINUTE);
    // Before any job has looked.
    assert!(!world.is_valid(&cookie).await);
    let refused = users::update_own(&world.service, &let_in, UserPatch::default(), None).await;
    assert_refused(refused, "unauthenticated", &[]);
    let refused = assert_refused(world.login("colleague", PASSWORD).await, "user_suspended", &[]);
    assert!(refused.message.contains("expired"), "{}", refused.message);
    assert_eq!(run(&world).await, 1);
    let user = world.stored("colleague").await.unwrap();
    assert_eq!((user.state, user.expires_at), (State::Suspended, None));
    assert_refused(world.login("colleague", PASSWORD).await, "user_suspended", &[]);
    // Approved again, they are back for good.
    world.set_state("colleague", State::Approved).await;
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn who_is_to_be_deleted_is_deleted_and_can_be_restored(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    patch(
        &world,
        "colleague",
        UserPatch { delete_at: Some(Some(in_hours(&world.service, 1))), ..UserPatch::default() },
    )
    .await;
    world.clock.advance(HOUR);
    assert_eq!(run(&world).await, 1);
    assert!(!world.is_valid(&cookie).await);
    let user = world.stored("colleague").await.unwrap();
    assert_eq!((user.deleted_at, user.deleted_by.as_deref()), (Some(world.service.now()), Some("host")));
    let restored = users::restore(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert_eq!(restored.delete_at, None);
    assert_eq!(run(&world).await, 0);
}

async fn the_job_does_each_thing_once_however_many_servers_run_it(world: World) {
    for number in 0..10 {
        let user_id = format!("user-{number}");
        world.person(&user_id).await;
        suspend_for_two_hours(&world, &user_id).await;
    }
    world.clock.advance(3 * HOUR);
    let records = world.records().await;
    let (second, third) = (world.another_server(), world.another_server());
    let (one, two, three) =
        tokio::join!(schedules::run(&world.service), schedules::run(&second), schedules::run(&third));
    assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 10);
    assert_eq!(world.records().await, records + 10);
}

async fn while_nothing_is_due_nothing_is_written(world: World) {
    world.person("colleague").await;
    suspend_for_two_hours(&world, "colleague").await;
    let before = testdb::rows(&world.url, "SELECT CAST(taken AS TEXT) FROM locks").await;
    assert_eq!(run(&world).await, 0);
    assert_eq!(testdb::rows(&world.url, "SELECT CAST(taken AS TEXT) FROM locks").await, before);
}

async fn the_last_admin_can_be_given_no_end(world: World) {
    world.admin("boss").await;
    let later = Some(Some(in_hours(&world.service, 1)));
    for (field, deputy, end) in [
        ("expires_at", "deputy-1", UserPatch { expires_at: later, ..UserPatch::default() }),
        ("delete_at", "deputy-2", UserPatch { delete_at: later, ..UserPatch::default() }),
    ] {
        let refused = users::update(&world.service, &world.host, &id("boss"), end.clone(), None).await;
        assert_refused(refused, "last_admin", &[field]);
        // With a second admin the first may have an end; then the second is the last.
        world.admin(deputy).await;
        patch(&world, "boss", end).await;
        let refused = users::delete(&world.service, &world.host, &id(deputy), None).await;
        assert_refused(refused, "last_admin", &[]);
        patch(&world, "boss", UserPatch { expires_at: Some(None), delete_at: Some(None), ..UserPatch::default() })
            .await;
        world.delete(deputy).await;
    }
}

async fn a_time_that_has_come_or_goes_with_no_suspension_is_refused(world: World) {
    world.person("colleague").await;
    let now = Some(Some(world.service.now()));
    let past = UserPatch { expires_at: now, delete_at: now, ..UserPatch::default() };
    let refused = users::update(&world.service, &world.host, &id("colleague"), past, None).await;
    assert_refused(refused, "validation", &["expires_at", "delete_at"]);
    let approved = UserPatch { suspended_until: Some(Some(in_hours(&world.service, 1))), ..UserPatch::default() };
    let refused = users::update(&world.service, &world.host, &id("colleague"), approved, None).await;
    assert_refused(refused, "validation", &["suspended_until"]);
}

async fn a_state_set_by_hand_ends_the_suspension_for_good(world: World) {
    world.person("colleague").await;
    suspend_for_two_hours(&world, "colleague").await;
    let rejected = world.set_state("colleague", State::Rejected).await;
    assert_eq!(rejected.suspended_until, None);
    world.clock.advance(3 * HOUR);
    assert_eq!(run(&world).await, 0);
    assert_eq!(world.stored("colleague").await.unwrap().state, State::Rejected);
}

async fn a_clock_that_goes_back_revives_nobody(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    patch(
        &world,
        "colleague",
        UserPatch { expires_at: Some(Some(in_hours(&world.service, 1))), ..UserPatch::default() },
    )
    .await;
    world.clock.advance(HOUR);
    assert_eq!(run(&world).await, 1);
    world.clock.go_back(Duration::from_hours(30));
    assert!(!world.is_valid(&cookie).await);
    let user = world.stored("colleague").await.unwrap();
    assert!(user.created_at <= user.updated_at);
    assert_refused(world.login("colleague", PASSWORD).await, "user_suspended", &[]);
}
