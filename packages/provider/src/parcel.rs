//! From a plan to transactions: what goes together, what goes first, and into what it falls apart when it is refused.

use std::collections::BTreeMap;

use berth_api::Call;
use berth_api::market::{ExecuteMsg, LeaseStatus, MAX_BIDS, MAX_COLLECTED, MAX_CONFIRMED};
use berth_domain::{Now, OrderId};
use cosmwasm_std::Coin;
use serde::Serialize;

use crate::Situation;

/// Leases whose notice is given or which are left in one transaction. Each is a message of its own.
const MAX_LEFT: usize = 10;

/// What a transaction is for, in the order in which they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Confirmations that are close to their last block.
    ConfirmUrgently,
    /// Confirmations.
    Confirm,
    /// Notices, and the end of leases whose notice is served.
    Leave,
    /// Bids, and the dead ones that are freed for them.
    Bid,
    /// Dead bids that are freed because there is nothing else to do, or bids that are taken back.
    Free,
    /// Coins into the balance or out of it.
    Money,
}

impl Purpose {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::ConfirmUrgently, Self::Confirm, Self::Leave, Self::Bid, Self::Free, Self::Money];

    /// Its name, as in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfirmUrgently => "confirm_urgently",
            Self::Confirm => "confirm",
            Self::Leave => "leave",
            Self::Bid => "bid",
            Self::Free => "free",
            Self::Money => "money",
        }
    }

    /// Whether leases are lost if it does not come through.
    pub const fn is_confirmation(self) -> bool {
        matches!(self, Self::ConfirmUrgently | Self::Confirm)
    }
}

/// One transaction to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// What for.
    pub purpose: Purpose,
    /// Its messages; never empty.
    pub calls: Vec<Call>,
    /// Coins that go along with the first of them.
    pub funds: Vec<Coin>,
    /// The last height at which all of it still has a use, if there is one.
    pub due_height: Option<u64>,
}

/// The most ids that go in one confirmation or one message with bids. Market's own caps, and less where the gas does not suffice:
/// it halves when that shows, and grows again slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Leases in a confirmation.
    pub confirm: usize,
    /// Bids, or bids taken back, in a message.
    pub bid: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { confirm: MAX_CONFIRMED, bid: MAX_BIDS }
    }
}

impl Caps {
    /// A parcel of this size needed more gas than there is.
    pub fn shrink(&mut self, purpose: Purpose, size: usize) {
        let cap = self.of(purpose);
        *cap = (size / 2).clamp(1, *cap);
    }

    /// A parcel of this size was carried out.
    pub fn grow(&mut self, purpose: Purpose, size: usize) {
        let max = if purpose.is_confirmation() { MAX_CONFIRMED } else { MAX_BIDS };
        let cap = self.of(purpose);
        if size >= *cap {
            *cap = cap.saturating_add((*cap / 8).max(1)).min(max);
        }
    }

    const fn of(&mut self, purpose: Purpose) -> &mut usize {
        if purpose.is_confirmation() { &mut self.confirm } else { &mut self.bid }
    }
}

/// Whether a lease is in the last quarter of its period at this height: what confirms it must come through now.
pub const fn is_urgent(status: &LeaseStatus, now: Now) -> bool {
    let left = status.due_height.saturating_sub(now.height);
    left.saturating_mul(4) <= status.reconfirmation_period
}

/// The transactions of a plan that was made on `situation`, in the order in which they go. Confirmations go by the height until
/// which they must be carried out, and those that are urgent never collect: that calls another contract and needs more gas.
pub fn parcels(calls: Vec<Call>, situation: &Situation, caps: Caps) -> Vec<Parcel> {
    let leases: BTreeMap<_, _> = situation.leases.iter().map(|own| (own.lease.lease, &own.lease.status)).collect();
    let mut confirmed: BTreeMap<(Purpose, bool), Vec<(u64, OrderId)>> = BTreeMap::new();
    let (mut leaving, mut bids, mut rest) = (vec![], vec![], vec![]);
    for call in calls {
        match call {
            Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases: ids, collect, .. }) => {
                for id in ids {
                    let status = leases.get(&id).copied();
                    let urgent = status.is_some_and(|status| is_urgent(status, situation.now));
                    let purpose = if urgent { Purpose::ConfirmUrgently } else { Purpose::Confirm };
                    let due = status.map_or(u64::MAX, |status| status.due_height);
                    confirmed.entry((purpose, collect && !urgent)).or_default().push((due, id));
                }
            }
            Call::Market(ExecuteMsg::GiveNotice { .. } | ExecuteMsg::LeaveLease { .. }) => leaving.push(call),
            Call::Market(ExecuteMsg::SubmitFulfillment { .. } | ExecuteMsg::CancelFulfillment { .. }) => {
                bids.push(call)
            }
            _ => rest.push(call),
        }
    }
    let confirmations = confirmed.into_iter().flat_map(|((purpose, collect), mut due)| {
        due.sort_unstable();
        let cap = if collect { caps.confirm.min(MAX_COLLECTED) } else { caps.confirm };
        let of = |due: &[(u64, OrderId)]| confirmation(purpose, due, collect);
        due.chunks(cap.max(1)).map(of).collect::<Vec<_>>()
    });
    let leaving = leaving.chunks(MAX_LEFT).map(|calls| Parcel::of(Purpose::Leave, calls.to_vec()));
    let bids = bid_parcels(bids, caps);
    let rest = rest.into_iter().map(|call| Parcel::of(Purpose::Money, vec![call]));
    confirmations.chain(leaving).chain(bids).chain(rest).collect()
}

