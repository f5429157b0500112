//! Stake.

use berth_api::event::Staked;
use berth_contract_kit::Paid;
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::ContractError;
use crate::ledger::Ledger;
use crate::state::{OpenedStake, PARAMETERS, grow_total};

/// Adds to the sender's bonded stake.
pub fn stake(deps: DepsMut, env: &Env, owner: Addr, paid: Paid) -> Result<Response, ContractError> {
    let parameters = PARAMETERS.load(deps.storage)?;
    if paid.denom != parameters.staking_denom {
        return Err(ContractError::NotStaked { sent: paid.denom, expected: parameters.staking_denom });
    }
    let mut ledger = Ledger::default();
    let mut opened = OpenedStake::load(deps.storage, env, &parameters, &owner, &mut ledger)?;
    opened.stake = opened.stake.bond(paid.amount)?;
    opened.save(deps.storage)?;
    grow_total(deps.storage, &paid.denom, paid.amount)?;
    let staked = Staked { owner, denom: paid.denom, amount: paid.amount };
    Ok(ledger.write(deps.storage)?.add_event(staked))
}
