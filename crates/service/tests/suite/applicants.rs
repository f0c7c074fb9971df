//! People who wait for approval.

use domain::{NewUser, Page, State};
use service::{applicants, users};

use crate::{
    World,
    support::{MINUTE, anonymous, assert_refused, id, new},
};

testdb::on_both!(
    who_has_waited_longest_comes_first_with_others_of_the_same_name,
    several_are_decided_about_at_once_and_told_why,
    only_an_admin_decides_and_only_about_what_they_saw,
);

async fn waits(world: &World, user_id: &str, name: &str) {
    let new = NewUser { state: State::Requested, name: name.into(), ..new(user_id) };
    users::create(&world.service, &world.host, new, None).await.unwrap();
    world.clock.advance(MINUTE);
}

fn page() -> Page {
    Page::new(1, 10).unwrap()
}

async fn who_has_waited_longest_comes_first_with_others_of_the_same_name(world: World) {
    waits(&world, "zoe", "Zoë Quill").await;
    waits(&world, "bob", "").await;
    let other = NewUser { name: "zoe quill".into(), ..new("zoe-2") };
    users::create(&world.service, &world.host, other, None).await.unwrap();
    let longer = NewUser { name: "Zoë Quill the second".into(), ..new("zoe-3") };
    users::create(&world.service, &world.host, longer, None).await.unwrap();
    let (list, total) = applicants::list(&world.service, &world.host, page()).await.unwrap();
    let list: Vec<_> = list.into_iter().map(|one| (one.user.user_id, one.namesakes)).collect();
    assert_eq!((list, total), (vec![(id("zoe"), vec![id("zoe-2")]), (id("bob"), vec![])], 2));
}

async fn several_are_decided_about_at_once_and_told_why(world: World) {
    for user_id in ["ada", "bob", "eve"] {
        waits(&world, user_id, "").await;
    }
    let seen = [(id("ada"), 1), (id("bob"), 7), (id("eve"), 1)];
    let told = "We know no one of this name.";
    let outcomes = applicants::decide(&world.service, &world.host, &seen, State::Rejected, told).await.unwrap();
    let names: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().err().map(|error| error.name)).collect();
    assert_eq!(names, [None, Some("changed_meanwhile"), None]);
    let states: Vec<_> = [world.stored("ada").await, world.stored("bob").await].into_iter().flatten().collect();
    assert_eq!((states[0].state, states[0].state_description.as_str()), (State::Rejected, told));
    assert_eq!(states[1].state, State::Requested);
    let approved = [(id("bob"), states[1].version)];
    applicants::decide(&world.service, &world.host, &approved, State::Approved, "")
        .await
        .unwrap()
        .pop()
        .unwrap()
        .unwrap();
    assert_eq!(applicants::list(&world.service, &world.host, page()).await.unwrap().1, 0);
    let mailed = testdb::rows(&world.url, "SELECT recipient FROM mails WHERE template = 'entity_state_changed'").await;
    assert_eq!(mailed.len(), 3);
}

async fn only_an_admin_decides_and_only_about_what_they_saw(world: World) {
    world.person("ada").await;
    waits(&world, "bob", "").await;
    let (ada, seen) = (world.caller("ada").await, [(id("bob"), 1)]);
    assert_refused(applicants::list(&world.service, &ada, page()).await, "permission_denied", &[]);
    assert_refused(applicants::list(&world.service, &anonymous(), page()).await, "unauthenticated", &[]);
    let refused = applicants::decide(&world.service, &ada, &seen, State::Approved, "").await;
    assert_refused(refused, "permission_denied", &[]);
    for (seen, state, message, field) in [
        (&seen[..], State::Suspended, "", "state"),
        (&[], State::Approved, "", "pick"),
        (&vec![(id("bob"), 1); 101], State::Approved, "", "pick"),
        (&seen, State::Approved, "bell\u{7}", "state_description"),
    ] {
        let refused = applicants::decide(&world.service, &world.host, seen, state, message).await;
        assert_refused(refused, "validation", &[field]);
    }
}
