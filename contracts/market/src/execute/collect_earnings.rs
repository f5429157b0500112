//! CollectEarnings.

use berth_api::market::MAX_COLLECTED;
use berth_domain::OrderId;
use cosmwasm_std::{Response, to_json_binary};

use super::submit_lease_confirmation::pay;
use super::{check_ids, outcome};
use crate::ContractError;
use crate::session::Session;
use crate::state::orders;

/// Pays each lease of the sender up to its last confirmation; the others are refused, each by itself.
pub fn collect_earnings(mut session: Session, leases: Vec<OrderId>, payout: bool) -> Result<Response, ContractError> {
    check_ids("leases", &leases, MAX_COLLECTED)?;
    let mut outcomes = vec![];
    for id in leases {
        let result = match orders::progress(session.deps.storage, &session.caller, id)? {
            Some(progress) => {
                let paid = pay(&mut session, id, progress.clone())?;
                if paid != progress {
                    orders::record_payment(session.deps.storage, &session.caller, id, &paid)?;
                }
                Ok(())
            }
            None => Err(ContractError::NotYourLease(id)),
        };
        outcomes.push(outcome(id, result));
    }
    Ok(session.finish(payout)?.set_data(to_json_binary(&outcomes)?))
}
