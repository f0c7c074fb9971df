//! Walking through all users while they change.

use std::collections::BTreeSet;

use domain::{User, UserFilter};
use store::{attributes, lists};

use crate::{
    Fresh,
    support::{add, at, ids, save, stored, user},
};

testdb::on_both!(
    a_walk_shows_none_twice_and_misses_none_that_stayed,
    a_walk_shows_who_matches,
    attributes_of_many_are_read_at_once,
);

async fn a_walk_shows_none_twice_and_misses_none_that_stayed(fresh: Fresh) {
    for number in 0..60 {
        add(&fresh.db, user(&format!("user-{number:02}"))).await;
    }
    let (mut seen, mut after, mut step) = (Vec::new(), 0, 0);
    loop {
        let some = lists::walk(&mut fresh.db.read().await.unwrap(), &UserFilter::default(), after, 7).await.unwrap();
        let Some(last) = some.last() else { break };
        after = last.id;
        seen.extend(some.iter().map(|user| user.user_id.to_string()));
        step += 1;
        if step > 9 {
            continue;
        }
        // Others come, go, and change.
        add(&fresh.db, user(&format!("new-{step:02}"))).await;
        add(&fresh.db, user(&format!("user-{:02}-new", 59 - step))).await;
        let changed = stored(&fresh.db, &format!("user-{:02}", step * 5)).await.unwrap();
        save(&fresh.db, User { name: format!("changed {step}"), version: changed.version + 1, ..changed }).await;
        let gone = stored(&fresh.db, &format!("user-{:02}", 58 - step * 5)).await.unwrap();
        save(&fresh.db, User { deleted_at: Some(at(9)), version: gone.version + 1, ..gone }).await;
    }
    let shown: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(shown.len(), seen.len(), "shown twice");
    for number in 0..60 {
        let user_id = format!("user-{number:02}");
        let stays = stored(&fresh.db, &user_id).await.is_some_and(|user| user.deleted_at.is_none());
        assert!(!stays || shown.contains(&user_id), "{user_id} is missed");
    }
    assert!(step > 5);
}

async fn a_walk_shows_who_matches(fresh: Fresh) {
    for user_id in ["ada-1", "bob-1", "ada-2"] {
        add(&fresh.db, user(user_id)).await;
    }
    let ada = UserFilter { query: "ada".into(), ..UserFilter::default() };
    let found = lists::walk(&mut fresh.db.read().await.unwrap(), &ada, 0, 10).await.unwrap();
    assert_eq!(ids(&found), ["ada-1", "ada-2"]);
    let rest = lists::walk(&mut fresh.db.read().await.unwrap(), &ada, found[0].id, 10).await.unwrap();
    assert_eq!(ids(&rest), ["ada-2"]);
}

async fn attributes_of_many_are_read_at_once(fresh: Fresh) {
    let (one, two) = (add(&fresh.db, user("one")).await, add(&fresh.db, user("two")).await);
    let team = [("team".to_owned(), "IoT".to_owned())].into();
    let mut tx = fresh.db.write().await.unwrap();
    attributes::set(&mut tx, two.id, &team).await.unwrap();
    let found = attributes::get_many(&mut tx, &[one.id, two.id]).await.unwrap();
    assert_eq!((found.get(&one.id), found.get(&two.id)), (None, Some(&team)));
    assert!(attributes::get_many(&mut tx, &[]).await.unwrap().is_empty());
    assert_eq!(attributes::keys(&mut tx).await.unwrap(), ["team".to_owned()].into());
}
