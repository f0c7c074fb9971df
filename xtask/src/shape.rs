//! `cargo xtask shape`: how long files and functions are; a mirror, not a gate.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::project;

/// Prints the figures.
pub(crate) fn shape() -> Result<()> {
    let mut files = Vec::new();
    for folder in ["app", "crates", "frontend", "server", "xtask"] {
        collect(&project::root().join(folder), &mut files)?;
    }
    let mut lengths = Vec::new();
    let mut functions = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path)?;
        lengths.push((text.lines().count(), path));
        functions.extend(function_lengths(&text));
    }
    lengths.sort();
    functions.sort_unstable();
    println!("files                      {:>6}", lengths.len());
    println!("lines                      {:>6}", lengths.iter().map(|(lines, _)| lines).sum::<usize>());
    println!("median file                {:>6} lines", at(&lengths, 50).map_or(0, |(lines, _)| *lines));
    println!("90th percentile function   {:>6} lines", at(&functions, 90).copied().unwrap_or_default());
    println!("files over 300 lines:");
    for (lines, path) in lengths.iter().filter(|(lines, _)| *lines > 300) {
        println!("{lines:>6}  {}", path.strip_prefix(project::root()).unwrap_or(path).display());
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// From the line that has `fn` to the brace under its first letter: exact in formatted code.
fn function_lengths(text: &str) -> Vec<usize> {
    let lines = text.lines().collect::<Vec<_>>();
    let starts = lines.iter().enumerate().filter(|(_, line)| starts_function(line));
    starts
        .filter_map(|(index, first)| {
            if first.ends_with('}') {
                return Some(1);
            }
            let end = |line: &&str| indent(line) == indent(first) && line.trim_start().starts_with('}');
            lines.get(index..)?.iter().position(end).map(|position| position + 1)
        })
        .collect()
}

fn starts_function(line: &str) -> bool {
    let code = line.trim_start();
    let named = code.starts_with("fn ") || code.contains(" fn ");
    named && !code.starts_with("//") && !code.ends_with(';')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn at<T>(sorted: &[T], percent: usize) -> Option<&T> {
    sorted.get(sorted.len() * percent / 100)
}
