//! API keys of users.

use domain::{ApiKey, ApiKeyOrder, Right, Rights, User};
use store::api_keys;

use crate::{
    Fresh,
    support::{add, at, page, save, user},
};

testdb::on_both!(
    a_key_comes_back_as_written_with_its_user,
    the_key_of_a_deleted_user_is_nobodys,
    whom_they_ask_about_is_found_along_with_a_key,
    keys_are_listed_in_every_order,
    a_change_keeps_what_is_not_named,
    a_key_belongs_to_one_user,
    keys_go_with_a_purged_user,
);

fn key(key_id: &str) -> ApiKey {
    ApiKey {
        key_id: key_id.into(),
        name: String::new(),
        rights: [Right::USER_INFO, Right::USER_NOTIFICATIONS_READ].into_iter().collect(),
        created_at: at(5),
        updated_at: at(5),
        expires_at: None,
        last_used_at: None,
    }
}

async fn keep(fresh: &Fresh, owner: &User, key: &ApiKey) {
    let mut tx = fresh.db.write().await.unwrap();
    api_keys::insert(&mut tx, owner.id, key, b"secret hash").await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_key_comes_back_as_written_with_its_user(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let written = ApiKey { name: "backup".into(), rights: Rights::ALL, expires_at: Some(at(9)), ..key("ONE") };
    keep(&fresh, &owner, &written).await;
    let found = api_keys::resolve(&mut fresh.db.once().await.unwrap(), "ONE", None).await.unwrap().resolved.unwrap();
    assert_eq!((&found.key, &found.user, found.secret_hash.as_slice()), (&written, &owner, &b"secret hash"[..]));
    let mut tx = fresh.db.write().await.unwrap();
    api_keys::touch(&mut tx, "ONE", at(7)).await.unwrap();
    let used = api_keys::get(&mut tx, owner.id, "ONE").await.unwrap().unwrap();
    assert_eq!(used, ApiKey { last_used_at: Some(at(7)), ..written });
    assert!(api_keys::resolve(&mut tx, "TWO", None).await.unwrap().resolved.is_none());
}

async fn the_key_of_a_deleted_user_is_nobodys(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &key("ONE")).await;
    let deleted = save(&fresh.db, User { deleted_at: Some(at(9)), version: 2, ..owner }).await;
    let resolve = async || api_keys::resolve(&mut fresh.db.once().await.unwrap(), "ONE", None).await.unwrap().resolved;
    assert!(resolve().await.is_none());
    save(&fresh.db, User { deleted_at: None, version: 3, ..deleted }).await;
    assert!(resolve().await.is_some());
}

async fn whom_they_ask_about_is_found_along_with_a_key(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    keep(&fresh, &owner, &key("ONE")).await;
    let resolve = async |key_id: &str, about: &User| {
        let mut tx = fresh.db.once().await.unwrap();
        let found = api_keys::resolve(&mut tx, key_id, Some(&about.user_id)).await.unwrap();
        (found.resolved.map(|resolved| resolved.user), found.about)
    };
    assert_eq!(resolve("ONE", &other).await, (Some(owner.clone()), Some(other.clone())));
    assert_eq!(resolve("ONE", &owner).await, (Some(owner.clone()), Some(owner.clone())));
    assert_eq!(resolve("ONE", &user("nobody")).await, (Some(owner), None));
    assert_eq!(resolve("TWO", &other).await, (None, Some(other)));
}

async fn keys_are_listed_in_every_order(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &ApiKey { name: "b".into(), created_at: at(3), expires_at: Some(at(20)), ..key("K1") }).await;
    keep(&fresh, &owner, &ApiKey { name: "a".into(), created_at: at(2), ..key("K2") }).await;
    keep(&fresh, &owner, &ApiKey { created_at: at(1), expires_at: Some(at(10)), ..key("K3") }).await;
    let mut tx = fresh.db.read().await.unwrap();
    for (order, expected) in [
        ("", ["K1", "K2", "K3"]),
        ("-api_key_id", ["K3", "K2", "K1"]),
        ("name", ["K2", "K1", "K3"]),
        ("-name", ["K3", "K1", "K2"]),
        ("created_at", ["K3", "K2", "K1"]),
        ("-created_at", ["K1", "K2", "K3"]),
        ("expires_at", ["K3", "K1", "K2"]),
        ("-expires_at", ["K2", "K1", "K3"]),
    ] {
        let order = ApiKeyOrder::parse(order).unwrap();
        let keys = api_keys::list(&mut tx, owner.id, order, page(1, 10)).await.unwrap();
        let ids: Vec<_> = keys.iter().map(|key| key.key_id.as_str()).collect();
        assert_eq!(ids, expected, "{order:?}");
    }
    let second = api_keys::list(&mut tx, owner.id, ApiKeyOrder::default(), page(2, 2)).await.unwrap();
    assert_eq!((second.len(), api_keys::count(&mut tx, owner.id).await.unwrap()), (1, 3));
}

async fn a_change_keeps_what_is_not_named(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &key("ONE")).await;
    let changed = ApiKey {
        name: "new".into(),
        rights: [Right::ALL].into_iter().collect(),
        updated_at: at(8),
        expires_at: Some(at(30)),
        ..key("ONE")
    };
    let mut tx = fresh.db.write().await.unwrap();
    assert!(api_keys::update(&mut tx, owner.id, &changed).await.unwrap());
    assert_eq!(api_keys::get(&mut tx, owner.id, "ONE").await.unwrap(), Some(changed));
}

async fn a_key_belongs_to_one_user(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    keep(&fresh, &owner, &key("ONE")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(api_keys::get(&mut tx, other.id, "ONE").await.unwrap(), None);
    assert!(!api_keys::update(&mut tx, other.id, &key("ONE")).await.unwrap());
    assert!(!api_keys::delete(&mut tx, other.id, "ONE").await.unwrap());
    assert!(api_keys::delete(&mut tx, owner.id, "ONE").await.unwrap());
    assert!(!api_keys::delete(&mut tx, owner.id, "ONE").await.unwrap());
}

async fn keys_go_with_a_purged_user(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    keep(&fresh, &owner, &key("ONE")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert!(store::users::purge(&mut tx, owner.id).await.unwrap());
    let heir = crate::support::insert(&mut tx, user("owner")).await;
    assert!(api_keys::resolve(&mut tx, "ONE", None).await.unwrap().resolved.is_none());
    assert_eq!(api_keys::count(&mut tx, heir.id).await.unwrap(), 0);
}
