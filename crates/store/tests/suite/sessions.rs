//! Rows of sessions.

use domain::{Session, User};
use store::sessions::{self, NewSession};

use crate::{
    Fresh,
    support::{add, at, save, user},
};

testdb::on_both!(
    a_session_is_resolved_to_its_user_by_the_hash_alone,
    a_session_ends_at_its_idle_and_at_its_absolute_time,
    the_session_of_a_deleted_user_is_not_resolved,
    a_session_still_has_its_user_until_it_ends,
    a_session_knows_when_the_password_was_last_asked_for,
    use_puts_the_idle_end_off_and_nothing_else,
    only_ones_own_running_sessions_are_listed_latest_used_first,
    one_session_is_ended_by_its_owner_only,
    all_sessions_end_but_the_spared_one,
    only_what_has_ended_is_swept,
    sessions_go_with_a_purged_user,
    two_sessions_never_share_a_token,
);

/// Idles after 100 µs, ends after 1,000.
fn session(name: &str, created: i64) -> Session {
    Session {
        session_id: name.into(),
        created_at: at(created),
        seen_at: at(created),
        idle_expires_at: at(created + 100),
        expires_at: at(created + 1000),
        address: "192.0.2.1".into(),
        user_agent: "Browser „x“".into(),
    }
}

/// Keeps a session whose token's hash is made of its name.
async fn keep(fresh: &Fresh, user: &User, session: &Session) {
    let mut tx = fresh.db.write().await.unwrap();
    let new = NewSession { token_hash: &hash(&session.session_id), user: user.id, idle_micros: 100, session };
    sessions::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
}

fn hash(name: &str) -> Vec<u8> {
    let mut hash = vec![0, 255];
    hash.extend(name.bytes());
    hash
}

async fn resolves(fresh: &Fresh, name: &str, now: i64) -> bool {
    sessions::resolve(&mut fresh.db.once().await.unwrap(), &hash(name), at(now)).await.unwrap().is_some()
}

async fn names(fresh: &Fresh, user: &User, now: i64) -> Vec<String> {
    let mut tx = fresh.db.read().await.unwrap();
    let listed = sessions::list(&mut tx, user.id, at(now)).await.unwrap();
    assert_eq!(sessions::count(&mut tx, user.id, at(now)).await.unwrap(), listed.len() as u64);
    listed.into_iter().map(|session| session.session_id).collect()
}

async fn a_session_is_resolved_to_its_user_by_the_hash_alone(fresh: Fresh) {
    add(&fresh.db, user("other")).await;
    let owner = User { name: "Owner".into(), version: 4, admin: true, ..user("owner") };
    let owner = add(&fresh.db, owner).await;
    keep(&fresh, &owner, &session("one", 10)).await;
    let resolved = sessions::resolve(&mut fresh.db.once().await.unwrap(), &hash("one"), at(11)).await.unwrap().unwrap();
    assert_eq!((resolved.session_id.as_str(), resolved.seen_at), ("one", at(10)));
    assert_eq!(resolved.user, owner);
    assert!(!resolves(&fresh, "two", 11).await);
    assert!(sessions::resolve(&mut fresh.db.once().await.unwrap(), b"one", at(11)).await.unwrap().is_none());
}

async fn a_session_ends_at_its_idle_and_at_its_absolute_time(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("idle", 0)).await;
    assert!(resolves(&fresh, "idle", 99).await);
    assert!(!resolves(&fresh, "idle", 100).await);
    keep(&fresh, &owner, &Session { idle_expires_at: at(5000), ..session("used", 0) }).await;
    assert!(resolves(&fresh, "used", 999).await);
    assert!(!resolves(&fresh, "used", 1000).await);
}

async fn the_session_of_a_deleted_user_is_not_resolved(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("one", 0)).await;
    save(&fresh.db, User { deleted_at: Some(at(5)), ..owner.touched(at(5)) }).await;
    assert!(!resolves(&fresh, "one", 6).await);
}

