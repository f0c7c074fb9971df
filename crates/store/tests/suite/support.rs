//! Users as the tests need them.

use domain::{EmailAddress, Page, State, Timestamp, User, UserId};
use store::{Db, Tx};

pub(crate) fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

pub(crate) fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

pub(crate) fn page(number: u32, limit: u32) -> Page {
    Page::new(number, limit).unwrap()
}

/// A user in good standing who is not stored yet; the address is made from the ID.
pub(crate) fn user(user_id: &str) -> User {
    User {
        id: 0,
        user_id: id(user_id),
        name: String::new(),
        description: String::new(),
        primary_email_address: email(&format!("{user_id}@example.com")),
        primary_email_address_validated_at: None,
        state: State::Approved,
        state_description: String::new(),
        suspended_until: None,
        expires_at: None,
        delete_at: None,
        admin: false,
        theme: "system".into(),
        picture_id: None,
        password_updated_at: None,
        require_password_update: false,
        version: 1,
        created_at: at(1_000),
        updated_at: at(1_000),
        deleted_at: None,
        deleted_by: None,
    }
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Stores a user, deleted ones too, and answers them with their key.
pub(crate) async fn insert(tx: &mut Tx, user: User) -> User {
    let key = store::users::insert(tx, &User { deleted_at: None, deleted_by: None, ..user.clone() }).await.unwrap();
    let user = User { id: key, ..user };
    if user.deleted_at.is_some() {
        assert!(store::users::update(tx, &user, user.version).await.unwrap());
    }
    user
}

/// The same in a transaction of its own.
pub(crate) async fn add(db: &Db, user: User) -> User {
    let mut tx = db.write().await.unwrap();
    let user = insert(&mut tx, user).await;
    tx.commit().await.unwrap();
    user
}

/// Writes the changed user, whose stored version is one less, in a transaction of its own.
pub(crate) async fn save(db: &Db, changed: User) -> User {
    let mut tx = db.write().await.unwrap();
    assert!(store::users::update(&mut tx, &changed, changed.version - 1).await.unwrap());
    tx.commit().await.unwrap();
    changed
}

/// The user as stored.
pub(crate) async fn stored(db: &Db, user_id: &str) -> Option<User> {
    store::users::get(&mut db.read().await.unwrap(), &id(user_id)).await.unwrap()
}

pub(crate) fn ids(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.user_id.as_str()).collect()
}
