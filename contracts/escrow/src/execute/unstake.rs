//! Unstake.

use berth_api::event::UnbondingStarted;
use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};

use crate::ContractError;
use crate::ledger::Ledger;
use crate::state::{OpenedStake, PARAMETERS};

/// Begins to take coins out of the sender's stake.
pub fn unstake(deps: DepsMut, env: &Env, owner: Addr, amount: Uint128) -> Result<Response, ContractError> {
    let parameters = PARAMETERS.load(deps.storage)?;
    let mut ledger = Ledger::default();
    let mut opened = OpenedStake::load(deps.storage, env, &parameters, &owner, &mut ledger)?;
    let release_at = parameters.release_at(env);
    opened.stake = opened.stake.begin_unbonding(amount, release_at)?;
    opened.save(deps.storage)?;
    Ok(ledger.write(deps.storage)?.add_event(UnbondingStarted { owner, amount, release_at }))
}
