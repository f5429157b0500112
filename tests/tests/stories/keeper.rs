//! Everything that is due at once: keepers, and the chain's own scheduler.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::{ExecuteMsg as Market, Parameters, QueryMsg, SudoMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{CloseReason, OrderId, WaitDuration};
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::coin;

use crate::{FIRST, LOST, balance, milli, order};

/// The first of two leases of an account that ran dry.
const DRY: OrderId = order(2, 1, 1);
const DRY_TOO: OrderId = order(2, 2, 1);
/// Matched long ago; two losers' bids are dead.
const MATCHED: OrderId = order(3, 1, 1);
const READY: OrderId = order(4, 1, 1);

/// What the keeper was paid before: four matches.
const BEFORE: u128 = 80_000;

/// One of everything: `FIRST` is late, the account of deployment 2 is dry under two leases, `MATCHED` has two dead bids,
/// `READY` has two live ones.
fn everything_due() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.submit(vec![infrastructure("a", false), infrastructure("b", false)], 87_560);
    stage.submit(vec![infrastructure("web", false)], 100_000);
    let (tenant, deposit) = (stage.tenant.clone(), coin(100_000, DENOM));
    // Bids for this one stand from the beginning: later ones would free the dead.
    stage.submit_as(&tenant, WaitDuration::Blocks(WAIT + 11), vec![infrastructure("web", false)], deposit);
    let losers = [(0, MATCHED, 20), (1, MATCHED, 30), (1, READY, 60)];
    let winners = [(0, FIRST, 40), (1, DRY, 100), (1, DRY_TOO, 100), (2, MATCHED, 10), (2, READY, 50)];
    for (provider, order, percent) in losers.into_iter().chain(winners) {
        assert_eq!(stage.bid(provider, order, percent), None);
    }
    stage.pass(WAIT);
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 4 }), (4, 0));
    stage.sandbox.blocks(9, 3_600);
    // 7,560 / 2.1 = 3,600 s: the last second that can be paid.
    for (provider, lease) in [(1, DRY), (1, DRY_TOO), (2, MATCHED)] {
        assert_eq!(stage.confirm(provider, lease, false), None);
    }
    stage.pass(2);
    stage
}

fn facilitate(limit: u32, deployments: &[u64], skip: &[OrderId]) -> Market {
    Market::Facilitate { limit, deployments: deployments.to_vec(), skip: skip.to_vec() }
}

fn is_leased(stage: &Stage, id: OrderId) -> bool {
    let asked = QueryMsg::Order { order: id };
    let answer: berth_api::market::OrderResponse = stage.sandbox.query_market(&asked).unwrap();
    matches!(answer.status, berth_api::market::OrderStatus::Leased(_))
}

#[test]
fn pending_work_names_what_is_due() {
    let mut stage = everything_due();
    let work = stage.work();
    assert_eq!((work.ready, work.stale, work.dry, work.finished), (vec![READY], vec![FIRST], vec![2], vec![MATCHED]));
    stage.exit();
}

#[test]
fn facilitate_matches_invalidates_closes_and_frees_in_this_order() {
    let mut stage = everything_due();
    let one = || facilitate(1, &[2], &[]);
    assert_eq!(stage.work_done(one()), (1, 0));
    assert_eq!(stage.lease(READY).provider, stage.providers[2]);
    assert_eq!(stage.work_done(one()), (1, 0));
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    assert!(is_leased(&stage, DRY));
    assert_eq!(stage.work_done(one()), (1, 0));
    assert_eq!(stage.end_of(DRY), CloseReason::Unfunded);
    assert!(is_leased(&stage, DRY_TOO));
    assert_eq!(stage.work_done(one()), (1, 0));
    assert_eq!(stage.end_of(DRY_TOO), CloseReason::Unfunded);
    // Dead bids: the lowest order first, the cheapest bid first. The second has two leases less and two bids too many.
    assert_eq!([0, 1].map(|provider| stage.locks(provider)), [1, 2]);
    assert_eq!(stage.work_done(one()), (0, 1));
    assert_eq!([0, 1].map(|provider| stage.locks(provider)), [0, 2]);
    assert_eq!(stage.work_done(one()), (0, 1));
    assert_eq!(stage.work().finished, [READY]);
    assert_eq!(stage.work_done(one()), (0, 1));
    assert_eq!([0, 1].map(|provider| stage.locks(provider)), [0, 0]);
    assert_eq!(stage.work_done(one()), (0, 0));
    // A match, a stale lease, two closes.
    assert_eq!(balance(&stage, &stage.keeper), BEFORE + 20_000 + 50_000 + 40_000);
    stage.exit();
}

#[test]
fn facilitate_does_all_at_once_under_one_limit() {
    let mut stage = everything_due();
    let due = stage.sandbox.remember();
    for (limit, done) in [(2, (2, 0)), (3, (3, 0)), (5, (4, 1)), (32, (4, 3))] {
        stage.sandbox.go_back(&due);
        assert_eq!(stage.work_done(facilitate(limit, &[2], &[])), done, "{limit}");
    }
    assert_eq!(balance(&stage, &stage.keeper), BEFORE + 110_000);
    // 3,612 s of the lease that was never confirmed are not paid; of 3,600 s of the two others each
    // 3,600 + 180, fee 36.
    assert_eq!((stage.earned(0), stage.earned(1)), (-LOST, 2 * 3_744));
    assert_eq!(stage.account(2).spendable, milli(0));
    stage.exit();
}

