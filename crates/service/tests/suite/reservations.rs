//! IDs that admins keep free.

use domain::{Availability, IdPattern, Reservation, reservation::MAX_RESERVATIONS};
use service::{reservations, users};

use crate::{
    World,
    support::{HOUR, assert_refused, id, new},
};

testdb::on_both!(
    a_reserved_id_is_refused_with_who_keeps_it_and_what_for,
    the_host_may_use_a_reserved_id_and_who_has_one_keeps_it,
    a_reservation_that_has_run_out_reserves_nothing,
    a_reservation_is_made_once_lifted_once_and_recorded,
    there_is_an_end_of_reservations,
);

async fn reserve(world: &World, text: &str, hours: Option<u32>) {
    let boss = world.caller("boss").await;
    let until = hours.map(|hours| world.service.now().plus(HOUR * hours));
    reservations::create(&world.service, &boss, text, "for the team".into(), until).await.unwrap();
}

async fn a_reserved_id_is_refused_with_who_keeps_it_and_what_for(world: World) {
    world.admin("boss").await;
    reserve(&world, "crew-*", None).await;
    let boss = world.caller("boss").await;
    let refused = users::create(&world.service, &boss, new("crew-1"), None).await;
    let refused = assert_refused(refused, "already_exists", &["user_id"]);
    assert!(refused.message.contains("“crew-*” is reserved since") && refused.message.contains("for the team"));
    assert_eq!(refused.attributes.get("reserved_by").map(ToString::to_string).as_deref(), Some("boss"));
    let answer = users::availability(&world.service, &boss, &id("crew-1")).await.unwrap();
    assert!(matches!(answer, Availability::Reserved(Reservation { reserved_by, .. }) if reserved_by == "boss"));
    users::create(&world.service, &boss, new("crew"), None).await.unwrap();
}

async fn the_host_may_use_a_reserved_id_and_who_has_one_keeps_it(world: World) {
    world.admin("boss").await;
    world.person("crew-1").await;
    reserve(&world, "crew-*", None).await;
    users::create_admin(&world.service, &world.host, new("crew-2"), None).await.unwrap();
    world.delete("crew-1").await;
    users::restore(&world.service, &world.host, &id("crew-1")).await.unwrap();
}

async fn a_reservation_that_has_run_out_reserves_nothing(world: World) {
    world.admin("boss").await;
    reserve(&world, "crew-*", Some(2)).await;
    world.clock.advance(HOUR * 2);
    let answer = users::availability(&world.service, &world.host, &id("crew-1")).await.unwrap();
    assert_eq!(answer, Availability::Free);
    users::create(&world.service, &world.host, new("crew-1"), None).await.unwrap();
}

async fn a_reservation_is_made_once_lifted_once_and_recorded(world: World) {
    world.admin("boss").await;
    reserve(&world, "crew-*", None).await;
    let (service, boss) = (&world.service, world.caller("boss").await);
    let again = reservations::create(service, &boss, "crew-*", String::new(), None).await;
    assert_refused(again, "already_exists", &["pattern"]);
    let past = Some(world.service.now());
    let over = reservations::create(service, &boss, "x-y*", "a\0".into(), past).await;
    assert_refused(over, "validation", &["reason", "until"]);
    let none = reservations::create(service, &boss, "Crew *", String::new(), None).await;
    assert_refused(none, "validation", &["pattern"]);
    assert_eq!(reservations::list(service, &boss).await.unwrap().len(), 1);
    reservations::delete(service, &boss, "crew-*").await.unwrap();
    let gone = reservations::delete(service, &boss, "crew-*").await;
    assert_refused(gone, "reservation_not_found", &[]);
    let trail = "SELECT action, target FROM audit WHERE action LIKE 'reservation.%' ORDER BY id";
    let records = testdb::rows(&world.url, trail).await;
    let record = |action: &str| vec![Some(action.to_owned()), Some("boss".to_owned())];
    assert_eq!(records, [record("reservation.create"), record("reservation.delete")]);
}

async fn there_is_an_end_of_reservations(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    let mut tx = world.db.write().await.unwrap();
    for number in 0..MAX_RESERVATIONS {
        let one = Reservation {
            pattern: IdPattern::parse(&format!("crew-{number}")).unwrap(),
            reason: String::new(),
            reserved_by: "boss".into(),
            created_at: world.service.now(),
            expires_at: None,
        };
        store::reservations::insert(&mut tx, &one).await.unwrap();
    }
    tx.commit().await.unwrap();
    let refused = reservations::create(&world.service, &boss, "one-more", String::new(), None).await;
    assert_refused(refused, "validation", &["pattern"]);
}
