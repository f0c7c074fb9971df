//! Changing users: field masks and versions.

use domain::{Code, EmailAddress, Error, Result, State, User, UserPatch};
use service::users;

use crate::{
    World,
    support::{SECOND, assert_refused, email, id},
};

testdb::on_both!(
    only_the_fields_of_the_patch_change,
    a_patch_that_changes_nothing_is_no_change,
    attributes_are_replaced_as_a_whole_and_recorded,
    an_old_version_is_refused_with_what_is_saved,
    without_a_version_the_last_one_wins,
    of_two_editors_of_one_version_one_wins,
    a_new_address_is_validated_only_where_an_admin_says_so,
    a_taken_address_is_refused_at_its_field,
    refused_values_change_nothing,
    who_is_not_there_is_not_changed,
    ones_own_account_can_be_changed_in_part,
    the_version_holds_for_ones_own_account_too,
);

async fn update(world: &World, user_id: &str, patch: UserPatch, version: Option<i64>) -> Result<User> {
    users::update(&world.service, &world.host, &id(user_id), patch, version).await
}

fn name(text: &str) -> UserPatch {
    UserPatch { name: Some(text.into()), ..UserPatch::default() }
}

fn address(text: &str) -> UserPatch {
    UserPatch { primary_email_address: Some(email(text)), ..UserPatch::default() }
}

async fn only_the_fields_of_the_patch_change(world: World) {
    let before = world.person("colleague").await;
    world.clock.advance(SECOND);
    let after = update(&world, "colleague", name("My Colleague"), None).await.unwrap();
    let expected = User { name: "My Colleague".into(), version: 2, updated_at: world.service.now(), ..before };
    assert_eq!(after, expected);
    assert_eq!(world.stored("colleague").await, Some(expected));
    let all = UserPatch {
        email_validated_at: None,
        name: Some("New".into()),
        description: Some("new".into()),
        primary_email_address: Some(email("new@example.com")),
        email_validated: Some(true),
        state: Some(State::Suspended),
        state_description: Some("why".into()),
        suspended_until: Some(Some(world.service.now().plus(SECOND))),
        expires_at: Some(Some(world.service.now().plus(2 * SECOND))),
        delete_at: Some(Some(world.service.now().plus(3 * SECOND))),
        admin: Some(true),
        require_password_update: Some(true),
        attributes: None,
        theme: Some("dark".into()),
        picture_id: None,
    };
    let after = update(&world, "colleague", all.clone(), None).await.unwrap();
    assert!(all.changes(&after).is_empty(), "{after:?}");
    assert_eq!(world.stored("colleague").await, Some(after));
}

