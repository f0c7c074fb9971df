//! Damages of the trail: every one is found, and none where there is none.

use domain::{Anchor, Damage, Result};
use service::audit;
use testdb::Backend;

use crate::{
    World,
    seals::{seal_all, verify, write},
};

testdb::on_both!(
    five_hundred_damages_at_random_are_all_found,
    each_kind_of_damage_is_named,
    an_anchor_shows_a_tail_that_was_cut_and_a_trail_that_was_sealed_anew,
    what_is_no_anchor_is_refused,
);

/// Seals of the trail that is damaged, and records of each of them.
const SEALS: i64 = 20;
const RECORDS: i64 = 6;
const DAMAGES: u64 = 500;
const COLUMNS: [&str; 9] = ["id", "at", "actor", "action", "target", "before", "after", "request_id", "address"];
const SEAL_COLUMNS: [&str; 7] = ["number", "first_id", "last_id", "count", "sealed_at", "previous", "head"];

/// A trail, sealed, and the anchors of its seals.
async fn trail(world: &World) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for seal in 0..SEALS {
        let mut tx = world.db.write().await.unwrap();
        for record in 0..RECORDS {
            write(&mut tx, &format!("request-{seal}-{record}")).await;
        }
        tx.commit().await.unwrap();
        anchors.extend(seal_all(world).await.iter().map(Anchor::from));
        world.clock.advance(crate::support::SECOND);
    }
    assert_eq!(anchors.iter().map(|anchor| anchor.number).max(), Some(SEALS));
    keep(world).await;
    anchors
}

/// What lets the tables be changed and put back: PostgreSQL gives the numbers itself.
async fn keep(world: &World) {
    let keep = "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_seals AS SELECT * FROM audit_seals;";
    testdb::execute(&world.url, keep).await;
    if Backend::of(&world.url) == Backend::Postgres {
        testdb::execute(&world.url, "ALTER TABLE audit ALTER COLUMN id DROP IDENTITY").await;
    }
}

async fn put_back(world: &World) {
    let put = "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; \
               DELETE FROM audit_seals; INSERT INTO audit_seals SELECT * FROM kept_seals;";
    testdb::execute(&world.url, put).await;
}

async fn damage_of(world: &World, anchors: &[Anchor]) -> Option<Damage> {
    let anchors = anchors.iter().cloned().map(Ok::<_, domain::Error>);
    audit::verify(&world.service, &world.host, anchors).await.unwrap().damage
}

/// Numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, end: i64) -> i64 {
        (self.next() % end.unsigned_abs()).cast_signed()
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.next()).unwrap() % all.len()]
    }
}

/// A statement that damages the trail.
fn damage(random: &mut Random, sqlite: bool) -> String {
    let record = 1 + random.below(SEALS * RECORDS);
    let seal = 1 + random.below(SEALS);
    let others = "at, actor, action, target, before, after, request_id, address";
    match random.below(9) {
        0 | 1 => match random.of(&COLUMNS) {
            // Behind all others, out of its seal.
            "id" => format!("UPDATE audit SET id = id + 1000 WHERE id = {record}"),
            "at" => format!("UPDATE audit SET at = at + 1 WHERE id = {record}"),
            column => format!("UPDATE audit SET {column} = {column} || ' ' WHERE id = {record}"),
        },
        2 => format!("DELETE FROM audit WHERE id = {record}"),
        3 => format!("DELETE FROM audit WHERE id BETWEEN {record} AND {}", record + 1 + random.below(9)),
        // Before all others, since between them there is no place.
        4 => format!("INSERT INTO audit (id, {others}) SELECT {}, {others} FROM audit WHERE id = {record}", -record),
        5 => {
            // Two records change places.
            let other = 1 + (record + random.below(SEALS * RECORDS - 1)) % (SEALS * RECORDS);
            format!(
                "UPDATE audit SET id = -1 WHERE id = {record}; UPDATE audit SET id = {record} WHERE id = {other}; \
                 UPDATE audit SET id = {other} WHERE id = -1"
            )
        }
        6 => match random.of(&SEAL_COLUMNS) {
            "number" => format!("UPDATE audit_seals SET number = number + 1000 WHERE number = {seal}"),
            column @ ("previous" | "head") => {
                let other = if sqlite { "CAST('other' AS BLOB)" } else { "'other'::BYTEA" };
                format!("UPDATE audit_seals SET {column} = {other} WHERE number = {seal}")
            }
            column => format!("UPDATE audit_seals SET {column} = {column} + 1 WHERE number = {seal}"),
        },
        7 => format!("DELETE FROM audit_seals WHERE number = {seal}"),
        // The tail with its seals: every one of them is anchored.
        _ => format!(
            "DELETE FROM audit WHERE id > (SELECT last_id FROM audit_seals WHERE number = {seal}) - {RECORDS}; \
             DELETE FROM audit_seals WHERE number >= {seal}"
        ),
    }
}

