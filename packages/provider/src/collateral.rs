//! What can be locked for further bids, and what is still locked for bids that lost.

use std::collections::BTreeMap;

use berth_api::market::OpenOrderResponse;
use cosmwasm_std::Uint128;

use crate::Situation;

/// A provider's collateral, by denom.
#[derive(Clone, Debug)]
pub(crate) struct Collateral {
    free: BTreeMap<String, Uint128>,
    dead: BTreeMap<String, Uint128>,
}

impl Collateral {
    /// What is locked and belongs to no live lease and to no bid that stands is locked by a dead bid: one whose order was
    /// matched or closed, and which nobody has freed yet.
    pub(crate) fn of<'a>(situation: &'a Situation, bid_on: impl Iterator<Item = &'a OpenOrderResponse>) -> Self {
        let mut live: BTreeMap<&str, Uint128> = BTreeMap::new();
        let leased = situation.leases.iter().map(|own| (own.denom.as_str(), own.lease.status.collateral));
        for (denom, amount) in leased.chain(bid_on.map(|order| (order.denom.as_str(), order.status.collateral))) {
            let sum = live.entry(denom).or_default();
            *sum = sum.saturating_add(amount);
        }
        let balances = situation.balances.iter();
        let free = balances.clone().map(|balance| (balance.denom.clone(), balance.withdrawable)).collect();
        let dead = balances
            .map(|balance| {
                let live = live.get(balance.denom.as_str()).copied().unwrap_or_default();
                (balance.denom.clone(), balance.locked.saturating_sub(live))
            })
            .collect();
        Self { free, dead }
    }

    pub(crate) fn free(&self, denom: &str) -> Uint128 {
        self.free.get(denom).copied().unwrap_or_default()
    }

    /// Sets `amount` aside for a bid. Errors, with what is free, if that is less.
    pub(crate) fn lock(&mut self, denom: &str, amount: Uint128) -> Result<(), Uint128> {
        let free = self.free(denom);
        let left = free.checked_sub(amount).map_err(|_| free)?;
        self.free.insert(denom.to_owned(), left);
        Ok(())
    }

    /// Whether freeing dead bids can bring what is free up to `amount`.
    pub(crate) fn would_suffice(&self, denom: &str, free: Uint128, amount: Uint128) -> bool {
        let dead = self.dead.get(denom).copied().unwrap_or_default();
        !dead.is_zero() && free.saturating_add(dead) >= amount
    }
}
