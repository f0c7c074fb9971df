//! The last admin who can log in stays, by every path.

use domain::{Code, NewUser, Result, State, UserPatch};
use service::{Caller, users};

use crate::{
    World,
    support::{assert_refused, id, new},
};

testdb::on_both!(
    the_last_usable_admin_stays_by_every_path,
    while_there_is_a_second_every_path_is_open,
    admins_who_can_not_log_in_do_not_count,
    other_fields_of_the_last_admin_can_be_changed,
    a_change_that_keeps_the_admin_usable_is_none_of_the_rules_business,
    a_restored_admin_counts_again,
    the_host_has_a_way_back_in_whatever_became_of_an_admin,
);

/// A way to lose an admin.
#[derive(Clone, Copy, Debug)]
enum Path {
    Delete,
    Purge,
    Demote,
    Put(State),
}

const PATHS: [Path; 7] = [
    Path::Delete,
    Path::Purge,
    Path::Demote,
    Path::Put(State::Suspended),
    Path::Put(State::Rejected),
    Path::Put(State::Requested),
    Path::Put(State::Flagged),
];

impl Path {
    async fn take(self, world: &World, caller: &Caller, user_id: &str) -> Result<()> {
        let (service, user_id) = (&world.service, id(user_id));
        let patch = match self {
            Self::Delete => return users::delete(service, caller, &user_id, None).await,
            Self::Purge => return users::purge(service, caller, &user_id).await,
            Self::Demote => UserPatch { admin: Some(false), name: Some("Former boss".into()), ..UserPatch::default() },
            Self::Put(state) => UserPatch { state: Some(state), ..UserPatch::default() },
        };
        users::update(service, caller, &user_id, patch, None).await.map(|_| ())
    }

    /// The field of the form at which the refusal stands.
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::Delete | Self::Purge => &[],
            Self::Demote => &["admin"],
            Self::Put(_) => &["state"],
        }
    }
}

async fn is_last(world: &World, user_id: &str) -> bool {
    users::is_last_admin(&world.service, &world.host, &id(user_id)).await.unwrap()
}

async fn the_last_usable_admin_stays_by_every_path(world: World) {
    let boss = world.admin("boss").await;
    let cookie = world.cookie("boss").await;
    let records = world.records().await;
    assert!(is_last(&world, "boss").await);
    for path in PATHS {
        for caller in [&world.resolve(&cookie).await, &world.host] {
            let error = assert_refused(path.take(&world, caller, "boss").await, "last_admin", path.field());
            assert_eq!(
                (error.code, error.attributes["user_id"].to_string()),
                (Code::FailedPrecondition, "boss".to_owned())
            );
        }
        assert_eq!(world.stored("boss").await.as_ref(), Some(&boss), "{path:?}");
    }
    assert_eq!(world.records().await, records);
    assert!(world.is_valid(&cookie).await);
}

async fn while_there_is_a_second_every_path_is_open(world: World) {
    world.admin("boss").await;
    for (number, path) in PATHS.into_iter().enumerate() {
        let deputy = format!("deputy-{number}");
        world.admin(&deputy).await;
        assert!(!is_last(&world, "boss").await && !is_last(&world, &deputy).await);
        let own = world.caller(&deputy).await;
        path.take(&world, &own, &deputy).await.unwrap();
        assert!(is_last(&world, "boss").await, "{path:?}");
    }
}

async fn admins_who_can_not_log_in_do_not_count(world: World) {
    let without_password = NewUser { admin: true, ..new("without-password") };
    users::create(&world.service, &world.host, without_password, None).await.unwrap();
    world.admin("boss").await;
    for state in [State::Requested, State::Rejected, State::Flagged, State::Suspended] {
        let user_id = format!("in-state-{state}");
        world.admin(&user_id).await;
        world.set_state(&user_id, state).await;
    }
    world.admin("deleted").await;
    world.delete("deleted").await;
    world.person("no-admin").await;
    assert!(is_last(&world, "boss").await);
    for path in PATHS {
        assert_refused(path.take(&world, &world.host, "boss").await, "last_admin", path.field());
    }
    // They themselves can go by any path: nothing is lost with them.
    users::purge(&world.service, &world.host, &id("deleted")).await.unwrap();
    users::delete(&world.service, &world.host, &id("without-password"), None).await.unwrap();
    users::delete(&world.service, &world.host, &id("in-state-suspended"), None).await.unwrap();
    for user_id in ["in-state-flagged", "in-state-rejected"] {
        Path::Demote.take(&world, &world.host, user_id).await.unwrap();
        assert!(!is_last(&world, user_id).await);
    }
}

async fn other_fields_of_the_last_admin_can_be_changed(world: World) {
    world.admin("boss").await;
    let patch = UserPatch {
        name: Some("The Boss".into()),
        state_description: Some("in charge".into()),
        ..UserPatch::default()
    };
    let changed = users::update(&world.service, &world.host, &id("boss"), patch, None).await.unwrap();
    assert!(changed.is_usable_admin());
}

async fn a_change_that_keeps_the_admin_usable_is_none_of_the_rules_business(world: World) {
    world.admin("boss").await;
    let same = UserPatch { admin: Some(true), state: Some(State::Approved), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("boss"), same, None).await.unwrap();
}

async fn a_restored_admin_counts_again(world: World) {
    world.admin("boss").await;
    world.admin("deputy").await;
    world.delete("deputy").await;
    assert!(is_last(&world, "boss").await);
    users::restore(&world.service, &world.host, &id("deputy")).await.unwrap();
    assert!(!is_last(&world, "boss").await);
    Path::Delete.take(&world, &world.host, "boss").await.unwrap();
    assert!(is_last(&world, "deputy").await);
}

async fn the_host_has_a_way_back_in_whatever_became_of_an_admin(world: World) {
    world.admin("boss").await;
    world.person("colleague").await;
    world.set_state("colleague", State::Rejected).await;
    world.delete("colleague").await;
    let recovered = users::recover_admin(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert!(recovered.is_usable_admin());
    let admins = users::admins(&world.service, &world.host).await.unwrap();
    let ids: Vec<_> = admins.iter().map(|admin| admin.user_id.as_str()).collect();
    assert_eq!(ids, ["boss", "colleague"]);
    let nobody = users::recover_admin(&world.service, &world.host, &id("nobody")).await;
    assert_refused(nobody, "user_not_found", &[]);
}
