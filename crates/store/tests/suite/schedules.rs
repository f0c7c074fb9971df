//! Users of whom something becomes by itself.

use domain::User;
use store::users;

use crate::{
    Fresh,
    support::{add, at, save, user},
};

testdb::on_both!(
    of_whom_something_was_due_the_longest_comes_first,
    a_deleted_user_is_never_due,
    who_is_being_changed_is_passed_over,
);

async fn due(fresh: &Fresh, now: i64) -> Option<String> {
    let mut tx = fresh.db.write().await.unwrap();
    let found = users::next_due(&mut tx, at(now)).await.unwrap();
    assert_eq!(users::any_due(&mut tx, at(now)).await.unwrap(), found.is_some());
    found.map(|user| user.user_id.to_string())
}

async fn of_whom_something_was_due_the_longest_comes_first(fresh: Fresh) {
    add(&fresh.db, user("never")).await;
    add(&fresh.db, User { expires_at: Some(at(8)), ..user("later") }).await;
    let lifted = User { suspended_until: Some(at(5)), delete_at: Some(at(9)), ..user("earlier") };
    let lifted = add(&fresh.db, lifted).await;
    assert_eq!(due(&fresh, 4).await, None);
    assert_eq!(due(&fresh, 9).await.as_deref(), Some("earlier"));
    save(&fresh.db, User { suspended_until: None, version: 2, ..lifted }).await;
    assert_eq!(due(&fresh, 9).await.as_deref(), Some("later"));
}

async fn a_deleted_user_is_never_due(fresh: Fresh) {
    let deleted =
        User { expires_at: Some(at(5)), deleted_at: Some(at(4)), deleted_by: Some("host".into()), ..user("gone") };
    add(&fresh.db, deleted).await;
    assert_eq!(due(&fresh, 9).await, None);
}

async fn who_is_being_changed_is_passed_over(fresh: Fresh) {
    if fresh.url.starts_with("sqlite") {
        // There nobody else writes at the same time.
        return;
    }
    let first = add(&fresh.db, User { expires_at: Some(at(5)), ..user("first") }).await;
    add(&fresh.db, User { expires_at: Some(at(6)), ..user("second") }).await;
    let mut editor = fresh.db.write().await.unwrap();
    users::get_for_update(&mut editor, &first.user_id).await.unwrap();
    assert_eq!(due(&fresh, 9).await.as_deref(), Some("second"));
    editor.commit().await.unwrap();
    assert_eq!(due(&fresh, 9).await.as_deref(), Some("first"));
}
