//! The rules of each denom, and the parameters beside them. Both are in [`berth_api::raw`], since the siblings read them.

use berth_api::event::MarketParametersSet;
use berth_api::market::Parameters;
use berth_api::raw::{CURRENT_TERMS, TERMS};
use berth_domain::{Terms, TermsNumber};
use cosmwasm_std::Storage;
use cw_storage_plus::Item;

use crate::ContractError;

/// The last number that rules were given.
const LAST_TERMS: Item<TermsNumber> = Item::new("last_terms");

/// Keeps rules under the next number, and makes them the current ones of their denom. Numbers start at 1.
pub fn add(storage: &mut dyn Storage, terms: &Terms) -> Result<TermsNumber, ContractError> {
    let last = LAST_TERMS.may_load(storage)?.unwrap_or_default();
    let number = last.checked_add(1).ok_or(ContractError::TermsExhausted)?;
    LAST_TERMS.save(storage, &number)?;
    TERMS.save(storage, number, terms)?;
    CURRENT_TERMS.save(storage, &terms.denom, &number)?;
    Ok(number)
}

/// What is said when the parameters are written.
pub fn set_event(parameters: &Parameters) -> MarketParametersSet {
    let Parameters { reputation, sudo_limit } = *parameters;
    MarketParametersSet {
        half_service: reputation.half_service,
        half_stake: reputation.half_stake,
        penalty: reputation.penalty,
        sudo_limit,
    }
}
