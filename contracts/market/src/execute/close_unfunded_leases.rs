//! CloseUnfundedLeases.

use berth_api::market::MAX_DEPLOYMENTS;
use berth_domain::Order;
use cosmwasm_std::{Response, to_json_binary};

use super::{check_ids, check_limit, outcome};
use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::session::Session;
use crate::state::orders;

/// Ends the leases of accounts that ran dry; stops at its limit, also in the middle of a deployment.
pub fn close_unfunded_leases(
    mut session: Session,
    deployments: Vec<u64>,
    limit: u32,
) -> Result<Response, ContractError> {
    check_ids("deployments", &deployments, MAX_DEPLOYMENTS)?;
    let mut left = check_limit(limit)?;
    let mut outcomes = vec![];
    for deployment in deployments {
        let result = match account_is_dry(&mut session, deployment) {
            Ok(slots) => close_all(&mut session, deployment, &slots, &mut left).map(|()| Ok(()))?,
            Err(refusal) => Err(refusal),
        };
        outcomes.push(outcome(deployment, result));
    }
    Ok(session.finish(false)?.set_data(to_json_binary(&outcomes)?))
}

/// The slots of a deployment whose account is dry.
fn account_is_dry(session: &mut Session, deployment: u64) -> Result<Vec<u32>, ContractError> {
    if !session.account(deployment)?.is_dry() {
        return Err(ContractError::NotDry(deployment));
    }
    Ok(session.deployment(deployment)?.ok_or(ContractError::NoAccount(deployment))?.slots)
}

fn close_all(session: &mut Session, deployment: u64, slots: &[u32], left: &mut usize) -> Result<(), ContractError> {
    for slot in slots {
        if *left == 0 {
            return Ok(());
        }
        if let Some((id, Order::Leased(lease))) = orders::latest(session.deps.storage, deployment, *slot)? {
            end_lease(session, id, &lease, None, Successor::IfPersist)?;
            *left = left.saturating_sub(1);
        }
    }
    Ok(())
}
