//! Escrow beside its siblings: stake that a broken lease costs, deposits taken back, coins that came from nowhere.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::{AccountResponse, ExecuteMsg as Escrow, QueryMsg, SolvencyResponse, StakeResponse};
use berth_api::market::ExecuteMsg as Market;
use berth_domain::OrderId;
use berth_sandbox::{Sandbox, Setup};
use berth_tests::stage::{COLLATERAL, DENOM, PERIOD, PURSE, Stage, WAIT, infrastructure, stage, stage_on};
use cosmwasm_std::{Addr, Uint128, Uint256, coin};

const FIRST: OrderId = OrderId::new(1, 1, 1);
const STAKED: &str = "ustake";

/// One deployment, one lease of the first provider at 0.5 a second.
fn leased(mut stage: Stage) -> Stage {
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage
}

/// The same, where a broken lease costs 70 of stake, and at most 100 in a window.
fn slashing() -> Stage {
    leased(stage_on(|setup| {
        let mut setup = Setup { slash_cap: Uint128::new(100), ..setup.clone() };
        setup.terms[0].slash = Uint128::new(70);
        Sandbox::new(&setup)
    }))
}

fn stake(stage: &mut Stage, who: &Addr, amount: u128) {
    stage.sandbox.fund(who, coin(amount, STAKED)).unwrap();
    stage.send(who, Escrow::Stake {}, &[coin(amount, STAKED)]);
}

fn staked(stage: &Stage, who: &Addr) -> StakeResponse {
    stage.sandbox.query_escrow(&QueryMsg::Stake { owner: who.to_string() }).unwrap()
}

fn balance(stage: &Stage, who: &Addr, denom: &str) -> u128 {
    let asked = QueryMsg::Balance { owner: who.to_string(), denom: denom.to_owned() };
    stage.sandbox.query_escrow::<berth_api::escrow::BalanceResponse>(&asked).unwrap().balance.u128()
}

#[test]
fn a_broken_lease_costs_stake_also_when_it_is_on_its_way_out() {
    let mut stage = slashing();
    let (provider, collector) = (stage.providers[0].clone(), stage.sandbox.account("admin"));
    stake(&mut stage, &provider, 100);
    stage.send(&provider, Escrow::Unstake { amount: Uint128::new(60) }, &[]);
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    let left = staked(&stage, &provider);
    assert_eq!((left.bonded.u128(), left.unbonding[0].amount.u128(), left.slashed.u128()), (0, 30, 70));
    assert_eq!(balance(&stage, &collector, STAKED), 70);

    // What is left comes out when its time has come, by one Withdraw.
    stage.sandbox.next_block(14 * 86_400);
    stage.send(&provider, Escrow::Withdraw { denom: STAKED.to_owned(), amount: None }, &[]);
    assert_eq!(stage.sandbox.bank_balance(&provider, STAKED).unwrap().u128(), 30);
    stage.send(&collector, Escrow::Withdraw { denom: STAKED.to_owned(), amount: None }, &[]);
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
    stage.reckon();
}

#[test]
fn a_provider_without_stake_breaks_a_lease_like_any_other() {
    let mut stage = slashing();
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    let lost = 200_000_000 - balance(&stage, &stage.providers[0], DENOM);
    assert_eq!(lost, COLLATERAL);
}

#[test]
fn a_deposit_is_taken_back_as_far_as_the_lease_leaves_it() {
    let mut stage = leased(stage());
    let tenant = stage.tenant.clone();
    let account: AccountResponse = stage.sandbox.query_escrow(&QueryMsg::Account { deployment: 1 }).unwrap();
    let take = |amount, payout| Escrow::WithdrawDeposit { deployment: 1, amount, payout };
    let beyond = account.withdrawable + Uint128::one();
    stage.refuse(&tenant, take(Some(beyond), true), &[], "escrow/insufficient_deposit");
    stage.refuse(&stage.keeper.clone(), take(None, true), &[], "escrow/not_owner");
    let before = stage.sandbox.bank_balance(&tenant, DENOM).unwrap();
    stage.send(&tenant, take(None, true), &[]);
    assert_eq!(stage.sandbox.bank_balance(&tenant, DENOM).unwrap(), before + account.withdrawable);
    // What is left pays for the minimum and not a second less.
    let account: AccountResponse = stage.sandbox.query_escrow(&QueryMsg::Account { deployment: 1 }).unwrap();
    assert!(account.runway >= Some(account.min_runway) && account.withdrawable.is_zero());
    stage.send(&tenant, Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
    stage.refuse(&tenant, take(None, true), &[], "escrow/no_account");
    stage.reckon();
}

#[test]
fn coins_sent_without_a_message_change_nothing() {
    let mut stage = leased(stage());
    let escrow = Addr::unchecked(&stage.sandbox.contracts().escrow);
    stage.sandbox.fund(&escrow, coin(1_000_000, DENOM)).unwrap();
    let answer: SolvencyResponse = stage.sandbox.query_escrow(&QueryMsg::Solvency { denom: DENOM.to_owned() }).unwrap();
    assert_eq!(answer.held, Uint256::from(answer.owed) + Uint256::from(1_000_000_u32));
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
    let mut paid_out = 0;
    for who in stage.everybody() {
        let withdraw = Escrow::Withdraw { denom: DENOM.to_owned(), amount: None };
        if balance(&stage, &who, DENOM) > 0 {
            stage.send(&who, withdraw, &[]);
        }
        paid_out += stage.sandbox.bank_balance(&who, DENOM).unwrap().u128();
    }
    let answer: SolvencyResponse = stage.sandbox.query_escrow(&QueryMsg::Solvency { denom: DENOM.to_owned() }).unwrap();
    assert_eq!((paid_out, answer.owed.u128()), (5 * PURSE, 0));
    assert_eq!(answer.held, Uint256::from(1_000_000_u32));
}
