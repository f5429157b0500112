//! Balances.

use berth_api::escrow::{BalanceKey, BalanceResponse, BalancesResponse};
use berth_api::raw::BALANCES;
use berth_contract_kit::page;
use cosmwasm_std::{Addr, Deps, Order, StdResult, Uint128};
use cw_storage_plus::Bound;

use crate::execute::locked;
use crate::state;

/// One balance.
pub fn balance(deps: Deps, owner: &str, denom: String) -> StdResult<BalanceResponse> {
    let owner = deps.api.addr_validate(owner)?;
    let balance = state::balance(deps.storage, &owner, &denom)?;
    with_lock(deps, &owner, denom, balance)
}

/// All balances, by owner and denom.
pub fn balances(deps: Deps, start_after: Option<BalanceKey>, limit: Option<u32>) -> StdResult<BalancesResponse> {
    let after = start_after.map(|key| (Addr::unchecked(key.owner), key.denom));
    let min = after.as_ref().map(|(owner, denom)| Bound::exclusive((owner, denom.as_str())));
    let rows = BALANCES.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let balances = rows.map(|row| {
        let ((owner, denom), balance) = row?;
        with_lock(deps, &owner, denom, balance)
    });
    Ok(BalancesResponse { balances: balances.collect::<StdResult<_>>()? })
}

fn with_lock(deps: Deps, owner: &Addr, denom: String, balance: Uint128) -> StdResult<BalanceResponse> {
    let locked = locked(deps, owner, &denom)?;
    let withdrawable = balance.saturating_sub(locked);
    Ok(BalanceResponse { owner: owner.to_string(), denom, balance, locked, withdrawable })
}
