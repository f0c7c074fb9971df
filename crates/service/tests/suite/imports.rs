//! Imports, a batch at a time.

use domain::{Code, Credential, Error, ImportRecord, State, User, UserFilter, import::ImportIds};
use secrecy::ExposeSecret as _;
use service::{
    Caller,
    imports::{self, OnConflict, Options, Outcome, Row},
    users,
};
use store::imports::Progress;

use crate::{
    World,
    support::{PASSWORD, assert_refused, fields, id},
};

testdb::on_both!(
    a_batch_is_there_with_its_users_credentials_attributes_and_one_audit_record,
    records_of_one_line_are_told_apart,
    imported_passwords_and_hashes_log_in,
    each_refused_record_says_what_is_wrong_and_stops_no_other,
    the_same_id_twice_goes_by_the_policy,
    an_address_belongs_to_one_live_user,
    a_reserved_id_is_refused_whatever_the_policy,
    an_update_keeps_what_a_file_can_not_know_and_ends_sessions,
    an_id_that_an_admin_keeps_free_is_imported_only_where_allowed,
    the_last_admin_survives_an_import,
    a_dry_run_writes_nothing,
    progress_comes_with_the_users_and_goes_at_the_end,
    a_batch_that_can_not_be_reported_is_not_written,
    only_the_host_imports,
    a_program_imports_what_it_sends_if_it_may_do_everything,
);

const DIGEST: [u8; 32] = [7; 32];
const FAIL: Options = Options { on_conflict: OnConflict::Fail, allow_blocked: false, dry_run: false };
const SKIP: Options = Options { on_conflict: OnConflict::Skip, ..FAIL };
const UPDATE: Options = Options { on_conflict: OnConflict::Update, ..FAIL };

fn record(user_id: &str) -> ImportRecord {
    ImportRecord {
        ids: ImportIds { user_id: user_id.into() },
        primary_email_address: format!("{user_id}@example.com"),
        state: "STATE_APPROVED".into(),
        ..ImportRecord::default()
    }
}

fn rows(records: impl IntoIterator<Item = ImportRecord>) -> Vec<Row> {
    (1..).zip(records).map(|(line, record)| Row { line, record: Ok(record) }).collect()
}

fn progress(outcome: &Outcome) -> Progress {
    let refused = i64::try_from(outcome.refused.len()).unwrap();
    Progress { next_byte: 99, next_line: 9, report_bytes: 3, created: outcome.created, refused, ..Progress::default() }
}

async fn import(world: &World, options: Options, records: impl IntoIterator<Item = ImportRecord>) -> Outcome {
    imports::batch(&world.service, &world.host, &DIGEST, options, rows(records), |outcome| Ok(progress(outcome)))
        .await
        .unwrap()
}

/// Lines and fields of what was refused.
fn refused(outcome: &Outcome) -> Vec<(i64, Vec<&str>)> {
    outcome.refused.iter().map(|refusal| (refusal.line, fields(&refusal.error))).collect()
}

async fn a_batch_is_there_with_its_users_credentials_attributes_and_one_audit_record(world: World) {
    let before = world.records().await;
    let attributes: domain::Attributes = [("team".to_owned(), "IoT".to_owned())].into();
    let full = ImportRecord {
        name: "Ada".into(),
        description: "First".into(),
        attributes: attributes.clone(),
        primary_email_address_validated_at: "2021-01-01T00:00:00Z".into(),
        admin: true,
        created_at: "2020-01-01T00:00:00Z".into(),
        ..record("ada")
    };
    let gone = ImportRecord { deleted_at: "2022-01-01T00:00:00Z".into(), ..record("gone") };
    let outcome = import(&world, FAIL, [full, record("bob"), gone]).await;
    assert_eq!((outcome.created, outcome.updated, outcome.skipped, outcome.refused.len()), (3, 0, 0, 0));
    let ada = world.stored("ada").await.unwrap();
    assert_eq!((ada.name.as_str(), ada.admin, ada.state), ("Ada", true, State::Approved));
    assert_eq!(ada.created_at.to_string(), "2020-01-01T00:00:00Z");
    assert!(ada.password_updated_at.is_none() && ada.primary_email_address_validated_at.is_some());
    assert_eq!(store::attributes::get(&mut world.db.read().await.unwrap(), ada.id).await.unwrap(), attributes);
    assert_eq!(world.stored("gone").await.unwrap().deleted_by.as_deref(), Some("host"));
    assert_eq!(world.records().await, before + 1);
    let page = domain::Page::new(1, 20).unwrap();
    let found = UserFilter { query: "ada".into(), ..UserFilter::default() };
    let list = users::list(&world.service, &world.host, &found, page).await.unwrap();
    assert_eq!((list.total, list.live, list.deleted), (1, 2, 1));
}

