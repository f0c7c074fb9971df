//! How much one user may have: up to the cap, and not one more (D13).

use domain::{ImportRecord, NewApiKey, Right, import::ImportIds};
use service::{
    api_keys, bookmarks,
    imports::{self, OnConflict, Options, Row},
};
use store::imports::Progress;
use testdb::Backend;

use crate::{
    World,
    support::{PASSWORD, assert_refused, id},
};

testdb::on_both!(
    a_thousand_keys_are_the_most,
    a_thousand_bookmarks_are_the_most,
    a_thousand_sessions_are_the_most_and_an_ended_one_makes_room,
);

/// The most of each.
const CAP: u64 = 1_000;

/// Copies the only row of a table, with other values in the columns that tell rows apart, until there are so many.
async fn fill(world: &World, table: &str, unique: &[(&str, &str)], same: &str, count: u64) {
    let (columns, values): (Vec<_>, Vec<_>) = unique.iter().copied().unzip();
    let sql = format!(
        "INSERT INTO {table} ({}, {same}) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
         WHERE n < {count} - 1) SELECT {}, {same} FROM {table}, numbers",
        columns.join(", "),
        values.join(", ")
    );
    testdb::execute(&world.url, &sql).await;
}

async fn a_thousand_keys_are_the_most(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let (service, ada) = (&world.service, world.caller("ada").await);
    let new = || NewApiKey { rights: [Right::USER_INFO].into_iter().collect(), ..NewApiKey::default() };
    let (first, _) = api_keys::create(service, &ada, &id("ada"), new()).await.unwrap();
    let same = "secret_hash, user_key, name, rights, created_at, updated_at";
    fill(&world, "api_keys", &[("key_id", "'K' || n")], same, CAP - 1).await;
    api_keys::create(service, &ada, &id("ada"), new()).await.unwrap();
    assert_refused(api_keys::create(service, &ada, &id("ada"), new()).await, "too_many", &[]);
    // What others have does not count, and an ended one makes room.
    api_keys::create(service, &world.caller("bob").await, &id("bob"), new()).await.unwrap();
    api_keys::delete(service, &ada, &id("ada"), &first.key_id).await.unwrap();
    api_keys::create(service, &ada, &id("ada"), new()).await.unwrap();
}

async fn a_thousand_bookmarks_are_the_most(world: World) {
    world.person("ada").await;
    let (service, ada) = (&world.service, world.caller("ada").await);
    import(&world, CAP + 1).await;
    let sql = format!(
        "INSERT INTO bookmarks (user_key, target_key, created_at) SELECT ada.id, others.id, ada.created_at FROM users AS \
         ada, users AS others WHERE ada.user_id = 'ada' AND others.user_id LIKE 'mark%' ORDER BY others.id LIMIT {}",
        CAP - 1
    );
    testdb::execute(&world.url, &sql).await;
    let mark = |n: u64| id(&format!("mark{n}"));
    bookmarks::create(service, &ada, &id("ada"), &mark(CAP)).await.unwrap();
    assert_refused(bookmarks::create(service, &ada, &id("ada"), &mark(CAP + 1)).await, "too_many", &[]);
    bookmarks::delete(service, &ada, &id("ada"), &[mark(1)]).await.unwrap();
    bookmarks::create(service, &ada, &id("ada"), &mark(CAP + 1)).await.unwrap();
}

async fn a_thousand_sessions_are_the_most_and_an_ended_one_makes_room(world: World) {
    world.person("ada").await;
    let cookie = world.cookie("ada").await;
    let hash = match Backend::of(&world.url) {
        Backend::Sqlite => "CAST('S' || n AS BLOB)",
        Backend::Postgres => "convert_to('S' || n, 'UTF8')",
    };
    let same =
        "user_key, created_at, confirmed_at, seen_at, idle_micros, idle_expires_at, expires_at, address, user_agent";
    fill(&world, "sessions", &[("session_id", "'aaaaaaaaaaaaaaaaaa' || (1000 + n)"), ("token_hash", hash)], same, CAP)
        .await;
    assert_refused(world.login("ada", PASSWORD).await, "too_many", &[]);
    let ada = world.resolve(&cookie).await;
    service::sessions::end(&world.service, &ada, "aaaaaaaaaaaaaaaaaa1001").await.unwrap();
    world.login("ada", PASSWORD).await.unwrap();
    assert_refused(world.login("ada", PASSWORD).await, "too_many", &[]);
}

/// Makes users `mark1`, `mark2` and so on.
async fn import(world: &World, count: u64) {
    let options = Options { on_conflict: OnConflict::Fail, allow_blocked: false, dry_run: false };
    let record = |n: u64| ImportRecord {
        ids: ImportIds { user_id: format!("mark{n}") },
        primary_email_address: format!("mark{n}@example.com"),
        ..ImportRecord::default()
    };
    let rows = (1..=count).map(|n| Row { line: n.cast_signed(), record: Ok(record(n)) }).collect();
    let outcome =
        imports::batch(&world.service, &world.host, &[9; 32], options, rows, |_| Ok(Progress::default())).await;
    assert_eq!(outcome.unwrap().created, count.cast_signed());
}
