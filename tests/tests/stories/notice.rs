//! Providers that leave.

use berth_api::market::ExecuteMsg as Market;
use berth_domain::CloseReason;
use berth_tests::stage::{PERIOD, Stage, WAIT, infrastructure, stage};

use crate::{FIRST, LOST, SECOND, has_code, milli, order};

/// A lease at 0.5 with a notice of 60 s, with 100,000 deposited.
fn leased(persist: bool, notice: u64) -> Stage {
    let mut stage = stage();
    let mut wanted = infrastructure("web", persist);
    wanted.notice = notice;
    stage.submit(vec![wanted], 100_000);
    stage.let_to(0, FIRST, 50);
    stage
}

#[test]
fn notice_is_given_once_and_changes_nothing_else() {
    let mut stage = leased(false, 60);
    let before = stage.lease(FIRST);
    stage.pass(1);
    stage.by(0, Market::GiveNotice { lease: FIRST });
    let leave_at = stage.sandbox.now().time + 60;
    assert_eq!(stage.lease(FIRST).leave_at, Some(leave_at));
    assert_eq!(stage.lease(FIRST).due_height, before.due_height);
    stage.pass(1);
    let provider = stage.providers[0].clone();
    stage.refuse(&provider, Market::GiveNotice { lease: FIRST }, &[], "market/notice_given");
    stage.refuse(&stage.keeper.clone(), Market::GiveNotice { lease: FIRST }, &[], "market/not_your_lease");
    assert_eq!(stage.lease(FIRST).leave_at, Some(leave_at));
    // It must still be confirmed.
    stage.pass(PERIOD);
    assert_eq!(stage.work().stale, [FIRST]);
    // Who leaves when it is late has broken the lease already.
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    stage.exit();
}

#[test]
fn a_provider_may_leave_from_leave_at_on_and_not_a_second_before() {
    let mut stage = leased(true, 60);
    stage.pass(1);
    stage.by(0, Market::GiveNotice { lease: FIRST });
    stage.sandbox.blocks(1, 59);
    let a_second_early = stage.sandbox.remember();
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::ProviderLeft);
    // Never confirmed since it began: nothing is earned, all is lost.
    assert_eq!(stage.earned(0), -LOST);
    // 100,000 - 20,000 + 31,536,000 - 40,000 (the next order's hold): nobody gets a tip.
    assert_eq!(stage.account(1).spendable, milli(31_576_000_000));
    assert!(has_code(&stage.bid(0, SECOND, 10), "market/ineligible:"));
    stage.exit();

    stage.sandbox.go_back(&a_second_early);
    stage.sandbox.blocks(1, 1);
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::NoticeServed);
    // 66 s: floor(33) + floor(3.3) = 36, less what the successor's match costs.
    assert_eq!(stage.earned(0), 36 - 20_000);
    // 100,000 - 20,000 - 36 + 20,000 - 40,000.
    assert_eq!(stage.account(1).spendable, milli(59_964_000));
    assert_eq!(stage.locks(0), 0);
    assert!(has_code(&stage.bid(0, SECOND, 10), "market/ineligible:"));
    stage.let_to(1, SECOND, 50);
    // On a lease that is over it does nothing.
    stage.by(0, Market::LeaveLease { lease: FIRST });
    stage.exit();
}

#[test]
fn a_served_notice_leaves_an_infrastructure_idle_that_does_not_persist() {
    let mut stage = leased(false, 0);
    // A notice of nothing is served in its own block.
    stage.by(0, Market::GiveNotice { lease: FIRST });
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::NoticeServed);
    assert!(!stage.is_open(SECOND));
    // 100,000 - 20,000 + 20,000: a lease of no seconds cost the tenant nothing.
    assert_eq!((stage.account(1).spendable, stage.earned(0)), (milli(100_000_000), -20_000));
    stage.exit();
}

#[test]
fn without_notice_the_lease_is_broken() {
    let mut stage = leased(false, 0);
    stage.pass(2);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    stage.pass(2);
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::ProviderLeft);
    // Paid to the confirmation: 12 s: floor(6) + floor(0.6).
    assert_eq!(stage.earned(0), 6 - LOST);
    // 100,000 - 20,000 - 6 + 31,536,000.
    assert_eq!(stage.account(1).spendable, milli(31_615_994_000));
    stage.exit();
}

#[test]
fn two_that_win_and_leave_in_turn_cost_the_tenant_nothing() {
    let mut stage = leased(true, 0);
    for round in 1..=20 {
        let (leaver, next) = (usize::from(round % 2 == 0), usize::from(round % 2 == 1));
        stage.by(leaver, Market::GiveNotice { lease: order(1, 1, round) });
        stage.by(leaver, Market::LeaveLease { lease: order(1, 1, round) });
        // 100,000 and the hold of 40,000 in it, each time.
        let account = stage.account(1);
        assert_eq!((account.spendable, account.holds.u128()), (milli(60_000_000), 40_000));
        assert_eq!(stage.bid(next, order(1, 1, round + 1), 50), None);
        stage.pass(WAIT);
        stage.keep(Market::MatchOpenOrders { limit: 1 });
    }
    // The first of 21 matches was paid by the tenant, the others by who left.
    assert_eq!(stage.earned(0) + stage.earned(1), -20 * 20_000);
    stage.exit();
}
