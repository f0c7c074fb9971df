//! How SQLite goes about the lists of live users: what a page skips is not looked up.

use domain::{Order, UserFilter};
use sqlx::{AssertSqlSafe, Row as _};

use crate::{
    Db,
    select::{Cut, Select, bind_all},
};

#[tokio::test]
async fn every_order_of_the_live_users_is_read_from_an_index_alone() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("roster.db").display())).await.unwrap();
    db.migrate().await.unwrap();
    let Db::Sqlite { read, .. } = &db else { unreachable!("the URL says so") };
    for order in ["user_id", "name", "primary_email_address", "state", "admin", "created_at"] {
        for direction in ["", "-"] {
            let order = Order::parse(&format!("{direction}{order}")).unwrap();
            let filter = UserFilter { order, ..UserFilter::default() };
            let select = Select::all(&filter, order, Cut { limit: 20, offset: 200_000 });
            let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", select.sql));
            let steps = bind_all!(sqlx::query(sql), &select.binds).fetch_all(read).await.unwrap();
            let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
            assert!(steps.len() == 1 && steps[0].contains(" USING COVERING INDEX "), "{order:?}: {steps:?}");
        }
    }
}
