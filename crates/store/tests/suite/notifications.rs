//! What users are told of.

use domain::{Notification, NotificationData, NotificationKind, NotificationStatus, State, User};
use store::{notifications, users};

use crate::{
    Fresh,
    support::{add, at, email, id, page, user},
};

testdb::on_both!(
    a_notification_comes_back_as_written,
    the_latest_come_first_by_page_and_status,
    one_name_is_several_receivers_own,
    what_was_read_is_noted_once,
    a_kind_is_muted_and_heard_again,
    what_is_old_or_whose_user_is_gone_is_forgotten,
    a_kind_that_nobody_knows_is_left_out,
);

fn notification(name: &str, time: i64) -> Notification {
    Notification {
        id: name.into(),
        created_at: at(time),
        kind: NotificationKind::EntityStateChanged,
        about: id("ada"),
        sender: Some("boss".into()),
        data: NotificationData::State { state: State::Flagged, description: "so".into() },
        mailed: true,
        status: NotificationStatus::Unseen,
        status_updated_at: None,
    }
}

async fn tell(fresh: &Fresh, receiver: &User, new: &Notification) {
    let mut tx = fresh.db.write().await.unwrap();
    notifications::insert(&mut tx, receiver.id, new).await.unwrap();
    tx.commit().await.unwrap();
}

async fn names(fresh: &Fresh, receiver: &User, statuses: &[NotificationStatus]) -> Vec<String> {
    let mut tx = fresh.db.read().await.unwrap();
    let listed = notifications::list(&mut tx, receiver.id, statuses, page(1, 100)).await.unwrap();
    let count = notifications::count(&mut tx, receiver.id, statuses).await.unwrap();
    assert_eq!(listed.len() as u64, count);
    listed.into_iter().map(|notification| notification.id).collect()
}

async fn a_notification_comes_back_as_written(fresh: Fresh) {
    let receiver = add(&fresh.db, user("ada")).await;
    let requested = NotificationData::Requested {
        name: "Bob".into(),
        primary_email_address: email("bob@example.com"),
        state_description: String::new(),
    };
    let other = Notification {
        kind: NotificationKind::UserRequested,
        sender: None,
        data: requested,
        mailed: false,
        status: NotificationStatus::Archived,
        status_updated_at: Some(at(9)),
        ..notification("two", 1)
    };
    tell(&fresh, &receiver, &notification("one", 2)).await;
    tell(&fresh, &receiver, &other).await;
    let mut tx = fresh.db.read().await.unwrap();
    let listed = notifications::list(&mut tx, receiver.id, &[], page(1, 10)).await.unwrap();
    assert_eq!(listed, [notification("one", 2), other]);
}

