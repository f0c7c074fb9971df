//! The trail.

use domain::{Action, ActionPattern, AuditRecord, TrailFilter};
use store::audit::{self, NewRecord};

use crate::{
    Fresh,
    support::{at, id},
};

const ACTIONS: [Action; 9] = [
    Action::UserCreate,
    Action::UserUpdate,
    Action::UserDelete,
    Action::UserRestore,
    Action::UserPurge,
    Action::PasswordSet,
    Action::PasswordLinkCreate,
    Action::SessionCreate,
    Action::SessionDelete,
];

testdb::on_both!(
    a_record_comes_back_as_written,
    records_of_one_user_are_listed_oldest_first,
    the_trail_is_listed_newest_first_by_whatever_is_asked_for,
    the_latest_changes_leave_logins_out,
    a_record_outlives_its_user_and_needs_none,
    a_record_that_is_not_committed_was_never_written,
    a_record_may_be_about_no_user,
    the_trail_is_walked_in_pieces,
);

async fn add(fresh: &Fresh, action: Action, target: &str, when: i64) {
    let target = id(target);
    let mut tx = fresh.db.write().await.unwrap();
    audit::insert(&mut tx, &record(action, &target, when)).await.unwrap();
    tx.commit().await.unwrap();
}

fn record(action: Action, target: &domain::UserId, when: i64) -> NewRecord<'_> {
    NewRecord {
        at: at(when),
        actor: "admin",
        action,
        target: Some(target),
        before: "{\"name\":\"Ñ\"}",
        after: "{}",
        request_id: "request-1",
        address: "192.0.2.1",
    }
}

async fn list_for(fresh: &Fresh, target: &str) -> Vec<AuditRecord> {
    audit::list_for(&mut fresh.db.read().await.unwrap(), &id(target)).await.unwrap()
}

async fn a_record_comes_back_as_written(fresh: Fresh) {
    add(&fresh, Action::UserUpdate, "colleague", 5).await;
    let expected = AuditRecord {
        id: 1,
        at: at(5),
        actor: "admin".into(),
        action: "user.update".into(),
        target: "colleague".into(),
        before: "{\"name\":\"Ñ\"}".into(),
        after: "{}".into(),
        request_id: "request-1".into(),
        address: "192.0.2.1".into(),
    };
    assert_eq!(list_for(&fresh, "colleague").await, [expected]);
}

async fn records_of_one_user_are_listed_oldest_first(fresh: Fresh) {
    // The order is that of writing: clocks of several servers may differ.
    for (target, when) in [("one", 9), ("two", 1), ("one", 3)] {
        add(&fresh, Action::UserUpdate, target, when).await;
    }
    let times: Vec<_> = list_for(&fresh, "one").await.into_iter().map(|record| record.at.micros()).collect();
    assert_eq!(times, [9, 3]);
    assert!(list_for(&fresh, "three").await.is_empty());
}

async fn the_latest_changes_leave_logins_out(fresh: Fresh) {
    for (when, action) in (0..).zip(ACTIONS) {
        add(&fresh, action, "colleague", when).await;
    }
    let latest = async |limit| {
        let records = audit::latest_changes(&mut fresh.db.read().await.unwrap(), limit).await.unwrap();
        records.into_iter().map(|record| record.action).collect::<Vec<_>>()
    };
    let changes = ACTIONS.map(Action::as_str).into_iter().filter(|action| action.starts_with("user."));
    let newest_first: Vec<_> = changes.rev().collect();
    assert_eq!(newest_first.len(), 7);
    assert_eq!(latest(100).await, newest_first);
    assert_eq!(latest(2).await, newest_first[..2]);
}

async fn a_record_outlives_its_user_and_needs_none(fresh: Fresh) {
    add(&fresh, Action::UserPurge, "never-was", 1).await;
    assert_eq!(list_for(&fresh, "never-was").await.len(), 1);
}

