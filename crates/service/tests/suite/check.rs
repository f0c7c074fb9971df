//! `roster-server check`.

use service::check::{self, Findings};

use crate::World;

testdb::on_both!(a_check_finds_what_is_wrong_and_mends_it_where_asked, only_the_host_checks,);

async fn a_check_finds_what_is_wrong_and_mends_it_where_asked(world: World) {
    for user_id in ["ada", "bert"] {
        world.person(user_id).await;
    }
    let right = Findings { users: 2, ..Findings::default() };
    assert_eq!(check::run(&world.service, &world.host, false).await.unwrap(), right);
    testdb::execute(&world.url, "UPDATE totals SET users = users + 1 WHERE kind = 2").await;
    testdb::execute(&world.url, "UPDATE users SET folded = 'nothing' WHERE user_id = 'ada'").await;
    let wrong = Findings { users: 2, totals: true, texts: 1, index: false };
    for mend in [false, true] {
        assert_eq!(check::run(&world.service, &world.host, mend).await.unwrap(), wrong);
    }
    assert!(check::run(&world.service, &world.host, false).await.unwrap().is_clean());
}

async fn only_the_host_checks(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    assert!(check::run(&world.service, &boss, false).await.is_err());
}
