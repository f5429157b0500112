//! A whole life: a lease lived and broken, every coin accounted for.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, NewOrder, OrderStatus};
use berth_domain::{CloseReason, OrderId};
use berth_tests::stage::{COLLATERAL, DENOM, PERIOD, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Uint128, coin};

const FIRST: OrderId = OrderId::new(1, 1, 1);
const SECOND: OrderId = OrderId::new(1, 1, 2);

fn leased(stage: &Stage, id: OrderId) -> usize {
    match stage.status(id) {
        OrderStatus::Leased(lease) => stage.providers.iter().position(|p| *p == lease.provider).unwrap(),
        other => panic!("{id} is {other:?}"),
    }
}

fn closed(stage: &Stage, id: OrderId, expected: CloseReason) {
    match stage.status(id) {
        OrderStatus::Closed { reason, .. } => assert_eq!(reason, expected),
        other => panic!("{id} is {other:?}"),
    }
}

/// One deployment that persists; all three bid, the second lowest.
fn matched() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 100_000);
    for (provider, percent) in [(0, 80), (1, 40), (2, 60)] {
        assert_eq!(stage.bid(provider, FIRST, percent), None);
    }
    stage.pass(WAIT);
    assert_eq!(stage.work().ready, [FIRST]);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!(leased(&stage, FIRST), 1);
    stage
}

#[test]
fn a_lease_lived_and_broken() {
    let mut stage = matched();
    let silent = stage.providers[1].clone();
    // The losers were freed with what was left of the limit.
    assert_eq!(stage.balance(&stage.providers[0]).locked, Uint128::zero());
    assert_eq!(stage.balance(&silent).locked, Uint128::new(COLLATERAL));

    stage.pass(5);
    assert_eq!(stage.confirm(1, FIRST, true), None);
    // 30 s at 0.4, floored; 1 % fee of it, floored to nothing; interest 0.05 x 30.
    assert_eq!(stage.balance(&silent).balance, Uint128::new(200_000_000 + 12 + 1));

    stage.pass(PERIOD);
    assert!(stage.work().stale.is_empty());
    stage.pass(1);
    assert_eq!(stage.work().stale, [FIRST]);
    assert!(stage.confirm(1, FIRST, false).unwrap().starts_with("market/late:"));
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    closed(&stage, FIRST, CloseReason::Stale);
    assert_eq!(stage.balance(&silent).balance, Uint128::new(200_000_000 + 13 - COLLATERAL));
    // Match tip and stale tip.
    assert_eq!(stage.balance(&stage.keeper).balance, Uint128::new(20_000 + 50_000));

    assert!(stage.bid(1, SECOND, 30).unwrap().contains("barred"));
    assert_eq!(stage.bid(2, SECOND, 60), None);
    assert_eq!(stage.bid(0, SECOND, 70), None);
    stage.pass(WAIT);
    assert!(stage.bid(0, SECOND, 10).unwrap().starts_with("market/bidding_ended:"));
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(leased(&stage, SECOND), 2);
    stage.keep(Market::ReleaseFulfillments { limit: 1 });
    stage.pass(4);
    assert_eq!(stage.confirm(2, SECOND, false), None);

    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
    closed(&stage, SECOND, CloseReason::Cancelled);
    stage.refuse(
        &stage.tenant.clone(),
        Deployment::CancelDeployment { deployment: 1, payout: true },
        &[],
        "deployment/closed",
    );
    stage.reckon();
}

#[test]
fn equal_prices_go_to_the_earlier_bid_and_a_lower_one_replaces_its_own() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert_eq!(stage.bid(2, FIRST, 50), None);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    assert!(stage.bid(0, FIRST, 50).unwrap().starts_with("market/not_lower:"));
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(leased(&stage, FIRST), 2);
    stage.keep(Market::ReleaseFulfillments { limit: 5 });
    stage.send(&stage.tenant.clone(), Market::CloseLease { lease: FIRST, reorder: true }, &[]);
    closed(&stage, FIRST, CloseReason::TenantClosed);
    assert!(stage.bid(2, SECOND, 50).unwrap().contains("barred"));
    assert_eq!(stage.bid(0, SECOND, 90), None);
    assert_eq!(stage.bid(0, SECOND, 20), None);
    assert_eq!(stage.balance(&stage.providers[0]).locked, Uint128::new(COLLATERAL));
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
    stage.keep(Market::ReleaseFulfillments { limit: 5 });
    stage.reckon();
}

#[test]
fn an_account_that_runs_dry_ends_its_leases_and_no_deposit_revives_them() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 43_780);
    assert_eq!(stage.bid(0, FIRST, 100), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    // 3,780 + nothing back: 1.05 a second lasts exactly 3,600 s.
    for _ in 0..61 {
        stage.pass(10);
        assert_eq!(stage.confirm(0, FIRST, false), None);
    }
    assert_eq!(stage.work().dry, [1]);
    stage.send(&stage.tenant.clone(), Escrow::Deposit { deployment: Some(1) }, &[coin(50_000, DENOM)]);
    stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 });
    closed(&stage, FIRST, CloseReason::Unfunded);
    assert_eq!(stage.balance(&stage.providers[0]).locked, Uint128::zero());
    assert_eq!(stage.balance(&stage.providers[0]).balance, Uint128::new(200_000_000 + 3_600 - 36 + 180));
    assert_eq!(stage.balance(&stage.keeper).balance, Uint128::new(40_000));
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
    stage.reckon();
}

#[test]
fn an_order_without_funds_is_closed_and_pays_for_the_visit() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("a", false), infrastructure("b", false)], 87_560);
    let other = OrderId::new(1, 2, 1);
    assert_eq!(stage.bid(0, FIRST, 100), None);
    stage.pass(1);
    assert_eq!(stage.bid(0, other, 100), None);
    stage.pass(WAIT - 1);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage.pass(1);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!(leased(&stage, FIRST), 0);
    closed(&stage, other, CloseReason::NoFunds);
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
    stage.reckon();
}

#[test]
fn strangers_and_stray_coins_are_refused() {
    let mut stage = matched();
    let (stranger, owner) = (stage.keeper.clone(), stage.keeper.to_string());
    let forged_close =
        Market::CloseDeployment { deployment: 1, owner, denom: DENOM.to_owned(), slots: vec![1], payout: true };
    stage.refuse(&stranger, forged_close, &[], "market/unauthorized");
    let order = NewOrder { slot: 9, max_rate: Uint128::one(), collateral: Uint128::one(), notice: 0 };
    stage.refuse(
        &stranger,
        Market::OpenOrders { deployment: 1, terms: 1, orders: vec![order] },
        &[],
        "market/unauthorized",
    );
    let cancel = Deployment::CancelDeployment { deployment: 1, payout: true };
    stage.refuse(&stranger, cancel.clone(), &[], "deployment/not_owner");
    stage.refuse(&stranger, Market::CloseLease { lease: FIRST, reorder: false }, &[], "market/not_owner");
    stage.refuse(&stranger, Market::MatchOpenOrders { limit: 1 }, &[coin(1, DENOM)], "market/payment");
    stage.refuse(&stranger, Market::MatchOpenOrders { limit: 33 }, &[], "market/invalid_field");
    let locked = Escrow::Withdraw { denom: DENOM.to_owned(), amount: Some(Uint128::new(200_000_000)) };
    stage.refuse(&stage.providers[1].clone(), locked, &[], "escrow/insufficient_balance");
    stage.send(&stage.tenant.clone(), cancel, &[]);
    stage.reckon();
}
