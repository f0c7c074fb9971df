//! How users like lists in consoles.

use store::console_preferences;

use crate::{
    Fresh,
    support::{add, user},
};

testdb::on_both!(preferences_come_back_as_written_and_the_latest_stand, preferences_of_many_are_read_at_once);

async fn preferences_come_back_as_written_and_the_latest_stand(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(console_preferences::get(&mut tx, owner.id).await.unwrap(), None);
    for preferences in [&b"\x00first"[..], b"", b"\xffsecond"] {
        console_preferences::set(&mut tx, owner.id, preferences).await.unwrap();
        assert_eq!(console_preferences::get(&mut tx, owner.id).await.unwrap().as_deref(), Some(preferences));
    }
}

async fn preferences_of_many_are_read_at_once(fresh: Fresh) {
    let (one, two) = (add(&fresh.db, user("one")).await, add(&fresh.db, user("two")).await);
    let mut tx = fresh.db.write().await.unwrap();
    console_preferences::set(&mut tx, two.id, b"dark").await.unwrap();
    let found = console_preferences::get_many(&mut tx, &[one.id, two.id]).await.unwrap();
    assert_eq!((found.get(&one.id), found.get(&two.id)), (None, Some(&b"dark".to_vec())));
    assert!(console_preferences::get_many(&mut tx, &[one.id]).await.unwrap().is_empty());
    assert!(console_preferences::get_many(&mut tx, &[]).await.unwrap().is_empty());
}
