//! The catalogue of errors, `docs/errors.md`: it lists every stable code of the sources, and each is provoked here.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

mod catalogue;
mod deployment;
mod escrow;
mod making;
mod market;
mod provider_registry;

use std::collections::BTreeSet;

use berth_api::{Call, ItemOutcome};
use berth_sandbox::Receipt;
use berth_tests::cast::{Cast, Sender, cast};
use berth_tests::outcome::code;
use cosmwasm_std::{Coin, from_json};

use catalogue::{declared, documented};

/// A code, and what leads to it.
type Case = (&'static str, fn(&mut Cast) -> String);

fn cases() -> Vec<Case> {
    [deployment::CASES, market::CASES, escrow::CASES, provider_registry::CASES, making::CASES].concat()
}

/// The text with which a message is refused, or the only id of its batch is.
fn refusal(cast: &mut Cast, sender: Sender, call: impl Into<Call>, funds: &[Coin]) -> String {
    match cast.send(sender, call, funds) {
        Ok(receipt) => item_refusal(&receipt),
        Err(error) => error.to_string(),
    }
}

fn item_refusal(receipt: &Receipt) -> String {
    let data = receipt.data.as_ref().expect("an answer");
    let mut items = from_json::<Vec<ItemOutcome>>(data).unwrap_or_else(|_| vec![from_json(data).unwrap()]);
    assert_eq!(items.len(), 1);
    items.remove(0).refused.expect("a refusal")
}

#[test]
fn the_catalogue_has_every_code_of_the_sources_and_no_other() {
    let documented = documented();
    let listed: BTreeSet<&String> = documented.provoked.iter().chain(&documented.unreachable).collect();
    assert_eq!(listed.len(), documented.provoked.len() + documented.unreachable.len(), "a code stands twice");
    assert_eq!(listed, declared().iter().collect());
}

#[test]
fn every_code_is_provoked_or_said_to_be_beyond_reach() {
    let cases: BTreeSet<String> = cases().iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(cases, documented().provoked);
}

#[test]
fn each_case_leads_to_its_code() {
    let mut cast = cast();
    for (expected, provoke) in cases() {
        cast.begin_again();
        let said = provoke(&mut cast);
        assert_eq!(code(&said).as_deref(), Some(expected), "{said}");
        cast.stage.sandbox.check().unwrap();
    }
}
