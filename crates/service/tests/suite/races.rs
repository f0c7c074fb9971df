//! What happens at the same moment: exactly one wins, an admin always stays, and nobody meets an internal error.

use std::sync::Arc;

use domain::{Code, NewUser, Result, State, UserPatch};
use secrecy::ExposeSecret as _;
use service::{Caller, Service, Settings, passwords, sessions, users};
use testdb::Backend;
use tokio::sync::Barrier;

use crate::{
    World,
    support::{HOUR, anonymous, context, email, fields, id, new, secret},
};

/// How often two admins go at each other in each way: 200 times in the test command, as often as `ROSTER_TEST_RACES` says
/// otherwise.
pub(crate) fn rounds() -> usize {
    std::env::var("ROSTER_TEST_RACES").map_or(200, |text| text.parse().unwrap())
}

/// How often fifty want the same ID or address, who hash more: five hundred creates to a thousand rounds of the others.
fn rounds_of_fifty() -> usize {
    rounds().div_ceil(100)
}

testdb::on_both!(
    of_fifty_creates_of_one_id_one_succeeds,
    of_fifty_creates_with_one_address_one_succeeds,
    of_twenty_uses_of_one_code_one_succeeds,
    two_admins_who_demote_each_other_leave_one,
    two_admins_who_suspend_each_other_leave_one,
    two_admins_who_delete_each_other_leave_one,
    two_admins_who_purge_each_other_leave_one,
    two_admins_who_demote_and_suspend_each_other_leave_one,
    two_admins_who_suspend_and_delete_each_other_leave_one,
    two_admins_who_delete_and_demote_each_other_leave_one,
    two_admins_who_step_down_together_leave_one,
    two_admins_who_end_and_delete_each_other_leave_one,
    two_admins_who_end_each_other_leave_one,
    restore_purge_and_create_of_one_id_leave_one_truth,
);

/// Runs all at once and answers what each got.
pub(crate) async fn at_once<Done, Work>(works: Vec<Work>) -> Vec<Done>
where
    Done: Send + 'static,
    Work: Future<Output = Done> + Send + 'static,
{
    let start = Arc::new(Barrier::new(works.len()));
    let tasks: Vec<_> = works
        .into_iter()
        .map(|work| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                work.await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

async fn create_all(world: &World, users: Vec<NewUser>, field: &str) {
    let create = |user| {
        let (service, host) = (world.service.clone(), world.host.clone());
        async move { users::create(&service, &host, user, None).await }
    };
    let (count, records) = (users.len(), world.records().await);
    let outcomes = at_once(users.into_iter().map(create).collect()).await;
    let refused: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), count - 1);
    for error in refused {
        assert_eq!((error.code, fields(&error).as_slice()), (Code::AlreadyExists, [field].as_slice()), "{error:?}");
    }
    let left = testdb::rows(&world.url, "SELECT user_id FROM users").await;
    assert_eq!((left.len(), world.records().await), (1, records + 1));
    let winner = left[0][0].as_deref().unwrap();
    users::purge(&world.service, &world.host, &id(winner)).await.unwrap();
}

async fn of_fifty_creates_of_one_id_one_succeeds(world: World) {
    let address = |number| email(&format!("colleague-{number}@example.com"));
    let wanted = (0..50).map(|number| NewUser { primary_email_address: address(number), ..new("colleague") });
    for _ in 0..rounds_of_fifty() {
        create_all(&world, wanted.clone().collect(), "user_id").await;
    }
}

async fn of_fifty_creates_with_one_address_one_succeeds(world: World) {
    let address = |number: u32| email(if number.is_multiple_of(2) { "one@example.com" } else { "ONE@example.com" });
    let wanted =
        (0..50).map(|number| NewUser { primary_email_address: address(number), ..new(&format!("user-{number}")) });
    for _ in 0..rounds_of_fifty() {
        create_all(&world, wanted.clone().collect(), "primary_email_address").await;
    }
}

