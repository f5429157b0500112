//! What providers, tenants and keepers do.

mod cancel_fulfillment;
mod close_deployment;
mod close_lease;
mod close_unfunded_leases;
mod collect_earnings;
mod facilitate;
mod give_notice;
mod invalidate_stale_leases;
mod leave_lease;
mod match_open_orders;
mod open_orders;
mod release_fulfillments;
mod set_parameters;
mod set_terms;
mod submit_fulfillment;
mod submit_lease;
mod submit_lease_confirmation;
mod submit_stale_lease;
mod update_orders;

use berth_api::ItemOutcome;
use berth_api::market::MAX_LIMIT;
use berth_domain::{Invalid, Lease, Order, OrderId};

pub use cancel_fulfillment::cancel_fulfillment;
pub use close_deployment::{Closing, close_deployment};
pub use close_lease::close_lease;
pub use close_unfunded_leases::close_unfunded_leases;
pub use collect_earnings::collect_earnings;
pub use facilitate::facilitate;
pub use give_notice::give_notice;
pub use invalidate_stale_leases::invalidate_stale_leases;
pub use leave_lease::leave_lease;
pub use match_open_orders::match_open_orders;
pub use open_orders::open_orders;
pub use release_fulfillments::release_fulfillments;
pub use set_parameters::set_parameters;
pub use set_terms::{remove_terms, set_terms};
pub use submit_fulfillment::submit_fulfillment;
pub use submit_lease::submit_lease;
pub use submit_lease_confirmation::submit_lease_confirmation;
pub use submit_stale_lease::submit_stale_lease;
pub use update_orders::{Update, update_orders};

use crate::ContractError;
use crate::session::Session;
use crate::state::orders;

/// A limit within its bounds.
fn check_limit(limit: u32) -> Result<usize, Invalid> {
    match usize::try_from(limit) {
        Ok(count) if (1..=MAX_LIMIT).contains(&limit) => Ok(count),
        _ => Err(Invalid::new("limit", limit, format!("1 to {MAX_LIMIT}"))),
    }
}

/// A batch's ids: 1 to `max`, strictly increasing, so that none stands twice.
fn check_ids<T: Ord + std::fmt::Display>(field: &str, ids: &[T], max: usize) -> Result<(), Invalid> {
    if ids.is_empty() {
        return Err(Invalid::new(field, "a list of 0", format!("1 to {max} elements")));
    }
    check_increasing(field, ids, max)
}

/// At most `max` ids, strictly increasing.
fn check_increasing<T: Ord + std::fmt::Display>(field: &str, ids: &[T], max: usize) -> Result<(), Invalid> {
    if ids.len() > max {
        return Err(Invalid::new(field, format!("a list of {}", ids.len()), format!("at most {max} elements")));
    }
    let mut pairs = ids.iter().zip(ids.iter().skip(1));
    match pairs.find(|(first, second)| first >= second) {
        Some((first, second)) => Err(Invalid::new(field, format!("{second} after {first}"), "strictly increasing ids")),
        None => Ok(()),
    }
}

/// A live lease of the sender.
fn own_lease(session: &Session, id: OrderId) -> Result<Lease, ContractError> {
    match orders::may_load(session.deps.storage, id)? {
        Some(Order::Leased(lease)) if lease.provider == session.caller => Ok(lease),
        _ => Err(ContractError::NotYourLease(id)),
    }
}

/// What became of one id.
fn outcome(id: impl ToString, result: Result<(), ContractError>) -> ItemOutcome {
    ItemOutcome { id: id.to_string(), refused: result.err().map(|error| error.to_string()) }
}
