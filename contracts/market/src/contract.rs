//! Entry points: authorise, dispatch.

use berth_api::event::TermsSet;
use berth_api::market::{ExecuteMsg, InstantiateMsg, QueryMsg, SudoMsg, check_terms};
use berth_api::raw::PARAMETERS;
use berth_api::{MigrateMsg, Role};
use berth_contract_kit::{admit_with, contracts, migrate_to, version, wire};
use berth_domain::{Now, Terms};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, Event, MessageInfo, Reply, Response, Storage, to_json_binary};

use crate::auth::rule;
use crate::execute::{self, Closing, Update};
use crate::reading::Reading;
use crate::session::Session;
use crate::state::rules;
use crate::{ContractError, query, scheduler};

/// cw2 name.
pub const NAME: &str = "berth/market";

/// Wires the contract and writes down the rules of each denom.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    let terms = set_terms(deps.storage, &msg.terms)?;
    msg.parameters.check()?;
    PARAMETERS.save(deps.storage, &msg.parameters)?;
    wire(deps.branch(), &env, Role::Market, &msg.contracts)?;
    Ok(Response::new().add_events(terms).add_event(rules::set_event(&msg.parameters)))
}

fn set_terms(storage: &mut dyn Storage, terms: &[Terms]) -> Result<Vec<Event>, ContractError> {
    check_terms(terms)?;
    let mut events = vec![];
    for terms in terms {
        let number = rules::add(storage, terms)?;
        events.push(TermsSet { denom: terms.denom.clone(), terms: number }.into());
    }
    Ok(events)
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    let mut reading = Reading::new(Now::from(&env.block));
    admit_with(rule(&msg), deps.as_ref(), &info, |deps| reading.authority(deps))?;
    let session = Session::new(deps, &env, info, reading);
    match msg {
        ExecuteMsg::SubmitFulfillment { bids } => execute::submit_fulfillment(session, bids),
        ExecuteMsg::CancelFulfillment { orders } => execute::cancel_fulfillment(session, orders),
        ExecuteMsg::MatchOpenOrders { limit } => execute::match_open_orders(session, limit),
        ExecuteMsg::SubmitLease { order, provider } => execute::submit_lease(session, order, &provider),
        ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout } => {
            execute::submit_lease_confirmation(session, leases, collect, payout)
        }
        ExecuteMsg::CollectEarnings { leases, payout } => execute::collect_earnings(session, leases, payout),
        ExecuteMsg::GiveNotice { lease } => execute::give_notice(session, lease),
        ExecuteMsg::LeaveLease { lease } => execute::leave_lease(session, lease),
        ExecuteMsg::InvalidateStaleLeases { limit } => execute::invalidate_stale_leases(session, limit),
        ExecuteMsg::SubmitStaleLease { lease } => execute::submit_stale_lease(session, lease),
        ExecuteMsg::CloseUnfundedLeases { deployments, limit } => {
            execute::close_unfunded_leases(session, deployments, limit)
        }
        ExecuteMsg::ReleaseFulfillments { limit } => execute::release_fulfillments(session, limit),
        ExecuteMsg::Facilitate { limit, deployments, skip } => execute::facilitate(session, limit, &deployments, &skip),
        ExecuteMsg::CloseLease { lease, reorder } => execute::close_lease(session, lease, reorder),
        ExecuteMsg::SetTerms { terms } => execute::set_terms(session, terms),
        ExecuteMsg::RemoveTerms { denom } => execute::remove_terms(session, denom),
        ExecuteMsg::SetParameters { parameters } => execute::set_parameters(session, &parameters),
        ExecuteMsg::OpenOrders { deployment, terms, orders } => {
            execute::open_orders(session, deployment, terms, orders)
        }
        ExecuteMsg::UpdateOrders { deployment, owner, denom, slots, resume } => {
            execute::update_orders(session, Update { deployment, owner, denom, slots, resume })
        }
        ExecuteMsg::CloseDeployment { deployment, owner, denom, slots, payout } => {
            execute::close_deployment(session, Closing { deployment, owner, denom, slots, payout })
        }
    }
}

/// Moves the contract to this code.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, MigrateMsg {}: MigrateMsg) -> Result<Response, ContractError> {
    migrate_to(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    Ok(Response::new())
}

/// Called by the host chain's scheduler.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn sudo(deps: DepsMut, env: Env, msg: SudoMsg) -> Result<Response, ContractError> {
    scheduler::sudo(deps, &env, &msg)
}

/// Called when the scheduler's work has failed.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn reply(_deps: DepsMut, _env: Env, reply: Reply) -> Result<Response, ContractError> {
    scheduler::reply(&reply)
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Version {} => to_json_binary(&version(deps.storage)?),
        QueryMsg::Parameters {} => to_json_binary(&PARAMETERS.load(deps.storage)?),
        QueryMsg::Terms { denom } => to_json_binary(&query::terms(deps, &denom)?),
        QueryMsg::NumberedTerms { number } => to_json_binary(&query::numbered_terms(deps, number)?),
        QueryMsg::AllTerms { start_after, limit } => {
            to_json_binary(&query::all_terms(deps, start_after.as_deref(), limit)?)
        }
        QueryMsg::Order { order } => to_json_binary(&query::order(deps, order)?),
        QueryMsg::Orders { deployment, start_after, limit } => {
            to_json_binary(&query::orders(deps, deployment, start_after, limit)?)
        }
        QueryMsg::OpenOrders { start_after, limit } => {
            to_json_binary(&query::open_orders(deps, &env, start_after, limit)?)
        }
        QueryMsg::ReadyOrders { limit } => to_json_binary(&query::ready_orders(deps, &env, limit)?),
        QueryMsg::Quote { order } => to_json_binary(&query::quote(deps, &env, order)?),
        QueryMsg::Fulfillment { order, provider } => to_json_binary(&query::fulfillment(deps, order, &provider)?),
        QueryMsg::Fulfillments { order, start_after, limit } => {
            to_json_binary(&query::fulfillments(deps, order, start_after, limit)?)
        }
        QueryMsg::OwnFulfillments { provider, start_after, limit } => {
            to_json_binary(&query::own_fulfillments(deps, &provider, start_after, limit)?)
        }
        QueryMsg::Eligibility { provider, order } => to_json_binary(&query::eligibility(deps, &env, &provider, order)?),
        QueryMsg::Leases { provider, start_after, limit } => {
            to_json_binary(&query::leases(deps, &provider, start_after, limit)?)
        }
        QueryMsg::DueLeases { until, start_after, limit } => {
            to_json_binary(&query::due_leases(deps, until, start_after, limit)?)
        }
        QueryMsg::Locked { owner, denom } => to_json_binary(&query::locked(deps, &owner, &denom)?),
        QueryMsg::TrackRecord { provider } => to_json_binary(&query::track_record(deps, &env, &provider)?),
        QueryMsg::Obligations { provider } => to_json_binary(&query::obligations(deps, &provider)?),
        QueryMsg::PendingWork { limit } => to_json_binary(&query::pending_work(deps, &env, limit)?),
        QueryMsg::ProviderWork { provider, denoms, cursor, limit } => {
            to_json_binary(&query::provider_work(deps, &env, &provider, &denoms, cursor, limit)?)
        }
    };
    Ok(answer?)
}
