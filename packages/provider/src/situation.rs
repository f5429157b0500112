//! What a provider sees of the chain in one block.

use berth_api::market::{
    EligibleOrder, FreeCollateral, OfferedFulfillment, ProviderWorkResponse, ServedLease, WorkCursor,
};
use berth_domain::Now;

/// All that a decision rests on: the pages of `ProviderWork`, put together. Market says there on which orders the
/// provider may bid, so nothing of that is judged here.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation {
    /// The block.
    pub now: Now,
    /// The provider's live leases.
    pub leases: Vec<ServedLease>,
    /// Its bids, live and dead.
    pub bids: Vec<OfferedFulfillment>,
    /// The open orders on which it may bid.
    pub orders: Vec<EligibleOrder>,
    /// What is free of its balances.
    pub collateral: Vec<FreeCollateral>,
}

impl Situation {
    /// What the first page says.
    pub fn begin(page: ProviderWorkResponse) -> (Self, Option<WorkCursor>) {
        let situation = Self {
            now: Now { height: page.height, time: page.time },
            leases: page.leases,
            bids: page.bids,
            orders: page.orders,
            collateral: page.collateral,
        };
        (situation, page.next)
    }

    /// Adds a later page, as of the same block; answers where the next one begins.
    pub fn go_on(&mut self, mut page: ProviderWorkResponse) -> Option<WorkCursor> {
        self.leases.append(&mut page.leases);
        self.bids.append(&mut page.bids);
        self.orders.append(&mut page.orders);
        page.next
    }

    /// Turns pages until there is none left. `ask` gets the cursor of `ProviderWork`; it asks about every denom of the price
    /// sheets, and all pages as of one block.
    ///
    /// Errors are those of `ask`.
    pub fn gather<E>(mut ask: impl FnMut(Option<WorkCursor>) -> Result<ProviderWorkResponse, E>) -> Result<Self, E> {
        let (mut situation, mut next) = Self::begin(ask(None)?);
        while let Some(cursor) = next {
            next = situation.go_on(ask(Some(cursor))?);
        }
        Ok(situation)
    }
}