async fn of_twenty_uses_of_one_code_one_succeeds(world: World) {
    // A thread for each, so that all have hashed before any takes the code, and none is too busy.
    let settings = Settings { hashing_threads: 20, ..world.service.settings().clone() };
    let service = Service::new(world.db.clone(), settings, world.clock.clone(), Arc::new(service::OsRng)).unwrap();
    world.person("colleague").await;
    let code = passwords::create_link(&service, &world.host, &id("colleague")).await.unwrap();
    let used = |number: u32| {
        let (service, code) = (service.clone(), code.clone());
        async move {
            let password = format!("good password number {number}");
            passwords::set_by_code(&service, &anonymous(), code.expose_secret(), secret(&password)).await?;
            Ok(password)
        }
    };
    let outcomes: Vec<Result<_>> = at_once((0..20).map(used).collect()).await;
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 19));
    for error in lost.into_iter().filter_map(Result::err) {
        assert_eq!(error.name, "temporary_password_expired", "{error:?}");
    }
    for password in won.into_iter().flatten() {
        world.login("colleague", &password).await.unwrap();
    }
}

/// What one admin does to another.
#[derive(Clone, Copy, Debug)]
enum Attack {
    Demote,
    Suspend,
    Delete,
    Purge,
    /// Gives an end to the account.
    Expire,
    /// Has the user deleted later.
    DeleteLater,
}

impl Attack {
    async fn on(self, service: &Service, caller: &Caller, user_id: &str) -> Result<()> {
        let (user_id, later) = (id(user_id), service.now().plus(HOUR));
        let patch = match self {
            Self::Demote => UserPatch { admin: Some(false), ..UserPatch::default() },
            Self::Expire => UserPatch { expires_at: Some(Some(later)), ..UserPatch::default() },
            Self::DeleteLater => UserPatch { delete_at: Some(Some(later)), ..UserPatch::default() },
            Self::Suspend => UserPatch { state: Some(State::Suspended), ..UserPatch::default() },
            Self::Delete => return users::delete(service, caller, &user_id, None).await,
            Self::Purge => return users::purge(service, caller, &user_id).await,
        };
        users::update(service, caller, &user_id, patch, None).await.map(|_| ())
    }
}

/// Puts an admin back as they were, without any hashing.
async fn put_back(world: &World, user_id: &str) {
    match world.stored(user_id).await {
        None => drop(world.admin(user_id).await),
        Some(user) if user.deleted_at.is_some() => {
            users::restore(&world.service, &world.host, &user.user_id).await.unwrap();
        }
        Some(user) => {
            let (expires_at, delete_at) = (Some(None), Some(None));
            let state = Some(State::Approved);
            let patch = UserPatch { admin: Some(true), state, expires_at, delete_at, ..UserPatch::default() };
            users::update(&world.service, &world.host, &user.user_id, patch, None).await.unwrap();
        }
    }
}

const ADMINS: [&str; 2] = ["left", "right"];

/// Rounds in which each of two admins does something to the `victims` in their place. In even rounds the host does
/// both, so that nothing but the rule of the last admin stands in the way; in odd ones each is let in as it comes.
async fn fight(world: &World, attacks: [Attack; 2], victims: [&'static str; 2]) {
    for admin in ADMINS {
        world.admin(admin).await;
    }
    for round in 0..rounds() {
        let mut works = Vec::new();
        for ((admin, attack), victim) in ADMINS.into_iter().zip(attacks).zip(victims) {
            let (service, cookie) = (world.service.clone(), world.cookie(admin).await);
            let host = (round % 2 == 0).then(|| world.host.clone());
            works.push(async move {
                let caller = match host {
                    Some(caller) => caller,
                    None => sessions::resolve(&service, &cookie, context()).await?,
                };
                attack.on(&service, &caller, victim).await
            });
        }
        let outcomes = at_once(works).await;
        check(world, round, &outcomes).await;
        for admin in ADMINS {
            put_back(world, admin).await;
        }
    }
}

async fn check(world: &World, round: usize, outcomes: &[Result<()>]) {
    let usable =
        store::users::count_usable_admins_but(&mut world.db.read().await.unwrap(), &id("nobody")).await.unwrap();
    assert_eq!(usable, 1, "round {round}: {outcomes:?}");
    let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "round {round}: {outcomes:?}");
    let allowed: &[&str] = if round.is_multiple_of(2) {
        &["last_admin"]
    } else {
        &["last_admin", "permission_denied", "no_user_rights", "unauthenticated"]
    };
    assert!(allowed.contains(&refused[0].name), "round {round}: {outcomes:?}");
}

