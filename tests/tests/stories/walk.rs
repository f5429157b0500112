//! Walks without a plan: everybody does what they like, in any order, and still no coin is lost and everybody can leave.

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, OrderStatus, OrdersResponse, QueryMsg, SudoMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{DeploymentInfrastructure, OrderId, WaitDuration};
use berth_tests::stage::{DENOM, Stage, infrastructure, profile, stage_with};
use cosmwasm_std::{Addr, Coin, Decimal, HexBinary, Uint128, coin};

use crate::splitting::Dice;

const STAKED: &str = "ustake";
const STEPS: u32 = 120;

fn market() -> Stage {
    let mut stage = stage_with(|setup| {
        setup.terms[0].slash = Uint128::new(300);
        setup.slash_cap = Uint128::new(1_000);
        setup.unbonding = 86_400;
        setup.parameters.sudo_limit = 5;
    });
    for provider in stage.providers.clone() {
        stage.mint(&provider, 10_000, STAKED);
        stage.send(&provider, Escrow::Stake {}, &[coin(1_000, STAKED)]);
    }
    stage
}

/// Everything that there is or was of the first deployments, closed orders included.
fn orders(stage: &Stage) -> Vec<(OrderId, OrderStatus)> {
    let of = |deployment| {
        let asked = QueryMsg::Orders { deployment, start_after: None, limit: Some(100) };
        stage.sandbox.query_market::<OrdersResponse>(&asked).unwrap().orders
    };
    (1..=6).flat_map(of).map(|row| (row.order, row.status)).collect()
}

fn wanted(dice: &mut Dice) -> DeploymentInfrastructure {
    let names = ["a", "b", "c", "d"];
    let mut wanted = infrastructure(names[dice.index(4)], dice.below(2) == 0);
    wanted.notice = dice.below(3) * 30;
    wanted.resources[0].price = Decimal::percent(20 + dice.below(3) * 40);
    wanted.resources[0].collateral = Uint128::new(2_000_000 + u128::from(dice.below(3)) * 10_000_000);
    wanted
}

