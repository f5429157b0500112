//! Entry points: authorise, dispatch.

use berth_api::deployment::{ExecuteMsg, InstantiateMsg, Parameters, QueryMsg};
use berth_api::{MigrateMsg, Role};
use berth_contract_kit::{admit, contracts, migrate_to, version, wire};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, to_json_binary};

use crate::auth::rule;
use crate::execute::{Submission, Update};
use crate::state::PARAMETERS;
use crate::{ContractError, execute, parameters, query};

/// cw2 name.
pub const NAME: &str = "berth/deployment";

/// Wires the contract and writes down the bounds of what tenants may ask for.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    let InstantiateMsg { contracts, max_wait_blocks, max_wait_seconds, max_notice } = msg;
    let parameters = Parameters { max_wait_blocks, max_wait_seconds, max_notice };
    parameters.check()?;
    PARAMETERS.save(deps.storage, &parameters)?;
    wire(deps.branch(), &env, Role::Deployment, &contracts)?;
    Ok(Response::new().add_event(parameters::set_event(&parameters)))
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, _env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    let paid = admit(rule(&msg), deps.as_ref(), &info)?;
    match msg {
        ExecuteMsg::SubmitDeployment { version, denom, wait_duration, infrastructure } => {
            let submission = Submission { version, denom, wait_duration, infrastructure };
            execute::submit_deployment(deps, info.sender, submission, paid)
        }
        ExecuteMsg::UpdateDeployment { deployment, version, set, remove } => {
            execute::update_deployment(deps, &info.sender, Update { deployment, version, set, remove })
        }
        ExecuteMsg::ResumeDeployment { deployment } => execute::resume_deployment(deps, &info.sender, deployment),
        ExecuteMsg::CancelDeployment { deployment, payout } => {
            execute::cancel_deployment(deps, &info.sender, deployment, payout)
        }
        ExecuteMsg::SetParameters { max_wait_blocks, max_wait_seconds, max_notice } => {
            execute::set_parameters(deps, max_wait_blocks, max_wait_seconds, max_notice)
        }
    }
}

/// Moves the contract to this code.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate_to(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    Ok(Response::new())
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Version {} => to_json_binary(&version(deps.storage)?),
        QueryMsg::Parameters {} => to_json_binary(&PARAMETERS.load(deps.storage)?),
        QueryMsg::Deployment { deployment } => to_json_binary(&query::deployment(deps, deployment)?),
        QueryMsg::Deployments { owner, start_after, limit } => {
            to_json_binary(&query::deployments(deps, &owner, start_after, limit)?)
        }
        QueryMsg::AllDeployments { start_after, limit } => {
            to_json_binary(&query::all_deployments(deps, start_after, limit)?)
        }
        QueryMsg::Infrastructure { deployment, slot } => {
            to_json_binary(&query::infrastructure(deps, deployment, slot)?)
        }
    };
    Ok(answer?)
}
