//! `cargo xtask timing`: dudect (Reparaz, Balasch, Verbauwhede, 2017) on the verification of a token. Of two classes of
//! tokens one is right and the other wrong; |t| of Welch's test below 4.5 means that their times can't be told apart.

use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main, rand::RngExt as _};
use sha2::{Digest as _, Sha256};

// The file alone, not the crate around it, so that a database is not built to compare bytes.
#[path = "../../../crates/service/src/same.rs"]
mod same;

/// How often each of them is verified, altogether.
const SAMPLES: usize = 1_000_000;
/// Characters of the part of a token that proves it.
const LENGTH: usize = 52;

fn token(rng: &mut BenchRng) -> [u8; LENGTH] {
    let mut token = [0; LENGTH];
    // Base32.
    token.fill_with(|| match rng.random_range(0..32) {
        letter @ 0..26 => b'A' + letter,
        digit => b'2' + (digit - 26),
    });
    token
}

/// Tokens that are right, and tokens that differ in one place.
fn verify(runner: &mut CtRunner, rng: &mut BenchRng) {
    let right = token(rng);
    let stored = Sha256::digest(right);
    measure(runner, rng, right, |sent| same::is_same(&Sha256::digest(sent), &stored));
}

/// The comparison by itself, where the hash of what was sent may agree with the stored one for long.
fn compare(runner: &mut CtRunner, rng: &mut BenchRng) {
    let stored = token(rng);
    measure(runner, rng, stored, |sent| same::is_same(sent, &stored));
}

/// A comparison that stops at the first difference: if this is not found, nothing is.
fn control(runner: &mut CtRunner, rng: &mut BenchRng) {
    let stored = token(rng);
    measure(runner, rng, stored, |sent| sent.iter().zip(&stored).all(|(left, right)| left == right));
}

fn measure(runner: &mut CtRunner, rng: &mut BenchRng, right: [u8; LENGTH], verify: impl Fn(&[u8]) -> bool) {
    let tokens =
        (0..SAMPLES).map(|_| if rng.random() { (Class::Left, right) } else { (Class::Right, wrong(rng, right)) });
    for (class, token) in tokens.collect::<Vec<_>>() {
        runner.run_one(class, || verify(&token));
    }
}

/// Differs in the first place, where a comparison that stops early stops earliest.
fn wrong(rng: &mut BenchRng, mut right: [u8; LENGTH]) -> [u8; LENGTH] {
    right[0] = right[0].wrapping_add(rng.random_range(1..=255));
    right
}

ctbench_main!(verify, compare, control);