#[test]
fn orders_that_wait_for_a_height_come_before_those_that_wait_for_a_time() {
    let mut stage = stage();
    let by_time = stage.submit_waiting(WaitDuration::Seconds(1), vec![infrastructure("web", false)]);
    let by_height = stage.submit_waiting(WaitDuration::Blocks(3), vec![infrastructure("web", false)]);
    let [by_time, by_height] = [by_time, by_height].map(|deployment| order(deployment, 1, 1));
    for id in [by_time, by_height] {
        assert_eq!(stage.bid(0, id, 50), None);
    }
    stage.pass(3);
    assert_eq!(stage.work().ready, [by_height, by_time]);
    // Though the other has been ready for longer.
    assert_eq!(stage.work_done(facilitate(1, &[], &[])), (1, 0));
    assert!(is_leased(&stage, by_height) && stage.is_open(by_time));
    stage.exit();
}

#[test]
fn facilitate_leaves_alone_what_it_is_to_skip() {
    let mut stage = everything_due();
    assert_eq!(stage.work_done(facilitate(32, &[2], &[FIRST, DRY_TOO, READY])), (1, 2));
    assert!(stage.is_open(READY) && is_leased(&stage, FIRST) && is_leased(&stage, DRY_TOO));
    // What is skipped uses up nothing of the limit, and hides nothing behind it.
    assert_eq!(stage.work_done(facilitate(1, &[2], &[FIRST, READY])), (1, 0));
    assert_eq!(stage.end_of(DRY_TOO), CloseReason::Unfunded);
    stage.exit();
}

#[test]
fn facilitate_passes_over_deployments_that_are_not_dry() {
    let mut stage = everything_due();
    let named = [1, 3, 99];
    assert_eq!(stage.work_done(facilitate(32, &named, &[])), (2, 3));
    assert!(is_leased(&stage, DRY) && is_leased(&stage, DRY_TOO));
    stage.by_tenant(Deployment::CancelDeployment { deployment: 3, payout: false });
    assert_eq!(stage.work_done(facilitate(32, &[1, 2, 3], &[])), (2, 0));
    stage.exit();
}

#[test]
fn facilitate_matches_nothing_while_paused_and_does_all_the_rest() {
    let mut stage = everything_due();
    stage.by_admin(Registry::Pause {});
    assert!(stage.work().ready.is_empty());
    assert_eq!(stage.work_done(facilitate(32, &[2], &[])), (3, 2));
    assert!(stage.is_open(READY));
    stage.exit();
}

fn let_the_chain(stage: &mut Stage, sudo_limit: u32) {
    let parameters: Parameters = stage.sandbox.query_market(&QueryMsg::Parameters {}).unwrap();
    stage.by_admin(Market::SetParameters { parameters: Parameters { sudo_limit, ..parameters } });
}

fn hooks() -> Vec<SudoMsg> {
    vec![
        SudoMsg::ClockEndBlock {},
        SudoMsg::BeginBlock {},
        SudoMsg::EndBlock {},
        SudoMsg::BeginBlocker {},
        SudoMsg::Callback { job_id: 7 },
    ]
}

#[test]
fn the_scheduler_does_nothing_while_its_limit_is_0() {
    let mut stage = everything_due();
    let before = stage.sandbox.remember();
    for hook in hooks() {
        stage.sandbox.sudo_market(&hook).unwrap();
        assert!(stage.sandbox.remember() == before);
    }
    stage.exit();
}

#[test]
fn the_scheduler_does_what_facilitate_does_and_nobody_is_paid_for_it() {
    let mut stage = everything_due();
    let_the_chain(&mut stage, 32);
    let due = stage.sandbox.remember();
    for hook in hooks() {
        stage.sandbox.go_back(&due);
        stage.sandbox.sudo_market(&hook).unwrap();
        stage.sandbox.check().unwrap();
        assert_eq!(stage.lease(READY).provider, stage.providers[2]);
        assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
        assert!(stage.work().finished.is_empty());
        // Unfunded leases are not looked for.
        assert!(is_leased(&stage, DRY) && is_leased(&stage, DRY_TOO));
        assert_eq!(balance(&stage, &stage.keeper), BEFORE);
        // 100,000 - 20,000 (its match) + 31,536,000: no stale tip is taken.
        assert_eq!(stage.account(1).spendable, milli(31_616_000_000));
        // 100,000 - 20,000: the match tip has come back, the close tip is held.
        assert_eq!((stage.account(4).spendable, stage.account(4).holds.u128()), (milli(80_000_000), 20_000));
        // Nothing is due any more: it does nothing.
        let done = stage.sandbox.remember();
        stage.sandbox.sudo_market(&hook).unwrap();
        assert!(stage.sandbox.remember() == done);
        stage.exit();
    }
}

#[test]
fn the_scheduler_stops_at_its_limit_and_matches_nothing_while_paused() {
    let mut stage = everything_due();
    let_the_chain(&mut stage, 1);
    stage.by_admin(Registry::Pause {});
    stage.sandbox.sudo_market(&SudoMsg::EndBlock {}).unwrap();
    assert!(stage.is_open(READY));
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    assert_eq!(stage.work().finished, [MATCHED]);
    stage.exit();
}
