//! `berth demo`: the same seed tells the same story, and a story that does not come about is a failure.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::collections::BTreeSet;
use std::path::Path;

/// Exit code, output, errors.
fn demo(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let code = berth_cli::exit_code(["berth", "demo"].into_iter().chain(args.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// `UPDATE_GOLDEN=1 cargo test -p berth-cli --test demo` writes them anew.
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == text,
        "{} differs: see UPDATE_GOLDEN",
        file.display()
    );
}

#[test]
fn the_first_story_is_told_as_ever() {
    let (code, out, err) = demo(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    golden("seed-1.txt", &out);
    let readme = include_str!("../../../README.md");
    let excerpt = readme.split("```text\n").find(|part| part.starts_with("block")).unwrap();
    assert!(out.contains(excerpt.split("```").next().unwrap()), "the README shows another story");
    let (_, json, _) = demo(&["--json"]);
    golden("seed-1.jsonl", &json);
}

#[test]
fn seeds_silence_different_providers() {
    let silent: BTreeSet<String> = (1..=8)
        .map(|seed| {
            let (code, out, _) = demo(&["--seed", &seed.to_string()]);
            assert_eq!(code, 0, "seed {seed}");
            let line = out.lines().find(|line| line.contains("falls silent: it confirms")).unwrap();
            line.split_whitespace().nth(2).unwrap().to_owned()
        })
        .collect();
    assert!(silent.len() > 1, "{silent:?}");
}

#[test]
fn too_few_blocks_fail_and_say_what_is_missing() {
    // Before the lease is broken, while it is, while a provider leaves.
    for blocks in ["20", "30", "70"] {
        let (code, out, err) = demo(&["--blocks", blocks]);
        assert_eq!(code, 1, "{blocks}");
        assert!(out.contains("WHAT IS MISSING"), "{out}");
        assert!(err.contains("try --blocks"), "{err}");
    }
}

#[test]
fn each_chapter_is_told_in_text_and_in_json() {
    let (_, text, _) = demo(&["--seed", "3"]);
    let (_, json, _) = demo(&["--seed", "3", "--json"]);
    let titles: Vec<&str> = json
        .lines()
        .filter_map(|line| line.split_once("\"kind\":\"chapter\",\"title\":\""))
        .map(|(_, rest)| rest.trim_end_matches("\"}"))
        .collect();
    assert_eq!(titles.len(), 5, "{titles:?}");
    for (title, number) in titles.iter().zip(1..) {
        assert!(text.contains(&format!("\n  {number}. {}\n", title.to_uppercase())), "{title}");
    }
    for told in [
        "updates deployment 1: version",
        "dry since block",
        "resumes deployment 1",
        "gives notice of",
        "its notice served",
    ] {
        assert!(text.contains(told), "{told}");
    }
}

#[test]
fn wrong_flags_are_bad_input() {
    for args in [&["--blocks", "none"][..], &["--seed", "-1"], &["--unknown"], &["--stack", "missing.yaml"]] {
        let (code, out, err) = demo(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(!err.is_empty());
    }
}
