//! Tenants that change their mind.

use berth_api::deployment::{
    DeploymentResponse, ExecuteMsg as Deployment, InfrastructureResponse, QueryMsg as DeploymentQuery,
};
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, OrderStatus};
use berth_domain::{CloseReason, DeploymentInfrastructure, OrderId};
use berth_tests::stage::{PERIOD, Stage, WAIT, infrastructure, stage};

use crate::{FIRST, LOST, SECOND, balance, has_code, milli, order, quote};

const OPEN: OrderId = order(1, 2, 1);
const LEASED: OrderId = order(1, 3, 1);

fn update(set: Vec<DeploymentInfrastructure>, remove: &[&str]) -> Deployment {
    let remove = remove.iter().map(|name| (*name).to_owned()).collect();
    Deployment::UpdateDeployment { deployment: 1, version: None, set, remove }
}

fn dearer(name: &str) -> DeploymentInfrastructure {
    let mut changed = infrastructure(name, false);
    changed.resources[0].price = cosmwasm_std::Decimal::percent(120);
    changed
}

fn close(lease: OrderId, reorder: bool) -> Market {
    Market::CloseLease { lease, reorder }
}

/// `idle` (slot 1), `open` with a bid (slot 2), `leased` at 0.5 for 18 s (slot 3); none persists.
fn three_states() -> Stage {
    let mut stage = stage();
    stage.submit(["idle", "open", "leased"].map(|name| infrastructure(name, false)).to_vec(), 1_000_000);
    stage.let_to(0, FIRST, 50);
    stage.by_tenant(close(FIRST, false));
    stage.let_to(1, LEASED, 50);
    assert_eq!(stage.bid(2, OPEN, 50), None);
    stage.pass(WAIT);
    stage
}

fn slots(stage: &Stage) -> Vec<(u32, String)> {
    let asked = DeploymentQuery::Deployment { deployment: 1 };
    let answer: DeploymentResponse = stage.sandbox.query_deployment(&asked).unwrap();
    answer.infrastructure.into_iter().map(|one| (one.slot, one.infrastructure.name)).collect()
}

#[test]
fn what_is_equal_in_all_but_persist_keeps_its_order_or_lease() {
    let mut stage = three_states();
    let (bids, lease) = (quote(&stage, OPEN), stage.lease(LEASED));
    stage.by_tenant(update(["idle", "open", "leased"].map(|name| infrastructure(name, true)).to_vec(), &[]));
    assert_eq!((quote(&stage, OPEN), stage.lease(LEASED)), (bids, lease));
    assert_eq!(stage.end_of(FIRST), CloseReason::TenantClosed);
    assert!(!stage.is_open(SECOND), "what is idle stays idle");
    let asked = DeploymentQuery::Infrastructure { deployment: 1, slot: 3 };
    let written: InfrastructureResponse = stage.sandbox.query_deployment(&asked).unwrap();
    assert!(written.infrastructure.persist);
    // From now on the flag counts.
    stage.pass(PERIOD);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    assert!(stage.is_open(order(1, 3, 2)));
    stage.exit();
}

#[test]
fn any_other_change_ends_the_order_or_lease_at_once_and_opens_the_next_round() {
    let mut stage = three_states();
    stage.by_tenant(update(["idle", "open", "leased"].map(dearer).to_vec(), &[]));
    assert_eq!([OPEN, LEASED].map(|id| stage.end_of(id)), [CloseReason::Replaced; 2]);
    for slot in [1, 2, 3] {
        let OrderStatus::Open(open) = stage.status(order(1, slot, 2)) else { panic!("{slot} is not open") };
        // 1.2 + 0.05, barred to nobody.
        assert_eq!((open.max_rate.u128(), open.barred), (1_250_000_000_000_000_000, None));
    }
    // 18 s at 0.5 and 0.05: 9 + 0. Fee floor(0.09) = 0.
    assert_eq!((stage.earned(0), stage.earned(1)), (0, 9));
    // 1,000,000 - 2 x 20,000 (matches) - 9 - 3 x 40,000.
    assert_eq!(stage.account(1).spendable, milli(839_991_000));
    // The bid on what was open is dead.
    assert_eq!(stage.work_done(Market::ReleaseFulfillments { limit: 32 }), (0, 1));
    stage.exit();
}

