//! Every parameter, changed in mid-life, both ways: what has opened keeps its own.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, QueryMsg, TermsResponse};
use berth_domain::{CloseReason, OrderId, Terms, WaitDuration};
use berth_tests::stage::{DENOM, Stage, infrastructure, stage, stage_with};
use cosmwasm_std::{Decimal, HexBinary, Uint128, Uint256, coin};

use crate::{FIRST, SECOND, balance, has_code, order, refusals};

const STAKED: &str = "ustake";
const PERIOD: u64 = 12;
const WAITING: OrderId = order(1, 2, 1);
const LEAVING: OrderId = order(1, 3, 1);
const DRYING: OrderId = order(2, 1, 1);

/// `FIRST` is leased and will go stale, `WAITING` has a bid, `LEAVING` is leased and will be left after notice, `DRYING` is
/// leased for as long as 3,780 last. A broken lease costs 1,000 of stake.
fn mid_life() -> Stage {
    let mut stage = stage_with(|setup| {
        setup.terms[0].reconfirmation_period = PERIOD;
        setup.terms[0].slash = Uint128::new(1_000);
    });
    for provider in stage.providers.clone() {
        stage.mint(&provider, 10_000, STAKED);
        stage.send(&provider, Escrow::Stake {}, &[coin(10_000, STAKED)]);
    }
    stage.submit(["stale", "waiting", "leaving"].map(|name| infrastructure(name, false)).to_vec(), 200_000);
    stage.submit(vec![infrastructure("drying", false)], 43_780);
    stage.let_to(0, FIRST, 40);
    stage.let_to(2, LEAVING, 40);
    stage.let_to(1, DRYING, 100);
    assert_eq!(stage.bid(1, WAITING, 60), None);
    stage
}

/// Everything that can happen to what has opened; then what everybody has.
fn live_on(stage: &mut Stage) -> Vec<Uint256> {
    stage.pass(3);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!(stage.confirm(2, LEAVING, true), None);
    stage.by(2, Market::GiveNotice { lease: LEAVING });
    stage.by(2, Market::LeaveLease { lease: LEAVING });
    assert_eq!(stage.confirm(1, DRYING, false), None);
    stage.pass(7);
    assert_eq!(stage.confirm(1, DRYING, false), None);
    assert_eq!(stage.confirm(1, WAITING, false), None);
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    stage.sandbox.blocks(2, 3_600);
    assert_eq!(stage.confirm(1, DRYING, false), None);
    assert_eq!(stage.confirm(1, WAITING, false), None);
    stage.keep(Market::CloseUnfundedLeases { deployments: vec![1, 2], limit: 32 });
    stage.by_tenant(Market::CloseLease { lease: WAITING, reorder: false });
    let ends = [FIRST, WAITING, LEAVING, DRYING].map(|id| stage.end_of(id));
    use CloseReason::{NoticeServed, Stale, TenantClosed, Unfunded};
    assert_eq!(ends, [Stale, TenantClosed, NoticeServed, Unfunded]);
    let mut all: Vec<Uint256> = vec![stage.account(1).spendable, stage.account(2).spendable];
    for person in stage.everybody() {
        all.extend([DENOM, STAKED].map(|denom| Uint256::from(stage.balance_of(&person, denom).balance)));
        all.push(stage.stake(&person).bonded.into());
    }
    all
}

fn terms(stage: &Stage) -> Terms {
    let asked = QueryMsg::Terms { denom: DENOM.to_owned() };
    stage.sandbox.query_market::<TermsResponse>(&asked).unwrap().terms
}

fn set(stage: &mut Stage, change: impl FnOnce(&mut Terms)) {
    let mut changed = terms(stage);
    change(&mut changed);
    stage.by_admin(Market::SetTerms { terms: changed });
}

type Change = fn(&mut Terms);

