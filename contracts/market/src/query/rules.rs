//! The rules of denoms.

use berth_api::market::{AllTermsResponse, TermsResponse};
use berth_api::raw::{CURRENT_TERMS, TERMS};
use berth_contract_kit::page;
use berth_domain::TermsNumber;
use cosmwasm_std::{Deps, Order as Direction};
use cw_storage_plus::Bound;

use crate::ContractError;

/// The current rules of a denom.
pub fn terms(deps: Deps, denom: &str) -> Result<TermsResponse, ContractError> {
    let number = CURRENT_TERMS.may_load(deps.storage, denom)?;
    numbered_terms(deps, number.ok_or_else(|| ContractError::DenomNotAllowed(denom.to_owned()))?)
}

/// The rules of one number.
pub fn numbered_terms(deps: Deps, number: TermsNumber) -> Result<TermsResponse, ContractError> {
    let terms = TERMS.may_load(deps.storage, number)?;
    let terms = terms.ok_or_else(|| ContractError::NoTerms(number.to_string()))?;
    Ok(TermsResponse { number, terms })
}

/// The current rules of every denom.
pub fn all_terms(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> Result<AllTermsResponse, ContractError> {
    let rows = CURRENT_TERMS.range(deps.storage, start_after.map(Bound::exclusive), None, Direction::Ascending);
    let terms = rows.take(page(limit)).map(|row| numbered_terms(deps, row?.1));
    Ok(AllTermsResponse { terms: terms.collect::<Result<_, _>>()? })
}
