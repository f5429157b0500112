//! Whether every coin is accounted for, every lock has its reason, and every queue points at what is there.
//!
//! Read from the contracts' own storage, so that it costs little enough to run before and after every step of a story.

mod books;
mod locks;
#[cfg(test)]
mod planted;
mod queues;
mod snapshot;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use berth_api::Role;
use berth_domain::attos;
use cosmwasm_std::{Record, Uint128, Uint256};

pub(crate) use snapshot::copy;

use snapshot::Snapshot;

/// An exchange at one moment, as far as the invariants are about it.
pub trait Books {
    /// Every key and value that a contract has stored.
    fn rows(&self, role: Role) -> Vec<Record>;

    /// The time, in Unix seconds.
    fn now(&self) -> u64;

    /// What escrow's address has of one coin.
    fn held(&self, denom: &str) -> Result<Uint128>;
}

/// The figures behind the invariants, per denom, in 10^-18.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solvency {
    /// What escrow owes: balances, everything in accounts, stakes.
    pub owed: BTreeMap<String, Uint256>,
    /// What escrow holds.
    pub held: BTreeMap<String, Uint256>,
}

impl Solvency {
    /// Asserts spec 4's invariants.
    pub fn of(exchange: &impl Books) -> Result<Self> {
        let snapshot = Snapshot::take(exchange)?;
        let owed = books::check(&snapshot)?;
        locks::check(&snapshot)?;
        queues::check(&snapshot)?;
        let mut held = BTreeMap::new();
        for (denom, owed) in &owed {
            let here = attos(exchange.held(denom)?);
            ensure!(here >= *owed, "escrow holds {here} and owes {owed} of {denom}");
            held.insert(denom.clone(), here);
        }
        Ok(Self { owed, held })
    }
}