/// Each term down and up, as far as its range goes or nothing could be paid any more.
const CHANGES: [(&str, Change, Change); 9] = [
    ("interest_rate", |t| t.interest_rate = Decimal::zero(), |t| t.interest_rate = Decimal::one()),
    ("match_tip", |t| t.match_tip = Uint128::zero(), |t| t.match_tip = Uint128::new(1_000_000)),
    ("close_tip", |t| t.close_tip = Uint128::zero(), |t| t.close_tip = Uint128::new(1_000_000)),
    ("stale_tip", |t| t.stale_tip = Uint128::zero(), |t| t.stale_tip = Uint128::new(1_000_000)),
    ("min_runway", |t| t.min_runway = 1, |t| t.min_runway = 31_536_000),
    ("min_collateral", |t| t.min_collateral = Uint128::new(90_000), |t| t.min_collateral = Uint128::MAX),
    ("slash", |t| t.slash = Uint128::zero(), |t| t.slash = Uint128::new(9_999)),
    ("take_rate", |t| t.take_rate = Decimal::zero(), |t| t.take_rate = Decimal::percent(20)),
    ("reconfirmation_period", |t| t.reconfirmation_period = 10, |t| t.reconfirmation_period = 1_000_000),
];

#[test]
fn no_term_changes_what_has_opened() {
    let mut stage = mid_life();
    let before = stage.sandbox.remember();
    let unchanged = live_on(&mut stage);
    // Four matches, one stale lease, one close.
    assert_eq!(balance(&stage, &stage.keeper), 80_000 + 50_000 + 20_000);
    // Of 3,600 s at 1: 36. Of the other at 0.6, matched 3 blocks in: 3,642 s, floor(2,185.2), fee 21. 30 s at 0.4: none.
    assert_eq!(balance(&stage, &stage.admin()), 36 + 21);
    assert_eq!(stage.balance_of(&stage.admin(), STAKED).balance.u128(), 1_000);
    stage.exit();
    for (name, down, up) in CHANGES {
        for change in [down, up] {
            stage.sandbox.go_back(&before);
            set(&mut stage, change);
            assert_eq!(live_on(&mut stage), unchanged, "{name}");
            stage.exit();
        }
    }
    stage.sandbox.go_back(&before);
    stage.by_admin(Market::RemoveTerms { denom: DENOM.to_owned() });
    assert_eq!(live_on(&mut stage), unchanged);
    stage.exit();
}

#[test]
fn what_opens_after_a_change_opens_under_the_new_terms() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 1_000_000);
    stage.let_to(0, FIRST, 40);
    set(&mut stage, |terms| {
        (terms.match_tip, terms.close_tip) = (Uint128::new(7), Uint128::new(5));
        terms.interest_rate = Decimal::percent(10);
    });
    stage.pass(11);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    // The stale tip of the old, the hold of the new.
    assert_eq!((balance(&stage, &stage.keeper), stage.account(1).holds.u128()), (70_000, 12));
    stage.let_to(1, SECOND, 40);
    assert_eq!((balance(&stage, &stage.keeper), stage.account(1).holds.u128()), (70_007, 5));
    assert_eq!(stage.lease(SECOND).rate.u128(), 500_000_000_000_000_000);
    stage.exit();
}

#[test]
fn a_minimum_of_collateral_holds_at_every_opening() {
    let mut stage = mid_life();
    let tenant = stage.tenant.clone();
    set(&mut stage, |terms| terms.min_collateral = Uint128::new(31_536_001));
    let submit = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(3),
        infrastructure: vec![infrastructure("web", false)],
    };
    stage.refuse(&tenant, submit.clone(), &[coin(100_000, DENOM)], "deployment/invalid_field");
    let update = |persist| Deployment::UpdateDeployment {
        deployment: 1,
        version: None,
        set: vec![infrastructure("stale", persist)],
        remove: vec![],
    };
    // Nothing opens by it.
    stage.by_tenant(update(true));
    let mut dearer = infrastructure("stale", true);
    dearer.resources[0].price = Decimal::percent(110);
    let opening = Deployment::UpdateDeployment { deployment: 1, version: None, set: vec![dearer], remove: vec![] };
    stage.refuse(&tenant, opening, &[], "market/invalid_field");
    // Persist and reorder leave idle, Resume fails.
    stage.pass(PERIOD);
    stage.keep(Market::SubmitStaleLease { lease: FIRST });
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    assert!(!stage.is_open(SECOND));
    stage.refuse(&tenant, Deployment::ResumeDeployment { deployment: 1 }, &[], "market/invalid_field");
    // Down again, all of it works.
    set(&mut stage, |terms| terms.min_collateral = Uint128::new(31_536_000));
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    assert!(stage.is_open(SECOND));
    stage.send(&tenant, submit, &[coin(100_000, DENOM)]);
    stage.exit();
}

