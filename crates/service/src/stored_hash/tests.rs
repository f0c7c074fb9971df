//! Vectors from the specifications, of The Things Stack, and from Python's hashlib, bcrypt and argon2-cffi.

mod bounds;

use super::*;

const PASSWORD: &str = "correct horse battery staple";

/// Of [`PASSWORD`], one of each kind.
const PBKDF2: &str = "PBKDF2$sha256$20000$abcdefghijklmnop$nkoPTXJbtOCzBsTQaM8A9s0cZaCiaABftJU_fen3dEM";
const BCRYPT: &str = "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
const SCRYPT: &str = "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$7AnzIswxwEinpwz+ntydndYfVHPvOACmX9Vvo8hO1qM";
const ARGON2: &str = "$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$wyCDnyqtf4jfXqRB9zffoQ1NL9/K5K8LyDZY031hXpY";
/// Of [`PASSWORD`], in every form.
const OF_PASSWORD: [&str; 13] = [
    PBKDF2,
    "pbkdf2$sha256$20000$abcdefghijklmnop$nkoPTXJbtOCzBsTQaM8A9s0cZaCiaABftJU_fen3dEM",
    "$2a$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
    BCRYPT,
    "$2y$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
    SCRYPT,
    "$argon2i$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$3uXUGtziuIoIR4ZmpJ/YhXZ+Wrz3H2u6anCu/kWFBno",
    "$argon2d$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$aA5GbUvUBj7IDngjB08lLfvT5jd5UPZVqW2Y23C1sww",
    ARGON2,
    "$argon2i$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$QZTWXoZeevscnA7E+ZEqGA",
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$mtB7vZKFuEQDVzeZe5lTtf3BPC1e5BL1UKy7IW/SpV0",
    "$argon2i$v=16$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$02csT9OYHhxfwlvofumBQfRlSdCOHE75bqT5mkkL6uw",
    "$argon2i$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$02csT9OYHhxfwlvofumBQfRlSdCOHE75bqT5mkkL6uw",
];

/// Published vectors: The Things Stack, jBCrypt, RFC 7914, and the reference implementation of argon2.
const PUBLISHED: [(&str, &str); 8] = [
    ("ABCDEFG123", "PBKDF2$sha256$20000$abcdefghijklmnop$yVd6r-rIDKf7bE3KIWIyKOD6Z1P-TIYhsiilT_XVo-4"),
    ("Pässw0rd Ω!", "PBKDF2$sha256$20000$q83vEjRWeJ-_x1Y2$cywdmUoXc95WmKcUWN7gratg4iy5kNEPGxqiUdHnmRY"),
    ("ABCDEFG123", "PBKDF2$sha256$1000$abcdefghijklmnop$BQ-3IumQ0y-t5DVYHqwkkZb6XvAVPPvg3AYW-D2A6Cc"),
    (
        "ABCDEFG123",
        "PBKDF2$sha512$20000$abcdefghijklmnop$\
         FXpbGQbmyYGC7RaP_fSjt8ZX7Ew8V5cadFJ7tfFYHhjVRZV1ONXJVOwEoXlcUAkOVfyP26_Z_SWe7C8RQE4qrQ",
    ),
    ("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
    ("abcdefghijklmnopqrstuvwxyz", "$2a$08$aTsUwsyowQuzRrDqFflhgekJ8d9/7Z3GV3UcgvzQW3J5zMyrTvlz."),
    (
        "pleaseletmein",
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$\
         cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw",
    ),
    ("password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
];

fn verifies(password: &str, hash: &str) -> bool {
    let hash = StoredHash::parse(hash).unwrap_or_else(|refused| panic!("{hash}: {refused}"));
    hash.verify(password.as_bytes(), &mut []).unwrap()
}

#[test]
fn every_form_verifies_and_refuses_a_wrong_password() {
    for (right, hash) in OF_PASSWORD.map(|hash| (PASSWORD, hash)).into_iter().chain(PUBLISHED) {
        assert!(verifies(right, hash), "{hash}");
        for wrong in [&format!("{right} "), &format!("A{right}"), "wrong horse battery"] {
            assert!(!verifies(wrong, hash), "{hash}");
        }
    }
}

#[test]
fn only_our_own_parameters_are_ours() {
    let ours = "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";
    assert!(StoredHash::parse(ours).unwrap().is_ours());
    let i = ours.replace("argon2id", "argon2i");
    let old = ours.replace("v=19", "v=16");
    let shorter = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$BSBTbMOwPfbUIpP2fe5AmQ";
    for other in [i.as_str(), &old, shorter].iter().chain(&OF_PASSWORD) {
        assert!(!StoredHash::parse(other).unwrap().is_ours(), "{other}");
    }
}

#[test]
fn a_hash_verifies_the_same_in_the_memory_of_a_thread() {
    let mut memory = vec![Block::new(); 4096];
    for hash in OF_PASSWORD {
        let hash = StoredHash::parse(hash).unwrap();
        assert!(hash.verify(PASSWORD.as_bytes(), &mut memory).unwrap());
        assert!(!hash.verify(b"wrong horse battery", &mut memory).unwrap());
    }
}

#[test]
fn bcrypt_looks_at_72_bytes() {
    let ascii = "$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q";
    for (length, right) in [(71, false), (72, true), (73, true), (1000, true)] {
        assert_eq!(verifies(&"x".repeat(length), ascii), right, "{length}");
    }
    // In the middle of a letter.
    let cut = "$2b$05$abcdefghijklmnopqrstuusZHkwA51nwMp0X4BRE2tJ9nwPqtpEp6";
    assert!(verifies(&format!("{}é", "x".repeat(71)), cut));
    assert!(!verifies(&format!("{}e", "x".repeat(71)), cut));
    // What begins with a zero byte is not the empty password.
    assert!(!verifies("\0secret", PUBLISHED[4].1));
}

#[test]
fn bits_that_bcrypt_ignores_are_ignored() {
    let hash = "$2b$05$abcdefghijklmnopqrstuvFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
    assert!(verifies(PASSWORD, hash));
}
