//! Any history of users, against a model in plain Rust: 200 in the test command, as many as `ROSTER_TEST_HISTORIES` says
//! otherwise.

mod registry;
mod step;

use domain::{Code, NewUser, Page, User, UserFilter, UserPatch};
use proptest::test_runner::{Config, TestRunner};
use registry::Registry;
use service::{check, users};
use step::{IDS, Step, steps};
use testdb::Backend;
use tokio::{runtime::Handle, task::block_in_place};

use crate::{
    World, open,
    support::{HOUR, email, id, new},
};

async fn really_take(world: &World, step: Step) -> Result<(), Code> {
    let (service, host) = (&world.service, &world.host);
    let change = async |user_id: &str, patch: UserPatch| {
        users::update(service, host, &id(user_id), patch, None).await.map(|_| ())
    };
    let later = |hours: u32| Some(Some(service.now().plus(HOUR * hours)));
    let answer = match step {
        Step::Create(user_id, address) => {
            let given = NewUser { primary_email_address: email(address), ..new(user_id) };
            match users::create(service, host, given, None).await {
                Ok(user) => {
                    world.give_password(user).await;
                    Ok(())
                }
                Err(error) => Err(error),
            }
        }
        Step::Delete(user_id) => users::delete(service, host, &id(user_id), None).await,
        Step::Restore(user_id) => users::restore(service, host, &id(user_id)).await.map(|_| ()),
        Step::Purge(user_id) => users::purge(service, host, &id(user_id)).await,
        Step::Recover(user_id) => users::recover_admin(service, host, &id(user_id)).await.map(|_| ()),
        Step::Move(user_id, address) => {
            change(user_id, UserPatch { primary_email_address: Some(email(address)), ..UserPatch::default() }).await
        }
        Step::Put(user_id, state) => change(user_id, UserPatch { state: Some(state), ..UserPatch::default() }).await,
        Step::Admin(user_id, admin) => change(user_id, UserPatch { admin: Some(admin), ..UserPatch::default() }).await,
        Step::LiftIn(user_id, hours) => {
            change(user_id, UserPatch { suspended_until: later(hours), ..UserPatch::default() }).await
        }
        Step::ExpireIn(user_id, hours) => {
            change(user_id, UserPatch { expires_at: later(hours), ..UserPatch::default() }).await
        }
        Step::DeleteIn(user_id, hours) => {
            change(user_id, UserPatch { delete_at: later(hours), ..UserPatch::default() }).await
        }
        Step::Wait(hours) => {
            world.clock.advance(HOUR * hours);
            world.do_what_is_due().await.map(|_| ())
        }
    };
    answer.map_err(|error| error.code)
}

/// Takes all steps, compares each answer and the end, and leaves the database empty.
async fn compare(world: &World, history: &[Step]) {
    let mut registry = Registry::new(world.service.now());
    for step in history {
        let (really, should) = (really_take(world, *step).await, registry.take(*step));
        assert_eq!(really, should, "{step:?} of {history:?}");
    }
    for user_id in IDS {
        let stored = world.stored(user_id).await.map(|user| registry::Entry::from(&user));
        assert_eq!(stored.as_ref(), registry.users.get(user_id), "{user_id} after {history:?}");
    }
    assert_derived(world, &registry, history).await;
    testdb::execute(&world.url, "DELETE FROM users").await;
}

/// Totals, indexes and searches are what the users are, and nothing hangs on nobody.
async fn assert_derived(world: &World, registry: &Registry, history: &[Step]) {
    let findings = check::run(&world.service, &world.host, false).await.unwrap();
    assert!(findings.is_clean(), "{findings:?} after {history:?}");
    for deleted in [false, true] {
        let filter = UserFilter { deleted, query: "example".into(), ..UserFilter::default() };
        let list = users::list(&world.service, &world.host, &filter, Page::new(1, 20).unwrap()).await.unwrap();
        let found: Vec<_> = list.users.iter().map(|user: &User| user.user_id.to_string()).collect();
        assert_eq!(found, registry.ids(deleted), "{history:?}");
    }
}

#[test]
fn any_history_goes_as_the_model_says() {
    let cases = std::env::var("ROSTER_TEST_HISTORIES").map_or(200, |text| text.parse().unwrap());
    for backend in [Backend::Sqlite, Backend::Postgres] {
        testdb::run(backend, move |url| async move {
            let world = open(url).await;
            let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
            let outcome = block_in_place(|| {
                runner.run(&steps(), |history| {
                    Handle::current().block_on(compare(&world, &history));
                    Ok(())
                })
            });
            assert_eq!(outcome, Ok(()));
        });
    }
}
