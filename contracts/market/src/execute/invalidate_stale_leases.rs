//! InvalidateStaleLeases.

use berth_api::WorkDone;
use berth_domain::Order;
use cosmwasm_std::{Response, to_json_binary};

use super::{check_limit, count};
use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::session::Session;
use crate::state::orders::{self, STALE};

/// Ends leases that are past their due height, longest first.
pub fn invalidate_stale_leases(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let last = session.now.height.saturating_sub(1);
    let due = STALE.up_to(session.deps.storage, last, check_limit(limit)?)?;
    let visited = count(due.len());
    for (_, id) in due {
        if let Some(Order::Leased(lease)) = orders::may_load(session.deps.storage, id)? {
            end_lease(&mut session, id, &lease, None, Successor::IfPersist)?;
        }
    }
    Ok(session.finish(false)?.set_data(to_json_binary(&WorkDone { visited, released: 0 })?))
}
