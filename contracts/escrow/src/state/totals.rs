//! What escrow owes in all, by its own books: nothing is ever decided by what the bank says.

use berth_domain::MoneyError;
use cosmwasm_std::{StdResult, Storage, Uint128};
use cw_storage_plus::Map;

use crate::ContractError;

/// denom -> whole coins that came in by a message and did not go out. Written whenever coins cross escrow's border; absent for nothing.
///
/// Everything owed of a denom is part of it, so every sum of a denom fits 128 bits.
pub const TOTALS: Map<&str, Uint128> = Map::new("totals");

/// What is owed of a denom.
pub fn total(storage: &dyn Storage, denom: &str) -> StdResult<Uint128> {
    Ok(TOTALS.may_load(storage, denom)?.unwrap_or_default())
}

/// Coins came in.
pub fn grow_total(storage: &mut dyn Storage, denom: &str, amount: Uint128) -> Result<(), ContractError> {
    let grown = total(storage, denom)?.checked_add(amount).map_err(MoneyError::from)?;
    Ok(TOTALS.save(storage, denom, &grown)?)
}

/// Coins go out.
///
/// Errors if more would go out than came in, whoever's they were.
pub fn shrink_total(storage: &mut dyn Storage, denom: &str, amount: Uint128) -> Result<(), ContractError> {
    let left = total(storage, denom)?.checked_sub(amount).map_err(MoneyError::from)?;
    if left.is_zero() {
        TOTALS.remove(storage, denom);
        return Ok(());
    }
    Ok(TOTALS.save(storage, denom, &left)?)
}
