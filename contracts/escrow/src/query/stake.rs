//! Stakes, without what has matured.

use berth_api::escrow::{StakeResponse, StakesResponse, UnbondingEntry};
use berth_api::raw::STAKES;
use berth_contract_kit::page;
use berth_domain::Stake;
use cosmwasm_std::{Addr, Deps, Env, Order};
use cw_storage_plus::Bound;

use crate::ContractError;
use crate::state::{PARAMETERS, Parameters};

/// One stake.
pub fn stake(deps: Deps, env: &Env, owner: &str) -> Result<StakeResponse, ContractError> {
    let owner = deps.api.addr_validate(owner)?;
    let stake = STAKES.may_load(deps.storage, &owner)?.unwrap_or_default();
    as_of_now(env, &PARAMETERS.load(deps.storage)?, owner, stake)
}

/// All stakes, by owner.
pub fn stakes(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<StakesResponse, ContractError> {
    let parameters = PARAMETERS.load(deps.storage)?;
    let after = start_after.map(Addr::unchecked);
    let rows = STAKES.range(deps.storage, after.as_ref().map(Bound::exclusive), None, Order::Ascending);
    let stakes = rows.take(page(limit)).map(|row| {
        let (owner, stake) = row?;
        as_of_now(env, &parameters, owner, stake)
    });
    Ok(StakesResponse { stakes: stakes.collect::<Result<_, ContractError>>()? })
}

fn as_of_now(env: &Env, parameters: &Parameters, owner: Addr, stake: Stake) -> Result<StakeResponse, ContractError> {
    let (stake, matured) = stake.mature(env.block.time.seconds())?;
    let slashed = stake.slashed_in(parameters.window(env));
    let entries = stake.unbonding.iter();
    let unbonding = entries.map(|entry| UnbondingEntry { amount: entry.amount, release_at: entry.release_at });
    Ok(StakeResponse {
        owner: owner.into_string(),
        bonded: stake.bonded,
        unbonding: unbonding.collect(),
        matured,
        slashed,
        slashable: stake.coins()?.min(parameters.slash_cap.saturating_sub(slashed)),
    })
}
