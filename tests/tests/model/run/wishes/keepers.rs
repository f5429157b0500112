//! What anybody may call, keepers first of all.

use berth_api::domain::OrderId;
use berth_api::market::ExecuteMsg as Market;

use super::super::cast::KEEPERS;
use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};

/// A keeper mostly; a provider does it as well.
fn keeper(scene: &Scene, dice: &mut Dice) -> String {
    if dice.once_in(4) { scene.provider(dice) } else { scene.market.address(dice.one_of(&KEEPERS)) }
}

fn limit(dice: &mut Dice) -> u32 {
    let limit = match dice.below(60) {
        0..=39 => 32,
        40..=58 => dice.between(1, 3),
        _ => dice.below(2) * 33,
    };
    limit.try_into().unwrap()
}

pub fn match_open_orders(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(keeper(scene, dice), Market::MatchOpenOrders { limit: limit(dice) })
}

/// Of what is ready mostly, for its winner mostly.
pub fn submit_lease(scene: &Scene, dice: &mut Dice) -> Sent {
    let ready = scene.market.model.pending_work().ready;
    let order = match dice.any_of(&ready) {
        Some(order) if !dice.once_in(5) => order,
        _ => scene.open_order(dice),
    };
    let best = scene.market.model.quote_of(order).and_then(|quote| quote.best);
    let provider = match best {
        Some(best) if !dice.once_in(6) => best.provider.into_string(),
        _ => scene.provider(dice),
    };
    Sent::new(keeper(scene, dice), Market::SubmitLease { order, provider })
}

pub fn invalidate(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(keeper(scene, dice), Market::InvalidateStaleLeases { limit: limit(dice) })
}

/// By its own provider now and then.
pub fn submit_stale(scene: &Scene, dice: &mut Dice) -> Sent {
    let due = scene.market.model.pending_work();
    let dry = scene.leases.iter().map(|(id, _)| *id).filter(|id| due.dry.contains(&id.deployment));
    let due: Vec<OrderId> = due.stale.iter().copied().chain(dry).collect();
    let (mut lease, provider, _) = scene.lease(dice);
    if let Some(due) = dice.any_of(&due).filter(|_| dice.once_in(2)) {
        lease = due;
    }
    let own = scene.leases.iter().find(|(id, _)| *id == lease).map_or(provider, |(_, one)| one.provider.to_string());
    let sender = if dice.once_in(3) { own } else { keeper(scene, dice) };
    Sent::new(sender, Market::SubmitStaleLease { lease })
}

pub fn close_unfunded(scene: &Scene, dice: &mut Dice) -> Sent {
    let mut deployments = scene.dry();
    if deployments.is_empty() || dice.once_in(4) {
        deployments.push(scene.deployment(dice).0);
        deployments.push(1 + dice.below(9));
    }
    if !dice.once_in(40) {
        deployments.sort_unstable();
        deployments.dedup();
    }
    let limit = if dice.flag() { 1 } else { limit(dice) };
    Sent::new(keeper(scene, dice), Market::CloseUnfundedLeases { deployments, limit })
}

pub fn release(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(keeper(scene, dice), Market::ReleaseFulfillments { limit: limit(dice) })
}

/// As a keeper decides it: what is due, all of it.
pub fn facilitate_all(scene: &Scene, dice: &mut Dice) -> Sent {
    let facilitate = Market::Facilitate { limit: 32, deployments: scene.dry(), skip: vec![] };
    Sent::new(keeper(scene, dice), facilitate)
}

pub fn facilitate(scene: &Scene, dice: &mut Dice) -> Sent {
    let mut deployments = scene.dry();
    if dice.once_in(4) {
        deployments.push(scene.deployment(dice).0);
        deployments.sort_unstable();
        deployments.dedup();
    }
    let mut skip: Vec<OrderId> = vec![];
    if dice.once_in(3) {
        skip.push(scene.open_order(dice));
        skip.push(scene.lease(dice).0);
        skip.sort_unstable();
    }
    if dice.once_in(60) {
        skip.reverse();
    }
    Sent::new(keeper(scene, dice), Market::Facilitate { limit: limit(dice), deployments, skip })
}
