//! The rules of this contract.

use berth_api::escrow::check_rules;
use berth_api::event::EscrowParametersSet;
use berth_api::{Contracts, Role};
use berth_domain::Invalid;
use cosmwasm_std::{Addr, Api, Env, Uint128};
use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};

/// The rules. Written when the contract is made, and by SetParameters.
pub const PARAMETERS: Item<Parameters> = Item::new("parameters");

/// The rules of this contract. Every settlement reads them, so on disk they are a JSON array in the order of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Parameters {
    /// Whose balance the protocol's fee and slashed stake are credited to. Live.
    pub fee_collector: Addr,
    /// What is staked. Fixed.
    pub staking_denom: String,
    /// Seconds from Unstake until the coins are the owner's again. Fixed: windows are counted in it.
    pub unbonding: u64,
    /// The most that one provider can lose of its stake in each window. Live.
    pub slash_cap: Uint128,
}

type Stored = (Addr, String, u64, Uint128);

impl From<Stored> for Parameters {
    fn from((fee_collector, staking_denom, unbonding, slash_cap): Stored) -> Self {
        Self { fee_collector, staking_denom, unbonding, slash_cap }
    }
}

impl From<Parameters> for Stored {
    fn from(p: Parameters) -> Self {
        (p.fee_collector, p.staking_denom, p.unbonding, p.slash_cap)
    }
}

/// Whose balance fees are credited to, from its text: an address as this chain writes it.
pub fn fee_collector_at(api: &dyn Api, text: &str) -> Result<Addr, Invalid> {
    let allowed = "an address of this chain, in lower case";
    api.addr_validate(text).map_err(|_| Invalid::new("fee_collector", format!("`{text}`"), allowed))
}

impl Parameters {
    /// Checks every hard bound.
    pub fn check(&self, contracts: &Contracts) -> Result<(), Invalid> {
        check_rules(&self.staking_denom, self.unbonding)?;
        // A contract's own balance could never be withdrawn.
        if Role::ALL.iter().any(|role| contracts.get(*role) == self.fee_collector.as_str()) {
            return Err(Invalid::new("fee_collector", &self.fee_collector, "none of the four contracts"));
        }
        Ok(())
    }

    /// What is said when they are set.
    pub fn event(&self) -> EscrowParametersSet {
        EscrowParametersSet {
            fee_collector: self.fee_collector.clone(),
            staking_denom: self.staking_denom.clone(),
            unbonding: self.unbonding,
            slash_cap: self.slash_cap,
        }
    }

    /// The window, for the cap, in which this block is.
    pub fn window(&self, env: &Env) -> u64 {
        env.block.time.seconds().checked_div(self.unbonding).unwrap_or_default()
    }

    /// When coins that begin to unbond now are the owner's again.
    pub fn release_at(&self, env: &Env) -> u64 {
        env.block.time.seconds().saturating_add(self.unbonding)
    }
}
