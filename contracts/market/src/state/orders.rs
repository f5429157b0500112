//! Orders and leases, and the queues that they wait in. Only this module writes them, so they cannot disagree.

use berth_contract_kit::DueQueue;
use berth_domain::{CloseReason, Lease, LeaseProgress, Moment, OpenOrder, Order, OrderId, TermsNumber};
use cosmwasm_std::{Addr, Order as Direction, StdResult, Storage, Uint128};
use cw_storage_plus::{Bound, Map};
use serde::{Deserialize, Serialize};

/// order -> order, lease or how it ended. Written when it opens, is ready, is matched and ends; never deleted.
const ORDERS: Map<OrderId, Stored> = Map::new("orders");
/// order -> 1 while it is open.
const OPEN: Map<OrderId, u8> = Map::new("open");
/// (provider, lease) -> what a confirmation changes, while it is live.
const ACTIVE: Map<(&Addr, OrderId), LeaseProgress> = Map::new("active");
/// (ready height, order): open orders with a live bid whose wait is in blocks.
pub const READY_HEIGHTS: DueQueue<OrderId> = DueQueue::new("ready_heights");
/// (ready time, order): open orders with a live bid whose wait is in seconds.
pub const READY_TIMES: DueQueue<OrderId> = DueQueue::new("ready_times");
/// (due height, lease): every live lease; stale when the height is later.
pub const STALE: DueQueue<OrderId> = DueQueue::new("stale");

/// Orders are written often: arrays, in the order of the domain's fields.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    Open(Option<Moment>, Uint128, Uint128, Option<Addr>, TermsNumber, u64),
    Leased(Addr, Uint128, Uint128, u64, u64, Option<u64>),
    Closed(CloseReason, u64),
}

impl From<&OpenOrder> for Stored {
    fn from(order: &OpenOrder) -> Self {
        let OpenOrder { ready_at, max_rate, collateral, barred, terms, notice } = order.clone();
        Self::Open(ready_at, max_rate, collateral, barred, terms, notice)
    }
}

impl From<&Lease> for Stored {
    fn from(lease: &Lease) -> Self {
        let Lease { provider, rate, collateral, started_at, notice, leave_at, .. } = lease.clone();
        Self::Leased(provider, rate, collateral, started_at, notice, leave_at)
    }
}

fn assemble(storage: &dyn Storage, id: OrderId, stored: Stored) -> StdResult<Order> {
    Ok(match stored {
        Stored::Open(ready_at, max_rate, collateral, barred, terms, notice) => {
            Order::Open(OpenOrder { ready_at, max_rate, collateral, barred, terms, notice })
        }
        Stored::Leased(provider, rate, collateral, started_at, notice, leave_at) => {
            let progress = ACTIVE.load(storage, (&provider, id))?;
            Order::Leased(Lease { provider, rate, collateral, started_at, notice, leave_at, progress })
        }
        Stored::Closed(reason, height) => Order::Closed { reason, height },
    })
}

/// An order or lease, if there is one of that name.
pub fn may_load(storage: &dyn Storage, id: OrderId) -> StdResult<Option<Order>> {
    ORDERS.may_load(storage, id)?.map(|stored| assemble(storage, id, stored)).transpose()
}

/// The latest order of an infrastructure.
pub fn latest(storage: &dyn Storage, deployment: u64, slot: u32) -> StdResult<Option<(OrderId, Order)>> {
    let min = Bound::inclusive(OrderId::new(deployment, slot, 0));
    let max = Bound::inclusive(OrderId::new(deployment, slot, u32::MAX));
    let row = ORDERS.range(storage, Some(min), Some(max), Direction::Descending).next();
    row.map(|row| row.and_then(|(id, stored)| Ok((id, assemble(storage, id, stored)?)))).transpose()
}

/// A page of the orders of a deployment, by id.
pub fn of_deployment(
    storage: &dyn Storage,
    deployment: u64,
    start_after: Option<OrderId>,
    limit: usize,
) -> StdResult<Vec<(OrderId, Order)>> {
    let first = Bound::inclusive(OrderId::new(deployment, 0, 0));
    let min = start_after.filter(|after| after.deployment == deployment).map_or(first, Bound::exclusive);
    let max = Bound::inclusive(OrderId::new(deployment, u32::MAX, u32::MAX));
    let rows = ORDERS.range(storage, Some(min), Some(max), Direction::Ascending).take(limit);
    rows.map(|row| row.and_then(|(id, stored)| Ok((id, assemble(storage, id, stored)?)))).collect()
}

/// How many orders there ever were, for checks.
pub fn count(storage: &dyn Storage) -> usize {
    ORDERS.keys_raw(storage, None, None, Direction::Ascending).count()
}

