//! Profile pictures: who may change them, where they are found, and what becomes of them.

use std::io::Cursor;

use domain::{UserFields, UserRecord};
use service::{
    Settings,
    pictures::{self, NewPicture},
    records::{self, Update},
};

use crate::{
    World,
    support::{anonymous, assert_refused, id},
};

testdb::on_both!(
    a_picture_is_found_in_every_size_until_there_is_another_one,
    everybody_changes_their_own_picture_and_admins_all,
    what_is_no_picture_changes_nothing,
    programs_send_back_the_addresses_they_got_but_no_others,
    whoever_is_deleted_has_no_picture_until_restored,
    gravatar_is_asked_only_where_it_is_set_and_the_address_may_be_seen,
);

/// A small GIF.
fn gif(red: u8) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(3, 2, image::Rgb([red, 0, 0]));
    image.write_to(&mut file, image::ImageFormat::Gif).unwrap();
    file.into_inner()
}

async fn set(world: &World, by: &str, whom: &str, picture: NewPicture) -> domain::Result<UserRecord> {
    let fields = UserFields::of(["profile_picture"]);
    let update = Update { fields, picture: Some(picture), ..Update::default() };
    records::update(&world.service, &world.caller(by).await, &id(whom), update, None).await
}

/// The name of the picture that somebody has.
async fn picture_id(world: &World, whom: &str) -> Option<String> {
    world.stored(whom).await.unwrap().picture_id
}

async fn a_picture_is_found_in_every_size_until_there_is_another_one(world: World) {
    world.person("ada").await;
    let record = set(&world, "ada", "ada", NewPicture::File(gif(200))).await.unwrap();
    let first = picture_id(&world, "ada").await.unwrap();
    assert_eq!(record.pictures.keys().copied().collect::<Vec<_>>(), [0, 64, 128, 256, 512]);
    assert_eq!(record.pictures[&64], format!("/pictures/{first}/64"));
    assert_eq!(record.pictures[&0], record.pictures[&512]);
    for size in [64, 128, 256, 512] {
        let found = pictures::get(&world.service, &first, size).await.unwrap();
        assert_eq!((found.size, found.mime_type.as_str()), (size, "image/jpeg"));
    }
    for (picture_id, size) in [(first.as_str(), 65), (&first[1..], 64), ("", 64), ("\0", 64)] {
        assert_refused(pictures::get(&world.service, picture_id, size).await, "picture_not_found", &[]);
    }
    set(&world, "ada", "ada", NewPicture::File(gif(100))).await.unwrap();
    assert_refused(pictures::get(&world.service, &first, 64).await, "picture_not_found", &[]);
    let removed = set(&world, "ada", "ada", NewPicture::None).await.unwrap();
    assert!(removed.pictures.is_empty());
    assert!(testdb::rows(&world.url, "SELECT picture_id FROM pictures").await.is_empty());
    let version = removed.user.version;
    assert_eq!(set(&world, "ada", "ada", NewPicture::None).await.unwrap().user.version, version, "nothing changed");
}

async fn everybody_changes_their_own_picture_and_admins_all(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    world.person("bob").await;
    set(&world, "ada", "ada", NewPicture::File(gif(1))).await.unwrap();
    let refused = set(&world, "bob", "ada", NewPicture::None).await.unwrap_err();
    assert_eq!(refused.code, domain::Code::PermissionDenied);
    assert!(picture_id(&world, "ada").await.is_some());
    set(&world, "boss", "ada", NewPicture::None).await.unwrap();
    assert_eq!(picture_id(&world, "ada").await, None);
    let noted = testdb::rows(&world.url, "SELECT actor FROM audit WHERE action = 'user.update' ORDER BY id").await;
    assert_eq!(noted, [[Some("ada".to_owned())], [Some("boss".to_owned())]]);
}

async fn what_is_no_picture_changes_nothing(world: World) {
    world.person("ada").await;
    let before = set(&world, "ada", "ada", NewPicture::File(gif(1))).await.unwrap().user;
    for bad in [&b""[..], b"<svg onload=alert(1)>", &gif(1)[..20]] {
        let refused = set(&world, "ada", "ada", NewPicture::File(bad.into())).await;
        assert_refused(refused, "validation", &[pictures::FILE]);
    }
    assert_eq!(world.stored("ada").await, Some(before));
}

async fn programs_send_back_the_addresses_they_got_but_no_others(world: World) {
    world.person("ada").await;
    let same = |name: &str| NewPicture::Same(name.to_owned());
    assert_refused(set(&world, "ada", "ada", same("elsewhere")).await, "validation", &["profile_picture.sizes"]);
    set(&world, "ada", "ada", NewPicture::File(gif(1))).await.unwrap();
    let stored = picture_id(&world, "ada").await.unwrap();
    set(&world, "ada", "ada", same(&stored)).await.unwrap();
    assert_refused(set(&world, "ada", "ada", same("elsewhere")).await, "validation", &["profile_picture.sizes"]);
    assert!(pictures::get(&world.service, &stored, 64).await.is_ok());
}

async fn whoever_is_deleted_has_no_picture_until_restored(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    set(&world, "ada", "ada", NewPicture::File(gif(1))).await.unwrap();
    let stored = picture_id(&world, "ada").await.unwrap();
    let boss = world.caller("boss").await;
    service::users::delete(&world.service, &boss, &id("ada"), None).await.unwrap();
    assert_refused(pictures::get(&world.service, &stored, 64).await, "picture_not_found", &[]);
    service::users::restore(&world.service, &boss, &id("ada")).await.unwrap();
    assert!(pictures::get(&world.service, &stored, 64).await.is_ok());
    service::users::purge(&world.service, &boss, &id("ada")).await.unwrap();
    assert!(testdb::rows(&world.url, "SELECT picture_id FROM pictures").await.is_empty());
}

async fn gravatar_is_asked_only_where_it_is_set_and_the_address_may_be_seen(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let service = world.with(Settings { gravatar: true, ..world.service.settings().clone() });
    let fields = UserFields::of(["profile_picture"]);
    let seen = async |service, by: &str| {
        records::get(service, &world.caller(by).await, &id("ada"), fields).await.unwrap().pictures
    };
    assert!(seen(&world.service, "ada").await.is_empty());
    assert!(seen(&service, "bob").await.is_empty(), "a hash of the address gives it away");
    // SHA-256 of ada@example.com.
    let hash = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72";
    assert_eq!(seen(&service, "ada").await[&64], format!("https://www.gravatar.com/avatar/{hash}?s=64&d=mp"));
    assert_refused(records::get(&service, &anonymous(), &id("ada"), fields).await, "unauthenticated", &[]);
}