async fn attributes_are_replaced_as_a_whole_and_recorded(world: World) {
    world.person("colleague").await;
    let set = |pairs: &[(&str, &str)]| UserPatch {
        attributes: Some(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()),
        ..UserPatch::default()
    };
    update(&world, "colleague", set(&[("team", "ops"), ("phone", "1")]), None).await.unwrap();
    let second = set(&[("team", "dev")]);
    let after = update(&world, "colleague", second.clone(), None).await.unwrap();
    assert_eq!(after.version, 3);
    let stored = users::attributes(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert_eq!(Some(&stored), second.attributes.as_ref());
    // The same again is no change.
    assert_eq!(update(&world, "colleague", second, None).await.unwrap().version, 3);
    let last = testdb::rows(&world.url, "SELECT before, after FROM audit ORDER BY id DESC LIMIT 1").await;
    let text = |json: &str| Some(json.to_owned());
    assert_eq!(
        last,
        [[text(r#"{"attributes":{"phone":"1","team":"ops"}}"#), text(r#"{"attributes":{"team":"dev"}}"#)]]
    );
    let refused = update(&world, "colleague", set(&[("No Key", "")]), None).await;
    assert_refused(refused, "validation", &["attributes"]);
}

async fn a_patch_that_changes_nothing_is_no_change(world: World) {
    let before = world.person("colleague").await;
    let records = world.records().await;
    world.clock.advance(SECOND);
    let same = UserPatch { state: Some(State::Approved), admin: Some(false), ..name("") };
    for patch in [UserPatch::default(), same] {
        assert_eq!(update(&world, "colleague", patch, Some(1)).await.unwrap(), before);
    }
    assert_eq!(world.stored("colleague").await, Some(before));
    assert_eq!(world.records().await, records);
}

fn assert_old_version(refused: Result<User>, fields: &[&str], version: &str) -> Error {
    let error = assert_refused(refused, "changed_meanwhile", fields);
    assert_eq!((error.code, error.attributes["version"].to_string()), (Code::Aborted, version.to_owned()));
    error
}

async fn an_old_version_is_refused_with_what_is_saved(world: World) {
    world.person("colleague").await;
    let saved = update(&world, "colleague", name("First editor"), Some(1)).await.unwrap();
    let late = UserPatch { description: Some(String::new()), ..name("Second editor") };
    let error = assert_old_version(update(&world, "colleague", late.clone(), Some(1)).await, &["name"], "2");
    assert!(error.fields[0].message.contains("First editor"), "{error:?}");
    assert_eq!(world.stored("colleague").await, Some(saved));
    // Knowing that, the second editor saves again.
    assert_eq!(update(&world, "colleague", late, Some(2)).await.unwrap().name, "Second editor");
    assert_old_version(update(&world, "colleague", name("From the future"), Some(9)).await, &["name"], "3");
}

async fn without_a_version_the_last_one_wins(world: World) {
    world.person("colleague").await;
    for text in ["First", "Second", "Third"] {
        update(&world, "colleague", name(text), None).await.unwrap();
    }
    let stored = world.stored("colleague").await.unwrap();
    assert_eq!((stored.name.as_str(), stored.version), ("Third", 4));
}

async fn of_two_editors_of_one_version_one_wins(world: World) {
    world.person("colleague").await;
    for version in 1..=20 {
        let (left, right) = tokio::join!(
            update(&world, "colleague", name(&format!("left {version}")), Some(version)),
            update(&world, "colleague", name(&format!("right {version}")), Some(version)),
        );
        let (won, lost) = if left.is_ok() { (left, right) } else { (right, left) };
        assert_eq!(world.stored("colleague").await, Some(won.unwrap()));
        assert_old_version(lost, &["name"], &(version + 1).to_string());
    }
}

async fn a_new_address_is_validated_only_where_an_admin_says_so(world: World) {
    world.person("colleague").await;
    let validated = UserPatch { email_validated: Some(true), ..UserPatch::default() };
    let now = Some(world.service.now());
    let validated_at = async |patch: UserPatch| {
        update(&world, "colleague", patch, None).await.unwrap().primary_email_address_validated_at
    };
    assert_eq!(validated_at(validated.clone()).await, now);
    assert_eq!(validated_at(address("colleague@example.com")).await, now);
    assert_eq!(validated_at(address("new@example.com")).await, None);
    let both = UserPatch { email_validated: Some(true), ..address("newer@example.com") };
    assert_eq!(validated_at(both).await, now);
    assert_eq!(validated_at(UserPatch { email_validated: Some(false), ..UserPatch::default() }).await, None);
    // Changed by its owner, an address is not validated.
    assert_eq!(validated_at(validated).await, now);
    let own = world.caller("colleague").await;
    let changed = users::update_own(&world.service, &own, address("newest@example.com"), None).await.unwrap();
    assert_eq!(changed.primary_email_address_validated_at, None);
}

async fn a_taken_address_is_refused_at_its_field(world: World) {
    let before = world.person("colleague").await;
    world.person("holder").await;
    let refused = update(&world, "colleague", address("HOLDER@example.com"), None).await;
    let error = assert_refused(refused, "already_exists", &["primary_email_address"]);
    assert_eq!(error.attributes["taken_by"].to_string(), "holder");
    let own = world.caller("colleague").await;
    let refused = users::update_own(&world.service, &own, address("holder@example.com"), None).await;
    assert_refused(refused, "already_exists", &["primary_email_address"]);
    assert_eq!(world.stored("colleague").await, Some(before));
    world.delete("holder").await;
    update(&world, "colleague", address("holder@example.com"), None).await.unwrap();
}

async fn refused_values_change_nothing(world: World) {
    let before = world.person("colleague").await;
    let wrong = UserPatch {
        name: Some("\u{202E}nimda".into()),
        description: Some("x".repeat(2001)),
        state_description: Some("\u{7}".into()),
        theme: Some("pink".into()),
        admin: Some(true),
        ..UserPatch::default()
    };
    let refused = update(&world, "colleague", wrong, None).await;
    assert_refused(refused, "validation", &["name", "description", "state_description", "theme"]);
    assert_eq!(world.stored("colleague").await, Some(before));
}

async fn who_is_not_there_is_not_changed(world: World) {
    assert_refused(update(&world, "nobody", name("x"), None).await, "user_not_found", &[]);
    world.person("colleague").await;
    world.delete("colleague").await;
    assert_refused(update(&world, "colleague", name("x"), None).await, "user_not_found", &[]);
}

async fn ones_own_account_can_be_changed_in_part(world: World) {
    world.person("colleague").await;
    let own = world.caller("colleague").await;
    let allowed = UserPatch {
        description: Some("Me".into()),
        primary_email_address: Some(email("me@example.com")),
        theme: Some("dark".into()),
        ..name("Me")
    };
    let saved = users::update_own(&world.service, &own, allowed, None).await.unwrap();
    assert_eq!((saved.name.as_str(), saved.theme.as_str()), ("Me", "dark"));
    let forbidden = [
        UserPatch { admin: Some(true), ..UserPatch::default() },
        UserPatch { admin: Some(false), ..UserPatch::default() },
        UserPatch { state: Some(State::Approved), ..UserPatch::default() },
        UserPatch { state_description: Some(String::new()), ..UserPatch::default() },
        UserPatch { email_validated: Some(true), ..UserPatch::default() },
    ];
    for patch in forbidden {
        let patch = UserPatch { name: Some("Boss".into()), ..patch };
        let refused = users::update_own(&world.service, &own, patch, None).await;
        assert_refused(refused, "permission_denied", &[]);
    }
    assert_eq!(world.stored("colleague").await, Some(saved));
}

async fn the_version_holds_for_ones_own_account_too(world: World) {
    world.person("colleague").await;
    let own = world.caller("colleague").await;
    update(&world, "colleague", name("By an admin"), None).await.unwrap();
    let refused = users::update_own(&world.service, &own, name("By myself"), Some(1)).await;
    assert_old_version(refused, &["name"], "2");
    let address = EmailAddress::parse("me@example.com").ok();
    let patch = UserPatch { primary_email_address: address, ..UserPatch::default() };
    users::update_own(&world.service, &own, patch, Some(2)).await.unwrap();
}
