//! What a provider stands to lose beside its collateral (spec 4, "Stake").

use cosmwasm_std::Coin;

use super::money::amount_of;
use super::{Answer, Code, Model, Plant};

/// One owner's stake, in the staking denom.
#[derive(Clone, Debug, Default)]
pub(super) struct Stake {
    pub bonded: u128,
    /// (amount, first second at which it is the owner's again), oldest first.
    pub unbonding: Vec<(u128, u64)>,
    /// (window, what was slashed in it), of the last slash.
    pub slashed: (u64, u128),
}

impl Stake {
    pub(super) fn matured(&self, now: u64) -> u128 {
        self.unbonding.iter().filter(|entry| entry.1 <= now).map(|entry| entry.0).sum()
    }

    pub(super) const fn slashed_in(&self, window: u64) -> u128 {
        if self.slashed.0 == window { self.slashed.1 } else { 0 }
    }
}

impl Model {
    /// Windows are counted in unbonding periods: floor(time / unbonding).
    pub(super) const fn window(&self) -> u64 {
        self.time / self.parameters.unbonding
    }

    /// Entries whose time has come are the owner's balance. Every message that touches a stake does this first.
    pub(super) fn mature(&mut self, owner: &str) {
        let now = self.time;
        let Some(stake) = self.stakes.get_mut(owner) else { return };
        let matured = stake.matured(now);
        stake.unbonding.retain(|entry| entry.1 > now);
        let denom = self.parameters.staking_denom.clone();
        self.credit(owner, &denom, matured);
    }

    /// Stake.
    pub(super) fn stake(&mut self, coin: &Coin) -> Result<Answer, Code> {
        if coin.denom != self.parameters.staking_denom {
            return Err("escrow/wrong_denom");
        }
        let owner = self.sender();
        self.mature(&owner);
        self.stakes.entry(owner).or_default().bonded += amount_of(coin);
        Ok(Answer::Nothing)
    }

    /// Unstake: 1 to what is bonded, at most 7 entries; those of one second are one (contracts/README.md, "Money").
    pub(super) fn unstake(&mut self, amount: u128) -> Result<Answer, Code> {
        let (owner, release_at) = (self.sender(), self.time + self.parameters.unbonding);
        self.mature(&owner);
        let stake = self.stakes.entry(owner).or_default();
        if amount == 0 || amount > stake.bonded {
            return Err("escrow/insufficient_stake");
        }
        stake.bonded -= amount;
        let full = stake.unbonding.len() == 7;
        match stake.unbonding.iter_mut().find(|entry| entry.1 == release_at) {
            Some(entry) => entry.0 += amount,
            None if full => return Err("escrow/too_many_unbonding"),
            None => stake.unbonding.push((amount, release_at)),
        }
        Ok(Answer::Nothing)
    }

    /// What broken leases cost: at most what there is, and what the cap leaves in this window; bonded coins first, then the
    /// oldest entry. After all movements, each provider once (contracts/README.md, "Money").
    pub(super) fn slash_all(&mut self) {
        let (window, cap) = (self.window(), self.parameters.slash_cap);
        let cap = if self.has(Plant::NoCap) { u128::MAX } else { cap };
        let (denom, collector) = (self.parameters.staking_denom.clone(), self.parameters.fee_collector.clone());
        let safe = self.has(Plant::UnbondingIsSafe);
        for (provider, amount) in std::mem::take(&mut self.sending.slashes) {
            self.mature(&provider);
            let Some(stake) = self.stakes.get_mut(&provider) else { continue };
            let before = stake.slashed_in(window);
            let mut left = amount.min(cap.saturating_sub(before));
            let mut taken = 0;
            let unbonding = stake.unbonding.iter_mut().map(|entry| &mut entry.0).filter(|_| !safe);
            for pot in std::iter::once(&mut stake.bonded).chain(unbonding) {
                let part = left.min(*pot);
                *pot -= part;
                left -= part;
                taken += part;
            }
            stake.unbonding.retain(|entry| entry.0 > 0);
            if taken > 0 {
                stake.slashed = (window, before + taken);
            }
            self.credit(&collector, &denom, taken);
        }
    }
}
