//! Hashes of other systems: their users log in with the password they know, and then have one of ours.

use std::{sync::Arc, time::Duration};

use domain::{Code, State};
use secrecy::ExposeSecret as _;
use service::{Caller, OsRng, RequestContext, Service, Settings, passwords, sessions};
use tokio::task::JoinSet;

use crate::{
    World,
    support::{HOUR, PASSWORD, anonymous, assert_refused, context, id, secret},
};

/// Of [`PASSWORD`], one of each kind, made with Python's hashlib, bcrypt and argon2-cffi.
const IMPORTED: [&str; 5] = [
    "PBKDF2$sha256$20000$abcdefghijklmnop$nkoPTXJbtOCzBsTQaM8A9s0cZaCiaABftJU_fen3dEM",
    BCRYPT,
    "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$7AnzIswxwEinpwz+ntydndYfVHPvOACmX9Vvo8hO1qM",
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$mtB7vZKFuEQDVzeZe5lTtf3BPC1e5BL1UKy7IW/SpV0",
    "$argon2i$v=16$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$02csT9OYHhxfwlvofumBQfRlSdCOHE75bqT5mkkL6uw",
];
const BCRYPT: &str = "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
/// Of the letter x, 72 times.
const BCRYPT_OF_72: &str = "$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q";
const OURS: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

testdb::on_both!(
    an_imported_hash_becomes_ours_at_the_first_login,
    it_is_no_change_of_the_password,
    a_wrong_password_and_a_refused_state_leave_the_hash,
    a_long_password_counts_whole_once_bcrypt_is_gone,
    a_password_changed_meanwhile_wins,
    log_ins_at_once_all_succeed,
    an_imported_password_can_be_changed,
    a_hash_that_cannot_be_verified_is_a_fault_and_not_told,
);

/// A user with the hash of another system.
async fn import(world: &World, user_id: &str, hash: &str) {
    let user = world.person(user_id).await;
    let mut tx = world.db.write().await.unwrap();
    store::credentials::set_password_hash(&mut tx, user.id, hash, user.created_at).await.unwrap();
    tx.commit().await.unwrap();
}

/// The hash of the only user, and when it was set.
async fn stored(world: &World) -> (String, String) {
    let sql = "SELECT password_hash, CAST(updated_at AS TEXT) FROM credentials";
    let mut rows = testdb::rows(&world.url, sql).await;
    assert_eq!(rows.len(), 1);
    let mut take = |column: usize| rows[0][column].take().unwrap();
    (take(0), take(1))
}

async fn is_refused(world: &World, password: &str) {
    world.forget_guesses().await;
    let refused = world.login("colleague", password).await.map(|session| session.user);
    assert_refused(refused, "no_user_id_password_match", &[]);
}

async fn an_imported_hash_becomes_ours_at_the_first_login(world: World) {
    for (number, hash) in IMPORTED.into_iter().enumerate() {
        passwords::check_imported_hash(hash).unwrap();
        let user_id = format!("colleague-{number}");
        import(&world, &user_id, hash).await;
        let wrong = world.login(&user_id, "wrong horse battery").await.map(|session| session.user);
        assert_refused(wrong, "no_user_id_password_match", &[]);
        world.login(&user_id, PASSWORD).await.unwrap();
    }
    let rewritten = testdb::rows(&world.url, "SELECT password_hash FROM credentials").await;
    assert!(rewritten.iter().all(|row| row[0].as_deref().unwrap().starts_with(OURS)), "{rewritten:?}");
    for number in 0..IMPORTED.len() {
        world.login(&format!("colleague-{number}"), PASSWORD).await.unwrap();
    }
    assert_eq!(testdb::rows(&world.url, "SELECT password_hash FROM credentials").await, rewritten);
}

async fn it_is_no_change_of_the_password(world: World) {
    import(&world, "colleague", BCRYPT).await;
    let (user, set_at) = (world.stored("colleague").await.unwrap(), stored(&world).await.1);
    let code = passwords::create_link(&world.service, &world.host, &id("colleague")).await.unwrap();
    world.clock.advance(HOUR / 2);
    let (elsewhere, records) = (world.cookie("colleague").await, world.records().await);
    let session = world.login("colleague", PASSWORD).await.unwrap();
    let (hash, still_set_at) = stored(&world).await;
    assert!(hash.starts_with(OURS), "{hash}");
    assert_eq!(still_set_at, set_at);
    assert_eq!(session.user, user);
    assert_eq!(world.stored("colleague").await.unwrap(), user);
    assert!(world.is_valid(&elsewhere).await);
    // The log-in itself, and nothing else.
    assert_eq!(world.records().await, records + 1);
    let last = testdb::rows(&world.url, "SELECT action, before, after FROM audit ORDER BY id DESC LIMIT 1").await;
    assert_eq!(last[0][0].as_deref(), Some("session.create"));
    assert!(!format!("{last:?}").contains("argon2"), "{last:?}");
    let other = secret("another good password");
    passwords::set_by_code(&world.service, &anonymous(), code.expose_secret(), other).await.unwrap();
}

