//! Sealing the trail: each record once, whoever writes and seals meanwhile.

use std::iter;

use domain::{Action, Damage, Seal};
use service::{
    audit::{self, Sealer, Verified},
    check, users,
};
use store::{
    Tx,
    audit::{NewRecord, insert},
};
use testdb::Backend;
use tokio::task::JoinSet;

use crate::{
    World, open,
    support::{PASSWORD, id, new},
};

testdb::on_both!(
    what_is_written_is_sealed_and_verified,
    where_there_is_nothing_to_seal_nothing_is_written,
    a_seal_covers_ten_thousand_records_at_the_most,
    every_record_is_sealed_once_whoever_writes_and_seals_meanwhile,
    only_the_host_verifies_and_exports,
    records_of_a_time_are_exported,
    a_check_finds_a_damage_of_the_trail,
);

/// Adds a record about nobody.
pub(crate) async fn write(tx: &mut Tx, request_id: &str) {
    let record = NewRecord {
        at: domain::Timestamp::from_micros(1),
        actor: "admin",
        action: Action::UserUpdate,
        target: None,
        before: "{}",
        after: "{}",
        request_id,
        address: "192.0.2.1",
    };
    insert(tx, &record).await.unwrap();
}

/// Seals until nothing is left; answers the seals.
pub(crate) async fn seal_all(world: &World) -> Vec<Seal> {
    let mut sealer = Sealer::new(world.service.clone());
    let mut seals = Vec::new();
    while let Some(seal) = sealer.run().await.unwrap() {
        seals.push(seal);
    }
    seals
}

pub(crate) async fn verify(world: &World) -> Verified {
    audit::verify(&world.service, &world.host, iter::empty()).await.unwrap()
}

async fn what_is_written_is_sealed_and_verified(world: World) {
    assert_eq!(verify(&world).await, Verified::default());
    for number in 1..4 {
        world.person(&format!("user-{number}")).await;
        let seals = seal_all(&world).await;
        assert_eq!(seals.len(), 1);
        assert_eq!((seals[0].number, seals[0].count, seals[0].first_id), (number, 1, number));
        assert_eq!(seals[0].sealed_at, world.service.now());
    }
    world.login("user-1", PASSWORD).await.unwrap();
    let verified = verify(&world).await;
    assert_eq!((verified.seals, verified.records, verified.unsealed, verified.damage), (3, 3, 1, None));
}

async fn where_there_is_nothing_to_seal_nothing_is_written(world: World) {
    assert!(seal_all(&world).await.is_empty());
    world.person("somebody").await;
    let mut sealer = Sealer::new(world.service.clone());
    assert!(sealer.run().await.unwrap().is_some());
    // Whoever would write now would wait in vain.
    let _writing = world.db.write().await.unwrap();
    for _ in 0..3 {
        assert_eq!(sealer.run().await.unwrap(), None);
    }
}

async fn a_seal_covers_ten_thousand_records_at_the_most(world: World) {
    let mut tx = world.db.write().await.unwrap();
    for number in 0..12_345 {
        write(&mut tx, &number.to_string()).await;
    }
    tx.commit().await.unwrap();
    let counts: Vec<_> = seal_all(&world).await.iter().map(|seal| seal.count).collect();
    assert_eq!(counts, [10_000, 2_345]);
    let verified = verify(&world).await;
    assert_eq!((verified.records, verified.unsealed, verified.damage), (12_345, 0, None));
}

