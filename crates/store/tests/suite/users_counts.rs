//! Figures about users: totals, and who counts as an admin.

use domain::{State, User};
use store::{credentials, users};

use crate::{
    Fresh,
    support::{add, at, id, save, user},
};

testdb::on_both!(
    totals_count_the_live_by_state_and_the_deleted_apart,
    totals_follow_every_change_and_stay_the_same_when_added_up,
    an_admin_counts_as_usable_only_while_able_to_log_in,
    any_live_admin_is_an_admin,
);

async fn totals_count_the_live_by_state_and_the_deleted_apart(fresh: Fresh) {
    let live = [(State::Approved, 3), (State::Requested, 2), (State::Suspended, 1)];
    for (state, count) in live {
        for number in 0..count {
            add(&fresh.db, User { state, ..user(&format!("{state}-{number}")) }).await;
        }
    }
    for number in 0..4 {
        add(&fresh.db, User { deleted_at: Some(at(2)), ..user(&format!("deleted-{number}")) }).await;
    }
    let mut tx = fresh.db.read().await.unwrap();
    let totals = users::totals(&mut tx).await.unwrap();
    assert_eq!(totals.by_state.iter().map(|(state, _)| *state).collect::<Vec<_>>(), State::ALL);
    let counted = State::ALL.map(|state| totals.of(state));
    assert_eq!(counted, [2, 3, 0, 0, 1]);
    assert_eq!((totals.live(), totals.deleted), (6, 4));
}

async fn totals_follow_every_change_and_stay_the_same_when_added_up(fresh: Fresh) {
    let counted = async |what: &str| {
        let totals = users::totals(&mut fresh.db.read().await.unwrap()).await.unwrap();
        assert_eq!(
            (totals.of(State::Approved), totals.of(State::Suspended), totals.deleted),
            match what {
                "made" => (2, 0, 0),
                "suspended" => (1, 1, 0),
                "deleted" => (1, 0, 1),
                _ => (1, 0, 0),
            },
            "{what}"
        );
    };
    add(&fresh.db, user("stays")).await;
    let made = add(&fresh.db, user("changes")).await;
    counted("made").await;
    let suspended = save(&fresh.db, User { state: State::Suspended, version: made.version + 1, ..made }).await;
    counted("suspended").await;
    let deleted = save(&fresh.db, User { deleted_at: Some(at(9)), version: suspended.version + 1, ..suspended }).await;
    counted("deleted").await;
    for _ in 0..2 {
        let mut tx = fresh.db.write().await.unwrap();
        users::fold_totals(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        counted("deleted").await;
    }
    let mut tx = fresh.db.write().await.unwrap();
    assert!(users::purge(&mut tx, deleted.id).await.unwrap());
    tx.commit().await.unwrap();
    counted("purged").await;
}

/// An admin who has a password, or has none.
async fn add_admin(fresh: &Fresh, admin: User, password: bool) {
    let admin = add(&fresh.db, User { admin: true, ..admin }).await;
    if password {
        let mut tx = fresh.db.write().await.unwrap();
        credentials::set_password_hash(&mut tx, admin.id, "hash", at(2)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn an_admin_counts_as_usable_only_while_able_to_log_in(fresh: Fresh) {
    let others = async |spared: &str| {
        users::count_usable_admins_but(&mut fresh.db.read().await.unwrap(), &id(spared)).await.unwrap()
    };
    add_admin(&fresh, user("usable"), true).await;
    assert_eq!((others("usable").await, others("somebody").await), (0, 1));
    add_admin(&fresh, user("without-password"), false).await;
    add_admin(&fresh, User { deleted_at: Some(at(2)), ..user("deleted") }, true).await;
    for state in [State::Requested, State::Rejected, State::Flagged, State::Suspended] {
        add_admin(&fresh, User { state, ..user(&format!("in-state-{state}")) }, true).await;
    }
    assert_eq!((others("usable").await, others("somebody").await), (0, 1));
    add_admin(&fresh, user("second"), true).await;
    assert_eq!((others("usable").await, others("somebody").await), (1, 2));
}

async fn any_live_admin_is_an_admin(fresh: Fresh) {
    let has_admin = async || users::has_admin(&mut fresh.db.read().await.unwrap()).await.unwrap();
    assert!(!has_admin().await);
    add_admin(&fresh, User { deleted_at: Some(at(2)), ..user("deleted") }, true).await;
    add(&fresh.db, user("no-admin")).await;
    assert!(!has_admin().await);
    add_admin(&fresh, User { state: State::Suspended, ..user("suspended") }, false).await;
    assert!(has_admin().await);
}