#[test]
fn what_is_removed_is_over_and_its_slot_is_never_used_again() {
    let mut stage = three_states();
    let tenant = stage.tenant.clone();
    stage.refuse(&tenant, update(vec![], &["idle", "open", "leased"]), &[], "deployment/invalid_field");
    stage.refuse(&tenant, update(vec![], &["nothing"]), &[], "deployment/unknown_infrastructure");
    stage.refuse(&tenant, update(vec![dearer("open")], &["open"]), &[], "deployment/invalid_field");
    stage.refuse(&tenant, update(vec![dearer("open"), dearer("open")], &[]), &[], "deployment/invalid_field");
    stage.refuse(&tenant, update(vec![], &[]), &[], "deployment/nothing_to_do");
    stage.refuse(&stage.keeper.clone(), update(vec![], &["open"]), &[], "deployment/not_owner");

    stage.by_tenant(update(vec![infrastructure("new", false)], &["idle", "open", "leased"]));
    assert_eq!([OPEN, LEASED].map(|id| stage.end_of(id)), [CloseReason::Removed; 2]);
    assert_eq!(slots(&stage), [(4, "new".to_owned())]);
    assert!(stage.is_open(order(1, 4, 1)));
    stage.by_tenant(update(vec![infrastructure("open", false)], &["new"]));
    assert_eq!(slots(&stage), [(5, "open".to_owned())]);
    stage.exit();
}

#[test]
fn an_update_books_by_the_flag_that_held_before_it() {
    for before in [true, false] {
        let mut stage = stage();
        stage.submit(vec![infrastructure("web", before)], 1_000_000);
        stage.let_to(0, FIRST, 50);
        stage.pass(PERIOD + 1);
        stage.by_tenant(update(vec![infrastructure("web", !before)], &[]));
        assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
        assert_eq!(stage.is_open(SECOND), before);
        // The tenant noticed: the stale tip is his.
        assert_eq!((balance(&stage, &stage.tenant), stage.earned(0)), (50_000, -LOST));
        stage.exit();
    }
}

#[test]
fn an_update_that_changes_a_stale_lease_books_it_and_opens_one_order_only() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 1_000_000);
    stage.let_to(0, FIRST, 50);
    stage.pass(PERIOD + 1);
    stage.by_tenant(update(vec![dearer("web")], &[]));
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    assert!(stage.is_open(SECOND));
    // Barred to nobody: the tenant asked for it, not the end of the lease.
    stage.let_to(0, SECOND, 50);
    stage.exit();
}

#[test]
fn an_update_that_would_open_something_is_refused_while_dry_and_any_other_is_not() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("a", true), infrastructure("b", true)], 87_560);
    stage.let_to(0, FIRST, 100);
    stage.sandbox.blocks(9, 7_300);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    let tenant = stage.tenant.clone();
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1_000_000);
    let dry = stage.sandbox.remember();
    stage.refuse(&tenant, update(vec![dearer("a")], &[]), &[], "market/account_dry");
    stage.refuse(&tenant, update(vec![infrastructure("c", false)], &[]), &[], "market/account_dry");
    stage.by_tenant(update(vec![infrastructure("a", false)], &[]));
    assert_eq!(stage.end_of(FIRST), CloseReason::Unfunded);
    assert_eq!(balance(&stage, &stage.tenant), 20_000);
    stage.exit();
    stage.sandbox.go_back(&dry);
    stage.by_tenant(update(vec![], &["a"]));
    assert_eq!(stage.end_of(FIRST), CloseReason::Unfunded);
    stage.exit();
}

#[test]
fn an_update_opens_if_the_account_covers_everything_open_and_leased() {
    let mut stage = stage();
    let tenant = stage.tenant.clone();
    stage.submit(vec![infrastructure("a", false)], 43_780);
    let add = || update(vec![infrastructure("b", false)], &[]);
    stage.refuse(&tenant, add(), &[], "market/insufficient_funds");
    // 2.1 x 3,600 = 7,560; 3,780 are there; and the hold.
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 43_779);
    stage.refuse(&tenant, add(), &[], "market/insufficient_funds");
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1);
    stage.by_tenant(add());
    assert_eq!(stage.account(1).withdrawable.u128(), 0);
    stage.exit();
}

