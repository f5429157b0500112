//! Answers, as of now, by the very functions that an execution uses.

mod account;
mod balance;
mod stake;
mod total;

use berth_api::escrow::Parameters;
use cosmwasm_std::{Deps, StdResult};

use crate::state::PARAMETERS;

pub use account::{account, accounts, dry_accounts};
pub use balance::{balance, balances};
pub use stake::{stake, stakes};
pub use total::{solvency, totals};

/// The rules.
pub fn parameters(deps: Deps) -> StdResult<Parameters> {
    let stored = PARAMETERS.load(deps.storage)?;
    Ok(Parameters {
        fee_collector: stored.fee_collector.into_string(),
        staking_denom: stored.staking_denom,
        unbonding: stored.unbonding,
        slash_cap: stored.slash_cap,
    })
}
