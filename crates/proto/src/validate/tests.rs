//! Each rule, through messages that have it.

use prost_types::{FieldMask, Timestamp};

use super::{Invalid, Validate, Violation, email};
use crate::{roster::v1::*, v3::*};

const NOW: i64 = 1_800_000_000_000_000;

fn ids(id: &str) -> UserIdentifiers {
    UserIdentifiers { user_id: id.to_owned(), ..Default::default() }
}

fn alice() -> User {
    User { ids: Some(ids("alice")), primary_email_address: "alice@example.com".to_owned(), ..Default::default() }
}

fn create(change: impl FnOnce(&mut User)) -> CreateUserRequest {
    let mut user = alice();
    change(&mut user);
    CreateUserRequest { user: Some(user), ..Default::default() }
}

fn update(paths: &[&str], change: impl FnOnce(&mut User)) -> UpdateUserRequest {
    let mut user = User { ids: Some(ids("alice")), ..Default::default() };
    change(&mut user);
    UpdateUserRequest { user: Some(user), field_mask: Some(mask(paths)) }
}

fn mask(paths: &[&str]) -> FieldMask {
    FieldMask { paths: paths.iter().map(ToString::to_string).collect() }
}

fn key(change: impl FnOnce(&mut CreateUserApiKeyRequest)) -> CreateUserApiKeyRequest {
    let mut request = CreateUserApiKeyRequest {
        user_ids: Some(ids("alice")),
        rights: vec![Right::UserInfo.into()],
        ..Default::default()
    };
    change(&mut request);
    request
}

/// The innermost error: which field and why, with the fields around it before it.
fn refused(request: &impl Validate) -> (String, String) {
    match request.validate(NOW).unwrap_err() {
        Violation::Validation(invalid) | Violation::Identifiers(invalid) => leaf(*invalid),
        other => panic!("{other:?}"),
    }
}

fn leaf(invalid: Invalid) -> (String, String) {
    let Some(cause) = invalid.cause else { return (invalid.field, invalid.reason) };
    assert_eq!(invalid.reason, "embedded message failed validation");
    let (field, reason) = leaf(*cause);
    (format!("{}.{field}", invalid.field), reason)
}

