//! Any sequence of creating, deleting, restoring, purging and moving addresses, against a model in plain Rust.

use std::collections::BTreeMap;

use domain::{Code, NewUser, UserPatch};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use service::users;
use testdb::Backend;
use tokio::{runtime::Handle, task::block_in_place};

use crate::{
    World, open,
    support::{email, id, new},
};

/// Few IDs and addresses, so that they collide.
const IDS: [&str; 3] = ["aa", "bb", "cc"];
const ADDRESSES: [&str; 3] = ["x@example.com", "X@EXAMPLE.COM", "y@example.com"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Create(&'static str, &'static str),
    Delete(&'static str),
    Restore(&'static str),
    Purge(&'static str),
    Move(&'static str, &'static str),
}

fn step() -> impl Strategy<Value = Step> {
    let user_id = proptest::sample::select(IDS.to_vec());
    let address = proptest::sample::select(ADDRESSES.to_vec());
    (0..6, user_id, address).prop_map(|(kind, user_id, address)| match kind {
        0 | 1 => Step::Create(user_id, address),
        2 => Step::Delete(user_id),
        3 => Step::Restore(user_id),
        4 => Step::Purge(user_id),
        _ => Step::Move(user_id, address),
    })
}

/// Who is there: address and whether deleted, by ID.
#[derive(Debug, Default)]
struct Model(BTreeMap<&'static str, (&'static str, bool)>);

impl Model {
    fn live(&self, user_id: &str) -> bool {
        self.0.get(user_id).is_some_and(|(_, deleted)| !deleted)
    }

    fn deleted(&self, user_id: &str) -> bool {
        self.0.get(user_id).is_some_and(|(_, deleted)| *deleted)
    }

    /// Whether a live user but this one has the address.
    fn taken(&self, address: &str, but: &str) -> bool {
        let mut others = self.0.iter().filter(|(user_id, _)| **user_id != but);
        others.any(|(_, (theirs, deleted))| !deleted && theirs.eq_ignore_ascii_case(address))
    }

    /// What must be answered; the model changes where it is success.
    fn take(&mut self, step: Step) -> Result<(), Code> {
        match step {
            Step::Create(user_id, address) if self.0.contains_key(user_id) || self.taken(address, user_id) => {
                return Err(Code::AlreadyExists);
            }
            Step::Create(user_id, address) => drop(self.0.insert(user_id, (address, false))),
            Step::Delete(user_id) if self.live(user_id) => self.0.entry(user_id).or_default().1 = true,
            Step::Restore(user_id) if self.deleted(user_id) => {
                let address = self.0[user_id].0;
                if self.taken(address, user_id) {
                    return Err(Code::AlreadyExists);
                }
                self.0.insert(user_id, (address, false));
            }
            Step::Purge(user_id) if self.0.contains_key(user_id) => drop(self.0.remove(user_id)),
            Step::Move(user_id, address) if self.live(user_id) => {
                if self.taken(address, user_id) {
                    return Err(Code::AlreadyExists);
                }
                self.0.insert(user_id, (address, false));
            }
            _ => return Err(Code::NotFound),
        }
        Ok(())
    }
}

async fn really_take(world: &World, step: Step) -> Result<(), Code> {
    let (service, host) = (&world.service, &world.host);
    let answer = match step {
        Step::Create(user_id, address) => {
            let given = NewUser { primary_email_address: email(address), ..new(user_id) };
            users::create(service, host, given, None).await.map(|_| ())
        }
        Step::Delete(user_id) => users::delete(service, host, &id(user_id)).await,
        Step::Restore(user_id) => users::restore(service, host, &id(user_id)).await.map(|_| ()),
        Step::Purge(user_id) => users::purge(service, host, &id(user_id)).await,
        Step::Move(user_id, address) => {
            let patch = UserPatch { primary_email_address: Some(email(address)), ..UserPatch::default() };
            users::update(service, host, &id(user_id), patch, None).await.map(|_| ())
        }
    };
    answer.map_err(|error| error.code)
}

/// Takes all steps, compares each answer and the end, and leaves the database empty.
async fn compare(world: &World, steps: &[Step]) {
    let mut model = Model::default();
    for step in steps {
        assert_eq!(really_take(world, *step).await, model.take(*step), "{step:?} of {steps:?}");
    }
    for user_id in IDS {
        let stored = world.stored(user_id).await;
        let expected = model.0.get(user_id).copied();
        let stored = stored.map(|user| (user.primary_email_address.to_string(), user.deleted_at.is_some()));
        assert_eq!(stored, expected.map(|(address, deleted)| (address.to_owned(), deleted)), "{steps:?}");
        if expected.is_some() {
            users::purge(&world.service, &world.host, &id(user_id)).await.unwrap();
        }
    }
}

#[test]
fn ids_and_addresses_are_held_and_freed_as_the_model_says() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        testdb::run(backend, |url| async move {
            let world = open(url).await;
            let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
            let outcome = block_in_place(|| {
                runner.run(&proptest::collection::vec(step(), 1..25), |steps| {
                    Handle::current().block_on(compare(&world, &steps));
                    Ok(())
                })
            });
            assert_eq!(outcome, Ok(()));
        });
    }
}
