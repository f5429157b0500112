//! What can be locked for further bids, and what is still locked for bids that lost.

use std::collections::BTreeMap;

use berth_api::market::OfferedFulfillment;
use berth_domain::OrderId;
use cosmwasm_std::Uint128;

use crate::Situation;

/// A provider's collateral, by denom.
#[derive(Clone, Debug)]
pub(crate) struct Collateral<'a> {
    free: BTreeMap<&'a str, Uint128>,
    /// Bids whose order was matched or closed, and which nobody has freed yet.
    dead: Vec<&'a OfferedFulfillment>,
    /// Those of them that are to be freed.
    freed: Vec<OrderId>,
}

impl<'a> Collateral<'a> {
    pub(crate) fn of(situation: &'a Situation) -> Self {
        let free = situation.collateral.iter().map(|one| (one.denom.as_str(), one.free)).collect();
        let dead = situation.bids.iter().filter(|bid| !bid.fulfillment.live).collect();
        Self { free, dead, freed: vec![] }
    }

    /// Sets `amount` aside for a bid, and frees as many dead bids as that takes. Errors, with what there is, if all of it
    /// is less; then none is freed.
    pub(crate) fn lock(&mut self, denom: &'a str, amount: Uint128) -> Result<(), Uint128> {
        let mut free = self.free.get(denom).copied().unwrap_or_default();
        let mut freed = vec![];
        for bid in self.dead.iter().filter(|bid| bid.denom == denom) {
            if free >= amount {
                break;
            }
            free = free.saturating_add(bid.collateral);
            freed.push(bid.fulfillment.order);
        }
        let left = free.checked_sub(amount).map_err(|_| free)?;
        self.free.insert(denom, left);
        self.dead.retain(|bid| !freed.contains(&bid.fulfillment.order));
        self.freed.append(&mut freed);
        Ok(())
    }

    /// The dead bids to free, by order.
    pub(crate) fn into_freed(mut self) -> Vec<OrderId> {
        self.freed.sort_unstable();
        self.freed
    }
}