/// A page of the open orders of all deployments, by id.
pub fn open_ids(storage: &dyn Storage, start_after: Option<OrderId>, limit: usize) -> StdResult<Vec<OrderId>> {
    OPEN.keys(storage, start_after.map(Bound::exclusive), None, Direction::Ascending).take(limit).collect()
}

/// A page of the live leases of a provider, by id.
pub fn active_ids(
    storage: &dyn Storage,
    provider: &Addr,
    start_after: Option<OrderId>,
    limit: usize,
) -> StdResult<Vec<OrderId>> {
    let min = start_after.map(Bound::exclusive);
    ACTIVE.prefix(provider).keys(storage, min, None, Direction::Ascending).take(limit).collect()
}

/// Whether an order is open.
pub fn is_open(storage: &dyn Storage, id: OrderId) -> bool {
    OPEN.has(storage, id)
}

/// An order opens.
pub fn open(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder) -> StdResult<()> {
    OPEN.save(storage, id, &1)?;
    ORDERS.save(storage, id, &order.into())
}

/// A bid has set when the order is ready.
pub fn set_ready(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder) -> StdResult<()> {
    enter_ready(storage, id, order)?;
    ORDERS.save(storage, id, &order.into())
}

/// An open order has a live bid: it waits to be ready.
pub fn enter_ready(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder) -> StdResult<()> {
    match order.ready_at {
        Some(Moment::Height(height)) => READY_HEIGHTS.insert(storage, height, id),
        Some(Moment::Time(time)) => READY_TIMES.insert(storage, time, id),
        None => Ok(()),
    }
}

/// An open order has no live bid any more: nothing waits to be matched.
pub fn leave_ready(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder) {
    match order.ready_at {
        Some(Moment::Height(height)) => READY_HEIGHTS.remove(storage, height, id),
        Some(Moment::Time(time)) => READY_TIMES.remove(storage, time, id),
        None => {}
    }
}

fn leave_open(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder) {
    OPEN.remove(storage, id);
    leave_ready(storage, id, order);
}

/// An open order becomes a lease.
pub fn lease(storage: &mut dyn Storage, id: OrderId, order: &OpenOrder, lease: &Lease) -> StdResult<()> {
    leave_open(storage, id, order);
    ACTIVE.save(storage, (&lease.provider, id), &lease.progress)?;
    STALE.insert(storage, lease.progress.due_height, id)?;
    ORDERS.save(storage, id, &lease.into())
}

/// An open order is over.
pub fn close_open(
    storage: &mut dyn Storage,
    id: OrderId,
    order: &OpenOrder,
    reason: CloseReason,
    height: u64,
) -> StdResult<()> {
    leave_open(storage, id, order);
    ORDERS.save(storage, id, &Stored::Closed(reason, height))
}

/// A lease is over.
pub fn close_lease(
    storage: &mut dyn Storage,
    id: OrderId,
    lease: &Lease,
    reason: CloseReason,
    height: u64,
) -> StdResult<()> {
    ACTIVE.remove(storage, (&lease.provider, id));
    STALE.remove(storage, lease.progress.due_height, id);
    ORDERS.save(storage, id, &Stored::Closed(reason, height))
}

/// A live lease's provider has given notice.
pub fn rewrite_lease(storage: &mut dyn Storage, id: OrderId, lease: &Lease) -> StdResult<()> {
    ORDERS.save(storage, id, &lease.into())
}

/// A live lease was paid, and not confirmed.
pub fn record_payment(
    storage: &mut dyn Storage,
    provider: &Addr,
    id: OrderId,
    progress: &LeaseProgress,
) -> StdResult<()> {
    ACTIVE.save(storage, (provider, id), progress)
}

/// A live lease whose progress is known already.
pub fn lease_with(storage: &dyn Storage, id: OrderId, progress: LeaseProgress) -> StdResult<Option<Lease>> {
    Ok(match ORDERS.may_load(storage, id)? {
        Some(Stored::Leased(provider, rate, collateral, started_at, notice, leave_at)) => {
            Some(Lease { provider, rate, collateral, started_at, notice, leave_at, progress })
        }
        Some(Stored::Open(..) | Stored::Closed(..)) | None => None,
    })
}

/// How far a live lease of this provider is; `None` if it has none of that name.
pub fn progress(storage: &dyn Storage, provider: &Addr, id: OrderId) -> StdResult<Option<LeaseProgress>> {
    ACTIVE.may_load(storage, (provider, id))
}

/// A lease was confirmed, and perhaps paid.
pub fn advance(
    storage: &mut dyn Storage,
    provider: &Addr,
    id: OrderId,
    old_due: u64,
    progress: &LeaseProgress,
) -> StdResult<()> {
    STALE.reschedule(storage, Some(old_due), Some(progress.due_height), id)?;
    ACTIVE.save(storage, (provider, id), progress)
}
