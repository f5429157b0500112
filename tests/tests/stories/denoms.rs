//! Two coins, one of them with 18 decimals.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{DeploymentInfrastructure, WaitDuration};
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, stage_with};
use cosmwasm_std::{Addr, Decimal, Uint128, Uint256, coin};

use crate::{FIRST, balance, has_code, order};

const FINE: &str = "afine";
/// So many of its smallest units are worth one of the other coin's.
const E12: u128 = 1_000_000_000_000;

/// Terms of the second coin: a million million times the first's.
fn two_coins() -> Stage {
    let mut stage = stage_with(|setup| {
        let mut terms = setup.terms[0].clone();
        let fine = |amount: Uint128| Uint128::new(amount.u128() * E12);
        terms.denom = FINE.to_owned();
        [terms.match_tip, terms.close_tip, terms.stale_tip, terms.min_collateral] =
            [terms.match_tip, terms.close_tip, terms.stale_tip, terms.min_collateral].map(fine);
        setup.terms.push(terms);
    });
    let tenant = stage.tenant.clone();
    stage.mint(&tenant, 1_000_000 * E12, FINE);
    stage
}

fn fine_infrastructure() -> DeploymentInfrastructure {
    let mut wanted = infrastructure("web", false);
    wanted.resources[0].price = Decimal::from_ratio(E12, 1_u128);
    wanted.resources[0].collateral = Uint128::new(31_536_000 * E12);
    wanted
}

fn fine_balance(stage: &Stage, owner: &Addr) -> u128 {
    stage.balance_of(owner, FINE).balance.u128()
}

#[test]
fn each_deployment_is_paid_in_its_own_coin() {
    let mut stage = two_coins();
    let (tenant, one) = (stage.tenant.clone(), stage.providers[0].clone());
    stage.submit(vec![infrastructure("web", false)], 100_000);
    let deposit = coin(100_000 * E12, FINE);
    stage.submit_as(&tenant, WaitDuration::Blocks(WAIT), vec![fine_infrastructure()], deposit);
    let fine = order(2, 1, 1);
    let half = Decimal::from_ratio(E12, 2_u128);
    // Collateral of the one coin is none of the other.
    assert!(has_code(&stage.offer(&one, fine, half), "market/insufficient_collateral:"));
    stage.mint(&one, 40_000_000 * E12, FINE);
    stage.send(&one, Escrow::Deposit { deployment: None }, &[coin(40_000_000 * E12, FINE)]);
    assert_eq!(stage.offer(&one, fine, half), None);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 2 });
    assert_eq!(fine_balance(&stage, &stage.keeper), 20_000 * E12);
    assert_eq!(balance(&stage, &stage.keeper), 20_000);

    stage.pass(5);
    let collect = Market::SubmitLeaseConfirmation { leases: vec![FIRST, fine], collect: true, payout: false };
    stage.by(0, collect);
    // 30 s. Coarse: 15 + floor(1.5), no fee. Fine: (15 + 1.5) x 10^12, fee 0.15 x 10^12.
    assert_eq!(stage.earned(0), 16);
    assert_eq!(fine_balance(&stage, &one), 40_000_000 * E12 + 16_350_000_000_000);
    assert_eq!(fine_balance(&stage, &stage.admin()), 150_000_000_000);

    // The coin of 6 decimals goes stale, the other is closed by its tenant.
    stage.by_tenant(Market::CloseLease { lease: fine, reorder: false });
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    assert_eq!(fine_balance(&stage, &one), 40_000_000 * E12 + 16_350_000_000_000);
    // (100,000 - 20,000) x 10^12 - 16.5 x 10^12.
    let left = Uint256::from(79_983_500_000_000_000_u128) * Uint256::from(1_000_000_000_000_000_000_u128);
    assert_eq!(stage.account(2).spendable, left);
    stage.exit();
}

#[test]
fn a_payout_over_two_coins_sends_both() {
    let mut stage = two_coins();
    let (tenant, one) = (stage.tenant.clone(), stage.providers[0].clone());
    stage.mint(&one, 40_000_000 * E12, FINE);
    stage.send(&one, Escrow::Deposit { deployment: None }, &[coin(40_000_000 * E12, FINE)]);
    stage.submit(vec![infrastructure("web", false)], 100_000);
    let deposit = coin(100_000 * E12, FINE);
    stage.submit_as(&tenant, WaitDuration::Blocks(WAIT), vec![fine_infrastructure()], deposit);
    let fine = order(2, 1, 1);
    assert_eq!(stage.offer(&one, fine, Decimal::from_ratio(E12, 2_u128)), None);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 2 });
    stage.pass(5);
    let purse = |stage: &Stage, denom| stage.sandbox.bank_balance(&one, denom).unwrap().u128();
    let before = purse(&stage, DENOM);
    stage.by(0, Market::SubmitLeaseConfirmation { leases: vec![FIRST, fine], collect: true, payout: true });
    assert_eq!((purse(&stage, DENOM), purse(&stage, FINE)), (before + 16, 16_350_000_000_000));
    stage.exit();
}

#[test]
fn a_deposit_in_another_coin_is_refused() {
    let mut stage = two_coins();
    let tenant = stage.tenant.clone();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.refuse(&tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(1, FINE)], "escrow/wrong_denom");
    stage.mint(&tenant, 5, "unknown");
    stage.refuse(&tenant, Escrow::Deposit { deployment: None }, &[coin(1, "unknown")], "escrow/denom_not_allowed");
    let submit = Deployment::SubmitDeployment {
        version: cosmwasm_std::HexBinary::from([7; 32]),
        denom: "unknown".to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure("web", false)],
    };
    stage.refuse(&tenant, submit, &[coin(5, "unknown")], "deployment/denom_not_allowed");
    stage.exit();
}
