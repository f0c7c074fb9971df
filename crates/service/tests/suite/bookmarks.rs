//! Users whom users want to find again.

use domain::{Page, Right};
use service::bookmarks::{self, Listing};

use crate::{
    World,
    support::{assert_refused, id},
};

testdb::on_both!(a_mark_is_made_listed_and_removed, marks_need_rights_and_somebody_to_be_marked);

fn listing(order: &str) -> Listing {
    let (order, descending) = bookmarks::order(order).unwrap();
    Listing { order, descending, deleted: false, page: Page::new(1, 10).unwrap() }
}

async fn a_mark_is_made_listed_and_removed(world: World) {
    for user_id in ["ada", "bob", "cid"] {
        world.person(user_id).await;
    }
    let (service, ada) = (&world.service, world.caller("ada").await);
    for target in ["cid", "bob"] {
        bookmarks::create(service, &ada, &id("ada"), &id(target)).await.unwrap();
    }
    let again = bookmarks::create(service, &ada, &id("ada"), &id("bob")).await;
    assert_refused(again, "already_exists", &["entity_ids"]);
    let (found, total) = bookmarks::list(service, &ada, &id("ada"), listing("entity_id")).await.unwrap();
    assert_eq!((found[0].user_id.clone(), total), (id("bob"), 2));
    let targets = [id("bob"), id("nobody")];
    assert_eq!(bookmarks::delete(service, &ada, &id("ada"), &targets).await.unwrap(), 1);
    assert_eq!(bookmarks::list(service, &ada, &id("ada"), listing("")).await.unwrap().1, 1);
    assert_refused(bookmarks::order("name"), "validation", &["order"]);
}

async fn marks_need_rights_and_somebody_to_be_marked(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let (service, reader) = (&world.service, world.program("ada", &[Right::USER_INFO]).await);
    let name = "insufficient_user_rights";
    assert_refused(bookmarks::create(service, &reader, &id("ada"), &id("bob")).await, name, &[]);
    assert_refused(bookmarks::delete(service, &reader, &id("ada"), &[id("bob")]).await, name, &[]);
    let bob = world.caller("bob").await;
    assert_refused(bookmarks::list(service, &bob, &id("ada"), listing("")).await, "no_user_rights", &[]);
    let ada = world.caller("ada").await;
    assert_refused(bookmarks::create(service, &ada, &id("ada"), &id("nobody")).await, "entity_not_found", &[]);
}
