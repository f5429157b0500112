//! Entry points: authorise, dispatch.

use berth_api::escrow::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_api::{MigrateMsg, Role};
use berth_contract_kit::{admit, contracts, migrate_to, version, wire};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult, to_json_binary};

use crate::auth::rule;
use crate::state::{PARAMETERS, Parameters, fee_collector_at};
use crate::{ContractError, execute, query};

/// cw2 name.
pub const NAME: &str = "berth/escrow";

/// Wires the contract and writes down its rules.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    wire(deps.branch(), &env, Role::Escrow, &msg.contracts)?;
    let parameters = Parameters {
        fee_collector: fee_collector_at(deps.api, &msg.fee_collector)?,
        staking_denom: msg.staking_denom,
        unbonding: msg.unbonding,
        slash_cap: msg.slash_cap,
    };
    parameters.check(&msg.contracts)?;
    PARAMETERS.save(deps.storage, &parameters)?;
    Ok(Response::new().add_event(parameters.event()))
}

/// Moves the contract to this code.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate_to(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
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
        (ExecuteMsg::Stake {}, Some(paid)) => execute::stake(deps, &env, info.sender, paid),
        (ExecuteMsg::Withdraw { denom, amount }, _) => execute::withdraw(deps, &env, &info.sender, denom, amount),
        (ExecuteMsg::WithdrawDeposit { deployment, amount, payout }, _) => {
            execute::withdraw_deposit(deps, &env, &info.sender, deployment, amount, payout)
        }
        (ExecuteMsg::Unstake { amount }, _) => execute::unstake(deps, &env, info.sender, amount),
        (ExecuteMsg::SetParameters { fee_collector, slash_cap }, _) => {
            execute::set_parameters(deps, fee_collector, slash_cap)
        }
        (ExecuteMsg::Settle(settlement), _) => execute::settle(deps, &env, settlement),
        // `admit` asks these for a coin; without one they are not let in.
        (ExecuteMsg::Deposit { .. } | ExecuteMsg::OpenAccount { .. } | ExecuteMsg::Stake {}, None) => {
            Err(ContractError::NoCoin)
        }
    }
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer: StdResult<Binary> = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Version {} => to_json_binary(&version(deps.storage)?),
        QueryMsg::Parameters {} => to_json_binary(&query::parameters(deps)?),
        QueryMsg::Account { deployment } => to_json_binary(&query::account(deps, &env, deployment)?),
        QueryMsg::Accounts { start_after, limit } => to_json_binary(&query::accounts(deps, &env, start_after, limit)?),
        QueryMsg::Balance { owner, denom } => to_json_binary(&query::balance(deps, &owner, denom)?),
        QueryMsg::Balances { start_after, limit } => to_json_binary(&query::balances(deps, start_after, limit)?),
        QueryMsg::Stake { owner } => to_json_binary(&query::stake(deps, &env, &owner)?),
        QueryMsg::Stakes { start_after, limit } => to_json_binary(&query::stakes(deps, &env, start_after, limit)?),
        QueryMsg::DryAccounts { limit } => to_json_binary(&query::dry_accounts(deps, &env, limit)?),
        QueryMsg::Solvency { denom } => to_json_binary(&query::solvency(deps, &env, denom)?),
        QueryMsg::Totals { start_after, limit } => to_json_binary(&query::totals(deps, start_after.as_deref(), limit)?),
    };
    Ok(answer?)
}
