//! The trail: each change writes one record in its own transaction, and no secret.

use std::collections::BTreeSet;

use domain::{AuditRecord, NewUser, Result, State, UserPatch};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use service::{Caller, passwords, sessions, users};

use crate::{
    World,
    support::{PASSWORD, SECOND, anonymous, context, id, new, secret},
};

const OTHER: &str = "another good password";

testdb::on_both!(
    each_change_writes_one_record_of_who_what_whom_when_and_where,
    a_record_holds_what_changed_before_and_after,
    what_is_refused_or_only_read_writes_no_record,
    where_no_record_can_be_written_nothing_is_changed,
    no_secret_is_ever_in_the_trail,
);

/// One change of each kind, on the user "victim", by who may do it. A name that ends in `!` is done by the victim.
const CHANGES: [(&str, &str); 19] = [
    ("create", "user.create"),
    ("create_admin", "user.create"),
    ("update", "user.update"),
    ("create_link", "user.password_link.create"),
    ("set_by_code!", "user.password.set"),
    ("set", "user.password.set"),
    ("set_temporary", "user.password.set"),
    ("login!", "session.create"),
    ("update_own!", "user.update"),
    ("change!", "user.password.set"),
    ("confirm!", "session.confirm"),
    ("end!", "session.delete"),
    ("end_all", "session.delete"),
    ("end_others!", "session.delete"),
    ("logout!", "session.delete"),
    ("delete", "user.delete"),
    ("restore", "user.restore"),
    ("recover", "user.restore"),
    ("purge", "user.purge"),
];

/// What a change needs that was there before it.
struct Before {
    own: Caller,
    session_id: String,
    code: String,
}

/// Makes what the change needs: the victim as the change must find them, and an admin besides.
async fn prepare(world: &World, change: &str) -> Option<Before> {
    if change.starts_with("create") && change != "create_link" {
        return None;
    }
    world.person("victim").await;
    let code = passwords::create_link(&world.service, &world.host, &id("victim")).await.unwrap();
    let session_id = world.caller("victim").await.session_id().unwrap().to_owned();
    let own = world.caller("victim").await;
    if change == "restore" {
        world.delete("victim").await;
    }
    Some(Before { own, session_id, code: code.expose_secret().to_owned() })
}

/// Makes one change; what "the victim does" is done in their session or by what they know.
async fn make(world: &World, change: &str, admin: &Caller, before: Option<&Before>) -> Result<()> {
    let (service, victim) = (&world.service, &id("victim"));
    let patch = UserPatch { name: Some("Changed".into()), ..UserPatch::default() };
    let Some(Before { own, session_id, code }) = before else {
        return match change {
            "create" => users::create(service, admin, new("victim"), None).await.map(|_| ()),
            _ => users::create_admin(service, &world.host, new("victim"), None).await.map(|_| ()),
        };
    };
    match change {
        "update" => users::update(service, admin, victim, patch, None).await.map(|_| ()),
        "create_link" => passwords::create_link(service, admin, victim).await.map(|_| ()),
        "set_by_code!" => passwords::set_by_code(service, &anonymous(), code, secret(OTHER)).await.map(|_| ()),
        "set" => passwords::set(service, &world.host, victim, secret(OTHER), false).await,
        "login!" => sessions::login(service, &anonymous(), "victim", secret(PASSWORD), false).await.map(|_| ()),
        "update_own!" => users::update_own(service, own, patch, None).await.map(|_| ()),
        "change!" => passwords::change(service, own, secret(PASSWORD), secret(OTHER), true).await,
        "set_temporary" => passwords::set_temporary(service, admin, victim, secret(OTHER)).await,
        "confirm!" => passwords::confirm(service, own, secret(PASSWORD)).await.map(|_| ()),
        "end_all" => sessions::end_all(service, admin, victim).await.map(|_| ()),
        "recover" => users::recover_admin(service, &world.host, victim).await.map(|_| ()),
        "end!" => sessions::end(service, own, session_id).await,
        "end_others!" => sessions::end_others(service, own).await,
        "logout!" => sessions::logout(service, own).await,
        "delete" => users::delete(service, admin, victim, None).await,
        "restore" => users::restore(service, admin, victim).await.map(|_| ()),
        _ => users::purge(service, admin, victim).await,
    }
}

async fn trail(world: &World, user_id: &str) -> Vec<AuditRecord> {
    store::audit::list_for(&mut world.db.read().await.unwrap(), &id(user_id)).await.unwrap()
}

async fn remove_victim(world: &World) {
    if world.stored("victim").await.is_some() {
        users::purge(&world.service, &world.host, &id("victim")).await.unwrap();
    }
}

async fn each_change_writes_one_record_of_who_what_whom_when_and_where(world: World) {
    world.admin("boss").await;
    let boss = world.cookie("boss").await;
    for (change, action) in CHANGES {
        let before = prepare(&world, change).await;
        let (older, records) = (trail(&world, "victim").await, world.records().await);
        world.clock.advance(SECOND);
        make(&world, change, &world.resolve(&boss).await, before.as_ref()).await.unwrap();
        assert_eq!(world.records().await, records + 1, "{change}");
        let written = &trail(&world, "victim").await[older.len()..];
        assert_eq!(written.len(), 1, "{change}");
        let host = ["create_admin", "set", "recover"].contains(&change);
        let actor = if change.ends_with('!') {
            "victim"
        } else if host {
            "host"
        } else {
            "boss"
        };
        let request = if host { "host:test" } else { "request-1" };
        let record = &written[0];
        assert_eq!((record.actor.as_str(), record.action.as_str()), (actor, action), "{change}");
        assert_eq!((record.at, record.request_id.as_str()), (world.service.now(), request), "{change}");
        let address = format!("SELECT address FROM audit WHERE id = {}", record.id);
        let expected = if host { String::new() } else { context().address };
        assert_eq!(testdb::rows(&world.url, &address).await, [[Some(expected)]], "{change}");
        remove_victim(&world).await;
    }
}