async fn a_record_that_is_not_committed_was_never_written(fresh: Fresh) {
    let target = id("colleague");
    let mut tx = fresh.db.write().await.unwrap();
    audit::insert(&mut tx, &record(Action::UserCreate, &target, 1)).await.unwrap();
    drop(tx);
    assert!(list_for(&fresh, "colleague").await.is_empty());
}

async fn a_record_may_be_about_no_user(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let target = id("nobody");
    audit::insert(&mut tx, &NewRecord { target: None, ..record(Action::SessionCreate, &target, 1) }).await.unwrap();
    assert_eq!(audit::walk(&mut tx, 0, i64::MAX, 10).await.unwrap()[0].target, "");
    assert!(audit::list_for(&mut tx, &target).await.unwrap().is_empty());
}

async fn the_trail_is_walked_in_pieces(fresh: Fresh) {
    for when in [50, 10, 30, 20, 40] {
        add(&fresh, Action::UserUpdate, "colleague", when).await;
    }
    let mut tx = fresh.db.read().await.unwrap();
    let times = |records: Vec<AuditRecord>| records.iter().map(|record| record.at.micros()).collect::<Vec<_>>();
    assert_eq!(times(audit::walk(&mut tx, 0, 2, 10).await.unwrap()), [50, 10]);
    assert_eq!(times(audit::walk(&mut tx, 2, 9, 2).await.unwrap()), [30, 20]);
    assert_eq!(audit::count_after(&mut tx, 2).await.unwrap(), 3);
    let between = (at(20), at(50));
    assert_eq!(times(audit::walk_between(&mut tx, 0, between, 10).await.unwrap()), [30, 20, 40]);
    assert_eq!(times(audit::walk_between(&mut tx, 3, between, 1).await.unwrap()), [20]);
}

async fn the_trail_is_listed_newest_first_by_whatever_is_asked_for(fresh: Fresh) {
    for (when, target) in [(10, "one"), (20, "two"), (30, "one"), (40, "one")] {
        add(&fresh, Action::UserUpdate, target, when).await;
    }
    add(&fresh, Action::ApiKeyCreate, "two", 50).await;
    let mut tx = fresh.db.write().await.unwrap();
    let target = id("two");
    audit::insert(&mut tx, &NewRecord { actor: "two", ..record(Action::UserDelete, &target, 60) }).await.unwrap();
    tx.commit().await.unwrap();
    let list = async |filter: TrailFilter, before, limit| {
        let mut tx = fresh.db.read().await.unwrap();
        let records = audit::list(&mut tx, &filter, before, limit).await.unwrap();
        records.iter().map(|record| record.id).collect::<Vec<_>>()
    };
    let all = TrailFilter::default;
    let one = || TrailFilter { target: Some(id("one")), ..all() };
    let did = |pattern: &str| TrailFilter { action: Some(ActionPattern::parse(pattern).unwrap()), ..all() };
    assert_eq!(list(all(), i64::MAX, 10).await, [6, 5, 4, 3, 2, 1]);
    assert_eq!(list(one(), i64::MAX, 2).await, [4, 3]);
    assert_eq!(list(one(), 3, 2).await, [1]);
    assert_eq!(list(TrailFilter { actor: "two".to_owned(), ..all() }, i64::MAX, 10).await, [6]);
    assert_eq!(list(TrailFilter { actor: "two".to_owned(), ..one() }, i64::MAX, 10).await, [0; 0]);
    assert_eq!(list(did("user.*"), i64::MAX, 10).await, [6, 4, 3, 2, 1]);
    assert_eq!(list(did("api_key.create"), i64::MAX, 10).await, [5]);
    assert_eq!(list(TrailFilter { from: Some(at(20)), until: Some(at(40)), ..all() }, i64::MAX, 10).await, [3, 2]);
    assert_eq!(list(TrailFilter { from: Some(at(20)), ..one() }, i64::MAX, 10).await, [4, 3]);
}