async fn a_wrong_password_and_a_refused_state_leave_the_hash(world: World) {
    import(&world, "colleague", BCRYPT).await;
    let before = stored(&world).await;
    for wrong in ["", "correct horse battery staple ", BCRYPT] {
        is_refused(&world, wrong).await;
    }
    world.set_state("colleague", State::Suspended).await;
    world.forget_guesses().await;
    let refused = world.login("colleague", PASSWORD).await.map(|session| session.user);
    assert_refused(refused, "user_suspended", &[]);
    assert_eq!(stored(&world).await, before);
}

async fn a_long_password_counts_whole_once_bcrypt_is_gone(world: World) {
    import(&world, "colleague", BCRYPT_OF_72).await;
    let [whole, other_end] = ["a", "b"].map(|end| format!("{}{end}", "x".repeat(80)));
    is_refused(&world, &whole[..71]).await;
    world.login("colleague", &whole).await.unwrap();
    world.login("colleague", &whole).await.unwrap();
    is_refused(&world, &other_end).await;
    is_refused(&world, &whole[..72]).await;
}

/// The log-in has compared, and waits for the row or the writer that a change of the password holds.
async fn a_password_changed_meanwhile_wins(world: World) {
    const CHANGED: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg\
                           $7AnzIswxwEinpwz+ntydndYfVHPvOACmX9Vvo8hO1qM";
    import(&world, "colleague", BCRYPT).await;
    let mut change = world.db.write().await.unwrap();
    let user = store::users::get_for_update(&mut change, &id("colleague")).await.unwrap().unwrap();
    let service = world.service.clone();
    let login = tokio::spawn(async move {
        sessions::login(&service, &anonymous(), "colleague", secret(PASSWORD), false).await.map(|session| session.user)
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!login.is_finished());
    store::credentials::set_password_hash(&mut change, user.id, CHANGED, user.created_at).await.unwrap();
    change.commit().await.unwrap();
    assert_refused(login.await.unwrap(), "no_user_id_password_match", &[]);
    assert_eq!(stored(&world).await.0, CHANGED);
    // And in the store, whatever came before.
    let mut tx = world.db.write().await.unwrap();
    assert!(!store::credentials::replace_password_hash(&mut tx, user.id, BCRYPT, "other").await.unwrap());
    assert!(store::credentials::replace_password_hash(&mut tx, user.id, CHANGED, "other").await.unwrap());
}

async fn log_ins_at_once_all_succeed(world: World) {
    import(&world, "colleague", BCRYPT).await;
    // A thread for each, so that all have compared before any rewrites, and none is too busy.
    let settings = Settings { hashing_threads: 8, ..world.service.settings().clone() };
    let service = Service::new(world.db.clone(), settings, world.clock.clone(), Arc::new(OsRng)).unwrap();
    // On a device that is known, since elsewhere so many at once would be guesses.
    let device = sessions::device_hash("known");
    let mut tx = world.db.write().await.unwrap();
    let user = world.stored("colleague").await.unwrap();
    store::devices::note(&mut tx, &device, user.id, world.service.now()).await.unwrap();
    tx.commit().await.unwrap();
    let caller = Caller::anonymous(RequestContext { device: Some(device), ..context() });
    let mut logins = JoinSet::new();
    for _ in 0..8 {
        let (service, caller) = (service.clone(), caller.clone());
        logins.spawn(async move {
            sessions::login(&service, &caller, "colleague", secret(PASSWORD), false).await.map(drop)
        });
    }
    while let Some(login) = logins.join_next().await {
        login.unwrap().unwrap();
    }
    assert!(stored(&world).await.0.starts_with(OURS));
}

async fn an_imported_password_can_be_changed(world: World) {
    import(&world, "colleague", BCRYPT).await;
    let caller = world.caller("colleague").await;
    let change = async |old: &str| {
        let new = secret("another good password");
        passwords::change(&world.service, &caller, secret(old), new, false).await
    };
    assert_refused(change("wrong horse battery").await, "old_password", &["old"]);
    change(PASSWORD).await.unwrap();
    world.login("colleague", "another good password").await.unwrap();
}

async fn a_hash_that_cannot_be_verified_is_a_fault_and_not_told(world: World) {
    let dear = BCRYPT.replace("$05$", "$31$");
    let refused = assert_refused(passwords::check_imported_hash(&dear), "validation", &["password_hash"]);
    assert!(refused.message.contains("04 to 14"), "{refused}");
    import(&world, "colleague", &dear).await;
    let error = world.login("colleague", PASSWORD).await.map(|session| session.user).unwrap_err();
    assert_eq!(error.code, Code::Internal);
    assert!(!format!("{error:?}").contains(&BCRYPT[7..]), "{error:?}");
}