async fn two_admins_who_demote_each_other_leave_one(world: World) {
    fight(&world, [Attack::Demote, Attack::Demote], ["right", "left"]).await;
}

async fn two_admins_who_suspend_each_other_leave_one(world: World) {
    fight(&world, [Attack::Suspend, Attack::Suspend], ["right", "left"]).await;
}

async fn two_admins_who_delete_each_other_leave_one(world: World) {
    fight(&world, [Attack::Delete, Attack::Delete], ["right", "left"]).await;
}

async fn two_admins_who_purge_each_other_leave_one(world: World) {
    fight(&world, [Attack::Purge, Attack::Purge], ["right", "left"]).await;
}

async fn two_admins_who_demote_and_suspend_each_other_leave_one(world: World) {
    fight(&world, [Attack::Demote, Attack::Suspend], ["right", "left"]).await;
}

async fn two_admins_who_suspend_and_delete_each_other_leave_one(world: World) {
    fight(&world, [Attack::Suspend, Attack::Delete], ["right", "left"]).await;
}

async fn two_admins_who_delete_and_demote_each_other_leave_one(world: World) {
    fight(&world, [Attack::Delete, Attack::Demote], ["right", "left"]).await;
}

async fn two_admins_who_end_and_delete_each_other_leave_one(world: World) {
    fight(&world, [Attack::Expire, Attack::Delete], ["right", "left"]).await;
}

async fn two_admins_who_end_each_other_leave_one(world: World) {
    fight(&world, [Attack::Expire, Attack::DeleteLater], ["right", "left"]).await;
}

/// Whoever is first: afterwards the ID belongs to one user or to nobody, and nobody has met a failure of ours.
async fn restore_purge_and_create_of_one_id_leave_one_truth(world: World) {
    for round in 0..rounds() {
        world.person("colleague").await;
        world.delete("colleague").await;
        let works = (0..3).map(|kind| {
            let (service, host) = (world.service.clone(), world.host.clone());
            async move {
                match kind {
                    0 => users::restore(&service, &host, &id("colleague")).await.map(|_| ()),
                    1 => users::purge(&service, &host, &id("colleague")).await,
                    _ => users::create(&service, &host, new("colleague"), None).await.map(|_| ()),
                }
            }
        });
        let outcomes = at_once(works.collect()).await;
        for (kind, outcome) in outcomes.iter().enumerate() {
            let allowed: &[Code] = if kind == 2 { &[Code::AlreadyExists] } else { &[Code::NotFound] };
            let fine = outcome.as_ref().map_or_else(|error| allowed.contains(&error.code), |()| true);
            assert!(fine, "round {round}: {outcomes:?}");
        }
        let left = world.stored("colleague").await;
        assert!(outcomes[1].is_ok() || left.is_some(), "round {round}: {outcomes:?}");
        if left.is_some() {
            users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
        }
    }
}

async fn two_admins_who_step_down_together_leave_one(world: World) {
    fight(&world, [Attack::Demote, Attack::Demote], ADMINS).await;
}

/// One in PostgreSQL can change what the other has read but not locked; this shows that the rounds would notice.
#[test]
fn without_the_common_lock_no_admin_is_left() {
    testdb::run(Backend::Postgres, |url| async move {
        let world = crate::open(url).await;
        for admin in ADMINS {
            world.admin(admin).await;
        }
        let (mut left, mut right) = (world.db.write().await.unwrap(), world.db.write().await.unwrap());
        for (tx, victim) in [(&mut left, "right"), (&mut right, "left")] {
            let user = store::users::get_for_update(tx, &id(victim)).await.unwrap().unwrap();
            assert_eq!(store::users::count_usable_admins_but(tx, &user.user_id).await.unwrap(), 1);
            let demoted = domain::User { admin: false, ..user.touched(world.service.now()) };
            assert!(store::users::update(tx, &demoted, user.version).await.unwrap());
        }
        left.commit().await.unwrap();
        right.commit().await.unwrap();
        let mut tx = world.db.read().await.unwrap();
        assert_eq!(store::users::count_usable_admins_but(&mut tx, &id("nobody")).await.unwrap(), 0);
    });
}
