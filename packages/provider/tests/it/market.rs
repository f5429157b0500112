//! What market does with a plan, written down anew from the rules and without the code under test.

use berth_api::Call;
use berth_api::market::{Bid, ExecuteMsg};
use berth_domain::{Gpu, Moment, OrderId, ResourceGroup, WaitDuration};
use berth_provider::{Config, GpuStock, Situation};
use cosmwasm_std::Uint128;

use crate::world::bid;

/// Carries out `calls`; panics at what market would refuse, or at what the provider could not deliver.
pub fn carry_out(world: &mut Situation, config: &Config, calls: &[Call]) {
    for call in calls {
        match call {
            Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, collect, .. }) => {
                assert!(!leases.is_empty() && leases.len() <= if *collect { 40 } else { 100 });
                assert!(leases.is_sorted_by(|a, b| a < b));
                for id in leases {
                    let lease = world.leases.iter_mut().find(|own| own.lease.lease == *id).unwrap();
                    assert!(world.now.height <= lease.lease.status.due_height, "late");
                    assert!(lease.dry_at.is_none_or(|dry_at| lease.lease.status.confirmed_at < dry_at), "for nothing");
                    lease.lease.status.confirmed_height = world.now.height;
                    lease.lease.status.confirmed_at = world.now.time;
                    lease.lease.status.due_height = world.now.height + lease.lease.status.reconfirmation_period;
                }
            }
            Call::Market(ExecuteMsg::SubmitFulfillment { bids }) => {
                assert!(!bids.is_empty() && bids.len() <= 20);
                assert!(bids.is_sorted_by(|a, b| a.order < b.order));
                bids.iter().for_each(|bid| accept(world, bid));
            }
            Call::Market(ExecuteMsg::CancelFulfillment { orders }) => {
                assert!(!orders.is_empty() && orders.len() <= 20);
                assert!(orders.is_sorted_by(|a, b| a < b));
                orders.iter().for_each(|order| take_back(world, *order));
            }
            Call::Market(ExecuteMsg::GiveNotice { lease }) => {
                let now = world.now.time;
                let own = world.leases.iter_mut().find(|own| own.lease.lease == *lease).unwrap();
                assert_eq!(own.lease.status.leave_at, None, "once");
                own.lease.status.leave_at = Some(now + own.lease.status.notice);
            }
            Call::Market(ExecuteMsg::LeaveLease { lease }) => {
                let own = world.leases.iter().position(|own| own.lease.lease == *lease).unwrap();
                let status = world.leases.remove(own).lease.status;
                assert!(status.leave_at.is_some_and(|leave_at| world.now.time >= leave_at), "broken");
            }
            other => panic!("not a provider's business: {other:?}"),
        }
    }
    assert_deliverable(world, config);
}

fn take_back(world: &mut Situation, order: OrderId) {
    let own = world.bids.iter().position(|bid| bid.fulfillment.order == order).expect("a bid of its own");
    let bid = world.bids.remove(own);
    if bid.fulfillment.live {
        let order = world.orders.iter().find(|open| open.order.order == order).expect("an open order");
        let (Some(Moment::Height(ready_at)), WaitDuration::Blocks(wait)) =
            (order.order.status.ready_at, order.wait_duration)
        else {
            panic!("these worlds wait for blocks");
        };
        assert!(2 * ready_at.saturating_sub(world.now.height) > wait, "firm");
    }
    let free = world.collateral.iter_mut().find(|free| free.denom == bid.denom).expect("a balance");
    free.free += bid.collateral;
}

fn accept(world: &mut Situation, offer: &Bid) {
    let order = &world.orders.iter().find(|order| order.order.order == offer.order).expect("an open order").order;
    let asked = &order.infrastructure.resources;
    assert_eq!(asked.len(), offer.resources.len());
    let mut total = Uint128::zero();
    for (asked, offered) in asked.iter().zip(&offer.resources) {
        assert!(!offered.price.is_zero() && offered.price <= asked.price, "price");
        assert_eq!(*asked, ResourceGroup { price: asked.price, ..offered.clone() });
        total += offered.price.atomics() * Uint128::from(offered.count);
    }
    if let Some(standing) = world.bids.iter_mut().find(|standing| standing.fulfillment.order == offer.order) {
        assert!(standing.fulfillment.live && total < standing.fulfillment.place.price, "not lower");
        standing.fulfillment.place.price = total;
        return;
    }
    let free = world.collateral.iter_mut().find(|free| free.denom == order.denom).expect("a balance");
    free.free = free.free.checked_sub(order.status.collateral).expect("free collateral");
    world.bids.push(bid(offer.order.deployment, asked.clone(), total.u128(), true));
}

/// If every bid won, everything could run at once: counted one unit and one card at a time.
fn assert_deliverable(world: &Situation, config: &Config) {
    let offered = world.bids.iter().filter(|bid| bid.fulfillment.live).map(|bid| &bid.resources);
    let all: Vec<_> = world.leases.iter().map(|own| &own.resources).chain(offered).flatten().collect();
    let sum = |quantity: fn(&ResourceGroup) -> u32| -> u64 {
        all.iter().map(|group| u64::from(quantity(group)) * u64::from(group.count)).sum()
    };
    assert!(sum(|group| group.compute.cpu) <= config.inventory.cpu, "cpu");
    assert!(sum(|group| group.compute.memory) <= config.inventory.memory, "memory");
    let wanted = |group: &&ResourceGroup| {
        let gpu = group.compute.gpu.clone();
        gpu.into_iter().flat_map(|gpu| vec![gpu.clone(); usize::try_from(gpu.count * group.count).unwrap()]).collect()
    };
    let wanted: Vec<Gpu> = all.iter().flat_map(|group| -> Vec<Gpu> { wanted(group) }).collect();
    assert!(can_place(&wanted, &config.inventory.gpus), "gpus");
}

/// Whether each wanted card can have one of its own, by trying to find a place for one after the other and moving earlier ones.
pub fn can_place(wanted: &[Gpu], stocks: &[GpuStock]) -> bool {
    let cards: Vec<&GpuStock> =
        stocks.iter().flat_map(|stock| vec![stock; usize::try_from(stock.count).unwrap()]).collect();
    let mut holder: Vec<Option<usize>> = vec![None; cards.len()];
    (0..wanted.len()).all(|gpu| place(gpu, wanted, &cards, &mut holder, &mut vec![false; cards.len()]))
}

fn place(gpu: usize, wanted: &[Gpu], cards: &[&GpuStock], holder: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for card in 0..cards.len() {
        let (ask, offer) = (&wanted[gpu], cards[card]);
        let model = ask.model.as_ref().is_none_or(|model| *model == offer.model);
        let serves = ask.vendor == offer.vendor && model && ask.memory.unwrap_or(0) <= offer.memory;
        if tried[card] || !serves {
            continue;
        }
        tried[card] = true;
        if holder[card].is_none_or(|earlier| place(earlier, wanted, cards, holder, tried)) {
            holder[card] = Some(gpu);
            return true;
        }
    }
    false
}
