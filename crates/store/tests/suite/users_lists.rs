//! Lists of users: orders, pages and filters, each by example; `search` has the properties.

use domain::{Order, State, User, UserFilter};
use store::{lists, users};

use crate::{
    Fresh,
    support::{add, at, email, ids, page, user},
};

testdb::on_both!(
    each_order_lists_as_it_says,
    ids_sort_by_byte_whatever_the_locale,
    pages_cut_the_list_without_gaps,
    live_and_deleted_users_are_listed_apart,
    one_state_can_be_asked_for,
    what_is_asked_most_is_found_at_once,
    who_was_deleted_first_is_first_of_those_deleted_before_a_time,
);

async fn listed(fresh: &Fresh, filter: &UserFilter, number: u32, limit: u32) -> Vec<User> {
    lists::list(&mut fresh.db.read().await.unwrap(), filter, page(number, limit)).await.unwrap()
}

fn ordered(order: &str) -> UserFilter {
    UserFilter { order: Order::parse(order).unwrap(), ..UserFilter::default() }
}

async fn each_order_lists_as_it_says(fresh: Fresh) {
    let named = |user_id: &str, name: &str, state, admin, created| User {
        name: name.into(),
        primary_email_address: email(&format!("{created}@example.com")),
        state,
        admin,
        created_at: at(created),
        ..user(user_id)
    };
    add(&fresh.db, named("bb", "Zoe", State::Suspended, true, 3)).await;
    add(&fresh.db, named("aa", "", State::Approved, false, 9)).await;
    add(&fresh.db, named("dd", "Adam", State::Approved, true, 5)).await;
    add(&fresh.db, named("cc", "Adam", State::Requested, false, 7)).await;
    for (order, expected) in [
        ("", "aa bb cc dd"),
        ("user_id", "aa bb cc dd"),
        ("name", "dd cc bb aa"),
        ("primary_email_address", "bb dd cc aa"),
        ("state", "cc aa dd bb"),
        ("admin", "aa cc bb dd"),
        ("created_at", "bb dd cc aa"),
        ("deleted_at", "bb aa dd cc"),
    ] {
        let up = listed(&fresh, &ordered(order), 1, 20).await;
        assert_eq!(ids(&up).join(" "), expected, "{order}");
        if !order.is_empty() {
            let mut down = listed(&fresh, &ordered(&format!("-{order}")), 1, 20).await;
            down.reverse();
            assert_eq!(ids(&down).join(" "), expected, "-{order}");
        }
    }
}

async fn ids_sort_by_byte_whatever_the_locale(fresh: Fresh) {
    // A locale would look past the dashes, and put capitals, accents and small letters side by side.
    let sorted = ["a-z", "a0", "aa", "ab-", "b-a", "ba"].map(|start| format!("{start}1"));
    for user_id in sorted.iter().rev() {
        let name = user_id.to_uppercase();
        add(&fresh.db, User { name, ..user(user_id) }).await;
    }
    add(&fresh.db, User { name: "ä".into(), ..user("zz-umlaut") }).await;
    add(&fresh.db, User { name: "a".into(), ..user("zz-small") }).await;
    let by_id = listed(&fresh, &ordered("user_id"), 1, 20).await;
    assert_eq!(ids(&by_id)[..6], sorted);
    let by_name = listed(&fresh, &ordered("name"), 1, 20).await;
    assert_eq!(ids(&by_name)[..6], sorted);
    assert_eq!(ids(&by_name)[6..], ["zz-small", "zz-umlaut"]);
}

async fn pages_cut_the_list_without_gaps(fresh: Fresh) {
    for number in 0..7 {
        add(&fresh.db, user(&format!("user-{number}"))).await;
    }
    let whole = listed(&fresh, &ordered(""), 1, 1000).await;
    let mut cut = Vec::new();
    for number in 1..=3 {
        cut.extend(listed(&fresh, &ordered(""), number, 3).await);
    }
    assert_eq!(cut, whole);
    assert!(listed(&fresh, &ordered(""), 4, 3).await.is_empty());
    assert!(listed(&fresh, &ordered(""), 4_000_000, 1000).await.is_empty());
}

async fn live_and_deleted_users_are_listed_apart(fresh: Fresh) {
    add(&fresh.db, user("alive")).await;
    for (user_id, deleted) in [("gone-late", 9), ("gone-early", 3)] {
        add(&fresh.db, User { deleted_at: Some(at(deleted)), deleted_by: Some("host".into()), ..user(user_id) }).await;
    }
    assert_eq!(ids(&listed(&fresh, &ordered(""), 1, 20).await), ["alive"]);
    let deleted = UserFilter { deleted: true, ..ordered("deleted_at") };
    assert_eq!(ids(&listed(&fresh, &deleted, 1, 20).await), ["gone-early", "gone-late"]);
}

async fn one_state_can_be_asked_for(fresh: Fresh) {
    for state in State::ALL {
        add(&fresh.db, User { state, ..user(state.as_str()) }).await;
    }
    for state in State::ALL {
        let filter = UserFilter { state: Some(state), ..UserFilter::default() };
        assert_eq!(ids(&listed(&fresh, &filter, 1, 20).await), [state.as_str()]);
        assert_eq!(lists::count(&mut fresh.db.read().await.unwrap(), &filter).await.unwrap(), 1);
    }
}

async fn who_was_deleted_first_is_first_of_those_deleted_before_a_time(fresh: Fresh) {
    for (user_id, deleted) in [("late", Some(9)), ("early", Some(3)), ("live", None), ("middle", Some(5))] {
        add(&fresh.db, user(user_id)).await;
        let stored = crate::support::stored(&fresh.db, user_id).await.unwrap();
        crate::support::save(&fresh.db, User { deleted_at: deleted.map(at), version: 2, ..stored }).await;
    }
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(ids(&users::deleted_before(&mut tx, at(9), 10).await.unwrap()), ["early", "middle"]);
    assert_eq!(ids(&users::deleted_before(&mut tx, at(9), 1).await.unwrap()), ["early"]);
}

async fn what_is_asked_most_is_found_at_once(fresh: Fresh) {
    for user_id in ["ada", "bert", "bertha"] {
        add(&fresh.db, user(user_id)).await;
    }
    let at_once = async |filter: UserFilter| {
        let found = lists::at_once(&mut fresh.db.once().await.unwrap(), &filter, page(1, 2)).await.unwrap();
        found.map(|(users, total)| (ids(&users).join(" "), total))
    };
    assert_eq!(at_once(UserFilter::default()).await, Some(("ada bert".to_owned(), 3)));
    let approved = UserFilter { state: Some(State::Approved), ..ordered("-user_id") };
    assert_eq!(at_once(approved).await, Some(("bertha bert".to_owned(), 3)));
    let search = |query: &str| UserFilter { query: query.into(), ..UserFilter::default() };
    let found = at_once(search("ber")).await;
    assert!(found.is_none_or(|found| found == ("bert bertha".to_owned(), 2)), "PostgreSQL has no estimate");
    assert_eq!(at_once(search("nobody")).await, None);
    assert_eq!(at_once(UserFilter { ranked: true, ..search("ber") }).await, None);
}