async fn every_record_is_sealed_once_whoever_writes_and_seals_meanwhile(world: World) {
    const WRITERS: u64 = 8;
    const RECORDS: u64 = 40;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = world.db.clone();
        writers.spawn(async move {
            for number in 0..RECORDS {
                let mut tx = db.write().await.unwrap();
                if number % 3 == writer % 3 {
                    store::locks::admins(&mut tx).await.unwrap();
                }
                write(&mut tx, &format!("{writer}-{number}")).await;
                // Some think for a while, and some think better of it.
                for _ in 0..(number * 7 + writer) % 20 {
                    tokio::task::yield_now().await;
                }
                if number % 10 == 9 {
                    drop(tx);
                } else {
                    tx.commit().await.unwrap();
                }
            }
        });
    }
    let mut sealers = JoinSet::new();
    let (done, ended) = tokio::sync::watch::channel(false);
    for _ in 0..3 {
        let (mut sealer, ended) = (Sealer::new(world.another_server()), ended.clone());
        sealers.spawn(async move {
            let mut seals = Vec::new();
            while !*ended.borrow() {
                seals.extend(sealer.run().await.unwrap());
                tokio::task::yield_now().await;
            }
            seals
        });
    }
    writers.join_all().await;
    done.send(true).unwrap();
    let mut seals = sealers.join_all().await.concat();
    while world.unsealed().await > 0 {
        seals.extend(seal_all(&world).await);
    }
    seals.sort_by_key(|seal| seal.number);
    assert!(seals.len() > 5, "{}", seals.len());
    let verified = verify(&world).await;
    assert_eq!((verified.damage, verified.unsealed), (None, 0));
    let written = WRITERS * RECORDS * 9 / 10;
    assert_eq!((verified.records, world.records().await as u64), (written, written));
    assert_eq!(verified.seals, seals.len() as u64);
}

/// Numbers are given before transactions end.
#[test]
fn a_record_that_turns_up_behind_a_later_one_is_sealed_with_it() {
    testdb::run(Backend::Postgres, |url| async move {
        let world = open(url).await;
        let mut sealer = Sealer::new(world.service.clone());
        let (mut early, mut late) = (world.db.write().await.unwrap(), world.db.write().await.unwrap());
        write(&mut early, "early").await;
        write(&mut late, "late").await;
        late.commit().await.unwrap();
        assert_eq!(sealer.run().await.unwrap(), None);
        // Whoever begins now does not hold it back any more.
        let mut later = world.db.write().await.unwrap();
        write(&mut later, "later").await;
        early.commit().await.unwrap();
        let seal = sealer.run().await.unwrap().unwrap();
        assert_eq!((seal.first_id, seal.last_id, seal.count), (1, 2, 2));
        assert_eq!(sealer.run().await.unwrap(), None);
        later.commit().await.unwrap();
        assert_eq!(sealer.run().await.unwrap().unwrap().count, 1);
        assert_eq!(verify(&world).await.damage, None);
    });
}

async fn only_the_host_verifies_and_exports(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    let ever = (domain::Timestamp::from_micros(i64::MIN), domain::Timestamp::from_micros(i64::MAX));
    assert!(audit::verify(&world.service, &boss, iter::empty()).await.is_err());
    assert!(audit::walk(&world.service, &boss, 0, ever).await.is_err());
}

async fn records_of_a_time_are_exported(world: World) {
    let mut times = Vec::new();
    for user_id in ["ada", "bert", "carla"] {
        times.push(world.service.now());
        users::create(&world.service, &world.host, new(user_id), None).await.unwrap();
        world.clock.advance(crate::support::SECOND);
    }
    let some = audit::walk(&world.service, &world.host, 0, (times[1], world.service.now())).await.unwrap();
    assert_eq!(some.iter().map(|record| record.target.as_str()).collect::<Vec<_>>(), ["bert", "carla"]);
    let rest = audit::walk(&world.service, &world.host, some[0].id, (times[0], times[2])).await.unwrap();
    assert!(rest.is_empty());
    users::delete(&world.service, &world.host, &id("ada"), None).await.unwrap();
}

async fn a_check_finds_a_damage_of_the_trail(world: World) {
    world.person("ada").await;
    seal_all(&world).await;
    assert!(check::run(&world.service, &world.host, false).await.unwrap().trail.is_none());
    testdb::execute(&world.url, "UPDATE audit SET actor = 'somebody' WHERE id = 1").await;
    for mend in [true, false] {
        let found = check::run(&world.service, &world.host, mend).await.unwrap();
        assert!(matches!(found.trail, Some(Damage::Changed(Seal { number: 1, .. }))), "{found:?}");
    }
}
