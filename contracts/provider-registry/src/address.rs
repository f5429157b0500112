//! Addresses in messages: checked once, where they come in.

use berth_api::Role;
use berth_contract_kit::contracts;
use berth_domain::Invalid;
use cosmwasm_std::{Addr, Deps};

use crate::ContractError;

/// An address as this chain writes it: the right prefix, lower case.
pub fn valid(deps: Deps, field: &str, text: &str) -> Result<Addr, Invalid> {
    deps.api
        .addr_validate(text)
        .map_err(|_| Invalid::new(field, format!("`{text}`"), "an address of this chain, in lower case"))
}

/// An address that may hold authority: none of the four contracts, which would act on it whenever they send a message.
pub fn officer(deps: Deps, field: &'static str, text: &str) -> Result<Addr, ContractError> {
    let address = valid(deps, field, text)?;
    let own = contracts(deps.storage)?;
    match Role::ALL.into_iter().find(|role| own.get(*role) == address.as_str()) {
        Some(role) => Err(ContractError::OwnContract { field, role, address: address.into_string() }),
        None => Ok(address),
    }
}
