//! The users of a list as a file.

use axum::http::{StatusCode, header};
use domain::UserPatch;
use serde_json::Value;
use service::{Caller, users};

use crate::support::Site;

/// An admin's cookie, on a site with some users, of whom one would be a formula.
async fn filled(site: &Site) -> String {
    let cookie = site.admin().await;
    for user_id in ["ada", "bert", "carla"] {
        site.user(user_id).await;
    }
    let name = UserPatch {
        name: Some("=1+1".into()),
        description: Some("two\nlines, \"quoted\"".into()),
        ..UserPatch::default()
    };
    let bert = domain::UserId::parse("bert").unwrap();
    users::update(&site.service, &Caller::host("test"), &bert, name, None).await.unwrap();
    cookie
}

#[tokio::test]
async fn a_list_is_a_csv_file_that_no_spreadsheet_takes_for_formulas() {
    let site = Site::open().await;
    let cookie = filled(&site).await;
    let answer = site.get("/export/users.csv", &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(answer.header(header::CONTENT_DISPOSITION), "attachment; filename=\"users.csv\"");
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "user_id");
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.iter().map(|record| &record[0]).collect::<Vec<_>>(), ["admin", "ada", "bert", "carla"]);
    assert_eq!((&records[2][1], &records[2][2]), ("'=1+1", "two\nlines, \"quoted\""));
    assert!(!answer.text.contains("argon2"));
}

#[tokio::test]
async fn the_same_is_had_as_json_and_for_what_is_searched_only() {
    let site = Site::open().await;
    let cookie = filled(&site).await;
    let answer = site.get("/export/users.ndjson?q=bert", &cookie).await;
    let lines: Vec<Value> = answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["ids"]["user_id"], "bert");
    assert_eq!((&lines[0]["name"], &lines[0]["state"]), (&"=1+1".into(), &"STATE_APPROVED".into()));
    assert!(lines[0].get("admin").is_none() && lines[0].get("password").is_none());
    for (query, count) in [("?tab=deleted", 0), ("?state=approved", 4), ("?state=suspended", 0)] {
        let answer = site.get(&format!("/export/users.ndjson{query}"), &cookie).await;
        assert_eq!(answer.text.lines().count(), count, "{query}");
    }
    assert_eq!(site.get("/export/users.csv?state=x", &cookie).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn more_than_a_thousand_users_are_all_in_it() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let mut tx = site.db.write().await.unwrap();
    for number in 0..2_001 {
        let new = crate::support::new(&format!("user-{number}"));
        store::users::insert(&mut tx, &new.into_user(site.service.now(), false)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let answer = site.get("/export/users.ndjson?q=user-", &cookie).await;
    assert_eq!(answer.text.lines().count(), 2_001);
}

#[tokio::test]
async fn only_admins_export() {
    let site = Site::open().await;
    let person = site.person("person", false).await;
    for path in ["/export/users.csv", "/export/users.ndjson"] {
        assert_eq!(site.get(path, &person).await.status, StatusCode::FORBIDDEN);
        assert_eq!(site.get(path, "").await.status, StatusCode::UNAUTHORIZED);
    }
}