#[test]
fn a_tenant_may_order_again_without_the_provider_it_had() {
    let mut stage = stage();
    let keeper = stage.keeper.clone();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.refuse(&stage.tenant.clone(), close(FIRST, true), &[], "market/not_leased");
    stage.let_to(0, FIRST, 50);
    stage.refuse(&keeper, close(FIRST, true), &[], "market/not_owner");
    stage.pass(5);
    stage.by_tenant(close(FIRST, true));
    // 30 s: 15 + 1, paid to now without a confirmation.
    assert_eq!((stage.end_of(FIRST), stage.earned(0)), (CloseReason::TenantClosed, 16));
    assert!(has_code(&stage.bid(0, SECOND, 10), "market/ineligible:"));
    // What is closed stays closed: reorder opens nothing.
    stage.by_tenant(close(FIRST, true));
    assert!(!stage.is_open(order(1, 1, 3)));
    // 100,000 - 20,000 - 16 - 40,000.
    assert_eq!(stage.account(1).spendable, milli(39_984_000));
    // The bar is that order's: after Resume he may bid.
    stage.let_to(1, SECOND, 50);
    stage.by_tenant(close(SECOND, false));
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 100_000);
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    stage.let_to(0, order(1, 1, 3), 50);
    stage.exit();
}

#[test]
fn a_reorder_without_money_leaves_the_infrastructure_idle() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 43_780);
    stage.let_to(0, FIRST, 100);
    stage.sandbox.blocks(5, 1_000);
    // 3,780 - 1,050 + 20,000 = 22,730 is less than 40,000.
    stage.by_tenant(close(FIRST, true));
    assert_eq!(stage.end_of(FIRST), CloseReason::TenantClosed);
    assert!(!stage.is_open(SECOND));
    assert_eq!(stage.account(1).spendable, milli(22_730_000));
    // Resume wants 3,780 and 40,000.
    let resume = Deployment::ResumeDeployment { deployment: 1 };
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 21_049);
    stage.refuse(&stage.tenant.clone(), resume.clone(), &[], "market/insufficient_funds");
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1);
    stage.by_tenant(resume);
    assert!(stage.is_open(SECOND));
    stage.exit();
}

#[test]
fn a_reorder_of_a_lease_that_has_ended_already_books_it_and_opens_nothing() {
    for persist in [false, true] {
        let mut stage = stage();
        stage.submit(vec![infrastructure("web", persist)], 1_000_000);
        stage.let_to(0, FIRST, 50);
        stage.pass(PERIOD + 1);
        stage.by_tenant(close(FIRST, true));
        assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
        // By its persist flag, not by the reorder.
        assert_eq!(stage.is_open(SECOND), persist);
        stage.exit();
    }
}

#[test]
fn resume_books_a_dry_account_and_opens_everything_again() {
    let mut stage = crate::dry::run_dry();
    let tenant = stage.tenant.clone();
    let resume = Deployment::ResumeDeployment { deployment: 1 };
    // 4 are left (see `dry`); 3 x 40,000 + 3.15 x 3,600 = 131,340 are needed. The close tips are the tenant's.
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 131_335);
    stage.refuse(&tenant, resume.clone(), &[], "market/insufficient_funds");
    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1);
    stage.by_tenant(resume);
    for slot in [1, 2, 3] {
        assert_eq!(stage.end_of(order(1, slot, 1)), CloseReason::Unfunded);
        assert!(stage.is_open(order(1, slot, 2)));
    }
    assert_eq!((balance(&stage, &tenant), stage.account(1).dry_at), (60_000, None));
    assert_eq!([0, 1, 2].map(|provider| stage.earned(provider)), [2_384, 3_745, 5_105]);
    // Nobody is barred.
    stage.let_to(0, order(1, 1, 2), 100);
    stage.exit();
}

#[test]
fn resume_opens_what_is_idle_and_leaves_the_rest_alone() {
    let mut stage = three_states();
    let (bids, lease) = (quote(&stage, OPEN), stage.lease(LEASED));
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    assert!(stage.is_open(SECOND));
    assert_eq!((quote(&stage, OPEN), stage.lease(LEASED)), (bids, lease));
    // Nothing is idle: nothing happens.
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    assert!(!stage.is_open(order(1, 1, 3)));
    // A late lease that persists is followed by one order, barred; Resume opens no second one.
    stage.by_tenant(update(vec![infrastructure("leased", true)], &[]));
    stage.pass(PERIOD);
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    assert_eq!(stage.end_of(LEASED), CloseReason::Stale);
    assert!(has_code(&stage.bid(1, order(1, 3, 2), 50), "market/ineligible:"));
    assert!(!stage.is_open(order(1, 3, 3)));
    // One that does not is opened by Resume itself, and barred to nobody.
    stage.let_to(0, order(1, 3, 2), 50);
    stage.by_tenant(update(vec![infrastructure("leased", false)], &[]));
    stage.pass(PERIOD + 1);
    stage.by_tenant(Deployment::ResumeDeployment { deployment: 1 });
    stage.let_to(0, order(1, 3, 3), 50);
    stage.exit();
}
