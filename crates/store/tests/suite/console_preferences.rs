//! How users like lists in consoles.

use store::console_preferences;

use crate::{
    Fresh,
    support::{add, user},
};

testdb::on_both!(preferences_come_back_as_written_and_the_latest_stand);

async fn preferences_come_back_as_written_and_the_latest_stand(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(console_preferences::get(&mut tx, owner.id).await.unwrap(), None);
    for preferences in [&b"\x00first"[..], b"", b"\xffsecond"] {
        console_preferences::set(&mut tx, owner.id, preferences).await.unwrap();
        assert_eq!(console_preferences::get(&mut tx, owner.id).await.unwrap().as_deref(), Some(preferences));
    }
}
