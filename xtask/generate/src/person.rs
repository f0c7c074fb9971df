//! One made-up user.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use domain::{State, Timestamp};
use fastrand::Rng;

use crate::names::{LANGUAGES, Language, Name};

/// A user as the files of an import have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The ID; no other person of the file has it.
    pub user_id: String,
    /// The name; one in fifty has none.
    pub name: String,
    /// The description; two in three have none.
    pub description: String,
    /// The address; no other person of the file has it.
    pub primary_email_address: String,
    /// When it was validated; two in three were.
    pub validated_at: Option<Timestamp>,
    /// The state; four in five are approved.
    pub state: State,
    /// One in a thousand.
    pub admin: bool,
    /// One in five has some.
    pub attributes: BTreeMap<&'static str, String>,
    /// Within five years.
    pub created_at: Timestamp,
    /// One in fifty is deleted.
    pub deleted_at: Option<Timestamp>,
    /// An argon2id hash of a password that nobody knows.
    pub password_hash: String,
}

const HOSTS: [&str; 8] = [
    "example.com",
    "example.org",
    "example.net",
    "northgrid.example",
    "mail.southnet.example",
    "iot-fields.example",
    "uni-river.example",
    "harbour.example",
];
const DEPARTMENTS: [&str; 6] = ["Network", "Field service", "Forschung", "Água e energia", "Support", "Verkauf"];
const REMARKS: [&str; 8] = [
    "Works on the gateways of the harbour",
    "Duty phone, weekends only",
    "Temporary; leaves in spring",
    "50 % remote",
    "Replaces “the old account”",
    "Sensors, water levels",
    "See ticket #4711",
    "Täglich 9–17 Uhr",
];
/// 1 January 2021, and the five years after it, in microseconds.
const FIRST_DAY: i64 = 1_609_459_200_000_000;
const YEARS: i64 = 5 * 365 * 86_400_000_000;

/// So many people of a seed, one after the other.
pub fn people(count: u64, seed: u64) -> impl Iterator<Item = Person> {
    // A generator for each, so that the first people are the same however many there are.
    (0..count)
        .map(move |number| person(number, &mut Rng::with_seed(seed ^ (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))))
}

fn person(number: u64, rng: &mut Rng) -> Person {
    let language = pick(rng, &LANGUAGES);
    let (first, last) = (*pick(rng, &language.first), *pick(rng, &language.last));
    let user_id = user_id(number, first.1, last.1, rng);
    let created = FIRST_DAY + rng.i64(0..YEARS);
    let later = |rng: &mut Rng| Timestamp::from_micros(created + rng.i64(0..YEARS / 20));
    let address = if rng.u8(0..4) == 0 { title(first.1) + "." + last.1 + &number.to_string() } else { user_id.clone() };
    Person {
        name: if rng.u8(0..50) == 0 { String::new() } else { name(language, first, last) },
        description: if rng.u8(0..3) == 0 { (*pick(rng, &REMARKS)).to_owned() } else { String::new() },
        primary_email_address: format!("{address}@{}", pick(rng, &HOSTS)),
        validated_at: (rng.u8(0..3) > 0).then(|| later(rng)),
        state: state(rng.u8(0..100)),
        admin: rng.u16(0..1000) == 0,
        attributes: attributes(rng),
        created_at: Timestamp::from_micros(created),
        deleted_at: (rng.u8(0..50) == 0).then(|| later(rng)),
        password_hash: password_hash(rng),
        user_id,
    }
}

/// The number in it makes it unique, wherever it stands.
fn user_id(number: u64, first: &str, last: &str, rng: &mut Rng) -> String {
    match rng.u8(0..4) {
        0 => format!("{first}-{last}-{number}"),
        1 => format!("{last}-{number}-{first}"),
        2 => format!("{first}{number}"),
        _ => format!("{}-{last}-{number}", first.get(..1).unwrap_or("x")),
    }
}

fn name(language: &Language, first: Name, last: Name) -> String {
    if language.last_first { format!("{} {}", last.0, first.0) } else { format!("{} {}", first.0, last.0) }
}

fn title(word: &str) -> String {
    word.chars().next().map(|c| c.to_ascii_uppercase()).into_iter().chain(word.chars().skip(1)).collect()
}

fn state(percent: u8) -> State {
    match percent {
        0..80 => State::Approved,
        80..90 => State::Requested,
        90..93 => State::Rejected,
        93..95 => State::Flagged,
        _ => State::Suspended,
    }
}

fn attributes(rng: &mut Rng) -> BTreeMap<&'static str, String> {
    let mut attributes = BTreeMap::new();
    if rng.u8(0..5) == 0 {
        attributes.insert("department", (*pick(rng, &DEPARTMENTS)).to_owned());
        if rng.bool() {
            attributes.insert("floor", rng.u8(0..9).to_string());
        }
    }
    attributes
}

fn password_hash(rng: &mut Rng) -> String {
    let (mut salt, mut hash) = ([0; 16], [0; 32]);
    rng.fill(&mut salt);
    rng.fill(&mut hash);
    let [salt, hash] = [STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash)];
    format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${hash}")
}

fn pick<'a, T>(rng: &mut Rng, among: &'a [T]) -> &'a T {
    rng.choice(among).unwrap_or_else(|| unreachable!("no list here is empty"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{EmailAddress, UserId, attributes, text};

    use super::*;

    #[test]
    fn people_are_valid_and_no_two_alike() {
        let (mut ids, mut addresses) = (BTreeSet::new(), BTreeSet::new());
        for person in people(20_000, 1) {
            assert!(!UserId::parse(&person.user_id).unwrap().is_blocked(), "{}", person.user_id);
            assert!(ids.insert(person.user_id));
            let address = EmailAddress::parse(&person.primary_email_address).unwrap();
            assert!(addresses.insert(address.identity()), "{address}");
            text::check_name(&person.name).unwrap();
            text::check_description("description", &person.description).unwrap();
            let attributes = person.attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            attributes::check(&attributes).unwrap();
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        let of = |count, seed| people(count, seed).collect::<Vec<_>>();
        assert_eq!(of(10, 7), of(20, 7)[..10]);
        assert_ne!(of(10, 7), of(10, 8));
    }

    #[test]
    fn the_mix_is_as_it_says() {
        let all: Vec<_> = people(100_000, 3).collect();
        let share = |of: fn(&Person) -> bool| all.iter().filter(|person| of(person)).count();
        assert!((79_000..81_000).contains(&share(|person| person.state == State::Approved)));
        assert!((1_800..2_200).contains(&share(|person| person.deleted_at.is_some())));
        assert!((60..140).contains(&share(|person| person.admin)));
    }
}
