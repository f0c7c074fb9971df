//! Refused forms that wait for the page that shows them.

use service::flashes;

use crate::{
    World,
    support::{MINUTE, SECOND, anonymous},
};

testdb::on_both!(
    a_text_is_read_once_by_the_same_session,
    who_has_no_session_takes_the_text_by_its_name,
    a_text_without_a_session_can_be_taken_after_logging_in,
    a_text_waits_for_five_minutes,
    what_is_no_name_finds_nothing,
);

async fn a_text_is_read_once_by_the_same_session(world: World) {
    world.person("colleague").await;
    let (mine, other) = (world.caller("colleague").await, world.caller("colleague").await);
    let name = flashes::save(&world.service, &mine, "typed").await.unwrap();
    for stranger in [&other, &anonymous(), &world.host] {
        assert_eq!(flashes::take(&world.service, stranger, &name).await.unwrap(), None);
    }
    assert_eq!(flashes::take(&world.service, &mine, &name).await.unwrap().as_deref(), Some("typed"));
    assert_eq!(flashes::take(&world.service, &mine, &name).await.unwrap(), None);
}

async fn who_has_no_session_takes_the_text_by_its_name(world: World) {
    let names = [
        flashes::save(&world.service, &anonymous(), "one").await.unwrap(),
        flashes::save(&world.service, &anonymous(), "two").await.unwrap(),
    ];
    assert_ne!(names[0], names[1]);
    assert_eq!(flashes::take(&world.service, &anonymous(), &names[1]).await.unwrap().as_deref(), Some("two"));
    assert_eq!(flashes::take(&world.service, &anonymous(), &names[0]).await.unwrap().as_deref(), Some("one"));
}

/// What was typed into a page whose session had ended waits behind the log-in.
async fn a_text_without_a_session_can_be_taken_after_logging_in(world: World) {
    world.person("colleague").await;
    let name = flashes::save(&world.service, &anonymous(), "typed").await.unwrap();
    let caller = world.caller("colleague").await;
    assert_eq!(flashes::take(&world.service, &caller, &name).await.unwrap().as_deref(), Some("typed"));
}

async fn a_text_waits_for_five_minutes(world: World) {
    let name = flashes::save(&world.service, &anonymous(), "typed").await.unwrap();
    let late = flashes::save(&world.service, &anonymous(), "typed").await.unwrap();
    world.clock.advance(4 * MINUTE + 59 * SECOND);
    assert_eq!(flashes::take(&world.service, &anonymous(), &name).await.unwrap().as_deref(), Some("typed"));
    world.clock.advance(SECOND);
    assert_eq!(flashes::take(&world.service, &anonymous(), &late).await.unwrap(), None);
}

async fn what_is_no_name_finds_nothing(world: World) {
    flashes::save(&world.service, &anonymous(), "typed").await.unwrap();
    for wrong in ["", "x", "nul\0", "%", "'; DROP TABLE flashes; --", &"é".repeat(11), &"x".repeat(100_000)] {
        assert_eq!(flashes::take(&world.service, &anonymous(), wrong).await.unwrap(), None, "{wrong:?}");
    }
}
