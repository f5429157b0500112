//! A pause stops new business and traps nobody.

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, ReadyOrdersResponse};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{CloseReason, DeploymentInfrastructure, WaitDuration};
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, profile, stage};
use cosmwasm_std::{Decimal, HexBinary, Uint128, coin};

use crate::{FIRST, SECOND, order};

const STAKED: &str = "ustake";

fn update(set: Vec<DeploymentInfrastructure>, remove: &[&str]) -> Deployment {
    let remove = remove.iter().map(|name| (*name).to_owned()).collect();
    Deployment::UpdateDeployment { deployment: 1, version: None, set, remove }
}

/// A lease of `leased` (slot 1), which persists; `ready` (slot 2) is that; `idle` (slot 3).
fn paused() -> Stage {
    let mut stage = stage();
    let wanted = vec![infrastructure("leased", true), infrastructure("ready", false), infrastructure("idle", false)];
    stage.submit(wanted, 1_000_000);
    let provider = stage.providers[0].clone();
    stage.mint(&provider, 1_000, STAKED);
    stage.send(&provider, Escrow::Stake {}, &[coin(600, STAKED)]);
    stage.let_to(2, order(1, 3, 1), 50);
    stage.by_tenant(Market::CloseLease { lease: order(1, 3, 1), reorder: false });
    stage.let_to(0, FIRST, 50);
    assert_eq!(stage.bid(1, order(1, 2, 1), 50), None);
    stage.pass(WAIT);
    stage.by_admin(Registry::Pause {});
    stage
}

#[test]
fn new_business_is_refused() {
    let mut stage = paused();
    let (tenant, keeper, one) = (stage.tenant.clone(), stage.keeper.clone(), stage.providers[0].clone());
    let submit = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure("web", false)],
    };
    stage.refuse(&tenant, submit, &[coin(100_000, DENOM)], "deployment/paused");
    stage.refuse(&tenant, Deployment::ResumeDeployment { deployment: 1 }, &[], "deployment/paused");
    stage.refuse(&tenant, update(vec![infrastructure("new", false)], &[]), &[], "deployment/paused");
    let bids = vec![stage.answer(order(1, 2, 1), Decimal::percent(10))];
    stage.refuse(&one, Market::SubmitFulfillment { bids }, &[], "market/paused");
    stage.refuse(&one, Escrow::Stake {}, &[coin(1, STAKED)], "escrow/paused");
    stage.refuse(&keeper, Registry::RegisterProvider { profile: profile() }, &[], "provider-registry/paused");
    stage.refuse(&keeper, Market::MatchOpenOrders { limit: 1 }, &[], "market/paused");
    let winner = Market::SubmitLease { order: order(1, 2, 1), provider: stage.providers[1].to_string() };
    stage.refuse(&keeper, winner, &[], "market/paused");
    assert!(stage.work().ready.is_empty());
    let ready: ReadyOrdersResponse =
        stage.sandbox.query_market(&berth_api::market::QueryMsg::ReadyOrders { limit: None }).unwrap();
    assert_eq!(ready.orders.len(), 1, "it waits for the end of the pause");
    stage.exit();
}

#[test]
fn everything_that_ends_pays_or_frees_goes_on() {
    let mut stage = paused();
    let [one, two, three] = stage.providers.clone();
    let (tenant, keeper) = (stage.tenant.clone(), stage.keeper.clone());
    let calls: Vec<(_, Call)> = vec![
        (&one, Market::SubmitLeaseConfirmation { leases: vec![FIRST], collect: true, payout: true }.into()),
        (&one, Market::CollectEarnings { leases: vec![FIRST], payout: false }.into()),
        (&one, Market::GiveNotice { lease: FIRST }.into()),
        (&one, Escrow::Unstake { amount: Uint128::new(100) }.into()),
        (&two, Market::CancelFulfillment { orders: vec![order(1, 2, 1)] }.into()),
        (&two, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }.into()),
        (&three, Registry::DeactivateProvider {}.into()),
        (&three, Registry::DeregisterProvider {}.into()),
        (&tenant, update(vec![infrastructure("leased", false)], &["idle"]).into()),
        (&tenant, Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: true }.into()),
        (&keeper, Market::InvalidateStaleLeases { limit: 1 }.into()),
        (&keeper, Market::SubmitStaleLease { lease: FIRST }.into()),
        (&keeper, Market::CloseUnfundedLeases { deployments: vec![1], limit: 1 }.into()),
        (&keeper, Market::ReleaseFulfillments { limit: 1 }.into()),
        (&keeper, Market::Facilitate { limit: 1, deployments: vec![], skip: vec![] }.into()),
        (&one, Market::LeaveLease { lease: FIRST }.into()),
    ];
    for (sender, call) in calls {
        stage.send(sender, call, &[]);
    }
    stage.send(&tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(5, DENOM)]);
    assert_eq!(stage.end_of(FIRST), CloseReason::NoticeServed);
    stage.exit();
}

#[test]
fn persist_still_opens_orders_and_reorder_does_not() {
    let mut stage = paused();
    let before = stage.sandbox.remember();
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: true });
    assert_eq!(stage.end_of(FIRST), CloseReason::TenantClosed);
    assert!(!stage.is_open(SECOND));
    stage.exit();

    stage.sandbox.go_back(&before);
    stage.pass(PERIOD);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    assert!(stage.is_open(SECOND));
    stage.exit();
}

#[test]
fn everybody_can_leave_and_only_the_admin_ends_the_pause() {
    let mut stage = paused();
    let (admin, guardian) = (stage.admin(), stage.person("guardian"));
    stage.refuse(&admin, Registry::Pause {}, &[], "provider-registry/already_paused");
    stage.by_admin(Registry::SetGuardian { guardian: guardian.to_string() });
    stage.refuse(&guardian, Registry::Unpause {}, &[], "provider-registry/unauthorized");
    stage.by_admin(Registry::Unpause {});
    stage.send(&guardian, Registry::Pause {}, &[]);
    // The providers leave before the tenants do.
    stage.by(0, Market::LeaveLease { lease: FIRST });
    stage.by(1, Market::CancelFulfillment { orders: vec![order(1, 2, 1)] });
    for provider in [0, 1, 2] {
        stage.by(provider, Registry::DeregisterProvider {});
    }
    stage.exit();
}

#[test]
fn a_pause_in_the_wait_changes_neither_the_time_nor_the_winner() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.by_admin(Registry::Pause {});
    stage.pass(WAIT);
    stage.by_admin(Registry::Unpause {});
    assert_eq!(stage.work().ready, [FIRST]);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(FIRST).provider, stage.providers[0]);
    stage.exit();
}