#[test]
fn a_denom_without_terms_opens_nothing_more() {
    let mut stage = mid_life();
    let tenant = stage.tenant.clone();
    stage.by_tenant(Deployment::UpdateDeployment {
        deployment: 1,
        version: None,
        set: vec![infrastructure("stale", true)],
        remove: vec![],
    });
    let number = stage.lease(FIRST).terms;
    let old = terms(&stage);
    stage.by_admin(Market::RemoveTerms { denom: DENOM.to_owned() });
    let admin = stage.admin();
    stage.refuse(&admin, Market::RemoveTerms { denom: DENOM.to_owned() }, &[], "market/denom_not_allowed");
    stage.refuse(&tenant, Deployment::ResumeDeployment { deployment: 9 }, &[], "deployment/not_found");
    stage.refuse(&tenant, Escrow::Deposit { deployment: None }, &[coin(1, DENOM)], "escrow/denom_not_allowed");
    // Bids, matching, confirming, deposits for what runs go on.
    assert_eq!(stage.bid(2, WAITING, 50), None);
    stage.pass(3);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1_000);
    assert_eq!(stage.confirm(2, WAITING, true), None);
    // A lease that is closed with reorder, or persists, leaves its infrastructure idle.
    stage.by_tenant(Market::CloseLease { lease: WAITING, reorder: true });
    assert!(!stage.is_open(order(1, 2, 2)));
    stage.pass(PERIOD);
    stage.keep(Market::SubmitStaleLease { lease: FIRST });
    assert!(!stage.is_open(SECOND));
    stage.refuse(&tenant, Deployment::ResumeDeployment { deployment: 1 }, &[], "market/denom_not_allowed");
    // It can come back, under another number; the old one stays readable.
    stage.by_admin(Market::SetTerms { terms: old.clone() });
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    let numbered: TermsResponse = stage.sandbox.query_market(&QueryMsg::NumberedTerms { number }).unwrap();
    assert_eq!(numbered.terms, old);
    stage.exit();
}

#[test]
fn a_running_leases_period_only_lengthens_and_only_by_a_confirmation() {
    let mut stage = mid_life();
    let due = stage.lease(FIRST).due_height;
    set(&mut stage, |terms| terms.reconfirmation_period = 1_000);
    assert_eq!(stage.lease(FIRST).due_height, due);
    let before = stage.sandbox.remember();
    // Without a confirmation it is stale when it was to be.
    stage.pass(due + 1 - stage.sandbox.now().height);
    assert_eq!(stage.work().stale[0], FIRST);
    stage.exit();

    stage.sandbox.go_back(&before);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    let confirmed = stage.sandbox.now().height;
    assert_eq!((stage.lease(FIRST).due_height, stage.lease(FIRST).reconfirmation_period), (confirmed + 1_000, 1_000));
    // Shorter again: it keeps what it has; what opens from now on has the shorter one.
    set(&mut stage, |terms| terms.reconfirmation_period = 10);
    stage.pass(1);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    assert_eq!(stage.lease(FIRST).due_height, confirmed + 1 + 1_000);
    assert_eq!(stage.confirm(2, LEAVING, false), None);
    assert_eq!(stage.lease(LEAVING).due_height, confirmed + 1 + PERIOD);
    // Without terms there is no current one.
    stage.by_admin(Market::RemoveTerms { denom: DENOM.to_owned() });
    assert_eq!(stage.confirm(0, FIRST, false), None);
    assert_eq!(stage.lease(FIRST).due_height, confirmed + 1 + 1_000);
    stage.exit();
}

