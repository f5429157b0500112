//! What a provider knows of itself, for whoever asks.

use std::collections::BTreeMap;

use cosmwasm_std::Uint128;
use serde::Serialize;

use crate::{Inventory, PassedOver, Situation};

/// Rows of each list of /status.
const ROWS: usize = 100;

/// What a provider knows of itself: /status.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Seen {
    /// Its address.
    pub provider: String,
    /// The block that was read last.
    pub height: u64,
    /// Its time.
    pub time: u64,
    /// Whether the exchange takes new business.
    pub paused: bool,
    /// Whether it is registered and active.
    pub may_bid: bool,
    /// Why it makes no bids at all, if it makes none.
    pub no_bids: Option<String>,
    /// Live leases.
    pub leases: usize,
    /// The first of them by the height until which they must be confirmed, at most 100.
    pub due: Vec<Due>,
    /// Bids that may still win.
    pub live_bids: usize,
    /// Bids that lost and are not freed.
    pub dead_bids: usize,
    /// Orders without a bid, and why; at most 100.
    pub passed_over: BTreeMap<String, String>,
    /// Transactions on their way.
    pub in_flight: usize,
    /// What all machines can do.
    pub inventory: Inventory,
    /// What leases and bids take of it, those on their way included.
    pub taken: Inventory,
    /// Free in escrow, by denom.
    pub free: BTreeMap<String, Uint128>,
    /// The last thing that went wrong, and at which height.
    pub trouble: Option<Trouble>,
}

/// When a lease must be confirmed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Due {
    /// Which.
    pub lease: String,
    /// The last height.
    pub due_height: u64,
    /// Height of the last confirmation.
    pub confirmed_height: u64,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trouble {
    /// The block.
    pub height: u64,
    /// What.
    pub what: String,
}

impl Seen {
    pub(super) fn of(provider: &str) -> Self {
        Self { provider: provider.to_owned(), ..Self::default() }
    }

    pub(super) fn take_in(&mut self, situation: &Situation) {
        let live = situation.bids.iter().filter(|bid| bid.fulfillment.live).count();
        let due = |own: &berth_api::market::ServedLease| Due {
            lease: own.lease.lease.to_string(),
            due_height: own.lease.status.due_height,
            confirmed_height: own.lease.status.confirmed_height,
        };
        self.height = situation.now.height;
        self.time = situation.now.time;
        self.leases = situation.leases.len();
        self.due = situation.leases.iter().map(due).collect();
        self.due.sort_by_key(|due| due.due_height);
        self.due.truncate(ROWS);
        self.live_bids = live;
        self.dead_bids = situation.bids.len().saturating_sub(live);
        self.free = situation.collateral.iter().map(|one| (one.denom.clone(), one.free)).collect();
    }

    pub(super) fn pass_over(&mut self, passed_over: &[PassedOver]) {
        let row = |passed: &PassedOver| (passed.order.to_string(), passed.reason.to_string());
        self.passed_over = passed_over.iter().take(ROWS).map(row).collect();
    }
}
