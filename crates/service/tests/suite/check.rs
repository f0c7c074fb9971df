//! `roster-server check`.

use service::check::{self, Findings};
use testdb::Backend;

use crate::World;

testdb::on_both!(
    a_check_finds_what_is_wrong_and_mends_it_where_asked,
    a_check_finds_rows_without_their_user_and_removes_them_where_asked,
    only_the_host_checks,
);

async fn a_check_finds_what_is_wrong_and_mends_it_where_asked(world: World) {
    for user_id in ["ada", "bert"] {
        world.person(user_id).await;
    }
    let right = Findings { users: 2, ..Findings::default() };
    assert_eq!(check::run(&world.service, &world.host, false).await.unwrap(), right);
    testdb::execute(&world.url, "UPDATE totals SET users = users + 1 WHERE kind = 2").await;
    testdb::execute(&world.url, "UPDATE users SET folded = 'nothing' WHERE user_id = 'ada'").await;
    let wrong = Findings { users: 2, totals: true, texts: 1, ..Findings::default() };
    for mend in [false, true] {
        assert_eq!(check::run(&world.service, &world.host, mend).await.unwrap(), wrong);
    }
    assert!(check::run(&world.service, &world.host, false).await.unwrap().is_clean());
}

async fn a_check_finds_rows_without_their_user_and_removes_them_where_asked(world: World) {
    let off = match Backend::of(&world.url) {
        Backend::Sqlite => "PRAGMA foreign_keys = OFF",
        Backend::Postgres => "SET session_replication_role = replica",
    };
    testdb::execute(&world.url, &format!("{off}; INSERT INTO credentials VALUES (77, 'hash', 1)")).await;
    let wrong = Findings { orphans: vec![("credentials", 1)], ..Findings::default() };
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
