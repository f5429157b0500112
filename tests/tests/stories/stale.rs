//! Leases that are not confirmed.

use berth_api::ItemOutcome;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{CloseReason, OrderId};
use berth_tests::stage::{PERIOD, Stage, infrastructure, stage};
use cosmwasm_std::{Addr, from_json};

use crate::{FIRST, LOST, SECOND, balance, has_code, milli};

/// A lease at 0.4, confirmed after 30 s, with 100,000 deposited.
fn confirmed_once(persist: bool) -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", persist)], 100_000);
    stage.let_to(0, FIRST, 40);
    stage.pass(5);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    stage
}

fn submit_stale(stage: &mut Stage, sender: &Addr, lease: OrderId) -> Option<String> {
    let receipt = stage.send(sender, Market::SubmitStaleLease { lease }, &[]);
    from_json::<ItemOutcome>(receipt.data.unwrap()).unwrap().refused
}

#[test]
fn a_lease_is_never_stale_at_its_due_height_and_always_one_later() {
    let mut stage = confirmed_once(false);
    let keeper = stage.keeper.clone();
    stage.pass(PERIOD);
    assert_eq!(stage.lease(FIRST).due_height, stage.sandbox.now().height);
    assert!(stage.work().stale.is_empty());
    assert!(has_code(&submit_stale(&mut stage, &keeper, FIRST), "market/not_due:"));
    assert_eq!(stage.work_done(Market::InvalidateStaleLeases { limit: 32 }), (0, 0));
    let due = stage.sandbox.remember();
    // In either order, a confirmation at the due height is in time.
    assert_eq!(stage.confirm(0, FIRST, false), None);
    assert!(has_code(&submit_stale(&mut stage, &keeper, FIRST), "market/not_due:"));
    stage.exit();

    stage.sandbox.go_back(&due);
    stage.pass(1);
    assert_eq!(stage.work().stale, [FIRST]);
    let late = stage.sandbox.remember();
    assert!(has_code(&stage.confirm(0, FIRST, true), "market/late:"));
    assert!(stage.sandbox.remember() == late, "a late confirmation changes nothing");
    assert_eq!(submit_stale(&mut stage, &keeper, FIRST), None);
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    assert!(has_code(&submit_stale(&mut stage, &keeper, FIRST), "market/not_due:"));
    stage.exit();
}

#[test]
fn a_stale_lease_is_paid_to_its_last_confirmation_and_its_collateral_is_the_tenants() {
    let mut stage = confirmed_once(false);
    stage.pass(PERIOD + 1);
    assert_eq!(stage.work_done(Market::InvalidateStaleLeases { limit: 32 }), (1, 0));
    // 30 s: floor(0.4 x 30) + floor(0.05 x 30) = 12 + 1, fee floor(0.12) = 0.
    assert_eq!(stage.earned(0), 13 - LOST);
    assert_eq!(balance(&stage, &stage.keeper), 20_000 + 50_000);
    // 100,000 - 20,000 (match tip) - 13 + 31,536,000 - 50,000.
    let account = stage.account(1);
    assert_eq!((account.spendable, account.holds.u128()), (milli(31_565_987_000), 0));
    // It does not persist: idle.
    assert!(!stage.is_open(SECOND));
    stage.exit();
}

#[test]
fn a_stale_lease_that_persists_is_ordered_again_and_its_provider_is_barred() {
    let mut stage = confirmed_once(true);
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    // As above, less the hold of the next order.
    let account = stage.account(1);
    assert_eq!((account.spendable, account.holds.u128()), (milli(31_525_987_000), 40_000));
    assert!(has_code(&stage.bid(0, SECOND, 10), "market/ineligible:"));
    stage.let_to(1, SECOND, 40);
    // Barred from that order only: of the next one it may be the provider again.
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    stage.let_to(0, crate::order(1, 1, 3), 40);
    stage.exit();
}

#[test]
fn a_provider_that_reports_itself_gets_no_tip() {
    let mut stage = confirmed_once(false);
    let provider = stage.providers[0].clone();
    stage.pass(PERIOD + 1);
    assert_eq!(submit_stale(&mut stage, &provider, FIRST), None);
    assert_eq!(stage.earned(0), 13 - LOST);
    // 100,000 - 20,000 - 13 + 31,536,000: the tip that nobody gets is the account's.
    assert_eq!(stage.account(1).spendable, milli(31_615_987_000));
    stage.exit();
}

#[test]
fn what_is_no_lease_is_not_due() {
    let mut stage = stage();
    let keeper = stage.keeper.clone();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert!(has_code(&submit_stale(&mut stage, &keeper, FIRST), "market/not_due:"));
    stage.refuse(&keeper, Market::SubmitStaleLease { lease: SECOND }, &[], "market/no_order");
    stage.exit();
}
