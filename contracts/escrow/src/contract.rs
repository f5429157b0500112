//! Entry points: authorise, dispatch.

use berth_api::Role;
use berth_api::escrow::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_contract_kit::{admit, contracts, wire};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult, to_json_binary};

use crate::auth::rule;
use crate::{ContractError, execute, query, state};

/// cw2 name.
pub const NAME: &str = "berth/escrow";

/// Wires the contract and writes down whose balance the fee goes to.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    let fee_collector = deps.api.addr_validate(&msg.fee_collector)?;
    state::FEE_COLLECTOR.save(deps.storage, &fee_collector)?;
    wire(deps.branch(), &env, Role::Escrow, &msg.contracts)?;
    Ok(Response::new())
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    let paid = admit(rule(&msg), deps.as_ref(), &info)?;
    match (msg, paid) {
        (ExecuteMsg::Deposit { deployment: Some(deployment) }, Some(paid)) => {
            execute::deposit_to_account(deps, &env, info.sender, deployment, paid)
        }
        (ExecuteMsg::Deposit { deployment: None }, Some(paid)) => execute::deposit_to_self(deps, info.sender, paid),
        (ExecuteMsg::OpenAccount { deployment, min_runway, movements }, Some(paid)) => {
            execute::open_account(deps, &env, deployment, min_runway, &movements, paid)
        }
        (ExecuteMsg::Withdraw { denom, amount }, _) => execute::withdraw(deps, info.sender, denom, amount),
        (ExecuteMsg::Settle(settlement), _) => execute::settle(deps, &env, settlement),
        // `admit` asks these for a coin; without one they are not let in.
        (ExecuteMsg::Deposit { .. } | ExecuteMsg::OpenAccount { .. }, None) => Err(ContractError::NoCoin),
    }
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer: StdResult<Binary> = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::FeeCollector {} => to_json_binary(&state::FEE_COLLECTOR.load(deps.storage)?),
        QueryMsg::Account { deployment } => to_json_binary(&query::account(deps, &env, deployment)?),
        QueryMsg::Accounts { start_after, limit } => to_json_binary(&query::accounts(deps, &env, start_after, limit)?),
        QueryMsg::Balance { owner, denom } => to_json_binary(&query::balance(deps, &owner, denom)?),
        QueryMsg::Balances { start_after, limit } => to_json_binary(&query::balances(deps, start_after, limit)?),
        QueryMsg::DryAccounts { limit } => to_json_binary(&query::dry_accounts(deps, &env, limit)?),
    };
    Ok(answer?)
}
