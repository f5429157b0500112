//! What keepers do, step by step, under one limit. A query lists what an execution visits by the same functions.

use berth_domain::{Moment, Now, Order, OrderId};
use cosmwasm_std::{StdResult, Storage};

use berth_api::WorkDone;
use berth_api::event::FulfillmentReleased;

use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::matching::visit;
use crate::session::Session;
use crate::state::book::{self, Estate};
use crate::state::orders::{self, READY_HEIGHTS, READY_TIMES, STALE};

/// How much may still be done, and what was. One unit is one order, lease or dead bid.
pub struct Work {
    left: usize,
    visited: usize,
    released: usize,
}

impl Work {
    /// Nothing done yet.
    pub const fn up_to(limit: usize) -> Self {
        Self { left: limit, visited: 0, released: 0 }
    }

    /// Whether nothing more may be done.
    pub const fn is_used_up(&self) -> bool {
        self.left == 0
    }

    fn visit(&mut self) {
        self.left = self.left.saturating_sub(1);
        self.visited = self.visited.saturating_add(1);
    }

    /// What was done.
    pub fn done(&self) -> WorkDone {
        let count = |things: usize| things.try_into().unwrap_or(u32::MAX);
        WorkDone { visited: count(self.visited), released: count(self.released) }
    }
}

/// Orders that are ready, those that wait for a height first; `skip` is left out.
pub fn ready_orders(
    storage: &dyn Storage,
    now: Now,
    limit: usize,
    skip: &[OrderId],
) -> StdResult<Vec<(Moment, OrderId)>> {
    let rows = limit.saturating_add(skip.len());
    let heights = READY_HEIGHTS.up_to(storage, now.height, rows)?.into_iter();
    let times = READY_TIMES.up_to(storage, now.time, rows)?.into_iter();
    let heights = heights.map(|(due, id)| (Moment::Height(due), id));
    let all = heights.chain(times.map(|(due, id)| (Moment::Time(due), id)));
    Ok(all.filter(|(_, id)| !skip.contains(id)).take(limit).collect())
}

/// Leases past their due height, longest first; `skip` is left out.
pub fn stale_leases(storage: &dyn Storage, now: Now, limit: usize, skip: &[OrderId]) -> StdResult<Vec<OrderId>> {
    let last = now.height.saturating_sub(1);
    let due = STALE.up_to(storage, last, limit.saturating_add(skip.len()))?.into_iter();
    Ok(due.map(|(_, id)| id).filter(|id| !skip.contains(id)).take(limit).collect())
}

/// Matches what is ready. Every visit consumes.
pub fn match_ready(session: &mut Session, work: &mut Work, skip: &[OrderId]) -> Result<(), ContractError> {
    for (_, id) in ready_orders(session.deps.storage, session.now, work.left, skip)? {
        visit(session, id)?;
        work.visit();
    }
    Ok(())
}

/// Books what is past its due height.
pub fn invalidate_stale(session: &mut Session, work: &mut Work, skip: &[OrderId]) -> Result<(), ContractError> {
    for id in stale_leases(session.deps.storage, session.now, work.left, skip)? {
        if let Some(Order::Leased(lease)) = orders::may_load(session.deps.storage, id)? {
            end_lease(session, id, &lease, None, Successor::IfPersist)?;
            work.visit();
        }
    }
    Ok(())
}

/// Books the leases of one account that ran dry, slot by slot, as far as the limit reaches; an account that can still
/// pay is refused, and so is one with leases left when the limit is used up.
pub fn close_unfunded(
    session: &mut Session,
    work: &mut Work,
    deployment: u64,
    skip: &[OrderId],
) -> Result<Result<(), ContractError>, ContractError> {
    let slots = match dry_slots(session, deployment) {
        Ok(slots) => slots,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for slot in slots {
        match orders::latest(session.deps.storage, deployment, slot)? {
            Some((_, Order::Leased(_))) if work.is_used_up() => {
                return Ok(Err(ContractError::LimitReached(deployment)));
            }
            Some((id, Order::Leased(lease))) if !skip.contains(&id) => {
                end_lease(session, id, &lease, None, Successor::IfPersist)?;
                work.visit();
            }
            _ => {}
        }
    }
    Ok(Ok(()))
}

/// The slots of a deployment whose account is dry.
fn dry_slots(session: &mut Session, deployment: u64) -> Result<Vec<u32>, ContractError> {
    if !session.account(deployment)?.is_dry() {
        return Err(ContractError::NotDry(deployment));
    }
    Ok(session.deployment(deployment)?.ok_or(ContractError::NoAccount(deployment))?.slots)
}

/// Frees dead bids: lowest order first, in book order.
pub fn release(session: &mut Session, work: &mut Work) -> Result<(), ContractError> {
    let released = book::release(session.deps.storage, work.left)?;
    work.left = work.left.saturating_sub(released.len());
    work.released = work.released.saturating_add(released.len());
    for bid in released {
        let Estate(collateral, denom) = bid.estate;
        session.unlock(&bid.provider, &denom, collateral)?;
        session.emit(FulfillmentReleased { order: bid.order, provider: bid.provider, collateral });
    }
    Ok(())
}
