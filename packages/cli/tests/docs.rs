//! The commands that the documentation names exist.
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, clippy::unwrap_used, reason = "a test ends there")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every command there is, without `berth`: `deployment`, `deployment submit`.
fn commands() -> BTreeSet<String> {
    let reference = berth_cli::reference();
    reference.lines().filter_map(|line| line.strip_prefix("## berth ")).map(str::to_owned).collect()
}

/// All that people read, but for the reference, which is the commands' own help.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let of = |directory: PathBuf| fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = of(root.join("docs")).filter(|file| !file.ends_with("cli.md")).collect();
    files.extend(of(root.join("packages")).map(|package| package.join("README.md")));
    files.push(root.join("README.md"));
    files.into_iter().filter(|file| file.extension().is_some_and(|ext| ext == "md") && file.exists()).collect()
}

/// What stands behind `berth ` in code: at the start of a line, of a span, or behind a path.
fn called(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("berth ").filter_map(|(at, _)| {
        let before = text[..at].chars().next_back().unwrap_or('\n');
        let line = text[..at].rsplit('\n').next().unwrap();
        let is_code = before == '`' || before == '/' || line.trim().is_empty();
        is_code.then(|| text[at + "berth ".len()..].split(['`', '\n']).next().unwrap())
    })
}

#[test]
fn commands_that_are_named_exist() {
    let known = commands();
    let has_more = |command: &str| known.iter().any(|other| other.starts_with(&format!("{command} ")));
    let mut seen = 0;
    for file in documents() {
        let text = fs::read_to_string(&file).unwrap();
        for line in called(&text) {
            let mut command = String::new();
            for word in line.split_whitespace() {
                let is_word = word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
                if !is_word || (!command.is_empty() && !has_more(&command)) {
                    break;
                }
                command = if command.is_empty() { word.to_owned() } else { format!("{command} {word}") };
                if command == "help" {
                    break;
                }
                assert!(known.contains(&command), "{}: `berth {line}`: there is no `berth {command}`", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "only {seen} were found");
}