async fn five_hundred_damages_at_random_are_all_found(world: World) {
    let anchors = trail(&world).await;
    let mut random = Random(7);
    for number in 0..DAMAGES {
        assert_eq!(damage_of(&world, &anchors).await, None, "before damage {number}");
        let sql = damage(&mut random, Backend::of(&world.url) == Backend::Sqlite);
        testdb::execute(&world.url, &sql).await;
        assert!(damage_of(&world, &anchors).await.is_some(), "{sql}");
        put_back(&world).await;
    }
}

/// What is found after a statement, without anchors.
async fn found(world: &World, sql: &str) -> Damage {
    testdb::execute(&world.url, sql).await;
    let verified = verify(world).await;
    put_back(world).await;
    assert!(verified.damage.is_some(), "{sql}");
    verified.damage.unwrap()
}

async fn each_kind_of_damage_is_named(world: World) {
    trail(&world).await;
    let named = async |sql: &str| found(&world, sql).await.to_string();
    let third = "seal 3 of 15 Jan 2027, 08:00:02 UTC, records 13 to 18";
    assert_eq!(
        named("UPDATE audit SET actor = 'x' WHERE id = 14").await,
        format!("{third}: the contents are not what was sealed; a record or the seal was changed")
    );
    assert_eq!(
        named("DELETE FROM audit WHERE id = 14").await,
        format!("{third}: 6 were sealed and 5 are there; records were deleted")
    );
    assert!(named("UPDATE audit SET id = 0 WHERE id = 50").await.contains("records 1 to 6: 6 were sealed and 7 are"));
    assert_eq!(named("DELETE FROM audit_seals WHERE number = 3").await, "seal 3 is missing: in its place is seal 4");
    assert!(
        named("UPDATE audit_seals SET previous = head WHERE number = 3")
            .await
            .contains("does not follow from the seal")
    );
    // What was verified up to there is told, too.
    testdb::execute(&world.url, "DELETE FROM audit WHERE id = 14").await;
    let verified = verify(&world).await;
    assert_eq!((verified.seals, verified.records, verified.last.unwrap().number), (2, 12, 2));
}

async fn an_anchor_shows_a_tail_that_was_cut_and_a_trail_that_was_sealed_anew(world: World) {
    let anchors = trail(&world).await;
    testdb::execute(&world.url, "DELETE FROM audit WHERE id > 102; DELETE FROM audit_seals WHERE number > 17").await;
    assert_eq!(verify(&world).await.damage, None);
    assert_eq!(damage_of(&world, &anchors[..17]).await, None);
    assert_eq!(damage_of(&world, &anchors).await, Some(Damage::Cut { anchor: anchors[17].clone(), last: 17 }));
    put_back(&world).await;

    // Who changes a record and can compute all seals after it is given away by any of them.
    testdb::execute(
        &world.url,
        "DELETE FROM audit_seals WHERE number > 17; UPDATE audit SET actor = 'x' WHERE id = 110",
    )
    .await;
    seal_all(&world).await;
    assert_eq!(verify(&world).await.damage, None);
    assert_eq!(damage_of(&world, &anchors[18..]).await, Some(Damage::Cut { anchor: anchors[18].clone(), last: 18 }));
    assert_eq!(damage_of(&world, &anchors[17..]).await, Some(Damage::Resealed(anchors[17].clone())));
    put_back(&world).await;

    let turned = [anchors[4].clone(), anchors[3].clone()];
    assert_eq!(damage_of(&world, &turned).await, Some(Damage::AnchorOrder(anchors[3].clone())));
    let twice = [anchors[19].clone(), anchors[19].clone()];
    assert_eq!(damage_of(&world, &twice).await, None);
}

async fn what_is_no_anchor_is_refused(world: World) {
    trail(&world).await;
    let anchors = ["nonsense"].into_iter().map(Anchor::parse);
    let refused: Result<_> = audit::verify(&world.service, &world.host, anchors).await;
    assert_eq!(refused.unwrap_err().fields[0].field, "anchor");
}
