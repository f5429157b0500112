//! SubmitLeaseConfirmation. Without `collect` it reads and calls no other contract.

use berth_api::event::{LeaseConfirmed, LeasePaid};
use berth_api::market::{MAX_COLLECTED, MAX_CONFIRMED};
use berth_domain::{Invalid, LeaseProgress, Movement, OrderId};
use cosmwasm_std::{Response, to_json_binary};

use super::{check_ids, outcome};
use crate::ContractError;
use crate::session::Session;
use crate::state::orders;

/// Confirms each lease that is still in time; the others are refused, each by itself.
pub fn submit_lease_confirmation(
    mut session: Session,
    leases: Vec<OrderId>,
    collect: bool,
    payout: bool,
) -> Result<Response, ContractError> {
    if payout && !collect {
        return Err(Invalid::new("payout", "true without collect", "true only with collect").into());
    }
    check_ids("leases", &leases, if collect { MAX_COLLECTED } else { MAX_CONFIRMED })?;
    let mut outcomes = vec![];
    for id in leases {
        let result = match confirmed(&mut session, id) {
            Ok((old_due, progress)) => confirm(&mut session, id, old_due, progress, collect).map(|()| Ok(()))?,
            Err(refusal) => Err(refusal),
        };
        outcomes.push(outcome(id, result));
    }
    Ok(session.finish(payout)?.set_data(to_json_binary(&outcomes)?))
}

/// The sender's lease, confirmed now, and when it was due.
fn confirmed(session: &mut Session, id: OrderId) -> Result<(u64, LeaseProgress), ContractError> {
    let progress = orders::progress(session.deps.storage, &session.caller, id)?;
    let progress = progress.ok_or(ContractError::NotYourLease(id))?;
    let (due_height, height) = (progress.due_height, session.now.height);
    let current = session.current_period(progress.terms)?;
    let confirmed =
        progress.confirm(session.now, current).ok_or(ContractError::Late { lease: id, due_height, height })?;
    Ok((due_height, confirmed))
}

fn confirm(
    session: &mut Session,
    id: OrderId,
    old_due: u64,
    progress: LeaseProgress,
    collect: bool,
) -> Result<(), ContractError> {
    let progress = if collect { pay(session, id, progress)? } else { progress };
    orders::advance(session.deps.storage, &session.caller, id, old_due, &progress)?;
    session.emit(LeaseConfirmed { lease: id, due_height: progress.due_height });
    Ok(())
}

/// Pays the lease up to its confirmation.
pub(super) fn pay(session: &mut Session, id: OrderId, progress: LeaseProgress) -> Result<LeaseProgress, ContractError> {
    let lease = orders::lease_with(session.deps.storage, id, progress.clone())?;
    let lease = lease.ok_or(ContractError::NotYourLease(id))?;
    let terms = session.terms(lease.progress.terms)?;
    let account = session.account(id.deployment)?;
    let last = lease.pay(progress.confirmed_at, &account, &terms)?;
    if last.paid == progress.paid {
        return Ok(progress);
    }
    let progress = progress.after(&last);
    session.move_money(id.deployment, &terms.denom, Movement::Pay(last.payment))?;
    session.emit(LeasePaid { lease: id, paid: last.paid, fee: last.fee });
    Ok(progress)
}
