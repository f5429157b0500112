//! Withdraw.

use berth_api::event::Withdrawn;
use berth_api::{Role, raw};
use berth_contract_kit::address_of;
use cosmwasm_std::{Addr, BankMsg, Coin, Deps, DepsMut, Response, StdResult, Uint128};

use crate::ContractError;
use crate::state::{balance, set_balance};

/// Sends what is not locked to its owner.
pub fn withdraw(deps: DepsMut, owner: Addr, denom: String, amount: Option<Uint128>) -> Result<Response, ContractError> {
    let balance = balance(deps.storage, &owner, &denom)?;
    let locked = locked(deps.as_ref(), &owner, &denom)?;
    let free = balance.saturating_sub(locked);
    let wanted = amount.unwrap_or(free);
    if wanted.is_zero() {
        return Err(ContractError::NothingToWithdraw { denom, free });
    }
    if wanted > free {
        return Err(ContractError::InsufficientBalance { denom, wanted, free, balance, locked });
    }
    set_balance(deps.storage, &owner, &denom, balance.saturating_sub(wanted))?;
    let send = BankMsg::Send { to_address: owner.to_string(), amount: vec![Coin::new(wanted, &denom)] };
    Ok(Response::new().add_event(Withdrawn { owner, denom, amount: wanted }).add_message(send))
}

/// What market has locked of a balance.
pub fn locked(deps: Deps, owner: &Addr, denom: &str) -> StdResult<Uint128> {
    let market = address_of(deps.storage, Role::Market)?;
    Ok(raw::LOCKS.query(&deps.querier, market, (owner, denom))?.unwrap_or_default())
}
