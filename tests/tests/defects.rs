//! Seven defects of a peer that runs the same market, each reproduced there on a node of its own: none of them is here.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::OrderId;
use berth_tests::stage::{COLLATERAL, PERIOD, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Decimal, Uint128};

const FIRST: OrderId = OrderId::new(1, 1, 1);
const SECOND: OrderId = OrderId::new(1, 2, 1);
/// What each provider of a stage has deposited.
const DEPOSITED: u128 = 200_000_000;

/// Two leases of one account: 0.8 and 0.4 a second, interest 0.05 beside each.
fn two_leases() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false), infrastructure("db", false)], 1_000_000);
    assert_eq!(stage.bid(0, FIRST, 80), None);
    assert_eq!(stage.bid(1, SECOND, 40), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage
}

fn earned(stage: &Stage, provider: usize) -> u128 {
    stage.balance(&stage.providers[provider]).balance.u128() - DEPOSITED
}

fn collect(stage: &mut Stage, provider: usize, lease: OrderId) {
    assert_eq!(stage.confirm(provider, lease, true), None);
}

fn cancel(stage: &mut Stage) {
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
}

/// There only the first loser got his deposit back.
#[test]
fn every_loser_gets_his_collateral_back() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 1_000_000);
    for (provider, percent) in [(0, 80), (1, 40), (2, 60)] {
        assert_eq!(stage.bid(provider, FIRST, percent), None);
    }
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.keep(Market::ReleaseFulfillments { limit: 32 });
    let locked = stage.providers.clone().map(|provider| stage.balance(&provider).locked.u128());
    assert_eq!(locked, [0, COLLATERAL, 0]);
}

/// There it erased it: 22,000 of 24,000 were stuck.
#[test]
fn a_new_lease_leaves_what_the_earlier_ones_have_accrued() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false), infrastructure("db", false)], 1_000_000);
    assert_eq!(stage.bid(0, FIRST, 80), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage.pass(PERIOD - 5);
    assert_eq!(stage.bid(1, SECOND, 40), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    // 48 s at 0.8, and 0.05 of interest, floored apart.
    collect(&mut stage, 0, FIRST);
    assert_eq!(earned(&stage, 0), 38 + 2);
    cancel(&mut stage);
    stage.reckon();
}

/// There the second panicked.
#[test]
fn two_providers_collect_from_one_account_in_one_block() {
    let mut stage = two_leases();
    stage.pass(PERIOD);
    collect(&mut stage, 0, FIRST);
    collect(&mut stage, 1, SECOND);
    collect(&mut stage, 1, SECOND);
    assert_eq!([earned(&stage, 0), earned(&stage, 1)], [48 + 3, 24 + 3]);
}

/// There it went on being paid.
#[test]
fn a_lease_closed_in_a_block_in_which_its_account_was_settled_is_paid_no_longer() {
    let mut stage = two_leases();
    stage.pass(PERIOD);
    collect(&mut stage, 0, FIRST);
    stage.send(&stage.tenant.clone(), Market::CloseLease { lease: SECOND, reorder: false }, &[]);
    let before = earned(&stage, 1);
    assert_eq!(before, 24 + 3);
    stage.pass(PERIOD);
    collect(&mut stage, 0, FIRST);
    assert_eq!(stage.confirm(1, SECOND, true).unwrap().split(':').next(), Some("market/not_your_lease"));
    assert_eq!(earned(&stage, 1), before);
    cancel(&mut stage);
    stage.reckon();
}

/// There 41,000 of earned pay were stranded.
#[test]
fn closing_a_lease_and_its_deployment_at_once_pays_what_was_earned() {
    let mut stage = two_leases();
    stage.pass(PERIOD);
    stage.send(&stage.tenant.clone(), Market::CloseLease { lease: FIRST, reorder: false }, &[]);
    cancel(&mut stage);
    assert_eq!([earned(&stage, 0), earned(&stage, 1)], [48 + 3, 24 + 3]);
    stage.reckon();
}

/// There a rate of 0.9 paid 18 of 18.9 when quiet, and 1 of 18 when somebody withdrew in each block.
#[test]
fn collecting_in_each_block_pays_as_much_as_collecting_once() {
    let paid = |often: bool| {
        let mut stage = stage();
        let mut wanted = infrastructure("web", false);
        wanted.resources[0].price = Decimal::percent(90);
        stage.submit(vec![wanted], 1_000_000);
        assert_eq!(stage.bid(0, FIRST, 90), None);
        stage.pass(WAIT);
        stage.keep(Market::MatchOpenOrders { limit: 1 });
        for _ in 0..21 {
            stage.sandbox.blocks(0, 1);
            if often {
                collect(&mut stage, 0, FIRST);
            }
        }
        collect(&mut stage, 0, FIRST);
        let paid = earned(&stage, 0);
        cancel(&mut stage);
        stage.reckon();
        paid
    };
    // 21 s at 0.9 are 18.9, at 0.05 of interest 1.05.
    assert_eq!([paid(false), paid(true)], [18 + 1, 18 + 1]);
}

/// There it outlived it, and took new bids.
#[test]
fn an_order_ends_with_its_deployment() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 1_000_000);
    assert_eq!(stage.bid(0, FIRST, 80), None);
    cancel(&mut stage);
    assert_eq!(stage.bid(1, FIRST, 40).unwrap().split(':').next(), Some("market/order_not_open"));
    stage.pass(WAIT);
    assert!(stage.work().ready.is_empty());
    stage.keep(Market::ReleaseFulfillments { limit: 1 });
    assert_eq!(stage.balance(&stage.providers[0]).locked, Uint128::zero());
    stage.reckon();
}
