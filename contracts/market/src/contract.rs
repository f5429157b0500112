//! Entry points: authorise, dispatch.

use berth_api::Role;
use berth_api::market::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_api::raw::{CURRENT_TERMS, TERMS};
use berth_contract_kit::{admit, contracts, wire};
use berth_domain::{Invalid, Terms};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, Storage, to_json_binary};

use crate::auth::rule;
use crate::execute::{self, Closing};
use crate::session::Session;
use crate::{ContractError, query};

/// cw2 name.
pub const NAME: &str = "berth/market";

const MAX_DENOMS: usize = 16;

/// Wires the contract and writes down the rules of each denom.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    set_terms(deps.storage, &msg.terms)?;
    wire(deps.branch(), &env, Role::Market, &msg.contracts)?;
    Ok(Response::new())
}

fn set_terms(storage: &mut dyn Storage, terms: &[Terms]) -> Result<(), ContractError> {
    if terms.is_empty() || terms.len() > MAX_DENOMS {
        let found = format!("a list of {}", terms.len());
        return Err(Invalid::new("terms", found, format!("1 to {MAX_DENOMS} elements")).into());
    }
    for ((index, terms), number) in terms.iter().enumerate().zip(1..) {
        terms.check().map_err(|e| e.at("terms", index))?;
        if CURRENT_TERMS.has(storage, &terms.denom) {
            let twice = Invalid::new("denom", format!("`{}` again", terms.denom), "each denom once");
            return Err(twice.at("terms", index).into());
        }
        TERMS.save(storage, number, terms)?;
        CURRENT_TERMS.save(storage, &terms.denom, &number)?;
    }
    Ok(())
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    admit(rule(&msg), deps.as_ref(), &info)?;
    let session = Session::new(deps, &env, info);
    match msg {
        ExecuteMsg::SubmitFulfillment { bids } => execute::submit_fulfillment(session, bids),
        ExecuteMsg::MatchOpenOrders { limit } => execute::match_open_orders(session, limit),
        ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout } => {
            execute::submit_lease_confirmation(session, leases, collect, payout)
        }
        ExecuteMsg::InvalidateStaleLeases { limit } => execute::invalidate_stale_leases(session, limit),
        ExecuteMsg::CloseUnfundedLeases { deployments, limit } => {
            execute::close_unfunded_leases(session, deployments, limit)
        }
        ExecuteMsg::ReleaseFulfillments { limit } => execute::release_fulfillments(session, limit),
        ExecuteMsg::CloseLease { lease, reorder } => execute::close_lease(session, lease, reorder),
        ExecuteMsg::OpenOrders { deployment, terms, orders } => {
            execute::open_orders(session, deployment, terms, orders)
        }
        ExecuteMsg::CloseDeployment { deployment, owner, denom, slots, payout } => {
            execute::close_deployment(session, Closing { deployment, owner, denom, slots, payout })
        }
    }
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Terms { denom } => to_json_binary(&query::terms(deps, &denom)?),
        QueryMsg::Order { order } => to_json_binary(&query::order(deps, order)?),
        QueryMsg::Orders { deployment, start_after, limit } => {
            to_json_binary(&query::orders(deps, deployment, start_after, limit)?)
        }
        QueryMsg::OpenOrders { start_after, limit } => to_json_binary(&query::open_orders(deps, start_after, limit)?),
        QueryMsg::Fulfillments { order, start_after, limit } => {
            to_json_binary(&query::fulfillments(deps, order, start_after, limit)?)
        }
        QueryMsg::Leases { provider, start_after, limit } => {
            to_json_binary(&query::leases(deps, &provider, start_after, limit)?)
        }
        QueryMsg::Locked { owner, denom } => to_json_binary(&query::locked(deps, &owner, &denom)?),
        QueryMsg::Obligations { provider } => to_json_binary(&query::obligations(deps, &provider)?),
        QueryMsg::PendingWork { limit } => to_json_binary(&query::pending_work(deps, &env, limit)?),
    };
    Ok(answer?)
}
