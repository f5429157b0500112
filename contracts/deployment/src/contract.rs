//! Entry points: authorise, dispatch.

use berth_api::Role;
use berth_api::deployment::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_contract_kit::{admit, contracts, wire};
use berth_domain::Invalid;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, to_json_binary};

use crate::auth::rule;
use crate::execute::Submission;
use crate::state::{MAX_WAIT, MaxWait};
use crate::{ContractError, execute, query};

/// cw2 name.
pub const NAME: &str = "berth/deployment";

const LONGEST_WAIT_BLOCKS: u64 = 1_000_000;
const LONGEST_WAIT_SECONDS: u64 = 31_536_000;

/// Wires the contract and writes down the bounds of `wait_duration`.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    in_range("max_wait_blocks", msg.max_wait_blocks, LONGEST_WAIT_BLOCKS)?;
    in_range("max_wait_seconds", msg.max_wait_seconds, LONGEST_WAIT_SECONDS)?;
    MAX_WAIT.save(deps.storage, &MaxWait { blocks: msg.max_wait_blocks, seconds: msg.max_wait_seconds })?;
    wire(deps.branch(), &env, Role::Deployment, &msg.contracts)?;
    Ok(Response::new())
}

fn in_range(field: &str, value: u64, max: u64) -> Result<(), Invalid> {
    if value == 0 || value > max {
        return Err(Invalid::new(field, value, format!("1 to {max}")));
    }
    Ok(())
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
        ExecuteMsg::CancelDeployment { deployment, payout } => {
            execute::cancel_deployment(deps, &info.sender, deployment, payout)
        }
    }
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Deployment { deployment } => to_json_binary(&query::deployment(deps, deployment)?),
        QueryMsg::Deployments { owner, start_after, limit } => {
            to_json_binary(&query::deployments(deps, &owner, start_after, limit)?)
        }
    };
    Ok(answer?)
}