fn set_waits(stage: &mut Stage, blocks: u64, seconds: u64, notice: u64) {
    stage.by_admin(Deployment::SetParameters {
        max_wait_blocks: Some(blocks),
        max_wait_seconds: Some(seconds),
        max_notice: Some(notice),
    });
}

#[test]
fn the_longest_wait_and_notice_hold_for_what_is_submitted_or_changed_from_then_on() {
    let mut stage = stage();
    let tenant = stage.tenant.clone();
    let noticed = |notice, persist| {
        let mut wanted = infrastructure("web", persist);
        wanted.notice = notice;
        wanted
    };
    stage.submit(vec![noticed(60, false)], 1_000_000);
    stage.let_to(0, FIRST, 40);
    set_waits(&mut stage, 2, 10, 59);
    let submit = |wait_duration, notice| Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration,
        infrastructure: vec![noticed(notice, false)],
    };
    let coins = [coin(100_000, DENOM)];
    for (wait, notice) in [(WaitDuration::Blocks(3), 0), (WaitDuration::Seconds(11), 0), (WaitDuration::Blocks(2), 60)]
    {
        stage.refuse(&tenant, submit(wait, notice), &coins, "deployment/invalid_field");
    }
    for wait in [WaitDuration::Blocks(2), WaitDuration::Seconds(10)] {
        stage.send(&tenant, submit(wait, 59), &coins);
    }
    // Its notice stays, and its wait, also in its next rounds.
    let update = |set| Deployment::UpdateDeployment { deployment: 1, version: None, set: vec![set], remove: vec![] };
    stage.by_tenant(update(noticed(60, true)));
    let mut changed = noticed(60, true);
    changed.resources[0].price = Decimal::percent(90);
    stage.refuse(&tenant, update(changed), &[], "deployment/invalid_field");
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: true });
    stage.let_to(1, SECOND, 40);
    assert_eq!(stage.lease(SECOND).notice, 60);
    // Up again.
    set_waits(&mut stage, 3, 11, 60);
    stage.send(&tenant, submit(WaitDuration::Blocks(3), 60), &coins);
    stage.send(&tenant, submit(WaitDuration::Seconds(11), 0), &coins);
    stage.exit();
}

#[test]
fn fees_go_to_whoever_is_the_collector_when_they_are_paid() {
    let mut stage = stage();
    let other = stage.person("other");
    stage.submit(vec![infrastructure("web", false)], 1_000_000);
    stage.let_to(0, FIRST, 100);
    stage.sandbox.blocks(5, 250);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    let name =
        |who: &cosmwasm_std::Addr| Escrow::SetParameters { fee_collector: Some(who.to_string()), slash_cap: None };
    stage.by_admin(name(&other));
    stage.sandbox.blocks(5, 250);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    // floor(2.5), then floor(5) - 2.
    assert_eq!((balance(&stage, &stage.admin()), balance(&stage, &other)), (2, 3));
    stage.by_admin(name(&stage.admin()));
    stage.sandbox.blocks(5, 500);
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: false });
    assert_eq!((balance(&stage, &stage.admin()), balance(&stage, &other)), (7, 3));
    stage.exit();
}

#[test]
fn parameters_are_the_admins_alone() {
    let mut stage = stage();
    let keeper = stage.keeper.clone();
    let own = terms(&stage);
    stage.refuse(&keeper, Market::SetTerms { terms: own }, &[], "market/unauthorized");
    stage.refuse(&keeper, Market::RemoveTerms { denom: DENOM.to_owned() }, &[], "market/unauthorized");
    let escrow = Escrow::SetParameters { fee_collector: None, slash_cap: Some(Uint128::zero()) };
    stage.refuse(&keeper, escrow, &[], "escrow/unauthorized");
    let waits = Deployment::SetParameters { max_wait_blocks: Some(1), max_wait_seconds: None, max_notice: None };
    stage.refuse(&keeper, waits, &[], "deployment/unauthorized");
    // Nobody's bids are judged again by it.
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    assert!(has_code(&refusals(&stage.by(0, Market::CancelFulfillment { orders: vec![SECOND] }))[0], "market/no_bid:"));
    stage.exit();
}
