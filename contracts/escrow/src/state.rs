//! What escrow keeps. Balances, accounts and stakes are in [`berth_api::raw`], since market reads them.

mod account;
mod parameters;
mod stake;
mod totals;

use berth_api::raw::BALANCES;
use cosmwasm_std::{Addr, StdResult, Storage, Uint128};

pub use account::{FUNDED, OpenedAccount};
pub use parameters::{PARAMETERS, Parameters, fee_collector_at};
pub use stake::OpenedStake;
pub use totals::{TOTALS, grow_total, shrink_total, total};

/// A balance; nothing if there is none.
pub fn balance(storage: &dyn Storage, owner: &Addr, denom: &str) -> StdResult<Uint128> {
    Ok(BALANCES.may_load(storage, (owner, denom))?.unwrap_or_default())
}

/// Writes a balance; nothing is not kept.
pub fn set_balance(storage: &mut dyn Storage, owner: &Addr, denom: &str, amount: Uint128) -> StdResult<()> {
    if amount.is_zero() {
        BALANCES.remove(storage, (owner, denom));
        return Ok(());
    }
    BALANCES.save(storage, (owner, denom), &amount)
}
