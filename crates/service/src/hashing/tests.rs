//! One password, one hash, one thread.

use super::*;
use crate::OsRng;

async fn verifies(hasher: &Hasher, password: &str, stored: &str) -> bool {
    let verdict = hasher.verify(password.to_owned().into(), Some(stored.to_owned()), &OsRng).await.unwrap();
    matches!(verdict, Verdict::Right)
}

async fn refuses_nobody(hasher: &Hasher) -> Result<bool> {
    let verdict = hasher.verify("anything at all".to_owned().into(), None, &OsRng).await?;
    Ok(matches!(verdict, Verdict::Wrong))
}

#[tokio::test]
async fn a_password_is_verified_to_the_byte() {
    let hasher = Hasher::start(1).unwrap();
    let long = "x".repeat(999);
    for (right, wrong) in [
        ("correct horse", "correct horse "),
        ("caf\u{e9} au lait", "cafe\u{301} au lait"),
        ("with\0nul inside", "with\0nul insidE"),
        (&format!("{long}a"), &format!("{long}b")),
    ] {
        let stored = hasher.hash(right.to_owned().into(), &OsRng).await.unwrap();
        assert!(verifies(&hasher, right, &stored).await);
        assert!(!verifies(&hasher, wrong, &stored).await);
    }
}

#[tokio::test]
async fn the_stored_form_has_our_parameters_and_a_salt_of_its_own() {
    let hasher = Hasher::start(1).unwrap();
    let one = hasher.hash("one and the same".to_owned().into(), &OsRng).await.unwrap();
    let two = hasher.hash("one and the same".to_owned().into(), &OsRng).await.unwrap();
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, two);
    let parsed = PasswordHash::new(&one).unwrap();
    assert_eq!(parsed.salt.unwrap().as_ref().len(), 16);
    assert_eq!(parsed.hash.unwrap().len(), 32);
}

#[tokio::test]
async fn nobody_has_a_password() {
    let hasher = Hasher::start(1).unwrap();
    assert!(refuses_nobody(&hasher).await.unwrap());
}

#[tokio::test]
async fn who_would_wait_too_long_is_told_so_and_leaves_no_trace() {
    let hasher = Hasher::start(1).unwrap();
    let places: Vec<_> = (0..76).map(|_| hasher.load.enter().unwrap()).collect();
    let refused = refuses_nobody(&hasher).await.unwrap_err();
    assert_eq!(refused.name, "busy");
    drop(places);
    assert!(refuses_nobody(&hasher).await.unwrap());
    assert_eq!(hasher.load.waiting.load(Ordering::SeqCst), 0);
}