/// All records of a file whose lines end in CR alone stand on one line.
async fn records_of_one_line_are_told_apart(world: World) {
    let batch = [record("good"), record("Bad")].map(|record| Row { line: 2, record: Ok(record) }).into();
    let outcome = imports::batch(&world.service, &world.host, &DIGEST, FAIL, batch, |outcome| Ok(progress(outcome)))
        .await
        .unwrap();
    assert_eq!((outcome.created, outcome.refused.len(), world.records().await), (1, 1, 1));
}

async fn imported_passwords_and_hashes_log_in(world: World) {
    let plain = ImportRecord { password: PASSWORD.into(), ..record("plain") };
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";
    let hashed = ImportRecord { password_hash: hash.into(), ..record("hashed") };
    import(&world, FAIL, [plain, hashed, record("neither")]).await;
    for user_id in ["plain", "hashed"] {
        assert!(world.login(user_id, PASSWORD).await.unwrap().token.expose_secret().len() > 20, "{user_id}");
    }
    assert_refused(world.login("neither", PASSWORD).await.map(|_| ()), "no_user_id_password_match", &[]);
}

async fn each_refused_record_says_what_is_wrong_and_stops_no_other(world: World) {
    let mut batch = rows([
        record("Bad"),
        ImportRecord { name: "a\u{7}".into(), state: "x".into(), ..record("two-faults") },
        ImportRecord { password_hash: "md5:abc".into(), ..record("bad-hash") },
        record("admin"),
        record("good"),
    ]);
    batch.push(Row { line: 6, record: Err(Error::invalid("record", "This is no JSON.")) });
    let outcome = imports::batch(&world.service, &world.host, &DIGEST, FAIL, batch, |outcome| Ok(progress(outcome)))
        .await
        .unwrap();
    assert_eq!(outcome.created, 1);
    let expected: [(i64, &[&str]); 5] = [
        (1, &["user_id", "primary_email_address"]),
        (2, &["name", "state"]),
        (3, &["password_hash"]),
        (4, &["user_id"]),
        (6, &["record"]),
    ];
    let found = refused(&outcome);
    assert_eq!(found.len(), expected.len());
    for ((line, fields), (at, expected)) in found.iter().zip(expected) {
        assert_eq!(*line, at);
        assert!(expected.starts_with(fields) && !fields.is_empty(), "{line}: {fields:?}");
    }
    let blocked = import(&world, Options { allow_blocked: true, ..FAIL }, [record("admin")]).await;
    assert_eq!(blocked.created, 1);
}

async fn the_same_id_twice_goes_by_the_policy(world: World) {
    let named = |name: &str| ImportRecord { name: name.into(), ..record("twin") };
    let name = async || world.stored("twin").await.unwrap().name;
    let outcome = import(&world, FAIL, [named("one"), named("two")]).await;
    assert_eq!((outcome.created, refused(&outcome)), (1, vec![(2, vec!["user_id"])]));
    let outcome = import(&world, SKIP, [named("three")]).await;
    assert_eq!((outcome.created, outcome.skipped, name().await.as_str()), (0, 1, "one"));
    let outcome = import(&world, UPDATE, [named("four"), record("other"), named("five")]).await;
    assert_eq!((outcome.created, outcome.updated, name().await.as_str()), (1, 2, "five"));
}

async fn an_address_belongs_to_one_live_user(world: World) {
    let with = |user_id: &str, address: &str| ImportRecord { primary_email_address: address.into(), ..record(user_id) };
    assert_eq!(import(&world, FAIL, [with("the-first", "one@example.com")]).await.created, 1);
    for options in [FAIL, SKIP, UPDATE] {
        let outcome = import(
            &world,
            options,
            [
                with("the-second", "ONE@example.com"),
                with("the-third", "two@example.com"),
                with("the-fourth", "two@example.com"),
            ],
        )
        .await;
        let lines: Vec<_> =
            outcome.refused.iter().filter(|r| fields(&r.error) == ["primary_email_address"]).map(|r| r.line).collect();
        assert!(lines.contains(&1) && lines.contains(&3), "{outcome:?}");
    }
    let gone = ImportRecord { deleted_at: "2022-01-01T00:00:00Z".into(), ..with("gone", "one@example.com") };
    assert_eq!(import(&world, FAIL, [gone]).await.created, 1);
}

async fn a_reserved_id_is_refused_whatever_the_policy(world: World) {
    world.person("gone").await;
    world.delete("gone").await;
    for options in [FAIL, UPDATE] {
        assert_eq!(refused(&import(&world, options, [record("gone")]).await), [(1, vec!["user_id"])]);
    }
    assert_eq!(import(&world, SKIP, [record("gone")]).await.skipped, 1);
}

async fn an_update_keeps_what_a_file_can_not_know_and_ends_sessions(world: World) {
    let before = world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    let suspended = ImportRecord { name: "New".into(), state: "STATE_SUSPENDED".into(), ..record("colleague") };
    import(&world, UPDATE, [suspended]).await;
    let User { id, created_at, version, password_updated_at, state, .. } = world.stored("colleague").await.unwrap();
    assert_eq!((id, created_at, version), (before.id, before.created_at, before.version + 1));
    assert_eq!((password_updated_at, state), (before.password_updated_at, State::Suspended));
    assert!(!world.is_valid(&cookie).await);
}

