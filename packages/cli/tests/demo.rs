//! `berth demo`: the programs play the same story each time, and a story that does not come about is a failure.
//!
//! Who is first in a block is not decided by a seed, so what is compared is what must be so whoever it was.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test ends there")]

use std::collections::BTreeSet;

use serde_json::Value;

/// Exit code, output, errors.
fn demo(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let args = ["berth", "demo", "--fast"].into_iter().chain(args.iter().copied());
    let code = berth_cli::exit_code(args, &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn records(json: &str) -> Vec<Value> {
    json.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_kind<'a>(records: &'a [Value], kind: &str) -> Vec<&'a Value> {
    records.iter().filter(|record| record["kind"] == kind).collect()
}

/// Without what differs from run to run: numbers, breaks of lines, the column of blocks.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for word in text.split_whitespace() {
        let number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        shape.push_str(&word.replace(|c: char| c.is_ascii_digit(), "#").replace(number, ""));
        shape.push(' ');
    }
    while shape.contains("##") {
        shape = shape.replace("##", "#");
    }
    shape.replace("block # ", "")
}

#[test]
fn the_first_story_is_the_one_of_the_readme() {
    let (code, out, err) = demo(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    let readme = include_str!("../../../README.md");
    let excerpt = readme.split("```text\n").find(|part| part.starts_with("block")).unwrap();
    let told = shape(&out);
    for line in excerpt.split("```").next().unwrap().lines() {
        // The first nine columns are the block's number, the next eleven the name of who acts.
        let said = line.get(22..).unwrap();
        assert!(told.contains(shape(said).trim()), "the README tells another story: {line}");
    }
}

#[test]
fn every_chapter_is_told_and_every_coin_accounted_for() {
    let (code, json, err) = demo(&["--seed", "3", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let records = records(&json);
    let setup = &of_kind(&records, "setup")[0];
    assert_eq!((setup["chain"].as_str(), setup["embedded"].as_bool()), (Some("berth-1"), Some(true)));
    let titles: Vec<&str> = of_kind(&records, "chapter").iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 5, "{titles:?}");
    let ended: BTreeSet<&str> = of_kind(&records, "message")
        .into_iter()
        .flat_map(|message| message["events"].as_array().unwrap())
        .filter(|event| event["event"] == "lease_ended")
        .map(|event| event["reason"].as_str().unwrap())
        .collect();
    let reasons = ["stale", "replaced", "unfunded", "notice_served", "cancelled"];
    assert!(reasons.iter().all(|reason| ended.contains(reason)), "{ended:?}");
    let reckoning = of_kind(&records, "reckoning")[0];
    assert_eq!(reckoning["escrow"], "0");
    assert_eq!(reckoning["total_before"], reckoning["total_after"]);
    assert_eq!((&reckoning["solvent"], &reckoning["failed"]), (&Value::Bool(true), &Value::from(0)));
    let end = of_kind(&records, "end")[0];
    assert_eq!((end["exit_code"].as_u64(), end["missing"].as_array().unwrap().len()), (Some(0), 0));
}

#[test]
fn every_message_stands_in_a_transaction_of_its_sender() {
    let (_, json, _) = demo(&["--seed", "2", "--json"]);
    let records = records(&json);
    let messages = of_kind(&records, "message");
    assert!(messages.len() > 30, "{}", messages.len());
    for message in &messages {
        let hash = message["hash"].as_str().unwrap();
        assert!(hash.len() == 64 && hash.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F')), "{hash}");
    }
    let senders: BTreeSet<&str> = messages.iter().map(|message| message["sender"].as_str().unwrap()).collect();
    assert_eq!(senders, BTreeSet::from(["anchor", "buoy", "capstan", "keeper", "protocol", "tenant"]));
    // A keeper sends when something is due, and nothing else.
    let keeper = messages.iter().filter(|message| message["sender"] == "keeper" && message["block"].as_u64() > Some(9));
    for message in keeper {
        let events = message["events"].as_array().unwrap();
        assert!(!events.is_empty(), "{message}");
    }
}

#[test]
fn seeds_silence_different_providers() {
    let silent: BTreeSet<String> = (1..=6)
        .map(|seed| {
            let (code, json, err) = demo(&["--seed", &seed.to_string(), "--json"]);
            assert_eq!((code, err.as_str()), (0, ""), "seed {seed}");
            of_kind(&records(&json), "silent")[0]["provider"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(silent.len() > 1, "{silent:?}");
}

#[test]
fn too_few_blocks_fail_and_say_what_is_missing() {
    // Before the lease is broken, while it is, while a provider leaves.
    for blocks in ["15", "30", "70"] {
        let (code, out, err) = demo(&["--blocks", blocks]);
        assert_eq!(code, 1, "{blocks}");
        assert!(out.contains("WHAT IS MISSING"), "{out}");
        assert!(err.contains("try --blocks"), "{err}");
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
