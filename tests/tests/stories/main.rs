//! Stories: what the exchange does, told step by step. Every step checks every invariant before and after, and at the end
//! of each story everybody leaves with every coin accounted for. Sums are worked out by hand in the comments.
//!
//! Unless a story says otherwise an order asks for at most 1 unit per second and a collateral of 31,536,000, whose interest
//! of 5 % a year is 0.05 units per second; tips are 20,000 for a match, 20,000 for a close and 50,000 for a stale lease, so
//! the hold is 40,000; the account must cover 3,600 s; the fee is 1 % of the price; blocks take 6 s; an order waits for
//! 3 blocks; a lease is confirmed every 10 blocks.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a story that goes wrong stops the test that tells it"
)]

mod asked;
mod bidding;
mod cancel;
mod change;
mod crowd;
mod daemon;
mod denoms;
mod dry;
mod eligible;
mod keeper;
mod notice;
mod pairs;
mod pause;
mod rules;
mod splitting;
mod stake;
mod stale;
mod walk;

use berth_api::ItemOutcome;
use berth_api::market::{QueryMsg, QuoteResponse};
use berth_domain::OrderId;
use berth_sandbox::Receipt;
use berth_tests::stage::Stage;
use cosmwasm_std::{Uint128, Uint256, from_json};

/// The first order of the first deployment.
const FIRST: OrderId = order(1, 1, 1);
/// The one after it.
const SECOND: OrderId = order(1, 1, 2);

/// The collateral of a broken lease.
const LOST: i128 = 31_536_000;

const fn order(deployment: u64, slot: u32, round: u32) -> OrderId {
    OrderId::new(deployment, slot, round)
}

/// So many thousandths of a unit, as accounts count.
fn milli(thousandths: u128) -> Uint256 {
    Uint256::from(thousandths) * Uint256::from(1_000_000_000_000_000_u128)
}

/// Why each item of a batch was refused, if it was.
fn refusals(receipt: &Receipt) -> Vec<Option<String>> {
    let outcomes: Vec<ItemOutcome> = from_json(receipt.data.clone().unwrap()).unwrap();
    outcomes.into_iter().map(|outcome| outcome.refused).collect()
}

/// Whether there is a refusal, and it has this code.
fn has_code(refused: &Option<String>, code: &str) -> bool {
    refused.as_ref().is_some_and(|text| text.starts_with(code))
}

fn quote(stage: &Stage, order: OrderId) -> QuoteResponse {
    stage.sandbox.query_market(&QueryMsg::Quote { order }).unwrap()
}

/// What somebody was paid into escrow.
fn balance(stage: &Stage, owner: &cosmwasm_std::Addr) -> u128 {
    Uint128::u128(&stage.balance(owner).balance)
}
