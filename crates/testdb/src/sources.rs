//! A simple scan of sources, for tests about what is written where.

use std::{fs, path::Path};

/// A Rust file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path below the folder that was read, for example `users.rs`.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// All Rust files below a folder, in the order of their paths.
///
/// # Panics
/// If the folder can't be read or holds none.
pub fn read(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    assert!(!found.is_empty(), "no Rust files in {}", folder.display());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let entry = entry.expect("an entry of a folder");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules") && !name.starts_with('.') {
                collect(&entry.path(), &format!("{path}/"), found);
            }
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(Source { path, text: fs::read_to_string(entry.path()).expect("a text file") });
        }
    }
}

/// The public async functions of `library` that `tests` never call: `module::name`, or `.name` of a method.
pub fn uncalled(library: &[Source], tests: &[Source]) -> Vec<String> {
    let functions = library.iter().flat_map(public_async_functions);
    functions.filter(|function| !tests.iter().any(|test| calls(&test.text, function))).collect()
}

fn public_async_functions(source: &Source) -> Vec<String> {
    // What stands in a folder is public by the name of the module that the folder belongs to.
    let module = source.path.split_once('/').map_or(source.path.trim_end_matches(".rs"), |(folder, _)| folder);
    let declared = source.text.lines().filter_map(|line| {
        let name = line.trim_start().strip_prefix("pub async fn ")?.split(['(', '<']).next()?;
        // A function of a type is indented, and is called on a value or by the type's name.
        Some(if line.starts_with("pub") { format!("{module}::{name}") } else { format!("method {name}") })
    });
    declared.collect()
}

fn calls(test: &str, function: &str) -> bool {
    match function.strip_prefix("method ") {
        Some(method) => test.contains(&format!(".{method}(")) || test.contains(&format!("::{method}(")),
        None => test.contains(&format!("{function}(")),
    }
}

/// How often `text` stands in code, comments left out, in each file that has it.
pub fn uses(sources: &[Source], text: &str) -> Vec<(String, usize)> {
    let count = |source: &Source| {
        let code = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.map(|line| line.matches(text).count()).sum()
    };
    sources.iter().map(|source| (source.path.clone(), count(source))).filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn a_function_that_no_test_calls_is_found() {
        let library =
            [source("users.rs", "pub async fn get(\npub async fn list<T>(\nimpl Db {\n    pub async fn ping(\n")];
        let tests = [source("users.rs", "users::get(&mut tx)")];
        assert_eq!(uncalled(&library, &tests), ["users::list", "method ping"]);
        assert_eq!(uncalled(&[source("users/create.rs", "pub async fn create(")], &tests), ["users::create"]);
        let more = source("db.rs", "users::list(&mut tx); db.ping()");
        assert!(uncalled(&library, &[tests[0].clone(), more]).is_empty());
    }

    #[test]
    fn uses_in_comments_do_not_count() {
        let sources = [source("a.rs", "// sql!(x)\nsql!(x); sql!(y);\n"), source("b.rs", "/// sql!(z)\n")];
        assert_eq!(uses(&sources, "sql!("), [("a.rs".to_owned(), 2)]);
    }
}