fn forbidden(request: &impl Validate) -> Vec<String> {
    match request.validate(NOW).unwrap_err() {
        Violation::FieldMaskPaths { forbidden_paths } => forbidden_paths,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plain_user_may_be_made() {
    assert_eq!(create(|_| {}).validate(NOW), Ok(()));
    assert_eq!(().validate(NOW), Ok(()));
}

#[test]
fn a_missing_message_is_required() {
    let none = CreateUserRequest::default();
    let Violation::Validation(invalid) = none.validate(NOW).unwrap_err() else { panic!() };
    let name = "CreateUserRequestValidationError";
    assert_eq!(*invalid, Invalid { field: "user".into(), reason: "value is required".into(), name, cause: None });
    assert_eq!(refused(&create(|user| user.ids = None)), ("user.ids".into(), "value is required".into()));
}

#[test]
fn every_message_around_a_bad_field_says_where_it_is() {
    let Violation::Validation(outer) = create(|user| user.ids = Some(ids("Bad_ID"))).validate(NOW).unwrap_err() else {
        panic!()
    };
    let middle = outer.cause.unwrap();
    let inner = middle.cause.unwrap();
    assert_eq!((outer.field.as_str(), outer.name), ("user", "CreateUserRequestValidationError"));
    assert_eq!((middle.field.as_str(), middle.name), ("ids", "UserValidationError"));
    assert_eq!((inner.field.as_str(), inner.name), ("user_id", "UserIdentifiersValidationError"));
    assert_eq!(inner.reason, r#"value does not match regex pattern "^[a-z0-9](?:[-]?[a-z0-9]){1,}$""#);
}

#[test]
fn strings_keep_to_their_lengths_in_code_points() {
    assert_eq!(create(|user| user.name = "ö".repeat(50)).validate(NOW), Ok(()));
    let cases = [
        (refused(&create(|user| user.name = "ö".repeat(51))), "user.name", "value length must be at most 50 runes"),
        (refused(&ValidateEmailRequest::default()), "id", "value length must be between 1 and 64 runes, inclusive"),
        (
            refused(&UpdateNotificationStatusRequest {
                receiver_ids: Some(ids("alice")),
                ids: vec!["short".to_owned()],
                ..Default::default()
            }),
            "ids[0]",
            "value length must be 36 runes",
        ),
        (
            refused(&create(|user| user.ids = Some(ids(&"a".repeat(37))))),
            "user.ids.user_id",
            "value length must be at most 36 runes",
        ),
    ];
    for (found, field, reason) in cases {
        assert_eq!(found, (field.to_owned(), reason.to_owned()));
    }
}

#[test]
fn identifiers_match_their_patterns() {
    for good in ["al", "a1", "a-b", "0-0", &"a".repeat(36)] {
        assert_eq!(create(|user| user.ids = Some(ids(good))).validate(NOW), Ok(()), "{good}");
    }
    for bad in ["", "a", "-a", "a-", "a--b", "a_b", "a.b", "Alice", "älice", "alice\n"] {
        assert!(create(|user| user.ids = Some(ids(bad))).validate(NOW).is_err(), "{bad}");
    }
}

#[test]
fn an_order_is_one_of_the_list() {
    let request = ListUserSessionsRequest { user_ids: Some(ids("alice")), order: "name".into(), ..Default::default() };
    let reason = "value must be in list [ created_at -created_at]";
    assert_eq!(refused(&request), ("order".to_owned(), reason.to_owned()));
}

#[test]
fn numbers_keep_to_their_limit() {
    let request = |limit| ListUsersRequest { limit, ..Default::default() };
    assert_eq!(request(1000).validate(NOW), Ok(()));
    assert_eq!(refused(&request(1001)), ("limit".into(), "value must be less than or equal to 1000".into()));
}

#[test]
fn enums_have_named_values() {
    let reason = "value must be one of the defined enum values";
    assert_eq!(refused(&create(|user| user.state = 5)), ("user.state".into(), reason.into()));
    assert_eq!(refused(&key(|key| key.rights.push(64))), ("rights[1]".into(), reason.into()));
}

#[test]
fn lists_keep_to_their_counts() {
    assert_eq!(
        refused(&key(|key| key.rights.clear())),
        ("rights".into(), "value must contain at least 1 item(s)".into())
    );
    assert_eq!(
        refused(&create(|user| user.contact_info = vec![ContactInfo::default(); 11])),
        ("user.contact_info".into(), "value must contain no more than 10 item(s)".into())
    );
    let batch = BatchDeleteUserBookmarksRequest { user_ids: Some(ids("alice")), ..Default::default() };
    assert_eq!(refused(&batch), ("entity_ids".into(), "value must contain between 1 and 20 items, inclusive".into()));
}

#[test]
fn unique_lists_hold_nothing_twice() {
    let reason = "repeated value must contain unique items";
    assert_eq!(refused(&key(|key| key.rights.push(1))), ("rights[1]".into(), reason.into()));
}

#[test]
fn maps_keep_to_their_rules() {
    let attributes = |key: &str, value: &str| create(|user| drop(user.attributes.insert(key.into(), value.into())));
    let many = create(|user| user.attributes = (0..11).map(|n| (format!("key-{n}"), String::new())).collect());
    let cases = [
        (refused(&many), "user.attributes", "value must contain no more than 10 pair(s)".to_owned()),
        (
            refused(&attributes("Bad", "")),
            "user.attributes[Bad]",
            r#"value does not match regex pattern "^[a-z0-9](?:[-]?[a-z0-9]){2,}$""#.to_owned(),
        ),
        (
            refused(&attributes("team", &"x".repeat(201))),
            "user.attributes[team]",
            "value length must be at most 200 runes".to_owned(),
        ),
    ];
    for (found, field, reason) in cases {
        assert_eq!(found, (field.to_owned(), reason));
    }
}

#[test]
fn bytes_keep_to_their_lengths() {
    let gateway = |eui| EntityIdentifiers {
        ids: Some(entity_identifiers::Ids::GatewayIds(GatewayIdentifiers { gateway_id: "gtw-1".into(), eui })),
    };
    assert_eq!(gateway(Vec::new()).validate(NOW), Ok(()));
    assert_eq!(refused(&gateway(vec![1])), ("gateway_ids.eui".into(), "value length must be 8 bytes".into()));
    let embedded = picture::Embedded { mime_type: String::new(), data: vec![0; 8_388_609] };
    let picture = Picture { embedded: Some(embedded), ..Default::default() };
    assert_eq!(
        refused(&create(|user| user.profile_picture = Some(picture))),
        ("user.profile_picture.embedded.data".into(), "value length must be at most 8388608 bytes".into())
    );
}

#[test]
fn times_to_come_are_after_now() {
    let at = |micros: i64| Timestamp {
        seconds: micros.div_euclid(1_000_000),
        nanos: i32::try_from(micros.rem_euclid(1_000_000) * 1000).unwrap(),
    };
    let expires = |time| key(|key| key.expires_at = Some(time));
    assert_eq!(expires(at(NOW + 1)).validate(NOW), Ok(()));
    assert_eq!(refused(&expires(at(NOW))), ("expires_at".into(), "value must be greater than now".into()));
    for (seconds, nanos) in [(i64::MAX, 0), (253_402_300_800, 0), (0, -1), (0, 1_000_000_000)] {
        let found = refused(&expires(Timestamp { seconds, nanos }));
        assert_eq!(found, ("expires_at".into(), "value is not a valid timestamp".into()));
    }
}

#[test]
fn one_of_several_is_required_where_the_rule_says_so() {
    let none =
        CreateUserBookmarkRequest { user_ids: Some(ids("alice")), entity_ids: Some(EntityIdentifiers::default()) };
    assert_eq!(refused(&none), ("entity_ids.ids".into(), "value is required".into()));
    assert_eq!(SearchAccountsRequest::default().validate(NOW), Ok(()));
}

#[test]
fn references_to_pictures_are_uris() {
    let sizes = |uri: &str| {
        let picture = Picture { sizes: [(0, uri.to_owned())].into(), ..Default::default() };
        create(|user| user.profile_picture = Some(picture))
    };
    for good in ["", "https://example.com/a%20b.png", "/pictures/1", "a/b:c", "?x"] {
        assert_eq!(sizes(good).validate(NOW), Ok(()), "{good}");
    }
    for bad in [":", "1:x", "a b:c", "%", "a%2", "%zz", "a\nb"] {
        let reason = "value must be a valid URI";
        assert_eq!(refused(&sizes(bad)), ("user.profile_picture.sizes[0]".into(), reason.into()), "{bad}");
    }
}

#[test]
fn addresses_are_judged_as_mail_software_reads_them() {
    let invite = |email: &str| SendInvitationRequest { email: email.to_owned() };
    for good in [
        "a@b",
        "A.B+c@Example.COM",
        "a@example.com.",
        "Ada Lovelace <ada@example.com>",
        "\"Lovelace, Ada\" <ada@example.com>",
        "<ada@example.com>",
        "\"a b\"@example.com",
        "jörg@example.com",
    ] {
        assert_eq!(invite(good).validate(NOW), Ok(()), "{good}");
    }
    let long = format!("{}@example.com", "a".repeat(65));
    for bad in
        ["", "a", "@b", "a@", "a@b@c", "a b@c", "a..b@c", ".a@b", "a@-b", "a@b..c", "a@b c", "a@b>", "x<a@b", &long]
    {
        let reason = "value must be a valid email address";
        assert_eq!(refused(&invite(bad)), ("email".into(), reason.into()), "{bad}");
    }
}

#[test]
fn addresses_of_users_are_plain_besides() {
    assert_eq!(email::check_plain("a.b+c@localhost"), Ok(()));
    for bad in ["", "Ada <a@b.example>", "\"a b\"@example.com", "jörg@example.com", "a@b_c", "a@b."] {
        assert_eq!(email::check_plain(bad), Err(Violation::Email { email: bad.to_owned() }));
    }
}

#[test]
fn no_string_holds_nul() {
    let reason = "value must not contain NUL";
    let cases = [
        (refused(&create(|user| user.name = "a\0b".into())), "user.name"),
        (refused(&create(|user| user.password = "\0".into())), "user.password"),
        (refused(&CreateUserRequest { user: Some(alice()), invitation_token: "\0".into() }), "invitation_token"),
        (refused(&create(|user| drop(user.attributes.insert("team".into(), "\0".into())))), "user.attributes[team]"),
        (refused(&UserIdentifiers { user_id: "alice".into(), email: "\0".into() }), "email"),
    ];
    for (found, field) in cases {
        assert_eq!(found, (field.to_owned(), reason.to_owned()));
    }
}

#[test]
fn the_first_bad_field_of_the_file_is_reported() {
    let both = create(|user| {
        user.state = 9;
        user.state_description = "x".repeat(129);
        user.temporary_password = "x".repeat(1001);
    });
    assert_eq!(refused(&both).0, "user.state");
    let later = create(|user| {
        user.state_description = "x".repeat(129);
        user.temporary_password = "x".repeat(1001);
    });
    assert_eq!(refused(&later).0, "user.state_description");
}

#[test]
fn a_request_of_identifiers_alone_is_refused_as_such() {
    assert!(matches!(ids("A").validate(NOW), Err(Violation::Identifiers(_))));
    assert!(matches!(EntityIdentifiers::default().validate(NOW), Err(Violation::Identifiers(_))));
    assert!(matches!(GetUserRequest::default().validate(NOW), Err(Violation::Validation(_))));
}

#[test]
fn masks_name_only_known_and_allowed_paths() {
    let get = |paths: &[&str]| GetUserRequest { user_ids: Some(ids("alice")), field_mask: Some(mask(paths)) };
    let every = [
        "name",
        "ids.user_id",
        "ids.email",
        "deleted_at",
        "attributes",
        "contact_info",
        "password_updated_at",
        "profile_picture.embedded.data",
        "profile_picture.sizes",
        "console_preferences.dashboard_layouts.overview",
        "console_preferences.sort_by.user",
    ];
    assert_eq!(get(&every).validate(NOW), Ok(()));
    assert_eq!(get(&[]).validate(NOW), Ok(()));
    assert_eq!(forbidden(&get(&["name", "password", "nope", ""])), ["password", "nope", ""]);
    for nested in ["primaryEmailAddress", "name.first", "contact_info.value", "created_at.seconds", "attributes.team"] {
        assert_eq!(forbidden(&get(&[nested])), [nested]);
    }
    assert_eq!(forbidden(&update(&["password_updated_at", "password"], |_| {})), ["password_updated_at", "password"]);
    assert_eq!(update(&["temporary_password"], |_| {}).validate(NOW), Ok(()));
    let key = |paths: &[&str]| UpdateUserApiKeyRequest {
        user_ids: Some(ids("alice")),
        api_key: Some(ApiKey::default()),
        field_mask: Some(mask(paths)),
    };
    assert_eq!(key(&["created_at", "expires_at", "id", "key", "name", "rights", "updated_at"]).validate(NOW), Ok(()));
    assert_eq!(forbidden(&key(&["admin"])), ["admin"]);
}

#[test]
fn the_mask_is_looked_at_before_the_fields() {
    let request = GetUserRequest { user_ids: None, field_mask: Some(mask(&["nope"])) };
    assert_eq!(forbidden(&request), ["nope"]);
}

#[test]
fn an_update_is_checked_for_what_its_mask_names() {
    let long = |user: &mut User| user.name = "x".repeat(51);
    assert_eq!(update(&["description"], long).validate(NOW), Ok(()));
    assert_eq!(refused(&update(&["name"], long)).0, "user.name");
    assert_eq!(refused(&update(&["description"], |user| user.ids = None)).0, "user.ids");
    assert_eq!(refused(&update(&["description"], |user| user.ids = Some(ids("A")))).0, "user.ids.user_id");
    assert_eq!(refused(&update(&["primary_email_address"], |_| {})).0, "user.primary_email_address");
    assert_eq!(refused(&update(&[], |_| {})).0, "user.primary_email_address");
    let sort = |user: &mut User| {
        let sort_by = user_console_preferences::SortBy { user: "nope".into(), ..Default::default() };
        user.console_preferences = Some(UserConsolePreferences { sort_by: Some(sort_by), ..Default::default() });
    };
    assert_eq!(update(&["console_preferences.sort_by.gateway"], sort).validate(NOW), Ok(()));
    for path in ["console_preferences.sort_by.user", "console_preferences.sort_by", "console_preferences"] {
        assert_eq!(refused(&update(&[path], sort)).0, "user.console_preferences.sort_by.user", "{path}");
    }
}

#[test]
fn the_update_of_a_key_is_checked_for_what_its_mask_names() {
    let api_key = ApiKey { name: "x".repeat(51), rights: vec![1], ..Default::default() };
    let request = |ids, paths: &[&str]| UpdateUserApiKeyRequest {
        user_ids: ids,
        api_key: Some(api_key.clone()),
        field_mask: Some(mask(paths)),
    };
    assert_eq!(request(Some(ids("alice")), &["rights"]).validate(NOW), Ok(()));
    assert_eq!(refused(&request(Some(ids("alice")), &["name"])).0, "api_key.name");
    assert_eq!(refused(&request(None, &["rights"])).0, "user_ids");
}

#[test]
fn records_of_an_import_are_left_to_be_checked_one_by_one() {
    let bad = ImportUser::default();
    assert_eq!(refused(&bad), ("user".into(), "value is required".into()));
    let request = |records| ImportUsersRequest { records, ..Default::default() };
    assert_eq!(request(vec![bad.clone()]).validate(NOW), Ok(()));
    for count in [0, 1001] {
        let reason = "value must contain between 1 and 1000 items, inclusive";
        assert_eq!(refused(&request(vec![bad.clone(); count])), ("records".into(), reason.into()));
    }
}
