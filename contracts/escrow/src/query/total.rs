//! What escrow owes, and what it has.

use berth_api::escrow::{SolvencyResponse, Total, TotalsResponse};
use berth_contract_kit::page;
use cosmwasm_std::{Deps, Env, Order, StdResult};
use cw_storage_plus::Bound;

use crate::state::{TOTALS, total};

/// Of one denom. The only place where the bank is asked what escrow has.
pub fn solvency(deps: Deps, env: &Env, denom: String) -> StdResult<SolvencyResponse> {
    let held = deps.querier.query_balance(&env.contract.address, &denom)?.amount;
    let owed = total(deps.storage, &denom)?;
    Ok(SolvencyResponse { denom, held, owed })
}

/// Of every denom.
pub fn totals(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> StdResult<TotalsResponse> {
    let rows = TOTALS.range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending);
    let totals = rows.take(page(limit)).map(|row| row.map(|(denom, owed)| Total { denom, owed }));
    Ok(TotalsResponse { totals: totals.collect::<StdResult<_>>()? })
}
