//! Withdraw.

use berth_api::{Role, raw};
use berth_contract_kit::address_of;
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response, StdResult, Uint128};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::{OpenedStake, PARAMETERS};

/// Sends what is not locked to its owner; of the staking denom, what has unbonded too.
///
/// Asks for no terms: a denom that lost its own can be withdrawn like any other.
pub fn withdraw(
    deps: DepsMut,
    env: &Env,
    owner: &Addr,
    denom: String,
    amount: Option<Uint128>,
) -> Result<Response, ContractError> {
    let parameters = PARAMETERS.load(deps.storage)?;
    let mut ledger = Ledger::default();
    if denom == parameters.staking_denom {
        OpenedStake::load(deps.storage, env, &parameters, owner, &mut ledger)?.save(deps.storage)?;
    }
    let balance = ledger.balance(deps.storage, owner, &denom)?;
    let locked = locked(deps.as_ref(), owner, &denom)?;
    let free = balance.saturating_sub(locked);
    let wanted = amount.unwrap_or(free);
    if wanted.is_zero() {
        return Err(ContractError::NothingToWithdraw { denom, free });
    }
    if wanted > free {
        return Err(ContractError::InsufficientBalance { denom, wanted, free, balance, locked });
    }
    ledger.withdraw(&Entry { owner: owner.as_str(), denom: &denom, amount: wanted })?;
    ledger.write(deps.storage)
}

/// What market has locked of a balance.
pub fn locked(deps: Deps, owner: &Addr, denom: &str) -> StdResult<Uint128> {
    let market = address_of(deps.storage, Role::Market)?;
    Ok(raw::LOCKS.query(&deps.querier, market, (owner, denom))?.unwrap_or_default())
}