async fn use_puts_the_idle_end_off_and_nothing_else(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("one", 0)).await;
    keep(&fresh, &owner, &session("two", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    sessions::touch(&mut tx, "one", at(60)).await.unwrap();
    tx.commit().await.unwrap();
    let listed = sessions::list(&mut fresh.db.read().await.unwrap(), owner.id, at(61)).await.unwrap();
    let touched = Session { seen_at: at(60), idle_expires_at: at(160), ..session("one", 0) };
    assert_eq!(listed, [touched, session("two", 0)]);
}

async fn only_ones_own_running_sessions_are_listed_latest_used_first(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    for (name, created) in [("early", 10), ("late", 50), ("same-b", 30), ("same-a", 30)] {
        keep(&fresh, &owner, &session(name, created)).await;
    }
    keep(&fresh, &other, &session("others", 40)).await;
    keep(&fresh, &owner, &Session { expires_at: at(60), ..session("ended", 20) }).await;
    assert_eq!(names(&fresh, &owner, 60).await, ["late", "same-a", "same-b", "early"]);
    assert_eq!(names(&fresh, &owner, 110).await, ["late", "same-a", "same-b"]);
}

async fn one_session_is_ended_by_its_owner_only(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    keep(&fresh, &owner, &session("one", 0)).await;
    keep(&fresh, &owner, &session("two", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert!(!sessions::delete(&mut tx, other.id, "one").await.unwrap());
    assert!(sessions::delete(&mut tx, owner.id, "one").await.unwrap());
    assert!(!sessions::delete(&mut tx, owner.id, "one").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(names(&fresh, &owner, 1).await, ["two"]);
    assert!(!resolves(&fresh, "one", 1).await);
}

async fn all_sessions_end_but_the_spared_one(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    for name in ["one", "two", "three"] {
        keep(&fresh, &owner, &session(name, 0)).await;
    }
    keep(&fresh, &other, &session("others", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(sessions::delete_all_but(&mut tx, owner.id, "two").await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(names(&fresh, &owner, 1).await, ["two"]);
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(sessions::delete_all_but(&mut tx, owner.id, "").await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(names(&fresh, &owner, 1).await.is_empty());
    assert_eq!(names(&fresh, &other, 1).await, ["others"]);
}

async fn only_what_has_ended_is_swept(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("idle", 0)).await;
    keep(&fresh, &owner, &Session { idle_expires_at: at(900), expires_at: at(100), ..session("ended", 0) }).await;
    keep(&fresh, &owner, &session("running", 1)).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(sessions::delete_expired(&mut tx, at(100)).await.unwrap(), 2);
    assert_eq!(sessions::delete_expired(&mut tx, at(100)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(names(&fresh, &owner, 2).await, ["running"]);
}

async fn sessions_go_with_a_purged_user(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("one", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    store::users::purge(&mut tx, owner.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!resolves(&fresh, "one", 1).await);
    let left = testdb::rows(&fresh.url, "SELECT session_id FROM sessions").await;
    assert!(left.is_empty(), "{left:?}");
}

async fn two_sessions_never_share_a_token(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &session("one", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    let second = session("two", 0);
    let new = NewSession { token_hash: &hash("one"), user: owner.id, idle_micros: 100, session: &second };
    assert!(sessions::insert(&mut tx, &new).await.is_err());
}

async fn a_session_still_has_its_user_until_it_ends(fresh: Fresh) {
    let user = add(&fresh.db, user("colleague")).await;
    keep(&fresh, &user, &session("one", 0)).await;
    let mut tx = fresh.db.read().await.unwrap();
    let found = sessions::get(&mut tx, "one", at(99)).await.unwrap();
    assert_eq!(found.map(|found| (found.user, found.confirmed_at)), Some((user, at(0))));
    assert!(sessions::get(&mut tx, "one", at(100)).await.unwrap().is_none());
    assert!(sessions::get(&mut tx, "two", at(99)).await.unwrap().is_none());
}

async fn a_session_knows_when_the_password_was_last_asked_for(fresh: Fresh) {
    let user = add(&fresh.db, user("colleague")).await;
    keep(&fresh, &user, &session("one", 0)).await;
    keep(&fresh, &user, &session("two", 0)).await;
    let mut tx = fresh.db.write().await.unwrap();
    sessions::confirm(&mut tx, "one", at(7)).await.unwrap();
    for (name, asked) in [("one", 7), ("two", 0)] {
        let found = sessions::get(&mut tx, name, at(9)).await.unwrap().unwrap();
        assert_eq!(found.confirmed_at, at(asked), "{name}");
    }
}
