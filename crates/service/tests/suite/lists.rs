//! Lists of users with the figures around them.

use domain::{NewUser, Page, State, UserFilter, UserList};
use service::users;

use crate::{
    World,
    support::{anonymous, assert_refused, id, new},
};

testdb::on_both!(
    figures_stand_around_every_page,
    search_looks_into_id_name_description_and_address,
    a_walk_has_everybody_with_their_attributes,
    an_export_is_noted_with_what_was_asked_for,
    a_search_counts_what_it_finds,
    the_query_may_be_anything_but_too_long_or_unprintable,
    a_deleted_user_is_only_found_among_the_deleted,
);

async fn list(world: &World, filter: UserFilter, number: u32, limit: u32) -> UserList {
    users::list(&world.service, &world.host, &filter, Page::new(number, limit).unwrap()).await.unwrap()
}

fn query(text: &str) -> UserFilter {
    UserFilter { query: text.into(), ..UserFilter::default() }
}

async fn figures_stand_around_every_page(world: World) {
    for number in 0..5 {
        world.person(&format!("user-{number}")).await;
    }
    for number in 0..2 {
        world.delete(&format!("user-{number}")).await;
    }
    let second_page = list(&world, UserFilter::default(), 2, 2).await;
    assert_eq!(second_page.users.len(), 1);
    assert_eq!((second_page.total, second_page.live, second_page.deleted), (3, 3, 2));
    assert_eq!(second_page.restore_window, Some(24 * 60 * 60));
    let deleted = list(&world, UserFilter { deleted: true, ..UserFilter::default() }, 1, 20).await;
    assert_eq!((deleted.users.len(), deleted.total, deleted.live, deleted.deleted), (2, 2, 3, 2));
}

async fn search_looks_into_id_name_description_and_address(world: World) {
    let given = NewUser { name: "Beatriz Ñuño".into(), description: "50%_off \\o/".into(), ..new("bea") };
    users::create(&world.service, &world.host, given, None).await.unwrap();
    world.person("other").await;
    for found in ["bea", "BEATRIZ NUNO", "ñuño", "0%_", "off \\", "bea@EXAMPLE", "  bea  ", "Be", "ñ"] {
        let ids: Vec<_> = list(&world, query(found), 1, 20).await.users.into_iter().map(|user| user.user_id).collect();
        assert_eq!(ids, [id("bea")], "{found}");
    }
    // One or two letters are beginnings; and no sign stands for another.
    for lost in ["ea", "z", "b%a", "b_a", "%", "_"] {
        assert_eq!(list(&world, query(lost), 1, 20).await.total, 0, "{lost}");
    }
}

async fn a_walk_has_everybody_with_their_attributes(world: World) {
    for user_id in ["ada", "bert", "carla"] {
        world.person(user_id).await;
    }
    let mut tx = world.db.write().await.unwrap();
    let bert = store::users::get(&mut tx, &id("bert")).await.unwrap().unwrap();
    let team: domain::Attributes = [("team".to_owned(), "IoT".to_owned())].into();
    store::attributes::set(&mut tx, bert.id, &team).await.unwrap();
    tx.commit().await.unwrap();
    let walk = async |after| users::walk(&world.service, &world.host, &UserFilter::default(), after).await.unwrap();
    let all: Vec<_> = walk(0).await.into_iter().map(|(user, attributes)| (user.user_id, attributes)).collect();
    assert_eq!(all, [(id("ada"), [].into()), (id("bert"), team), (id("carla"), [].into())]);
    assert_eq!(walk(bert.id).await.len(), 1);
    assert_eq!(users::attribute_keys(&world.service, &world.host).await.unwrap(), ["team".to_owned()].into());
    let stranger = anonymous();
    assert!(users::walk(&world.service, &stranger, &UserFilter::default(), 0).await.is_err());
    assert!(users::note_export(&world.service, &stranger, &UserFilter::default()).await.is_err());
    assert!(users::attribute_keys(&world.service, &stranger).await.is_err());
}

async fn an_export_is_noted_with_what_was_asked_for(world: World) {
    world.admin("boss").await;
    let filter = UserFilter { query: "ada".into(), state: Some(State::Suspended), ..UserFilter::default() };
    users::note_export(&world.service, &world.caller("boss").await, &filter).await.unwrap();
    let records = store::audit::list_for(&mut world.db.read().await.unwrap(), &id("boss")).await.unwrap();
    let record = records.last().unwrap();
    let noted: serde_json::Value = serde_json::from_str(&record.after).unwrap();
    assert_eq!((record.action.as_str(), record.actor.as_str()), ("user.export", "boss"));
    assert_eq!(noted, serde_json::json!({ "query": "ada", "deleted": false, "state": "STATE_SUSPENDED" }));
}

async fn a_search_counts_what_it_finds(world: World) {
    for number in 0..5 {
        world.person(&format!("colleague-{number}")).await;
    }
    world.person("other").await;
    world.set_state("colleague-0", State::Suspended).await;
    let page = list(&world, query("colleague"), 1, 2).await;
    assert_eq!((page.users.len(), page.total, page.live), (2, 5, 6));
    let suspended = UserFilter { state: Some(State::Suspended), ..query("colleague") };
    assert_eq!(list(&world, suspended, 1, 2).await.total, 1);
    assert_eq!(list(&world, query("   "), 1, 2).await.total, 6);
    // An accent alone folds to nothing, so it asks for nothing.
    assert_eq!(list(&world, query("\u{301}"), 1, 2).await.total, 6);
}

async fn the_query_may_be_anything_but_too_long_or_unprintable(world: World) {
    world.person("colleague").await;
    let page = Page::new(1, 20).unwrap();
    for text in ["'; DROP TABLE users; --", "\\", "$1", "🦀", "\u{FDFA}", &"ñ".repeat(50)] {
        assert_eq!(list(&world, query(text), 1, 20).await.total, 0, "{text}");
    }
    for text in ["x".repeat(51), "nul\0".into(), "two\nlines".into()] {
        let refused = users::list(&world.service, &world.host, &query(&text), page).await;
        assert_refused(refused, "validation", &["query"]);
    }
}

async fn a_deleted_user_is_only_found_among_the_deleted(world: World) {
    world.person("colleague").await;
    world.delete("colleague").await;
    assert_eq!(list(&world, query("colleague"), 1, 20).await.total, 0);
    let deleted = UserFilter { deleted: true, ..query("colleague") };
    let found = list(&world, deleted, 1, 20).await;
    assert_eq!(found.total, 1);
    assert_eq!(found.users[0].deleted_by.as_deref(), Some("host"));
    assert_refused(users::get(&world.service, &world.host, &id("colleague")).await, "user_not_found", &[]);
    let shown = users::get_deleted(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert_eq!(shown, found.users[0]);
    assert_refused(users::get_deleted(&world.service, &world.host, &id("nobody")).await, "user_not_found", &[]);
}
