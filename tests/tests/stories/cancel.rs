//! Deployments that are cancelled, in every state.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::CloseReason;
use berth_tests::stage::{DENOM, PERIOD, PURSE, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::coin;

use crate::{FIRST, LOST, SECOND, balance};

const CANCEL: Deployment = Deployment::CancelDeployment { deployment: 1, payout: false };

/// One infrastructure that persists, 100,000 deposited.
fn opened() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 100_000);
    stage
}

fn leased() -> Stage {
    let mut stage = opened();
    stage.let_to(0, FIRST, 50);
    stage
}

/// Cancels: how the first order ended, what the tenant and the first provider have in escrow then.
fn cancelled(stage: &mut Stage) -> (CloseReason, u128, i128) {
    stage.by_tenant(CANCEL);
    assert!(!stage.is_open(SECOND), "nothing is opened for a deployment that is over");
    (stage.end_of(FIRST), balance(stage, &stage.tenant), stage.earned(0))
}

#[test]
fn open() {
    let mut stage = opened();
    assert_eq!(cancelled(&mut stage), (CloseReason::Cancelled, 100_000, 0));
    stage.exit();
}

#[test]
fn with_bids_firm_and_not() {
    for blocks in [0, WAIT - 1, WAIT] {
        let mut stage = opened();
        for provider in [0, 1] {
            assert_eq!(stage.bid(provider, FIRST, 50), None);
        }
        stage.pass(blocks);
        assert_eq!(cancelled(&mut stage), (CloseReason::Cancelled, 100_000, 0));
        assert!(stage.work().ready.is_empty());
        assert_eq!(stage.work_done(Market::ReleaseFulfillments { limit: 32 }), (0, 2));
        stage.exit();
    }
}

#[test]
fn leased_a_while() {
    let mut stage = leased();
    stage.sandbox.blocks(4, 1_000);
    // 1,000 s: 500 + 50, fee 5. 100,000 - 20,000 - 550.
    assert_eq!(cancelled(&mut stage), (CloseReason::Cancelled, 79_450, 545));
    assert_eq!((balance(&stage, &stage.admin()), balance(&stage, &stage.keeper)), (5, 20_000));
    stage.exit();
}

#[test]
fn matched_in_the_same_block() {
    let mut stage = leased();
    // No seconds; the match tip is spent.
    assert_eq!(cancelled(&mut stage), (CloseReason::Cancelled, 80_000, 0));
    assert_eq!(stage.locks(0), 0);
    stage.exit();
}

#[test]
fn stale() {
    let mut stage = leased();
    stage.pass(PERIOD + 1);
    // 100,000 - 20,000 + 31,536,000, the stale tip in it: the tenant noticed.
    assert_eq!(cancelled(&mut stage), (CloseReason::Stale, 31_616_000, -LOST));
    stage.exit();
}

#[test]
fn dry() {
    let mut stage = leased();
    // 60,000 / 0.55 = 109,090.9 s.
    stage.sandbox.blocks(9, 109_091);
    assert_eq!(stage.work().dry, [1]);
    // 54,545 + floor(5,454.5), fee 545. 60,000 - 59,999 and the close tip, which is the tenant's either way.
    assert_eq!(cancelled(&mut stage), (CloseReason::Unfunded, 20_001, 59_454));
    stage.exit();
}

#[test]
fn idle() {
    let mut stage = leased();
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: false });
    assert_eq!(cancelled(&mut stage), (CloseReason::TenantClosed, 80_000, 0));
    stage.exit();
}

#[test]
fn paid_out_exactly_what_the_message_credits() {
    let mut stage = leased();
    let tenant = stage.tenant.clone();
    // What was in the balance before stays there.
    stage.by_tenant_paying(Escrow::Deposit { deployment: None }, 777);
    stage.by_tenant(Deployment::CancelDeployment { deployment: 1, payout: true });
    assert_eq!(balance(&stage, &tenant), 777);
    let purse = stage.sandbox.bank_balance(&tenant, DENOM).unwrap().u128();
    assert_eq!(purse, PURSE - 777 - 100_000 + 80_000);
    stage.exit();
}

#[test]
fn a_cancelled_deployment_takes_no_message() {
    let mut stage = leased();
    stage.by_tenant(CANCEL);
    let tenant = stage.tenant.clone();
    let update = Deployment::UpdateDeployment {
        deployment: 1,
        version: None,
        set: vec![infrastructure("new", false)],
        remove: vec![],
    };
    for call in [CANCEL, update, Deployment::ResumeDeployment { deployment: 1 }] {
        stage.refuse(&tenant, call, &[], "deployment/closed");
    }
    let withdraw = Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: false };
    stage.refuse(&tenant, withdraw, &[], "escrow/no_account");
    let deposit = Escrow::Deposit { deployment: Some(1) };
    stage.refuse(&tenant, deposit, &[coin(1, DENOM)], "escrow/no_account");
    // For what is over, a call is no error where its race could be lost.
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: true });
    stage.by(0, Market::LeaveLease { lease: FIRST });
    stage.keep(Market::SubmitStaleLease { lease: FIRST });
    stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 1 });
    stage.exit();
}
