//! Every use-case is tested.

use std::path::Path;

use testdb::sources::{Source, read, uncalled};

#[test]
fn every_public_async_function_is_called_by_the_suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite: Vec<Source> = read(&folder.join("tests/suite"));
    assert_eq!(uncalled(&read(&folder.join("src")), &suite), Vec::<String>::new());
}