async fn the_latest_come_first_by_page_and_status(fresh: Fresh) {
    use NotificationStatus::{Archived, Seen, Unseen};
    let receiver = add(&fresh.db, user("ada")).await;
    for (name, time, status) in [("a", 3, Unseen), ("b", 3, Seen), ("c", 1, Archived), ("d", 5, Seen)] {
        tell(&fresh, &receiver, &Notification { status, ..notification(name, time) }).await;
    }
    assert_eq!(names(&fresh, &receiver, &[]).await, ["d", "b", "a", "c"]);
    assert_eq!(names(&fresh, &receiver, &[Seen]).await, ["d", "b"]);
    assert_eq!(names(&fresh, &receiver, &[Unseen, Archived]).await, ["a", "c"]);
    assert_eq!(names(&fresh, &receiver, &[Seen, Unseen, Archived]).await, ["d", "b", "a", "c"]);
    let mut tx = fresh.db.read().await.unwrap();
    let second = notifications::list(&mut tx, receiver.id, &[], page(2, 3)).await.unwrap();
    assert_eq!(second.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c"]);
}

async fn one_name_is_several_receivers_own(fresh: Fresh) {
    let (ada, bob) = (add(&fresh.db, user("ada")).await, add(&fresh.db, user("bob")).await);
    for receiver in [&ada, &bob] {
        tell(&fresh, receiver, &notification("one", 1)).await;
    }
    let mut tx = fresh.db.write().await.unwrap();
    assert!(notifications::set_status(&mut tx, ada.id, "one", NotificationStatus::Seen, at(2)).await.unwrap());
    assert!(!notifications::set_status(&mut tx, ada.id, "two", NotificationStatus::Seen, at(2)).await.unwrap());
    let of_ada = notifications::list(&mut tx, ada.id, &[], page(1, 1)).await.unwrap();
    assert_eq!((of_ada[0].status, of_ada[0].status_updated_at), (NotificationStatus::Seen, Some(at(2))));
    let of_bob = notifications::list(&mut tx, bob.id, &[], page(1, 1)).await.unwrap();
    assert_eq!(of_bob[0].status, NotificationStatus::Unseen);
}

async fn what_was_read_is_noted_once(fresh: Fresh) {
    let (ada, bob) = (add(&fresh.db, user("ada")).await, add(&fresh.db, user("bob")).await);
    for (receiver, name) in [(&ada, "one"), (&ada, "two"), (&bob, "one")] {
        tell(&fresh, receiver, &notification(name, 1)).await;
    }
    let mut tx = fresh.db.write().await.unwrap();
    assert!(notifications::set_status(&mut tx, ada.id, "one", NotificationStatus::Archived, at(2)).await.unwrap());
    assert_eq!(notifications::set_all_seen(&mut tx, ada.id, at(3)).await.unwrap(), 1);
    assert_eq!(notifications::set_all_seen(&mut tx, ada.id, at(4)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(names(&fresh, &ada, &[NotificationStatus::Archived]).await, ["one"]);
    assert_eq!(names(&fresh, &ada, &[NotificationStatus::Seen]).await, ["two"]);
    assert_eq!(names(&fresh, &bob, &[NotificationStatus::Unseen]).await, ["one"]);
}

async fn a_kind_is_muted_and_heard_again(fresh: Fresh) {
    use NotificationKind::{ApiKeyCreated, PasswordChanged};
    let (ada, bob) = (add(&fresh.db, user("ada")).await, add(&fresh.db, user("bob")).await);
    let mut tx = fresh.db.write().await.unwrap();
    for kind in [PasswordChanged, ApiKeyCreated, PasswordChanged] {
        notifications::set_muted(&mut tx, ada.id, kind, true).await.unwrap();
    }
    assert_eq!(notifications::muted(&mut tx, ada.id).await.unwrap(), [ApiKeyCreated, PasswordChanged]);
    assert_eq!(notifications::muted(&mut tx, bob.id).await.unwrap(), []);
    notifications::set_muted(&mut tx, ada.id, ApiKeyCreated, false).await.unwrap();
    assert_eq!(notifications::muted(&mut tx, ada.id).await.unwrap(), [PasswordChanged]);
}

async fn what_is_old_or_whose_user_is_gone_is_forgotten(fresh: Fresh) {
    let (ada, bob) = (add(&fresh.db, user("ada")).await, add(&fresh.db, user("bob")).await);
    for (receiver, name, time) in [(&ada, "old", 1), (&ada, "new", 2), (&bob, "new", 2)] {
        tell(&fresh, receiver, &notification(name, time)).await;
    }
    let mut tx = fresh.db.write().await.unwrap();
    notifications::set_muted(&mut tx, bob.id, NotificationKind::ApiKeyChanged, true).await.unwrap();
    assert_eq!(notifications::delete_before(&mut tx, at(2)).await.unwrap(), 1);
    users::purge(&mut tx, bob.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(&fresh, &ada, &[]).await, ["new"]);
    assert!(names(&fresh, &bob, &[]).await.is_empty());
    assert!(testdb::rows(&fresh.url, "SELECT kind FROM muted_notifications").await.is_empty());
}

async fn a_kind_that_nobody_knows_is_left_out(fresh: Fresh) {
    let receiver = add(&fresh.db, user("ada")).await;
    tell(&fresh, &receiver, &notification("one", 1)).await;
    testdb::execute(&fresh.url, "UPDATE notifications SET kind = 'moon_landed', data = 'no JSON'").await;
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(notifications::list(&mut tx, receiver.id, &[], page(1, 10)).await.unwrap(), []);
}
