//! What was done to a user, for their page.

use domain::{Activity, Code, TrailFilter};
use service::{audit, users};

use crate::{
    World,
    support::{anonymous, id},
};

testdb::on_both!(admins_read_what_was_done_to_a_user_page_by_page, nobody_else_reads_it);

fn about(user_id: &str) -> TrailFilter {
    TrailFilter { target: Some(id(user_id)), ..TrailFilter::default() }
}

async fn admins_read_what_was_done_to_a_user_page_by_page(world: World) {
    for user_id in ["colleague", "other"] {
        world.person(user_id).await;
    }
    for _ in 0..30 {
        world.delete("colleague").await;
        users::restore(&world.service, &world.host, &id("colleague")).await.unwrap();
    }
    let page = async |before| audit::list(&world.service, &world.host, &about("colleague"), before, 50).await.unwrap();
    let first = page(None).await;
    assert_eq!((first.records.len(), first.records[0].action.as_str()), (50, "user.restore"));
    assert_eq!(first.older, Some(first.records[49].id));
    let second = page(first.older).await;
    assert_eq!((second.records.len(), second.records[10].action.as_str(), second.older), (11, "user.create", None));
    assert!(first.records.iter().chain(&second.records).all(|record| record.target == "colleague"));
    assert_eq!(page(Some(0)).await, Activity { records: Vec::new(), older: None });
    // What is full to the last place has nothing after it.
    let at_the_end = page(Some(first.records[11].id + 1)).await;
    assert_eq!((at_the_end.records.len(), at_the_end.older), (50, None));
}

async fn nobody_else_reads_it(world: World) {
    world.person("colleague").await;
    let own = world.caller("colleague").await;
    for (caller, code) in [(own, Code::PermissionDenied), (anonymous(), Code::Unauthenticated)] {
        assert_eq!(audit::list(&world.service, &caller, &about("colleague"), None, 50).await.unwrap_err().code, code);
    }
}
