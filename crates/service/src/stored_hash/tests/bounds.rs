//! What is refused, and what about it is said.

use proptest::prelude::*;

use super::{ARGON2, BCRYPT, KEY_MIN, OF_PASSWORD, PBKDF2, SCRYPT, StoredHash};

/// Refused at the field, saying what is allowed, and without a word of the hash.
fn assert_refused(hash: &str, says: &str) {
    let Err(error) = StoredHash::parse(hash) else { panic!("{hash} is accepted") };
    assert_eq!((error.name, error.fields[0].field.as_str()), ("validation", "password_hash"));
    assert!(error.message.contains(says), "{hash}: {error}");
    for secret in hash.split('$').filter(|part| part.len() > 12) {
        assert!(!format!("{error:?}").contains(secret), "{error:?}");
    }
}

/// Replaces one part of a good hash.
fn with(hash: &str, part: &str, by: &str) -> String {
    assert!(hash.contains(part), "{part} in {hash}");
    hash.replacen(part, by, 1)
}

/// Replaces one part of a good hash by what is allowed there and by what is not.
fn assert_bounds(hash: &str, part: &str, says: &str, good: &[&str], bad: &[&str]) {
    for cost in good {
        assert!(StoredHash::parse(&with(hash, part, cost)).is_ok(), "{cost}");
    }
    for cost in bad {
        assert_refused(&with(hash, part, cost), says);
    }
}

#[test]
fn iterations_of_pbkdf2_are_bounded() {
    let bad = ["", "0", "999", "1000001", "4294967297", "99999999999999999999", "-1", "+1000", " 1000", "1e4"];
    assert_bounds(PBKDF2, "20000", "1000000 iterations", &["1000", "1000000"], &bad);
}

#[test]
fn the_cost_of_bcrypt_is_bounded() {
    let bad = ["", "00", "03", "15", "31", "99", "4", "+5", "005", "-5"];
    assert_bounds(BCRYPT, "05", "cost of 04 to 14", &["04", "14"], &bad);
}

#[test]
fn the_work_of_scrypt_is_bounded() {
    let good = ["ln=10,r=1,p=1", "ln=17,r=8,p=1", "ln=10,r=8,p=128"];
    let bad = [
        "ln=9,r=8,p=1",
        "ln=18,r=8,p=1",
        "ln=17,r=8,p=2",
        "ln=10,r=0,p=1",
        "ln=10,r=8,p=0",
        "ln=63,r=1,p=1",
        "ln=64,r=1,p=1",
        "ln=266,r=8,p=1",
        "ln=10,r=4294967295,p=4294967295",
        "ln=10,r=8",
        "ln=10,r=8,p=1,p=1",
        "ln=10,r=8,p=1,x=1",
    ];
    assert_bounds(SCRYPT, "ln=10,r=8,p=1", "1048576", &good, &bad);
}

#[test]
fn memory_and_work_of_argon2_are_bounded() {
    let good = ["m=512,t=1,p=1", "m=262144,t=3,p=1", "m=65536,t=12,p=64"];
    let bad = [
        "m=511,t=3,p=1",
        "m=262145,t=1,p=1",
        "m=262144,t=4,p=1",
        "m=4096,t=0,p=1",
        "m=4096,t=3,p=0",
        "m=4096,t=3,p=65",
        "m=512,t=1,p=65",
        "m=4096,t=4294967295,p=1",
        "m=4294967295,t=4294967295,p=1",
        "m=4294967296,t=1,p=1",
        "m=04096,t=3,p=1",
        "m=4096,t=3",
        "t=3,p=1",
        "m=4096,m=4096,t=3,p=1",
        "m=4096,t=3,p=1,data=AAAA",
        "m=4096,t=3,p=1,keyid=AAAA",
    ];
    assert_bounds(ARGON2, "m=4096,t=3,p=1", "262144 KiB", &good, &bad);
}

#[test]
fn keys_and_salts_out_of_bounds_are_refused() {
    let (peer_key, phc_key) = ("nkoPTXJbtOCzBsTQaM8A9s0cZaCiaABftJU_fen3dEM", "MDEyMzQ1Njc4OWFiY2Rl");
    for bad in [
        with(PBKDF2, peer_key, "nkoPTXJbtOCzBsTQaM8A"),
        with(PBKDF2, peer_key, &"A".repeat(44)),
        with(PBKDF2, peer_key, &format!("{peer_key}=")),
        with(PBKDF2, peer_key, ""),
        with(PBKDF2, "abcdefghijklmnop", "abcdefg"),
        with(PBKDF2, "abcdefghijklmnop", "abcdefghijklmnöp"),
        with(PBKDF2, "abcdefghijklmnop", &"a".repeat(65)),
        with(PBKDF2, "sha256", "sha1"),
        with(PBKDF2, "sha256", "SHA256"),
        format!("{PBKDF2}$"),
        format!("{BCRYPT}A"),
        BCRYPT[..59].to_owned(),
        with(BCRYPT, "FiPh", "Fi!h"),
        with(BCRYPT, "ijkl", "ijkö"),
        with(SCRYPT, "7AnzIswxwEinpwz+ntydndYfVHPvOACmX9Vvo8hO1qM", phc_key),
        with(SCRYPT, "MDEyMzQ1Njc4OWFiY2RlZg", "MDEy"),
        with(SCRYPT, "$ln", "$v=1$ln"),
        with(ARGON2, "wyCDnyqtf4jfXqRB9zffoQ1NL9/K5K8LyDZY031hXpY", phc_key),
        with(ARGON2, "v=19", "v=20"),
        with(ARGON2, "$wyCDnyqtf4jfXqRB9zffoQ1NL9/K5K8LyDZY031hXpY", ""),
        format!("{ARGON2}$more"),
    ] {
        assert_refused(&bad, "Of this kind give ");
    }
}

#[test]
fn other_kinds_are_refused_with_a_list_of_those_allowed() {
    let x = "$2x$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
    let crypt = "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJu";
    for other in ["", "$", "$$$$", "correct horse battery staple", "PBKDF2", x, crypt, "$argon2", "{SSHA}x", " $2b$05$"]
    {
        for says in ["PBKDF2$sha256$", "$2b$", "$scrypt$", "$argon2id$"] {
            assert_refused(other, says);
        }
    }
}

proptest! {
    #[test]
    fn nothing_that_is_malformed_panics(
        hash in prop_oneof!["\\PC{0,80}", "[$A-Za-z0-9=,./+_-]{0,120}"],
        which in 0usize..OF_PASSWORD.len(),
        at in any::<prop::sample::Index>(),
        junk in "\\PC{0,3}|[$=,0-9]{0,3}",
    ) {
        let _ = StoredHash::parse(&hash);
        let good = OF_PASSWORD[which];
        let at = at.index(good.len());
        let (before, after) = good.split_at(at);
        for after in [after, &after[1..], ""] {
            let changed = format!("{before}{junk}{after}");
            if let Ok(parsed) = StoredHash::parse(&changed) {
                prop_assert!(parsed.key.len() >= KEY_MIN);
            }
        }
    }
}