fn parsed(record: &AuditRecord) -> (Value, Value) {
    (serde_json::from_str(&record.before).unwrap(), serde_json::from_str(&record.after).unwrap())
}

async fn a_record_holds_what_changed_before_and_after(world: World) {
    let now = world.service.now();
    let given = NewUser { name: "Old".into(), ..new("victim") };
    users::create(&world.service, &world.host, given, None).await.unwrap();
    let patch = UserPatch {
        name: Some("New".into()),
        description: Some(String::new()),
        state: Some(State::Suspended),
        ..UserPatch::default()
    };
    users::update(&world.service, &world.host, &id("victim"), patch, None).await.unwrap();
    world.delete("victim").await;
    users::restore(&world.service, &world.host, &id("victim")).await.unwrap();
    users::purge(&world.service, &world.host, &id("victim")).await.unwrap();
    let records = trail(&world, "victim").await;
    let changes: Vec<_> = records.iter().map(parsed).collect();
    assert_eq!(changes[0].0, json!({}));
    assert_eq!(changes[0].1["name"], "Old");
    assert_eq!(changes[0].1["primary_email_address"], "victim@example.com");
    let updated = (json!({ "name": "Old", "state": "Approved" }), json!({ "name": "New", "state": "Suspended" }));
    assert_eq!(changes[1], updated);
    let (live, deleted) = (
        json!({ "deleted_at": null, "deleted_by": null }),
        json!({ "deleted_at": now.micros(), "deleted_by": "host" }),
    );
    assert_eq!(changes[2], (live.clone(), deleted.clone()));
    assert_eq!(changes[3], (deleted, live));
    assert_eq!((changes[4].0["name"].as_str(), &changes[4].1), (Some("New"), &json!({})));
}

async fn what_is_refused_or_only_read_writes_no_record(world: World) {
    world.admin("boss").await;
    world.person("victim").await;
    let own = world.caller("victim").await;
    let records = world.records().await;
    let service = &world.service;
    users::create(service, &world.host, new("victim"), None).await.unwrap_err();
    users::delete(service, &world.host, &id("boss"), None).await.unwrap_err();
    users::update(service, &world.host, &id("victim"), UserPatch::default(), Some(9)).await.unwrap_err();
    users::delete(service, &own, &id("boss"), None).await.unwrap_err();
    world.login("victim", "wrong horse battery").await.map(|session| session.user).unwrap_err();
    passwords::change(service, &own, secret("wrong horse battery"), secret(OTHER), true).await.unwrap_err();
    users::get(service, &world.host, &id("victim")).await.unwrap();
    sessions::list(service, &own).await.unwrap();
    assert_eq!(world.records().await, records);
}

/// All that the database holds but the trail, and but when sessions were last seen.
async fn everything(world: &World) -> Vec<Vec<Option<String>>> {
    let sql = "SELECT user_id || ' ' || name || ' ' || CAST(version AS TEXT) || ' ' || \
               COALESCE(CAST(deleted_at AS TEXT), '') FROM users \
               UNION ALL SELECT password_hash FROM credentials \
               UNION ALL SELECT 'session ' || session_id FROM sessions \
               UNION ALL SELECT 'code ' || CAST(user_key AS TEXT) || ' ' || CAST(created_at AS TEXT) FROM password_links \
               ORDER BY 1";
    testdb::rows(&world.url, sql).await
}

async fn where_no_record_can_be_written_nothing_is_changed(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    for (change, _) in CHANGES {
        let before = prepare(&world, change).await;
        world.clock.advance(SECOND);
        let kept = everything(&world).await;
        testdb::execute(&world.url, "ALTER TABLE audit RENAME TO lost").await;
        make(&world, change, &boss, before.as_ref()).await.unwrap_err();
        assert_eq!(everything(&world).await, kept, "{change}");
        testdb::execute(&world.url, "ALTER TABLE lost RENAME TO audit").await;
        // It was the trail that stood in the way, nothing else.
        make(&world, change, &boss, before.as_ref()).await.unwrap();
        remove_victim(&world).await;
    }
}

async fn no_secret_is_ever_in_the_trail(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    let mut secrets = BTreeSet::from([PASSWORD.to_owned(), OTHER.to_owned(), "$argon2id$".to_owned()]);
    for (change, _) in CHANGES {
        let before = prepare(&world, change).await;
        make(&world, change, &boss, before.as_ref()).await.unwrap();
        secrets.extend(before.map(|before| before.code));
        let hashes = testdb::rows(&world.url, "SELECT password_hash FROM credentials").await;
        secrets.extend(hashes.into_iter().map(|row| row[0].clone().unwrap()));
        remove_victim(&world).await;
    }
    world.person("victim").await;
    let session = world.login("victim", PASSWORD).await.unwrap();
    secrets.insert(session.token.expose_secret().to_owned());
    let columns = "at, id, actor, action, target, before, after, request_id, address";
    let text =
        columns.split(", ").map(|column| format!("CAST({column} AS TEXT)")).collect::<Vec<_>>().join(" || ' ' || ");
    let rows = testdb::rows(&world.url, &format!("SELECT {text} FROM audit")).await;
    assert!(rows.len() > 40, "{}", rows.len());
    for row in rows {
        let row = row[0].as_deref().unwrap();
        for secret in &secrets {
            assert!(!row.contains(secret.as_str()), "{secret} in {row}");
        }
    }
}
