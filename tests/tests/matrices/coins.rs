//! Every message with every kind of purse.

use std::fmt::Write;

use berth_contract_kit::{Coins, Who};
use berth_tests::cast::{FOREIGN, cast};
use berth_tests::golden::assert_golden;
use berth_tests::messages::{Sample, samples};
use berth_tests::outcome::{is_success, outcome};
use berth_tests::stage::DENOM;
use cosmwasm_std::{Coin, coin};

/// What is sent along, and what that is called.
fn purses(sample: &Sample) -> Vec<(&'static str, Vec<Coin>)> {
    let right = sample.funds.first().cloned().unwrap_or_else(|| coin(5, DENOM));
    let foreign = Coin { denom: FOREIGN.to_owned(), ..right.clone() };
    let nothing = coin(0, &right.denom);
    vec![
        ("no coin", vec![]),
        ("the right coin", vec![right.clone()]),
        ("another coin", vec![foreign.clone()]),
        ("two coins", vec![foreign, right]),
        ("a coin of 0", vec![nothing]),
    ]
}

/// One line of the table; which contract refuses it goes without saying.
fn row(name: &str, outcomes: impl IntoIterator<Item = String>) -> String {
    let mut line = format!("{name:<58}");
    for outcome in outcomes {
        let short = match outcome.split_once('/') {
            Some((_, code)) => code,
            None if outcome.starts_with("the chain") => "(by the chain)",
            None => &outcome,
        };
        write!(line, "{short:<20}").unwrap();
    }
    line.trim_end().to_owned()
}

/// S01: coins that a message does not expect are never kept. S02: nor are coins of another denom; what deployment hands on
/// it has looked at itself.
#[test]
fn every_message_takes_the_coins_that_its_table_says() {
    let mut cast = cast();
    let head = ["no coin", "the right one", "another", "two", "a coin of 0"].map(str::to_owned);
    let mut text = format!("{}\n", row("", head));
    for sample in samples(&cast) {
        let (name, takes) = (sample.name(), sample.rule().coins);
        let mut told = vec![];
        for (purse, coins) in purses(&sample) {
            sample.prepare(&mut cast);
            let before = cast.stage.sandbox.bank_balance(cast.address(sample.sender), FOREIGN).unwrap();
            let outcome = outcome(&cast.send(sample.sender, sample.call.clone(), &coins));
            let vouched_for = purse == "another coin" && matches!(sample.rule().who, Who::Contract(_));
            let accepted = matches!((takes, purse), (Coins::None, "no coin") | (Coins::One, "the right coin"))
                || takes == Coins::One && vouched_for;
            assert_eq!(is_success(&outcome), accepted, "{name} with {purse}: {outcome}");
            let miscounted = match takes {
                Coins::None => purse != "no coin",
                Coins::One => ["no coin", "two coins", "a coin of 0"].contains(&purse),
            };
            let right_code = outcome.ends_with("/payment") || outcome == "the chain refuses it";
            assert_eq!(right_code, miscounted, "{name} with {purse}: {outcome}");
            let after = cast.stage.sandbox.bank_balance(cast.address(sample.sender), FOREIGN).unwrap();
            assert!(before == after || vouched_for, "{name} with {purse} kept a foreign coin");
            told.push(outcome);
        }
        writeln!(text, "{}", row(&name, told)).unwrap();
    }
    assert_golden("matrices/coins.txt", &text);
}
