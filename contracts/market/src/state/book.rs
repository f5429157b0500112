//! Bids: the book of each order, and those that wait to be freed.

use berth_domain::OrderId;
use cosmwasm_std::{Addr, Order as Direction, StdResult, Storage, Uint128};
use cw_storage_plus::{Bound, Item, Map};
use serde::{Deserialize, Serialize};

/// (order, total price, sequence) -> provider: cheapest first, of equal prices the earliest. Written by a bid; deleted when it wins or is freed.
const BIDS: Map<(OrderId, u128, u64), Addr> = Map::new("bids");
/// (provider, order) -> the bid's place in the book.
const MY_BIDS: Map<(&Addr, OrderId), Place> = Map::new("my_bids");
/// order -> what each of its bids has locked: closed or matched orders whose bids are dead and not freed yet.
const FINISHED: Map<OrderId, Estate> = Map::new("finished");
/// The last sequence number given.
const SEQUENCE: Item<u64> = Item::new("sequence");

/// A place in a book, stored as an array.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Place(pub Uint128, pub u64);

/// What each dead bid of an order has locked, stored as an array.
#[derive(Clone, Serialize, Deserialize)]
pub struct Estate(pub Uint128, pub String);

/// A bid.
pub struct Fulfillment {
    /// Whose.
    pub provider: Addr,
    /// Total price, 10^-18 per second.
    pub price: Uint128,
    /// Lower is earlier.
    pub sequence: u64,
}

/// A dead bid that was freed.
pub struct Released {
    /// On which order.
    pub order: OrderId,
    /// Whose.
    pub provider: Addr,
    /// What it had locked.
    pub estate: Estate,
}

/// The bids of one order after a place in its book, cheapest first.
pub fn bids(storage: &dyn Storage, order: OrderId, after: Option<Place>, limit: usize) -> StdResult<Vec<Fulfillment>> {
    let min = after.map(|place| Bound::exclusive((place.0.u128(), place.1)));
    let rows = BIDS.sub_prefix(order).range(storage, min, None, Direction::Ascending).take(limit);
    let bids = rows.map(|row| {
        let ((price, sequence), provider) = row?;
        Ok(Fulfillment { provider, price: price.into(), sequence })
    });
    bids.collect()
}

/// The cheapest bid on an order, of equal prices the earliest.
pub fn best(storage: &dyn Storage, order: OrderId) -> StdResult<Option<Fulfillment>> {
    Ok(bids(storage, order, None, 1)?.pop())
}

/// Where a provider's bid on an order stands, if it has one.
pub fn standing(storage: &dyn Storage, provider: &Addr, order: OrderId) -> StdResult<Option<Place>> {
    MY_BIDS.may_load(storage, (provider, order))
}

/// Whether a provider has a bid on any order, live or dead.
pub fn has_bid(storage: &dyn Storage, provider: &Addr) -> StdResult<bool> {
    let first = MY_BIDS.prefix(provider).keys(storage, None, None, Direction::Ascending).next();
    Ok(first.transpose()?.is_some())
}

/// The last sequence number given; 0 before the first.
pub fn last_sequence(storage: &dyn Storage) -> StdResult<u64> {
    Ok(SEQUENCE.may_load(storage)?.unwrap_or_default())
}

/// Remembers the last sequence number given.
pub fn set_last_sequence(storage: &mut dyn Storage, sequence: u64) -> StdResult<()> {
    SEQUENCE.save(storage, &sequence)
}

/// A bid takes its place, instead of an earlier one of the same provider.
pub fn place(storage: &mut dyn Storage, order: OrderId, bid: &Fulfillment, instead_of: Option<Place>) -> StdResult<()> {
    if let Some(Place(price, sequence)) = instead_of {
        BIDS.remove(storage, (order, price.u128(), sequence));
    }
    BIDS.save(storage, (order, bid.price.u128(), bid.sequence), &bid.provider)?;
    MY_BIDS.save(storage, (&bid.provider, order), &Place(bid.price, bid.sequence))
}

fn remove(storage: &mut dyn Storage, order: OrderId, bid: &Fulfillment) {
    BIDS.remove(storage, (order, bid.price.u128(), bid.sequence));
    MY_BIDS.remove(storage, (&bid.provider, order));
}

/// Whether an order has no bids.
pub fn is_empty(storage: &dyn Storage, order: OrderId) -> StdResult<bool> {
    Ok(best(storage, order)?.is_none())
}

/// A provider's bid leaves the book; whether it was the last.
pub fn cancel(
    storage: &mut dyn Storage,
    order: OrderId,
    provider: &Addr,
    Place(price, sequence): Place,
) -> StdResult<bool> {
    remove(storage, order, &Fulfillment { provider: provider.clone(), price, sequence });
    is_empty(storage, order)
}

/// What each dead bid of an order has locked; `None` if it has none, or is open.
pub fn estate(storage: &dyn Storage, order: OrderId) -> StdResult<Option<Estate>> {
    FINISHED.may_load(storage, order)
}

/// An order has no dead bids any more.
pub fn forget(storage: &mut dyn Storage, order: OrderId) {
    FINISHED.remove(storage, order);
}

/// A page of a provider's bids, dead ones that are not freed yet included, by order.
pub fn of_provider(
    storage: &dyn Storage,
    provider: &Addr,
    start_after: Option<OrderId>,
    limit: usize,
) -> StdResult<Vec<(OrderId, Place)>> {
    let min = start_after.map(Bound::exclusive);
    MY_BIDS.prefix(provider).range(storage, min, None, Direction::Ascending).take(limit).collect()
}

/// The cheapest bid leaves the book of an order that it won; the others are dead. Costs the same however many there are.
pub fn win(
    storage: &mut dyn Storage,
    order: OrderId,
    estate: impl FnOnce() -> Estate,
) -> StdResult<Option<Fulfillment>> {
    let mut first_two = bids(storage, order, None, 2)?.into_iter();
    let winner = first_two.next();
    if let Some(winner) = &winner {
        remove(storage, order, winner);
    }
    if first_two.next().is_some() {
        FINISHED.save(storage, order, &estate())?;
    }
    Ok(winner)
}

/// All bids of an order that closed are dead.
pub fn abandon(storage: &mut dyn Storage, order: OrderId, estate: impl FnOnce() -> Estate) -> StdResult<()> {
    if is_empty(storage, order)? {
        return Ok(());
    }
    FINISHED.save(storage, order, &estate())
}

/// Frees up to `limit` dead bids: lowest order first, in book order.
pub fn release(storage: &mut dyn Storage, limit: usize) -> StdResult<Vec<Released>> {
    let mut released = vec![];
    while released.len() < limit {
        let Some((order, estate)) = finished(storage, 1)?.pop() else { break };
        let wanted = limit.saturating_sub(released.len());
        let dead = bids(storage, order, None, wanted.saturating_add(1))?;
        if dead.len() <= wanted {
            FINISHED.remove(storage, order);
        }
        for bid in dead.into_iter().take(wanted) {
            remove(storage, order, &bid);
            released.push(Released { order, provider: bid.provider, estate: estate.clone() });
        }
    }
    Ok(released)
}

/// The first orders with dead bids.
pub fn finished(storage: &dyn Storage, limit: usize) -> StdResult<Vec<(OrderId, Estate)>> {
    FINISHED.range(storage, None, None, Direction::Ascending).take(limit).collect()
}
