//! What the admin sets, and what only the contracts may say to one another.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::domain::{ReputationParameters, Terms};
use berth_api::escrow::{ExecuteMsg as Escrow, Settlement};
use berth_api::market::{ExecuteMsg as Market, NewOrder, Parameters};
use cosmwasm_std::{Decimal, Uint128, coin};

use super::super::cast::{DENOM, NEW, OTHER, STRANGERS, setup};
use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};
use super::spoils;

fn admin(scene: &Scene) -> String {
    scene.market.model.authority().admin.into_string()
}

/// Other rules for a denom; of one that has none, mostly.
pub fn set_terms(scene: &Scene, dice: &mut Dice) -> Sent {
    let current = scene.market.model.current_terms();
    let without: Vec<&str> = [DENOM, OTHER].into_iter().filter(|denom| !current.contains_key(*denom)).collect();
    let denom = dice.any_of(&without).unwrap_or_else(|| dice.one_of(&[DENOM, DENOM, DENOM, OTHER, OTHER, NEW]));
    let all = setup().terms;
    let first = all.iter().find(|terms| terms.denom == denom).unwrap_or(&all[0]);
    let mut terms = Terms { denom: denom.to_owned(), ..first.clone() };
    match dice.below(12) {
        0 | 9..=11 => terms.reconfirmation_period = dice.between(10, 20),
        1 => terms.take_rate = Decimal::permille(dice.between(0, 200)),
        2 => terms.interest_rate = Decimal::percent(dice.between(0, 100)),
        3 => terms.match_tip = Uint128::new(terms.match_tip.u128() / 2),
        4 => terms.close_tip = Uint128::zero(),
        5 => terms.stale_tip = Uint128::zero(),
        6 => terms.min_collateral = Uint128::new(terms.min_collateral.u128() * 3),
        7 => terms.slash = Uint128::new(u128::from(dice.below(2) * 450)),
        _ => terms.min_runway = dice.between(1, 900),
    }
    if spoils(dice) {
        terms.reconfirmation_period = 9;
    }
    Sent::new(admin(scene), Market::SetTerms { terms })
}

pub fn remove_terms(scene: &Scene, dice: &mut Dice) -> Sent {
    let denom = dice.one_of(&[DENOM, OTHER, NEW, NEW]).to_owned();
    Sent::new(admin(scene), Market::RemoveTerms { denom })
}

pub fn set_parameters(scene: &Scene, dice: &mut Dice) -> Sent {
    let bad = dice.once_in(7);
    match dice.below(3) {
        0 => {
            let (half_service, penalty) = (dice.between(100, 9_000), dice.between(0, 2_000));
            let half_stake = Uint128::new(if bad { 0 } else { u128::from(dice.between(1, 2_000)) });
            let reputation = ReputationParameters { half_service, half_stake, penalty };
            let parameters = Parameters { reputation, sudo_limit: u32::try_from(dice.below(5)).unwrap() };
            Sent::new(admin(scene), Market::SetParameters { parameters })
        }
        1 => {
            let collector = if bad { dice.one_of(&scene.market.contracts) } else { scene.anybody(dice) };
            let fee_collector = Some(collector).filter(|_| bad || dice.flag());
            let slash_cap = dice.flag().then(|| Uint128::new(u128::from(dice.below(900))));
            Sent::new(admin(scene), Escrow::SetParameters { fee_collector, slash_cap })
        }
        _ => {
            let max_wait_blocks = dice.flag().then(|| if bad { 0 } else { dice.between(4, 14_400) });
            let max_wait_seconds = dice.flag().then(|| dice.between(30, 86_400));
            let max_notice = dice.flag().then(|| dice.between(100, 2_592_000));
            Sent::new(admin(scene), Deployment::SetParameters { max_wait_blocks, max_wait_seconds, max_notice })
        }
    }
}

/// What deployment and market say, sent by those who look like them: people, contracts of another exchange, and the
/// siblings whose message it is not.
pub fn internal(scene: &Scene, dice: &mut Dice) -> Sent {
    let (deployment, owner) = scene.deployment(dice);
    let denom = DENOM.to_owned();
    let order = NewOrder { slot: 9, max_rate: Uint128::one(), collateral: Uint128::one(), notice: 0 };
    let [registry, escrow, market, tenants] = &scene.market.contracts[..] else { panic!("four contracts") };
    let to_market = |msg: Market| (berth_api::Call::from(msg), vec![market, escrow, registry]);
    let (call, wrong_siblings) = match dice.below(5) {
        0 => to_market(Market::OpenOrders { deployment, terms: 1, orders: vec![order] }),
        1 => to_market(Market::UpdateOrders { deployment, owner: owner.clone(), denom, slots: vec![], resume: true }),
        2 => {
            to_market(Market::CloseDeployment { deployment, owner: owner.clone(), denom, slots: vec![], payout: true })
        }
        3 => {
            let (accounts, slashes) = (vec![], vec![]);
            let settlement = Settlement { caller: owner.clone(), payout: true, accounts, slashes };
            (Escrow::Settle(settlement).into(), vec![tenants, escrow, registry])
        }
        _ => {
            let open = Escrow::OpenAccount { deployment: deployment + 1, min_runway: 1, movements: vec![] };
            (open.into(), vec![market, escrow, registry])
        }
    };
    match dice.below(4) {
        0 => Sent::new(owner, call),
        1 => Sent::new(dice.one_of(&wrong_siblings).clone(), call),
        2 => Sent::new(scene.market.address(dice.one_of(&STRANGERS)), call).with(coin(1, DENOM)),
        _ => Sent::new(scene.market.address(dice.one_of(&STRANGERS)), call),
    }
}
