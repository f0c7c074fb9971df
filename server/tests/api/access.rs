//! Who may do what: every operation of the API, for every kind of caller, at both doors (Z01, Z07).

mod table;

use domain::{NewApiKey, Right, Rights, State, UserId, UserPatch};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use service::{Caller, secrecy::ExposeSecret as _};

use self::table::{CALLERS, NOT_OVER_HTTP, ROWS, Row};
use crate::{
    api::{Door, Operation, Shown, ask, key, operations, person, session, tokens},
    support::Site,
};

/// A right that almost nothing needs, and the only one that a few of the keys have.
const OTHER: Right = Right::USER_NOTIFICATIONS_READ;

/// Those who are the same in all cells; nothing in the table changes them.
struct Others {
    stranger: String,
    admin: String,
    admin_other: String,
    suspended: String,
}

impl Others {
    async fn make(site: &Site) -> Self {
        person(site, "stranger", false).await;
        person(site, "boss", true).await;
        person(site, "former", true).await;
        let (host, former) = (Caller::host("test"), UserId::parse("former").unwrap());
        let suspended = key(site, "former", &[Right::ALL]).await;
        let patch = UserPatch { state: Some(State::Suspended), ..UserPatch::default() };
        service::users::update(&site.service, &host, &former, patch, None).await.unwrap();
        Self {
            stranger: key(site, "stranger", &[Right::ALL]).await,
            admin: key(site, "boss", &[Right::ALL]).await,
            admin_other: key(site, "boss", &[OTHER]).await,
            suspended,
        }
    }

    /// What a caller shows who wants something of `me`.
    async fn shown(&self, site: &Site, caller: &str, me: &str) -> Shown {
        match caller {
            "anonymous" => Shown::nothing(),
            "malformed token" => Shown::token("NNSXS.only-two-parts"),
            "expired key" => Shown::token(&expired(site, me).await),
            "revoked key" => {
                let token = key(site, me, &[Right::ALL]).await;
                let (id, key_id) = (UserId::parse(me).unwrap(), token.split('.').nth(1).unwrap());
                service::api_keys::delete(&site.service, &Caller::host("test"), &id, key_id).await.unwrap();
                Shown::token(&token)
            }
            "own cookie" => Shown::cookie(&session(site, me).await.1),
            "own access token" => Shown::token(&tokens(site, me).await.0),
            "admin's access token" => Shown::token(&tokens(site, "boss").await.0),
            "own key" => Shown::token(&key(site, me, &[Right::ALL]).await),
            "own key, other right" => Shown::token(&key(site, me, &[OTHER]).await),
            "somebody else's key" => Shown::token(&self.stranger),
            "admin's key" => Shown::token(&self.admin),
            "admin's key, other right" => Shown::token(&self.admin_other),
            "suspended admin's key" => Shown::token(&self.suspended),
            unknown => panic!("{unknown}"),
        }
    }
}

/// A key whose end has come.
async fn expired(site: &Site, me: &str) -> String {
    let rights = [Right::ALL].into_iter().collect::<Rights>();
    let expires_at = Some(site.service.now().plus(std::time::Duration::from_micros(1)));
    let (new, id) = (NewApiKey { rights, expires_at, ..NewApiKey::default() }, UserId::parse(me).unwrap());
    let (_, token) = service::api_keys::create(&site.service, &Caller::host("test"), &id, new).await.unwrap();
    site.clock.advance(std::time::Duration::from_micros(1));
    token.expose_secret().to_owned()
}

/// The request of a row about a user of its own, who has a key and a session to be named.
async fn body(site: &Site, operation: &Operation, row: &Row, me: &str) -> Value {
    let mut text = row.request.replace("$ME", me);
    if text.contains("$KEY") {
        let token = key(site, me, &[OTHER]).await;
        text = text.replace("$KEY", token.split('.').nth(1).unwrap());
    }
    if text.contains("$SESSION") {
        text = text.replace("$SESSION", &session(site, me).await.0);
    }
    if text.contains("$GONE") {
        let (host, gone) = (Caller::host("test"), format!("{me}-gone"));
        person(site, &gone, false).await;
        service::users::delete(&site.service, &host, &UserId::parse(&gone).unwrap(), None).await.unwrap();
        text = text.replace("$GONE", &gone);
    }
    if text.contains("\"old\"") {
        // Nobody is to be slowed down for what others guessed.
        testdb::execute(&site.url, "DELETE FROM guesses").await;
    }
    operation.complete(serde_json::from_str(&text).unwrap())
}

/// The request of an operation about a user, with a key and a session that are not there.
pub(crate) fn request(operation: &Operation, id: &str) -> Value {
    let row = ROWS.iter().find(|row| row.method == operation.name()).unwrap();
    let text = row.request.replace("$ME", id).replace("$GONE", id);
    let text = text.replace("$KEY", &"A".repeat(39)).replace("$SESSION", &"A".repeat(22));
    operation.complete(serde_json::from_str(&text).unwrap())
}

#[test]
fn every_method_has_a_row_and_every_row_a_method() {
    let operations = operations();
    let names: Vec<_> = operations.iter().map(Operation::name).collect();
    for name in &names {
        assert!(ROWS.iter().any(|row| row.method == name), "{name} has no row in the table");
    }
    for row in ROWS {
        assert!(names.iter().any(|name| name == row.method), "{}", row.method);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_caller_is_answered_as_the_table_says_at_both_doors() {
    let site = &Site::open().await;
    let others = &Others::make(site).await;
    let operations = operations();
    let mut cells = Vec::new();
    for operation in &operations {
        for row in ROWS.iter().filter(|row| row.method == operation.name()) {
            for (caller, column) in CALLERS {
                let doors = if operation.binding.is_some() { vec![Door::Http, Door::Grpc] } else { vec![Door::Grpc] };
                cells.extend(doors.into_iter().map(|door| (operation, row, column, caller, door)));
            }
        }
    }
    let count = cells.len();
    let cells = stream::iter(cells.into_iter().enumerate());
    let answered = cells.map(async |(number, (operation, row, column, caller, door))| {
        let me = format!("person-{number}");
        person(site, &me, false).await;
        let body = body(site, operation, row, &me).await;
        let shown = others.shown(site, caller, &me).await;
        let outcome = ask(site, door, operation, &shown, &body).await;
        let beyond_http = door == Door::Http && NOT_OVER_HTTP.contains(&row.method);
        let expected = if beyond_http { (3, "validation") } else { row.expected(column, operation) };
        let is_so = (outcome.code, outcome.name.as_str()) == expected;
        let path = operation.binding.as_ref().map_or("", |(_, path, _)| path);
        (!is_so).then(|| format!("{} {path}\n  {caller} at {door:?}: {outcome:?}, not {expected:?}", row.method))
    });
    let wrong: Vec<_> = answered.buffered(8).filter_map(std::future::ready).collect().await;
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1_000, "{count}");
}
