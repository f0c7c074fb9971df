//! Which crate may know which: the edges of docs/architecture.md, and no others.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Every edge between two members, with the target it holds for.
const EDGES: &[&str] = &[
    "app -> domain",
    "app -> service if cfg(not(target_arch = \"wasm32\"))",
    "bench -> domain",
    "bench -> generate",
    "bench -> proto",
    "bench -> service",
    "bench -> store",
    "cli -> domain",
    "cli -> proto",
    "frontend -> app if cfg(target_arch = \"wasm32\")",
    "generate -> domain",
    "generate -> domain",
    "server -> app",
    "server -> domain",
    "server -> proto",
    "server -> service",
    "server -> store",
    "service -> domain",
    "service -> store",
    "store -> domain",
];

/// The only member that tests may know beyond these edges, and it knows none.
const TESTS_ONLY: &str = "testdb";

#[test]
fn members_know_only_what_is_below_them() {
    let mut command = MetadataCommand::new();
    let metadata = command.manifest_path(Path::new(ROOT).join("Cargo.toml")).no_deps().exec().expect("members");
    let members = metadata.workspace_packages();
    let names = members.iter().map(|member| member.name.to_string()).collect::<BTreeSet<_>>();
    let mut edges = BTreeSet::new();
    for member in &members {
        for dependency in member.dependencies.iter().filter(|dependency| names.contains(&dependency.name)) {
            let edge = format!("{} -> {}", member.name, dependency.name);
            match (&dependency.kind, &dependency.target) {
                (DependencyKind::Development, _) if dependency.name == TESTS_ONLY => {}
                (DependencyKind::Development, _) if EDGES.contains(&edge.as_str()) => {}
                (_, Some(target)) => drop(edges.insert(format!("{edge} if {target}"))),
                (_, None) => drop(edges.insert(edge)),
            }
        }
    }
    assert_eq!(edges, EDGES.iter().map(ToString::to_string).collect());
}

#[test]
fn browser_side_has_no_database_and_no_use_case() {
    let cargo = std::env::var_os("CARGO").expect("cargo runs this test");
    let arguments =
        "tree --package frontend --target wasm32-unknown-unknown --edges normal,no-proc-macro --prefix none";
    let output = Command::new(cargo).args(arguments.split(' ')).current_dir(ROOT).output().expect("cargo tree");
    let text = String::from_utf8(output.stdout).expect("names");
    let reached = text.lines().filter_map(|line| line.split(' ').next()).collect::<BTreeSet<_>>();
    for expected in ["app", "domain", "leptos"] {
        assert!(reached.contains(expected), "{expected} is missing among {reached:?}");
    }
    for forbidden in ["argon2", "axum", "server", "service", "sqlx", "store", "tokio"] {
        assert!(!reached.contains(forbidden), "{forbidden} would be sent to browsers");
    }
}
