//! The addresses of the four, checked once and kept for ever.

use berth_api::{Contracts, Role};
use cosmwasm_std::{Addr, Deps, DepsMut, Env, StdError, StdResult, Storage};
use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The four addresses, in the order of [`Role::ALL`]; written when the contract is made.
const CONTRACTS: Item<Addresses> = Item::new("contracts");

#[derive(Serialize, Deserialize)]
struct Addresses(Addr, Addr, Addr, Addr);

impl Addresses {
    fn get(self, role: Role) -> Addr {
        match role {
            Role::ProviderRegistry => self.0,
            Role::Escrow => self.1,
            Role::Market => self.2,
            Role::Deployment => self.3,
        }
    }
}

/// Contracts that do not belong together. The contract's name comes before it.
#[derive(Debug, Error)]
pub enum WiringError {
    /// The entry of the contract that is being made is not its address.
    #[error("contracts.{role} is {given}, this contract is {actual}")]
    NotSelf {
        /// Which entry.
        role: Role,
        /// What it says.
        given: String,
        /// What it should.
        actual: String,
    },
    /// One address stands twice.
    #[error("contracts.{first} and contracts.{second} are both {address}")]
    Twice {
        /// Here.
        first: Role,
        /// And here.
        second: Role,
        /// The address.
        address: String,
    },
    /// Something is no address.
    #[error("{0}")]
    Std(#[from] StdError),
}

/// Keeps the addresses of the four, after checking that this one is where `role` stands.
pub fn wire(deps: DepsMut, env: &Env, role: Role, contracts: &Contracts) -> Result<(), WiringError> {
    let given = contracts.get(role);
    if given != env.contract.address.as_str() {
        let actual = env.contract.address.to_string();
        return Err(WiringError::NotSelf { role, given: given.to_owned(), actual });
    }
    let address = |role| validated(deps.as_ref(), contracts, role);
    let addresses = Addresses(
        address(Role::ProviderRegistry)?,
        address(Role::Escrow)?,
        address(Role::Market)?,
        address(Role::Deployment)?,
    );
    CONTRACTS.save(deps.storage, &addresses)?;
    Ok(())
}

fn validated(deps: Deps, contracts: &Contracts, role: Role) -> Result<Addr, WiringError> {
    let address = deps.api.addr_validate(contracts.get(role))?;
    let twin = Role::ALL.into_iter().find(|other| *other != role && contracts.get(*other) == address.as_str());
    match twin {
        Some(second) => Err(WiringError::Twice { first: role, second, address: address.into_string() }),
        None => Ok(address),
    }
}

/// The four addresses.
pub fn contracts(storage: &dyn Storage) -> StdResult<Contracts> {
    let Addresses(registry, escrow, market, deployment) = CONTRACTS.load(storage)?;
    Ok(Contracts {
        deployment: deployment.into_string(),
        market: market.into_string(),
        escrow: escrow.into_string(),
        provider_registry: registry.into_string(),
    })
}

/// The address of one of the four.
pub fn address_of(storage: &dyn Storage, role: Role) -> StdResult<Addr> {
    Ok(CONTRACTS.load(storage)?.get(role))
}
