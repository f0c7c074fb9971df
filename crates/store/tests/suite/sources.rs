//! What is written where: every function is tested, and SQL stays in its place.

use std::path::Path;

use testdb::sources::{Source, read, uncalled, uses};

/// How many statements really differ between the databases: the two locking reads of a user, the claim of a mail, the
/// search by an index of letters, and the totals.
const DIFFERENT_STATEMENTS: usize = 5;

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The suite, less this file, which names functions without calling them.
fn suite() -> Vec<Source> {
    let files = read(&crate_folder().join("tests/suite")).into_iter();
    files.filter(|source| source.path != "sources.rs").collect()
}

#[test]
fn every_public_async_function_is_called_by_the_suite() {
    assert_eq!(uncalled(&read(&crate_folder().join("src")), &suite()), Vec::<String>::new());
}

#[test]
fn few_statements_differ_between_the_databases() {
    let found = uses(&read(&crate_folder().join("src")), "sql!(");
    assert_eq!(found.iter().map(|(_, count)| count).sum::<usize>(), DIFFERENT_STATEMENTS, "{found:?}");
}

#[test]
fn sql_is_put_together_at_run_time_only_in_the_list_of_users() {
    let everything = read(&crate_folder().join("../.."));
    let found = uses(&everything, "AssertSqlSafe(").into_iter().filter(|(path, _)| !path.ends_with("suite/sources.rs"));
    let allowed = [
        ("crates/store/src/lists.rs", 2),
        ("crates/store/src/plans.rs", 1),
        ("crates/testdb/src/database.rs", 2),
        ("crates/testdb/src/query.rs", 2),
    ];
    assert_eq!(found.collect::<Vec<_>>(), allowed.map(|(path, count)| (path.to_owned(), count)));
}
