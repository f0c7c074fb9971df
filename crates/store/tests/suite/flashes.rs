//! Refused forms that wait for their page.

use store::flashes;

use crate::{Fresh, support::at};

testdb::on_both!(
    a_text_is_read_once_by_the_session_it_was_kept_for,
    a_text_kept_for_nobody_waits_behind_the_login,
    a_text_is_kept_until_its_time,
    who_keeps_a_text_sweeps_those_that_nobody_came_for,
    a_text_is_kept_to_the_byte,
);

async fn keep(fresh: &Fresh, name: &str, session: &str, body: &str, now: i64) {
    let mut tx = fresh.db.write().await.unwrap();
    flashes::insert(&mut tx, name, session, body, at(now), at(now + 100)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(fresh: &Fresh, name: &str, session: &str, now: i64) -> Option<String> {
    let mut tx = fresh.db.write().await.unwrap();
    let body = flashes::take(&mut tx, name, session, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    body
}

async fn a_text_is_read_once_by_the_session_it_was_kept_for(fresh: Fresh) {
    keep(&fresh, "mine", "session", "text", 0).await;
    keep(&fresh, "anonymous", "", "public text", 0).await;
    assert_eq!(take(&fresh, "mine", "another", 1).await, None);
    assert_eq!(take(&fresh, "mine", "", 1).await, None);
    assert_eq!(take(&fresh, "theirs", "session", 1).await, None);
    assert_eq!(take(&fresh, "mine", "session", 1).await.as_deref(), Some("text"));
    assert_eq!(take(&fresh, "mine", "session", 1).await, None);
    assert_eq!(take(&fresh, "anonymous", "", 1).await.as_deref(), Some("public text"));
    assert_eq!(take(&fresh, "anonymous", "", 1).await, None);
}

async fn a_text_kept_for_nobody_waits_behind_the_login(fresh: Fresh) {
    keep(&fresh, "anonymous", "", "typed", 0).await;
    assert_eq!(take(&fresh, "anonymous", "session", 1).await.as_deref(), Some("typed"));
    assert_eq!(take(&fresh, "anonymous", "session", 1).await, None);
}

async fn a_text_is_kept_until_its_time(fresh: Fresh) {
    keep(&fresh, "one", "session", "text", 0).await;
    assert_eq!(take(&fresh, "one", "session", 100).await, None);
    assert_eq!(take(&fresh, "one", "session", 99).await.as_deref(), Some("text"));
}

async fn who_keeps_a_text_sweeps_those_that_nobody_came_for(fresh: Fresh) {
    keep(&fresh, "old", "session", "text", 0).await;
    keep(&fresh, "newer", "session", "text", 1).await;
    keep(&fresh, "newest", "session", "text", 100).await;
    let left = testdb::rows(&fresh.url, "SELECT name FROM flashes ORDER BY name").await;
    assert_eq!(left, [[Some("newer".to_owned())], [Some("newest".to_owned())]]);
}

async fn a_text_is_kept_to_the_byte(fresh: Fresh) {
    let body = "{\"name\":\"Ñ 山 '%_\\\\ \\u0000\"}\r\n".repeat(2000);
    keep(&fresh, "long", "", &body, 0).await;
    assert_eq!(take(&fresh, "long", "", 1).await, Some(body));
}
