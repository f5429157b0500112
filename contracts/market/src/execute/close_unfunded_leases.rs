//! CloseUnfundedLeases.

use berth_api::market::MAX_DEPLOYMENTS;
use cosmwasm_std::{Response, to_json_binary};

use super::{check_ids, check_limit, outcome};
use crate::ContractError;
use crate::keeping::{Work, close_unfunded};
use crate::session::Session;

/// Ends the leases of accounts that ran dry; stops at its limit, also in the middle of a deployment.
pub fn close_unfunded_leases(
    mut session: Session,
    deployments: Vec<u64>,
    limit: u32,
) -> Result<Response, ContractError> {
    check_ids("deployments", &deployments, MAX_DEPLOYMENTS)?;
    let mut work = Work::up_to(check_limit(limit)?);
    let mut outcomes = vec![];
    for deployment in deployments {
        let result = close_unfunded(&mut session, &mut work, deployment, &[])?;
        outcomes.push(outcome(deployment, result));
    }
    Ok(session.finish(false)?.set_data(to_json_binary(&outcomes)?))
}