/// What somebody might do next, sensible or not.
fn anything(stage: &Stage, dice: &mut Dice) -> (Addr, Call, Vec<Coin>) {
    let all = orders(stage);
    let any = if all.is_empty() { OrderId::new(1, 1, 1) } else { all[dice.index(all.len())].0 };
    let deployment = any.deployment;
    let leased = all.iter().rev().filter_map(|(id, status)| match status {
        OrderStatus::Leased(lease) => Some((*id, lease.provider.clone())),
        _ => None,
    });
    let leased: Vec<_> = leased.collect();
    let provider = stage.providers[dice.index(3)].clone();
    let (lease, owner) = match leased.is_empty() {
        true => (any, provider.clone()),
        false => leased[dice.index(leased.len())].clone(),
    };
    let open: Vec<OrderId> =
        all.iter().filter(|(_, status)| matches!(status, OrderStatus::Open(_))).map(|(id, _)| *id).collect();
    let open = if open.is_empty() { any } else { open[dice.index(open.len())] };
    let (tenant, keeper, admin) = (stage.tenant.clone(), stage.keeper.clone(), stage.admin());
    let coins = |amount: u64| vec![coin(amount.into(), DENOM)];
    let limit = 1 + u32::try_from(dice.below(6)).unwrap();
    let some = |dice: &mut Dice| (dice.below(2) == 0).then(|| Uint128::from(1 + dice.below(30_000)));
    match dice.below(34) {
        0 | 1 => {
            let mut infrastructure: Vec<_> = (0..1 + dice.below(3)).map(|_| wanted(dice)).collect();
            infrastructure.sort_by(|a, b| a.name.cmp(&b.name));
            infrastructure.dedup_by(|a, b| a.name == b.name);
            let wait_duration = if dice.below(2) == 0 {
                WaitDuration::Blocks(1 + dice.below(4))
            } else {
                WaitDuration::Seconds(1 + dice.below(40))
            };
            let (version, denom) = (HexBinary::from([7; 32]), DENOM.to_owned());
            let submit = Deployment::SubmitDeployment { version, denom, wait_duration, infrastructure };
            (tenant, submit.into(), coins(44_000 + dice.below(140_000)))
        }
        2..=7 => {
            let bids = vec![stage.answer(open, Decimal::percent(1 + dice.below(60)))];
            (provider, Market::SubmitFulfillment { bids }.into(), vec![])
        }
        8 => (provider, Market::CancelFulfillment { orders: vec![open] }.into(), vec![]),
        9 => (provider, Market::CancelFulfillment { orders: vec![any] }.into(), vec![]),
        10 | 11 => (keeper, Market::MatchOpenOrders { limit }.into(), vec![]),
        12..=15 => {
            let (collect, payout) = (dice.below(2) == 0, dice.below(2) == 0);
            let confirm = Market::SubmitLeaseConfirmation { leases: vec![lease], collect, payout: collect && payout };
            (owner, confirm.into(), vec![])
        }
        16 => (owner, Market::CollectEarnings { leases: vec![lease], payout: dice.below(2) == 0 }.into(), vec![]),
        17 => (owner, Market::GiveNotice { lease }.into(), vec![]),
        18 => (owner, Market::LeaveLease { lease }.into(), vec![]),
        19 => (keeper, Market::SubmitStaleLease { lease }.into(), vec![]),
        20 => (tenant, Market::CloseLease { lease, reorder: dice.below(2) == 0 }.into(), vec![]),
        21 => (keeper, Market::InvalidateStaleLeases { limit }.into(), vec![]),
        22 => (keeper, Market::CloseUnfundedLeases { deployments: vec![deployment], limit }.into(), vec![]),
        23 => {
            let deployments = stage.work().dry;
            (keeper, Market::Facilitate { limit, deployments, skip: vec![] }.into(), vec![])
        }
        24 => (keeper, Market::ReleaseFulfillments { limit }.into(), vec![]),
        25 => {
            let (set, remove) =
                if dice.below(3) == 0 { (vec![], vec![wanted(dice).name]) } else { (vec![wanted(dice)], vec![]) };
            (tenant, Deployment::UpdateDeployment { deployment, version: None, set, remove }.into(), vec![])
        }
        26 => (tenant, Deployment::ResumeDeployment { deployment }.into(), vec![]),
        27 if dice.below(3) == 0 => {
            (tenant, Deployment::CancelDeployment { deployment, payout: dice.below(2) == 0 }.into(), vec![])
        }
        27 => (keeper, Escrow::Deposit { deployment: Some(deployment) }.into(), coins(1 + dice.below(60_000))),
        28 => {
            let (amount, payout) = (some(dice), dice.below(2) == 0);
            (tenant, Escrow::WithdrawDeposit { deployment, amount, payout }.into(), vec![])
        }
        29 => (provider, Escrow::Withdraw { denom: DENOM.to_owned(), amount: some(dice) }.into(), vec![]),
        30 => (provider, Escrow::Unstake { amount: Uint128::from(1 + dice.below(300)) }.into(), vec![]),
        31 => (provider, Escrow::Stake {}.into(), vec![coin(u128::from(1 + dice.below(300)), STAKED)]),
        32 if dice.below(2) == 0 => (provider, Registry::DeregisterProvider {}.into(), vec![]),
        32 => (provider, Registry::RegisterProvider { profile: profile() }.into(), vec![]),
        _ if dice.below(3) == 0 => (admin, Registry::Pause {}.into(), vec![]),
        _ => (admin, Registry::Unpause {}.into(), vec![]),
    }
}

fn pass(stage: &mut Stage, dice: &mut Dice) {
    match dice.below(12) {
        0..=5 => stage.pass(1),
        6 => stage.sandbox.blocks(1, 0),
        7 => stage.sandbox.blocks(1, dice.below(2_000)),
        8 => stage.sandbox.blocks(dice.below(8), dice.below(90)),
        9 => stage.sandbox.blocks(dice.below(12), 60),
        10 => stage.sandbox.blocks(1, dice.below(40_000)),
        _ => drop(stage.sandbox.sudo_market(&SudoMsg::EndBlock {}).unwrap()),
    }
}

#[test]
fn whatever_everybody_does_no_coin_is_lost_and_everybody_can_leave() {
    let mut stage = market();
    let begun = stage.sandbox.remember();
    let mut done = std::collections::BTreeMap::<String, [u32; 2]>::new();
    for seed in 1..=8 {
        stage.sandbox.go_back(&begun);
        let mut dice = Dice(seed * 7_919);
        for step in 0..STEPS {
            if dice.below(3) == 0 {
                pass(&mut stage, &mut dice);
            }
            let (sender, call, funds) = anything(&stage, &mut dice);
            let name = format!("{call:?}");
            let sent = stage.sandbox.send(&sender, call, &funds);
            stage.sandbox.check().unwrap_or_else(|e| panic!("seed {seed}, step {step}: {e} after {name}"));
            let name: String = name.chars().take_while(|c| *c != '{').collect();
            done.entry(name).or_default()[usize::from(sent.is_err())] += 1;
            if let Err(error) = sent {
                let text = error.to_string();
                assert!(!text.contains("/money:") && !text.contains("/std:"), "seed {seed}, step {step}: {text}");
            }
        }
        stage.at_once(Stage::exit);
    }
    // Each of them succeeded at least once, or the walk says little.
    for (name, [passed, _]) in &done {
        assert!(*passed > 0, "{name} never passed: {done:?}");
    }
}
