//! What the READMEs say is so: the tests that they name are there, and figures of gas are those of `tests/gas.json`, which
//! `UPDATE_GOLDEN=1 cargo test -p berth-tests --test readmes` writes anew.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- gas -->\n";
const END: &str = "<!-- /gas -->\n";

type Gas = BTreeMap<String, u64>;

fn gas() -> Gas {
    serde_json::from_str(include_str!("../gas.json")).unwrap()
}

/// In thousands, as `172k`.
fn thousands(gas: &Gas, keys: &[&str]) -> String {
    let all: Vec<String> = keys.iter().map(|key| format!("{}k", (gas[*key] + 500) / 1_000)).collect();
    all.join(", ")
}

/// In tenths, as `12.3`.
fn tenths(value: u64, unit: u64) -> String {
    let tenths = (value * 10 + unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What operations cost, and what a lease costs in money.
fn costs(gas: &Gas) -> String {
    let rows: [(&str, &[&str]); 9] = [
        ("submit a deployment; each further infrastructure", &["submit_deployment", "submit_deployment_next"]),
        ("bid; each in a message of ten; a bid of ten that loses and is freed", &["bid", "bid_of_10", "loser"]),
        ("match an order; each further one in the message", &["match_first", "match_next"]),
        ("confirm a lease, one of 20; one of 40", &["confirm_of_20", "confirm_of_40"]),
        ("confirm and collect, one of 20 from 20 accounts", &["collect_of_20"]),
        ("end a stale lease and open the next order; one of 20", &["stale_first", "stale_of_20"]),
        ("close a lease", &["close_lease"]),
        ("cancel a deployment with 1 lease; with 16", &["cancel_1", "cancel_16"]),
        ("deposit; withdraw", &["deposit", "withdraw"]),
    ];
    let mut text = "| operation | gas |\n|---|---|\n".to_owned();
    for (operation, keys) in rows {
        writeln!(text, "| {operation} | {} |", thousands(gas, keys)).unwrap();
    }
    // 30 days of 86,400 s, a block each 6 s, a confirmation each 600 blocks.
    let [of_20, of_40] = ["confirm_of_20", "confirm_of_40"].map(|key| gas[key] * 720);
    let millions = [of_20, of_40].map(|month| tenths(month, 1_000_000));
    // 0.01 millionths of a token per gas: 10^8 gas to the token.
    let cents = [of_20, of_40].map(|month| (month + 500_000) / 1_000_000);
    writeln!(
        text,
        "\nA match costs the same with 10 bids on the order or 1,000. A lease that is confirmed every 600 blocks of 6 seconds takes 720 confirmations a\n\
         month: {} million gas in messages of 20 leases, {} million in messages of 40. At a gas price of 0.01 micro-units that is\n\
         0.{:02} and 0.{:02} tokens for each lease and month.",
        millions[0], millions[1], cents[0], cents[1]
    )
    .unwrap();
    text
}

/// Market's keys of the table.
fn of_market(gas: &Gas) -> String {
    let rows = [
        ("SubmitFulfillment, one bid", "bid"),
        (".. each of 10", "bid_of_10"),
        (".. each of 10 that lose, with their release", "loser"),
        (".. of 20, as large as they may be", "cap_submit_fulfillment"),
        ("CancelFulfillment of 20", "cap_cancel_fulfillment"),
        ("MatchOpenOrders, one order", "match_first"),
        (".. each further one", "match_next"),
        (".. 20", "match_20"),
        (".. 32, as large as they may be", "cap_match_open_orders"),
        ("SubmitLeaseConfirmation, each of 20", "confirm_of_20"),
        (".. each of 40", "confirm_of_40"),
        (".. of 100", "cap_confirm"),
        (".. with `collect`, each of 20 from 20 accounts", "collect_of_20"),
        (".. with `collect` and `payout`, of 40", "cap_confirm_collect"),
        ("CollectEarnings with `payout`, of 40", "cap_collect_earnings"),
        ("GiveNotice", "give_notice"),
        ("LeaveLease after the notice", "leave_lease"),
        ("InvalidateStaleLeases, one that persists", "stale_first"),
        (".. each of 20", "stale_of_20"),
        (".. 32, as large as they may be", "cap_invalidate_stale_leases"),
        ("Facilitate, one match and one stale lease", "facilitate_1_1"),
        (".. 32 of all kinds", "cap_facilitate"),
        ("ReleaseFulfillments, 32", "cap_release_fulfillments"),
        ("CloseLease", "close_lease"),
        ("`match_bids_growth`", "match_bids_growth"),
        ("`match_orders_growth_1000`", "match_orders_growth_1000"),
    ];
    let mut text = "| operation | gas |\n|---|---|\n".to_owned();
    for (operation, key) in rows {
        writeln!(text, "| {operation} | {} |", with_commas(gas[key])).unwrap();
    }
    text
}

fn with_commas(value: u64) -> String {
    let digits = value.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn assert_block(file: &str, block: &str) {
    let path = root().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{file} has no {BEGIN}"));
    let (committed, after) = rest.split_once(END).unwrap_or_else(|| panic!("{file} has no {END}"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, [before, BEGIN, block, END, after].concat()).unwrap();
        return;
    }
    assert!(
        committed == block,
        "{file} is out of date: run `UPDATE_GOLDEN=1 cargo test -p berth-tests --test readmes`"
    );
}

#[test]
fn the_readme_has_the_costs() {
    assert_block("README.md", &costs(&gas()));
}

#[test]
fn the_readme_of_market_has_the_costs() {
    assert_block("contracts/market/README.md", &of_market(&gas()));
}

/// The names of all functions under a folder.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let names = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
            found.extend(names.map(str::to_owned));
        }
    }
}

/// What stands between backticks, without the modules before it, if it is a name as tests have them.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2).filter_map(|quoted| quoted.rsplit("::").next());
    let word =
        |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    quoted.filter(word).filter(|name| name.matches('_').count() > 1)
}

#[test]
fn the_tests_that_hold_the_invariants_are_there() {
    let mut known = BTreeSet::new();
    for folder in ["contracts", "packages", "tests"] {
        functions(&root().join(folder), &mut known);
    }
    known.extend(gas().into_keys());
    for contract in ["deployment", "market", "escrow", "provider-registry"] {
        let file = root().join("contracts").join(contract).join("README.md");
        let text = std::fs::read_to_string(&file).unwrap();
        let (_, invariants) =
            text.split_once("## Invariants").unwrap_or_else(|| panic!("{contract} names no invariants"));
        let invariants = invariants.split("\n## ").next().unwrap();
        let names: Vec<&str> = named(invariants).collect();
        assert!(names.len() > 5, "{contract} names few tests: {names:?}");
        let missing: Vec<&str> = names.into_iter().filter(|name| !known.contains(*name)).collect();
        assert!(missing.is_empty(), "{contract}: there is no test {missing:?}");
    }
}
