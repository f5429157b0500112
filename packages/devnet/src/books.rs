//! An exchange on a devnet as the solvency check reads it: from the contracts' own storage.

use anyhow::Result;
use berth_api::{Contracts, Role};
use berth_sandbox::Books;
use cosmwasm_std::{Record, Uint128};

use crate::node::{View, bank, contract_rows};

/// The exchange at these addresses, after a block.
pub struct Exchange<'a> {
    /// Where it is.
    pub contracts: &'a Contracts,
    /// When.
    pub view: &'a View,
}

impl Books for Exchange<'_> {
    fn rows(&self, role: Role) -> Vec<Record> {
        contract_rows(&self.view.state, self.contracts.get(role))
    }

    fn now(&self) -> u64 {
        self.view.block.time.seconds()
    }

    fn held(&self, denom: &str) -> Result<Uint128> {
        Ok(bank::balance(&self.view.state, &self.contracts.escrow, denom).try_into()?)
    }
}