fn confirmation(purpose: Purpose, due: &[(u64, OrderId)], collect: bool) -> Parcel {
    let due_height = due.first().map(|(height, _)| *height);
    let mut leases: Vec<_> = due.iter().map(|(_, lease)| *lease).collect();
    leases.sort_unstable();
    let message = ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout: false };
    Parcel { purpose, calls: vec![message.into()], funds: vec![], due_height }
}

/// One message each: what is freed goes before the bids that want it, by the order in which one key's transactions go.
fn bid_parcels(calls: Vec<Call>, caps: Caps) -> Vec<Parcel> {
    let bids = calls.iter().any(|call| matches!(call, Call::Market(ExecuteMsg::SubmitFulfillment { .. })));
    let purpose = if bids { Purpose::Bid } else { Purpose::Free };
    calls.into_iter().flat_map(|call| chunked(call, caps.bid)).map(|call| Parcel::of(purpose, vec![call])).collect()
}

/// The same message in parts of at most `cap` ids.
fn chunked(call: Call, cap: usize) -> Vec<Call> {
    let cap = cap.max(1);
    match call {
        Call::Market(ExecuteMsg::SubmitFulfillment { bids }) => {
            bids.chunks(cap).map(|bids| ExecuteMsg::SubmitFulfillment { bids: bids.to_vec() }.into()).collect()
        }
        Call::Market(ExecuteMsg::CancelFulfillment { orders }) => {
            orders.chunks(cap).map(|orders| ExecuteMsg::CancelFulfillment { orders: orders.to_vec() }.into()).collect()
        }
        Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout }) => {
            let part = |leases: &[OrderId]| {
                ExecuteMsg::SubmitLeaseConfirmation { leases: leases.to_vec(), collect, payout }.into()
            };
            leases.chunks(cap).map(part).collect()
        }
        call => vec![call],
    }
}

impl Parcel {
    pub(crate) const fn of(purpose: Purpose, calls: Vec<Call>) -> Self {
        Self { purpose, calls, funds: vec![], due_height: None }
    }

    /// How many ids it names.
    pub fn size(&self) -> usize {
        self.calls.iter().map(size).fold(0, usize::saturating_add)
    }

    /// The orders and leases that it names.
    pub fn ids(&self) -> Vec<OrderId> {
        self.calls.iter().flat_map(ids).collect()
    }

    /// The same confirmations without collecting; `None` if it collects nothing.
    pub fn plain(&self) -> Option<Self> {
        let mut plain = self.clone();
        let mut collected = false;
        for call in &mut plain.calls {
            if let Call::Market(ExecuteMsg::SubmitLeaseConfirmation { collect: collect @ true, .. }) = call {
                (*collect, collected) = (false, true);
            }
        }
        collected.then_some(plain)
    }

    /// Two parcels that together do the same; `None` if it names one thing only, or carries coins.
    pub fn split(&self) -> Option<(Self, Self)> {
        if !self.funds.is_empty() {
            return None;
        }
        let half = |calls: Vec<Call>| Self { calls, ..self.clone() };
        if let [call] = self.calls.as_slice() {
            let size = size(call);
            let mut halves = chunked(call.clone(), size.div_ceil(2)).into_iter();
            let (first, second) = (halves.next()?, halves.next()?);
            return Some((half(vec![first]), half(vec![second])));
        }
        let (first, second) = self.calls.split_at_checked(self.calls.len() / 2)?;
        (!first.is_empty()).then(|| (half(first.to_vec()), half(second.to_vec())))
    }
}

fn size(call: &Call) -> usize {
    ids(call).len().max(1)
}

fn ids(call: &Call) -> Vec<OrderId> {
    match call {
        Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, .. }) => leases.clone(),
        Call::Market(ExecuteMsg::CancelFulfillment { orders }) => orders.clone(),
        Call::Market(ExecuteMsg::SubmitFulfillment { bids }) => bids.iter().map(|bid| bid.order).collect(),
        Call::Market(ExecuteMsg::GiveNotice { lease } | ExecuteMsg::LeaveLease { lease }) => vec![*lease],
        _ => vec![],
    }
}
