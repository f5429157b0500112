//! Everything that SECURITY.md names as holding a promise is there.

use std::collections::BTreeSet;

use crate::sources::{MANIFEST, root, rust_files};

const SECURITY: &str = include_str!("../../../SECURITY.md");

/// The cells of each row whose last one says what holds it.
fn rows() -> Vec<Vec<&'static str>> {
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    SECURITY.lines().filter(|line| line.starts_with("| ")).map(cells).collect()
}

/// The names in a cell.
fn names(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// A lint that is denied everywhere, a file, or a test.
fn exists(name: &str, sources: &[String]) -> bool {
    if let Some((_, lint)) = name.split_once("::") {
        return MANIFEST.contains(&format!("\n{lint} = \"deny\""));
    }
    if name.contains(['/', '.']) {
        return root().join(name).is_file();
    }
    let test = format!("fn {name}(");
    sources.iter().any(|text| text.contains(&test))
}

#[test]
fn whatever_security_md_names_is_there() {
    let folders = ["contracts", "packages", "tests"].map(|folder| rust_files(&root().join(folder)));
    let sources: Vec<String> = folders.into_iter().flatten().map(|(_, text)| text).collect();
    let mut lines = BTreeSet::new();
    for row in rows() {
        let held_by = names(row.last().unwrap());
        if row.last() == Some(&"held by") {
            continue;
        }
        assert!(!held_by.is_empty(), "nothing holds {row:?}");
        for name in held_by {
            assert!(exists(name, &sources), "{}: there is no {name}", row[0]);
        }
        lines.insert(row[0]);
    }
    for line in 1..=70 {
        let line = format!("S{line:02}");
        assert!(lines.contains(line.as_str()), "{line} is missing");
    }
}

/// The lints of the workspace hold in every package.
#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    for folder in ["contracts", "packages"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let manifest = entry.unwrap().path().join("Cargo.toml");
            if let Ok(text) = std::fs::read_to_string(&manifest) {
                assert!(text.contains("[lints]\nworkspace = true"), "{}", manifest.display());
            }
        }
    }
}

#[test]
fn what_is_not_there_is_found() {
    let sources = ["fn a_test() {".to_owned()];
    assert!(exists("a_test", &sources) && !exists("a_tes", &sources));
    assert!(exists("clippy::panic", &[]) && !exists("clippy::pan", &[]));
    assert!(exists("deny.toml", &[]) && !exists("allow.toml", &[]));
}
