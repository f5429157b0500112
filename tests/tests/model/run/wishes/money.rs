//! Coins in and out.

use berth_api::escrow::ExecuteMsg as Escrow;
use cosmwasm_std::{Uint128, coin};

use super::super::cast::{DENOM, DENOMS, OTHER, STAKED};
use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};

/// Nothing said, a little, or more than there can be.
fn amount(dice: &mut Dice) -> Option<Uint128> {
    match dice.below(12) {
        0..=3 => None,
        4..=7 => Some(Uint128::new(1 + u128::from(dice.below(60)))),
        8..=10 => Some(Uint128::new(1 + u128::from(dice.below(60_000)))),
        _ => Some(Uint128::new(u128::from(dice.below(2)) * 99_000_000_000)),
    }
}

/// To one that is dry now and then: it revives nothing.
pub fn deposit_to_account(scene: &Scene, dice: &mut Dice) -> Sent {
    let (mut deployment, owner) = scene.deployment(dice);
    if let Some(dry) = dice.any_of(&scene.dry()).filter(|_| dice.once_in(3)) {
        deployment = dry;
    }
    let here = scene.deployments.iter().find(|one| one.deployment == deployment);
    let denom = here.map_or(DENOM, |one| one.denom.as_str());
    let paid = if dice.once_in(12) { dice.one_of(&DENOMS) } else { denom };
    let sender = if dice.once_in(4) { scene.anybody(dice) } else { owner };
    let most = if denom == OTHER { 900 } else { 150_000 };
    let coin = coin(1 + u128::from(dice.below(most)), paid);
    Sent::new(sender, Escrow::Deposit { deployment: Some(deployment) }).with(coin)
}

pub fn deposit_to_oneself(scene: &Scene, dice: &mut Dice) -> Sent {
    let sender = if dice.flag() { scene.anybody(dice) } else { scene.provider(dice) };
    let denom = if dice.once_in(5) { dice.one_of(&DENOMS) } else { DENOM };
    let amount = 1 + u128::from(dice.below(3_000_000));
    Sent::new(sender, Escrow::Deposit { deployment: None }).with(coin(amount, denom))
}

/// Of what somebody has, mostly.
pub fn withdraw(scene: &Scene, dice: &mut Dice) -> Sent {
    let rows = scene.market.model.balances();
    let (sender, denom) = match dice.any_of(&rows) {
        Some(row) if !dice.once_in(8) => (row.owner, row.denom),
        _ => (scene.anybody(dice), dice.one_of(&DENOMS).to_owned()),
    };
    Sent::new(sender, Escrow::Withdraw { denom, amount: amount(dice) })
}

pub fn withdraw_deposit(scene: &Scene, dice: &mut Dice) -> Sent {
    let (deployment, owner) = scene.deployment(dice);
    Sent::new(owner, Escrow::WithdrawDeposit { deployment, amount: amount(dice), payout: dice.flag() })
}

pub fn stake(scene: &Scene, dice: &mut Dice) -> Sent {
    let sender = if dice.once_in(4) { scene.anybody(dice) } else { scene.provider(dice) };
    let denom = if dice.once_in(12) { dice.one_of(&DENOMS) } else { STAKED };
    Sent::new(sender, Escrow::Stake {}).with(coin(1 + u128::from(dice.below(500)), denom))
}

/// One provider above all, until nothing more can be on its way.
pub fn unstake(scene: &Scene, dice: &mut Dice) -> Sent {
    let sender = if dice.flag() { scene.market.address("pia") } else { scene.provider(dice) };
    let amount = match dice.below(12) {
        0..=8 => 1 + u128::from(dice.below(30)),
        9..=10 => scene.market.model.stake_of(&sender).bonded.u128(),
        _ => u128::from(dice.below(2)) * 99_000,
    };
    Sent::new(sender, Escrow::Unstake { amount: Uint128::new(amount) })
}
