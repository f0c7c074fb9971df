//! Profile pictures.

use domain::{User, picture::Rendition};
use store::pictures;

use crate::{
    Fresh,
    support::{add, at, user},
};

testdb::on_both!(a_new_picture_takes_the_place_of_the_old_one, whoever_is_deleted_is_not_pictured);

fn rendition(size: i32, data: &[u8]) -> Rendition {
    Rendition { size, mime_type: "image/png".into(), data: data.into() }
}

async fn a_new_picture_takes_the_place_of_the_old_one(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let mut tx = fresh.db.write().await.unwrap();
    pictures::set(&mut tx, owner.id, "first", &[rendition(64, b"\x00a"), rendition(128, b"\xffb")]).await.unwrap();
    assert_eq!(pictures::get(&mut tx, "first", 128).await.unwrap(), Some(rendition(128, b"\xffb")));
    assert_eq!(pictures::get(&mut tx, "first", 256).await.unwrap(), None);
    pictures::set(&mut tx, owner.id, "second", &[rendition(64, b"")]).await.unwrap();
    assert_eq!(pictures::get(&mut tx, "first", 64).await.unwrap(), None);
    assert_eq!(pictures::get(&mut tx, "second", 64).await.unwrap(), Some(rendition(64, b"")));
    pictures::delete(&mut tx, owner.id).await.unwrap();
    assert_eq!(pictures::get(&mut tx, "second", 64).await.unwrap(), None);
}

async fn whoever_is_deleted_is_not_pictured(fresh: Fresh) {
    let gone = add(&fresh.db, User { deleted_at: Some(at(1)), ..user("gone") }).await;
    let mut tx = fresh.db.write().await.unwrap();
    pictures::set(&mut tx, gone.id, "picture", &[rendition(64, b"a")]).await.unwrap();
    assert_eq!(pictures::get(&mut tx, "picture", 64).await.unwrap(), None);
}
