//! The list of users.

use axum::http::StatusCode;
use domain::UserList;

use crate::support::Site;

#[tokio::test]
async fn the_list_is_found_searched_ordered_and_paged() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    for user_id in ["ada", "bert", "carla", "dora"] {
        site.user(user_id).await;
    }
    for (query, ids, total) in [
        ("limit=3", vec!["ada", "admin", "bert"], 5),
        ("limit=3&page=2", vec!["carla", "dora"], 5),
        ("limit=2&order=-user_id", vec!["dora", "carla"], 5),
        ("limit=20&q=CARLA%40example", vec!["carla"], 1),
        ("limit=20&q=%25", vec![], 0),
        ("limit=20&state=suspended", vec![], 0),
        ("limit=20&tab=deleted", vec![], 0),
    ] {
        let answer = site.get(&format!("/fn/users/list?{query}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        let list: UserList = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(list.users.iter().map(|user| user.user_id.as_str()).collect::<Vec<_>>(), ids, "{query}");
        assert_eq!(list.total, total, "{query}");
    }
    for query in ["limit=0", "limit=1001", "limit=20&order=password", "limit=20&state=x", "limit=1000&page=4294967295"]
    {
        let answer = site.get(&format!("/fn/users/list?{query}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}
