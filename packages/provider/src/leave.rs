//! A provider that leaves the exchange: it gives notice of its leases, and takes back its bids.

use berth_api::market::{EligibleOrder, ExecuteMsg, LeaseStatus, OpenStatus, ServedLease};
use berth_domain::{Now, OpenOrder, OrderId};

use crate::Situation;
use crate::bid::take_back;

/// Whether the notice of a lease is served: it may end without being broken.
pub(crate) fn is_served(lease: &ServedLease, now: Now) -> bool {
    lease.lease.status.leave_at.is_some_and(|leave_at| now.time >= leave_at)
}

/// Gives notice of each lease once, ends those whose notice is served, takes back what bids it still can and frees dead ones. A
/// lease that is late is lost already: whoever books it ends it.
pub(crate) fn leave(situation: &Situation) -> Vec<ExecuteMsg> {
    let now = situation.now;
    let lives = |status: &LeaseStatus| now.height <= status.due_height;
    let mut leases: Vec<_> = situation.leases.iter().filter(|own| lives(&own.lease.status)).collect();
    leases.sort_by_key(|own| own.lease.lease);
    let end = leases.into_iter().filter_map(|own| {
        let lease = own.lease.lease;
        match own.lease.status.leave_at {
            None => Some(ExecuteMsg::GiveNotice { lease }),
            Some(_) => is_served(own, now).then_some(ExecuteMsg::LeaveLease { lease }),
        }
    });
    end.chain(take_back(&may_go(situation))).collect()
}

/// The bids that are not firm, by order.
fn may_go(situation: &Situation) -> Vec<OrderId> {
    let dead = situation.bids.iter().filter(|bid| !bid.fulfillment.live).map(|bid| bid.fulfillment.order);
    let stands = |order: &OrderId| situation.bids.iter().any(|bid| bid.fulfillment.order == *order);
    let open = situation.orders.iter().filter(|order| !is_firm(order, situation.now)).map(|order| order.order.order);
    let mut orders: Vec<_> = dead.chain(open.filter(stands)).collect();
    orders.sort_unstable();
    orders
}

fn is_firm(order: &EligibleOrder, now: Now) -> bool {
    let OpenStatus { ready_at, max_rate, collateral, barred, terms, notice } = order.order.status.clone();
    let open = OpenOrder { ready_at, max_rate, collateral, barred, terms, notice };
    !open.bids_may_go(order.wait_duration, now)
}