async fn the_last_admin_survives_an_import(world: World) {
    world.admin("boss").await;
    let outcome = import(&world, UPDATE, [record("boss"), record("other")]).await;
    assert_eq!((outcome.created, refused(&outcome)), (1, vec![(1, vec!["admin"])]));
    assert!(world.stored("boss").await.unwrap().admin);
}

async fn a_dry_run_writes_nothing(world: World) {
    let outcome = import(&world, Options { dry_run: true, ..FAIL }, [record("ada"), record("Bad")]).await;
    assert_eq!((outcome.created, outcome.refused.len()), (1, 1));
    assert!(world.stored("ada").await.is_none());
    assert_eq!(world.records().await, 0);
    assert_eq!(imports::progress(&world.service, &world.host, &DIGEST).await.unwrap(), Progress::default());
}

async fn progress_comes_with_the_users_and_goes_at_the_end(world: World) {
    let now = async || imports::progress(&world.service, &world.host, &DIGEST).await.unwrap();
    import(&world, FAIL, [record("ada"), record("Bad")]).await;
    let expected =
        Progress { next_byte: 99, next_line: 9, report_bytes: 3, created: 1, refused: 1, ..Progress::default() };
    assert_eq!(now().await, expected);
    imports::finish(&world.service, &world.host, &DIGEST).await.unwrap();
    assert_eq!(now().await, Progress::default());
}

async fn a_batch_that_can_not_be_reported_is_not_written(world: World) {
    let full = |_: &Outcome| Err(Error::internal("the disk is full"));
    let outcome = imports::batch(&world.service, &world.host, &DIGEST, FAIL, rows([record("ada")]), full).await;
    assert_eq!(outcome.unwrap_err().code, Code::Internal);
    assert!(world.stored("ada").await.is_none());
}

async fn only_the_host_imports(world: World) {
    world.admin("boss").await;
    let boss: Caller = world.caller("boss").await;
    let outcome =
        imports::batch(&world.service, &boss, &DIGEST, FAIL, rows([record("ada")]), |outcome| Ok(progress(outcome)))
            .await;
    assert_eq!(outcome.unwrap_err().code, Code::PermissionDenied);
    assert!(imports::progress(&world.service, &boss, &DIGEST).await.is_err());
    assert!(imports::finish(&world.service, &boss, &DIGEST).await.is_err());
    assert!(imports::pack(&world.service, &boss).await.is_err());
    assert!(imports::pack(&world.service, &world.host).await.unwrap());
    assert!(world.stored("ada").await.is_none() && world.stored(id("boss").as_str()).await.is_some());
    assert!(
        record("ada").check(world.service.now(), false, domain::Policy::Safe).unwrap().credential == Credential::None
    );
}

async fn an_id_that_an_admin_keeps_free_is_imported_only_where_allowed(world: World) {
    world.admin("boss").await;
    import(&world, FAIL, [record("crew-1")]).await;
    let boss = world.caller("boss").await;
    service::reservations::create(&world.service, &boss, "crew-*", String::new(), None).await.unwrap();
    // Who has one already can still be changed.
    let outcome = import(&world, UPDATE, [record("crew-1"), record("crew-2")]).await;
    assert_eq!((outcome.updated, refused(&outcome)), (1, vec![(2, vec!["user_id"])]));
    let outcome = import(&world, Options { allow_blocked: true, ..FAIL }, [record("crew-2")]).await;
    assert_eq!((outcome.created, refused(&outcome)), (1, vec![]));
}

async fn a_program_imports_what_it_sends_if_it_may_do_everything(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let all = world.program("boss", &[domain::Right::ALL]).await;
    let before = world.records().await;
    let sent = || rows([record("ada"), record("bob"), ImportRecord { name: "\0".into(), ..record("cid") }]);
    let outcome = imports::records(&world.service, &all, SKIP, sent()).await.unwrap();
    assert_eq!((outcome.created, outcome.skipped_lines.as_slice(), refused(&outcome).len()), (1, &[1][..], 1));
    assert_eq!(world.records().await, before + 1);
    assert!(testdb::rows(&world.url, "SELECT next_line FROM imports").await.is_empty());
    for rights in [&[domain::Right::USER_ALL, domain::Right::USER_SETTINGS_BASIC][..], &[domain::Right::USER_DELETE]] {
        let some = world.program("boss", rights).await;
        assert_refused(imports::records(&world.service, &some, SKIP, sent()).await, "permission_denied", &[]);
    }
    let nobody = world.program("ada", &[domain::Right::ALL]).await;
    assert_refused(imports::records(&world.service, &nobody, SKIP, sent()).await, "permission_denied", &[]);
}
