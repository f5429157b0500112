//! What providers do.

use berth_api::domain::OrderId;
use berth_api::market::{Bid, ExecuteMsg as Market};
use cosmwasm_std::{Decimal, Uint128};

use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};
use super::spoils;

/// What an order asks for at four prices, so that equal bids are frequent.
fn answer(scene: &Scene, order: OrderId, dice: &mut Dice) -> Bid {
    let asked =
        scene.wanted(order).or_else(|| scene.live.first().map(|one| one.infrastructure[0].infrastructure.clone()));
    let mut resources = asked.map(|one| one.resources).unwrap_or_default();
    let quarters = u128::from(dice.between(1, 4));
    for group in &mut resources {
        let price = group.price.atomics().u128();
        group.price = Decimal::new(Uint128::new((price / 4 * quarters).max(1)));
    }
    if let Some(group) = resources.first_mut().filter(|_| spoils(dice)) {
        match dice.below(3) {
            0 => group.price = Decimal::zero(),
            1 => group.count += 1,
            _ => group.compute.cpu += 1,
        }
    }
    Bid { order, resources }
}

/// Mostly by one that may.
pub fn bid(scene: &Scene, dice: &mut Dice) -> Sent {
    let count = if dice.once_in(3) { dice.between(1, 4) } else { 1 };
    let mut orders: Vec<OrderId> = (0..count).map(|_| scene.open_order(dice)).collect();
    if !dice.once_in(30) {
        orders.sort_unstable();
        orders.dedup();
    }
    let providers = super::super::cast::PROVIDERS.map(|name| scene.market.address(name));
    let may: Vec<String> = providers.into_iter().filter(|one| scene.market.model.is_eligible(one, orders[0])).collect();
    let provider = match dice.any_of(&may) {
        Some(provider) if !dice.once_in(5) => provider,
        _ => scene.provider(dice),
    };
    let mut bids: Vec<Bid> = orders.into_iter().map(|order| answer(scene, order, dice)).collect();
    if dice.once_in(200) {
        bids.clear();
    }
    Sent::new(provider, Market::SubmitFulfillment { bids })
}

pub fn cancel_bids(scene: &Scene, dice: &mut Dice) -> Sent {
    let mut rows: Vec<(OrderId, String)> = vec![];
    for (order, book) in scene.market.model.books() {
        rows.extend(book.into_iter().map(|bid| (order, bid.provider.into_string())));
    }
    let (order, provider) = match dice.any_of(&rows) {
        Some(row) if !dice.once_in(8) => row,
        _ => (scene.any_order(dice), scene.provider(dice)),
    };
    let mut orders = vec![order];
    if dice.once_in(4) {
        orders.push(scene.any_order(dice));
        orders.sort_unstable();
    }
    if dice.once_in(60) {
        orders.clear();
    }
    Sent::new(provider, Market::CancelFulfillment { orders })
}

/// One lease, or all of a provider's.
fn leases(scene: &Scene, dice: &mut Dice) -> (Vec<OrderId>, String) {
    let (lease, provider, _) = scene.lease(dice);
    let mut leases = vec![lease];
    if dice.flag() {
        leases.extend(scene.leases.iter().filter(|(_, one)| one.provider.as_str() == provider).map(|(id, _)| *id));
        leases.sort_unstable();
        leases.dedup();
    }
    if dice.once_in(60) {
        leases.push(lease);
    }
    (leases, provider)
}

pub fn confirm(scene: &Scene, dice: &mut Dice) -> Sent {
    let (leases, provider) = leases(scene, dice);
    let collect = dice.flag();
    let payout = if collect { dice.flag() } else { dice.once_in(60) };
    Sent::new(provider, Market::SubmitLeaseConfirmation { leases, collect, payout })
}

pub fn collect(scene: &Scene, dice: &mut Dice) -> Sent {
    let (leases, provider) = leases(scene, dice);
    Sent::new(provider, Market::CollectEarnings { leases, payout: dice.flag() })
}

pub fn give_notice(scene: &Scene, dice: &mut Dice) -> Sent {
    let (lease, provider, _) = scene.lease(dice);
    Sent::new(provider, Market::GiveNotice { lease })
}

/// Mostly after notice, and when it is over: who leaves without is soon without collateral.
pub fn leave(scene: &Scene, dice: &mut Dice) -> Sent {
    let (mut lease, mut provider, _) = scene.lease(dice);
    let noticed = scene.leases.iter().filter(|(_, one)| one.leave_at.is_some()).cloned();
    let (over, running): (Vec<_>, Vec<_>) = noticed.partition(|(_, one)| one.leave_at <= Some(scene.time));
    let chosen = match dice.below(8) {
        0..=4 => dice.any_of(&over),
        5..=6 => dice.any_of(&running),
        _ => None,
    };
    if let Some((id, one)) = chosen {
        (lease, provider) = (id, one.provider.into_string());
    }
    Sent::new(provider, Market::LeaveLease { lease })
}
