//! No crate of ours may hold unsafe code: the workspace forbids it, and every member takes the workspace's lints.

use std::fs;
use std::path::Path;

use cargo_metadata::MetadataCommand;

/// The workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Whether a section of a manifest holds a line. Forbidden code can't be allowed again further in.
fn holds(manifest: &str, section: &str, line: &str) -> bool {
    let lines = manifest.lines().map(str::trim).skip_while(|found| *found != section).skip(1);
    lines.take_while(|found| !found.starts_with('[')).any(|found| found == line)
}

fn forbids(workspace: &str, member: &str) -> bool {
    holds(workspace, "[workspace.lints.rust]", "unsafe_code = \"forbid\"")
        && holds(member, "[lints]", "workspace = true")
}

#[test]
fn every_member_forbids_unsafe_code() {
    let root = Path::new(ROOT).join("Cargo.toml");
    let workspace = fs::read_to_string(&root).expect("the workspace's manifest");
    let metadata = MetadataCommand::new().manifest_path(&root).no_deps().exec().expect("members");
    let members = metadata.workspace_packages();
    assert!(members.len() >= 8, "{}", members.len());
    for member in members {
        let manifest = fs::read_to_string(&member.manifest_path).expect("a member's manifest");
        assert!(forbids(&workspace, &manifest), "{} may hold unsafe code", member.name);
    }
}

#[test]
fn a_member_without_the_lint_is_noticed() {
    let workspace = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n";
    assert!(forbids(workspace, "[package]\n\n[lints]\nworkspace = true\n"));
    for member in ["[package]\n", "[lints]\n", "[lints]\nworkspace = false\n", "[lints]\n[other]\nworkspace = true\n"] {
        assert!(!forbids(workspace, member), "{member}");
    }
    for workspace in ["", "[workspace.lints.rust]\n", "[workspace.lints.rust]\nunsafe_code = \"deny\"\n"] {
        assert!(!forbids(workspace, "[lints]\nworkspace = true\n"), "{workspace}");
    }
}
