//! Users as programs see and change them: which fields, and by whom.

use std::time::Duration;

use domain::{Attributes, Contains, Page, Right, State, UserFields, UserFilter, UserPatch, terms};
use service::{
    Caller,
    records::{self, NewRecord, NewTemporaryPassword, Update},
};

use crate::{
    World,
    support::{HOUR, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    strangers_see_what_is_public_and_no_more,
    a_list_has_the_fields_that_are_asked_for,
    what_only_admins_change_is_refused_to_users_by_name,
    an_address_and_its_validation_change_together_for_admins,
    everything_that_is_kept_of_a_user_is_made_at_once,
    preferences_are_merged_with_what_is_kept,
    a_part_of_a_name_is_found_in_names_only,
    accounts_are_found_by_everybody_who_is_known,
    a_right_on_a_user_is_asked_for,
    all_who_match_a_filter_are_walked_through_by_admins_alone,
    a_key_of_few_rights_does_not_move_the_mailbox_to_which_codes_are_sent,
);

fn page() -> Page {
    Page::new(1, 100).unwrap()
}

fn update(field: &str, patch: UserPatch) -> Update {
    Update { fields: UserFields::of([field]), patch, ..Update::default() }
}

async fn strangers_see_what_is_public_and_no_more(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let (ada, bob) = (world.caller("ada").await, id("bob"));
    let get =
        async |fields: &[&str]| records::get(&world.service, &ada, &bob, UserFields::of(fields.iter().copied())).await;
    let record = get(&["name", "state", "admin", "contact_info"]).await.unwrap();
    assert!(!record.fields.contains("contact_info") && record.fields.contains("state"));
    assert_refused(get(&["name", "attributes"]).await, "no_user_rights", &[]);
    assert_refused(get(&["state_description"]).await, "no_user_rights", &[]);
    let own = records::get(&world.service, &ada, &id("ada"), UserFields::ALL).await.unwrap();
    assert!(own.fields.contains("primary_email_address"));
    let nobody = records::get(&world.service, &anonymous(), &bob, UserFields::default()).await;
    assert_refused(nobody, "unauthenticated", &[]);
    let gone = records::get(&world.service, &ada, &id("nobody"), UserFields::default()).await;
    assert_refused(gone, "user_not_found", &[]);
}

async fn a_list_has_the_fields_that_are_asked_for(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let team: Attributes = [("team".to_owned(), "ops".to_owned())].into();
    let patch = UserPatch { attributes: Some(team.clone()), ..UserPatch::default() };
    records::update(&world.service, &world.host, &id("ada"), update("attributes", patch), None).await.unwrap();
    let boss = world.program("boss", &[Right::ALL]).await;
    let list = async |fields: UserFields| {
        records::list(&world.service, &boss, &UserFilter::default(), page(), fields).await.unwrap()
    };
    let (with, total) = list(UserFields::of(["attributes", "console_preferences"])).await;
    assert_eq!((total, with[0].attributes.clone(), with[1].attributes.len()), (2, team, 0));
    assert!(list(UserFields::of(["name"])).await.0[0].attributes.is_empty());
    let ada = world.caller("ada").await;
    let refused = records::list(&world.service, &ada, &UserFilter::default(), page(), UserFields::default()).await;
    assert_refused(refused, "permission_denied", &[]);
}

async fn what_only_admins_change_is_refused_to_users_by_name(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let (ada, boss) = (world.caller("ada").await, world.program("boss", &[Right::ALL]).await);
    for field in ["admin", "state", "state_description", "require_password_update", "temporary_password"] {
        let refused =
            records::update(&world.service, &ada, &id("ada"), update(field, UserPatch::default()), None).await;
        let refused = assert_refused(refused, "update_admin_field", &[field]);
        assert_eq!(refused.attributes["field"].to_string(), field);
    }
    let suspended = UserPatch { state: Some(State::Suspended), ..UserPatch::default() };
    records::update(&world.service, &boss, &id("ada"), update("state", suspended), None).await.unwrap();
    assert_eq!(world.stored("ada").await.unwrap().state, State::Suspended);
}

async fn an_address_and_its_validation_change_together_for_admins(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let boss = world.program("boss", &[Right::ALL]).await;
    let then = world.service.now();
    let both = UserPatch {
        primary_email_address: Some(email("new@example.com")),
        email_validated_at: Some(Some(then)),
        ..UserPatch::default()
    };
    let record = records::update(&world.service, &boss, &id("ada"), update("primary_email_address", both), None).await;
    assert_eq!(record.unwrap().user.primary_email_address_validated_at, Some(then));
    let same = UserPatch { primary_email_address: Some(email("new@example.com")), ..UserPatch::default() };
    let ada = world.caller("ada").await;
    let record = records::update(&world.service, &ada, &id("ada"), update("primary_email_address", same), None).await;
    assert_eq!(record.unwrap().user.primary_email_address_validated_at, Some(then));
    let other = UserPatch { primary_email_address: Some(email("other@example.com")), ..UserPatch::default() };
    let record = records::update(&world.service, &ada, &id("ada"), update("primary_email_address", other), None).await;
    assert_eq!(record.unwrap().user.primary_email_address_validated_at, None);
}

async fn everything_that_is_kept_of_a_user_is_made_at_once(world: World) {
    let now = world.service.now();
    let record = NewRecord {
        new: new("ada"),
        password: Some(secret("correct horse battery staple")),
        email_validated_at: Some(now),
        attributes: [("team".to_owned(), "ops".to_owned())].into(),
        theme: Some("dark".into()),
        preferences: Some(Box::new(|_| b"liked".to_vec())),
        temporary_password: NewTemporaryPassword {
            password: Some(secret("for the first time only")),
            created_at: None,
            expires_at: Some(now.plus(HOUR)),
        },
        picture: None,
        invitation_token: None,
    };
    let made = records::create(&world.service, &world.host, record).await.unwrap();
    assert_eq!(made.attributes.len(), 1);
    assert_eq!(made.preferences.as_deref(), Some(&b"liked"[..]));
    assert_eq!(made.temporary_password, Some((now, now.plus(HOUR))));
    assert_eq!((made.user.theme.as_str(), made.user.primary_email_address_validated_at), ("dark", Some(now)));
}

async fn preferences_are_merged_with_what_is_kept(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    for part in [b"a", b"b"] {
        let merge = move |old: &[u8]| [old, &part[..]].concat();
        let update = Update {
            fields: UserFields::of(["console_preferences"]),
            preferences: Some(Box::new(merge)),
            ..Update::default()
        };
        records::update(&world.service, &ada, &id("ada"), update, None).await.unwrap();
    }
    let record = records::get(&world.service, &ada, &id("ada"), UserFields::ALL).await.unwrap();
    assert_eq!(record.preferences.as_deref(), Some(&b"ab"[..]));
    let temporary =
        Some(NewTemporaryPassword { password: Some(secret("for once only, twelve")), ..Default::default() });
    let update = Update { temporary_password: temporary, ..Update::default() };
    records::update(&world.service, &world.host, &id("ada"), update, None).await.unwrap();
    let record = records::get(&world.service, &ada, &id("ada"), UserFields::ALL).await.unwrap();
    let (given, ends) = record.temporary_password.unwrap();
    assert_eq!(ends.since(given), Duration::from_hours(36));
    // In a list each has their own.
    world.person("bob").await;
    let apart = UserFields::of(["console_preferences", "temporary_password_expires_at"]);
    let (listed, _) = records::list(&world.service, &world.host, &UserFilter::default(), page(), apart).await.unwrap();
    let listed = listed.into_iter().map(|record| (record.user.user_id, record.preferences, record.temporary_password));
    let expected = [(id("ada"), Some(b"ab".to_vec()), Some((given, ends))), (id("bob"), None, None)];
    assert_eq!(listed.collect::<Vec<_>>(), expected);
}

async fn a_part_of_a_name_is_found_in_names_only(world: World) {
    world.admin("boss").await;
    for (user_id, name, description) in
        [("ada", "Ada 1", "works with bob"), ("bob", "Bób", "a"), ("cid", "%_", ""), ("dan-bob", "", "Ada\nalone")]
    {
        world.person(user_id).await;
        let patch =
            UserPatch { name: Some(name.into()), description: Some(description.into()), ..UserPatch::default() };
        service::users::update(&world.service, &world.host, &id(user_id), patch, None).await.unwrap();
    }
    let find = async |contains: Contains, states: &[State]| {
        let filter = UserFilter { contains, states: states.to_vec(), ..UserFilter::default() };
        let (found, total) =
            records::list(&world.service, &world.host, &filter, page(), UserFields::default()).await.unwrap();
        assert_eq!(found.len() as u64, total);
        found.iter().map(|record| record.user.user_id.to_string()).collect::<Vec<_>>().join(" ")
    };
    let none = Contains::default;
    assert_eq!(find(Contains { name: "BOB".into(), ..none() }, &[]).await, "bob");
    assert_eq!(find(Contains { description: "bob".into(), ..none() }, &[]).await, "ada");
    assert_eq!(find(Contains { user_id: "bob".into(), ..none() }, &[]).await, "bob dan-bob");
    assert_eq!(find(Contains { any: "bob".into(), ..none() }, &[]).await, "ada bob dan-bob");
    assert_eq!(find(Contains { any: "%".into(), ..none() }, &[]).await, "cid");
    assert_eq!(find(Contains { name: "1".into(), ..none() }, &[]).await, "ada");
    assert_eq!(find(Contains { name: "a".into(), description: "b".into(), ..none() }, &[]).await, "ada");
    // The flags that stand between name and description are no text.
    assert_eq!(find(Contains { description: "a".into(), ..none() }, &[]).await, "bob dan-bob");
    assert_eq!(find(Contains { any: "boss@ex".into(), ..none() }, &[]).await, "boss");
    world.set_state("ada", State::Flagged).await;
    assert_eq!(find(none(), &[State::Flagged, State::Suspended]).await, "ada");
    assert_eq!(
        find(Contains { any: "bob".into(), ..none() }, &[State::Flagged, State::Approved]).await,
        "ada bob dan-bob"
    );
}

async fn accounts_are_found_by_everybody_who_is_known(world: World) {
    for user_id in ["ada", "adam", "bob"] {
        world.person(user_id).await;
    }
    let bob = world.caller("bob").await;
    let (found, total) = records::search_ids(&world.service, &bob, "ad", 1).await.unwrap();
    assert_eq!((found, total), (vec![id("ada")], 2));
    let refused = records::search_ids(&world.service, &anonymous(), "ad", 1).await;
    assert_refused(refused, "unauthenticated", &[]);
}

async fn a_right_on_a_user_is_asked_for(world: World) {
    world.person("ada").await;
    let program = world.program("ada", &[Right::USER_NOTIFICATIONS_READ]).await;
    let require = async |right| records::require(&world.service, &program, &id("ada"), right).await;
    require(Right::USER_NOTIFICATIONS_READ).await.unwrap();
    let refused = assert_refused(require(Right::USER_DELETE).await, "insufficient_user_rights", &[]);
    assert_eq!(refused.attributes["missing"].to_string(), "RIGHT_USER_DELETE");
    let gone = records::require(&world.service, &world.host, &id("nobody"), Right::USER_INFO).await;
    assert_refused(gone, "user_not_found", &[]);
}

async fn a_key_of_few_rights_does_not_move_the_mailbox_to_which_codes_are_sent(world: World) {
    let ada = world.person("ada").await;
    let few = world.program("ada", &[Right::USER_INFO, Right::USER_SETTINGS_BASIC]).await;
    let all = world.program("ada", &[Right::USER_ALL]).await;
    let change = async |caller: &Caller, address: &str, name: &str| {
        let patch = UserPatch {
            primary_email_address: Some(email(address)),
            name: Some(name.to_owned()),
            ..UserPatch::default()
        };
        let update = Update { fields: UserFields::of(["name", "primary_email_address"]), patch, ..Update::default() };
        records::update(&world.service, caller, &id("ada"), update, None).await
    };
    let refused = change(&few, "evil@example.com", "Ada").await;
    assert_refused(refused, "permission_denied", &["primary_email_address"]);
    assert_eq!(world.stored("ada").await, Some(ada));
    change(&few, "ada@example.com", "Ada").await.unwrap();
    let moved = change(&all, "ada@example.org", "Ada").await.unwrap();
    assert_eq!(moved.user.primary_email_address, email("ada@example.org"));
}

async fn all_who_match_a_filter_are_walked_through_by_admins_alone(world: World) {
    world.admin("boss").await;
    for number in 0..5 {
        world.person(&format!("person-{number}")).await;
    }
    let filter = UserFilter { terms: terms::parse("id:person-*").unwrap().terms, ..UserFilter::default() };
    let (boss, fields) = (world.program("boss", &[Right::ALL]).await, UserFields::of(["attributes"]));
    let step = Page::new(1, 2).unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (records, next) = records::walk(&world.service, &boss, &filter, after, step, fields).await.unwrap();
        seen.extend(records.into_iter().map(|record| record.user.user_id.to_string()));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["person-0", "person-1", "person-2", "person-3", "person-4"]);
    for (caller, refusal) in [(world.caller("person-0").await, "permission_denied"), (anonymous(), "unauthenticated")] {
        assert_refused(records::walk(&world.service, &caller, &filter, None, step, fields).await, refusal, &[]);
    }
}
