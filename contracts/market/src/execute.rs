//! What providers, tenants and keepers do.

mod close_deployment;
mod close_lease;
mod close_unfunded_leases;
mod invalidate_stale_leases;
mod match_open_orders;
mod open_orders;
mod release_fulfillments;
mod submit_fulfillment;
mod submit_lease_confirmation;

use berth_api::ItemOutcome;
use berth_api::market::MAX_LIMIT;
use berth_domain::Invalid;

pub use close_deployment::{Closing, close_deployment};
pub use close_lease::close_lease;
pub use close_unfunded_leases::close_unfunded_leases;
pub use invalidate_stale_leases::invalidate_stale_leases;
pub use match_open_orders::match_open_orders;
pub use open_orders::open_orders;
pub use release_fulfillments::release_fulfillments;
pub use submit_fulfillment::submit_fulfillment;
pub use submit_lease_confirmation::submit_lease_confirmation;

use crate::ContractError;

/// A limit within its bounds.
fn check_limit(limit: u32) -> Result<usize, Invalid> {
    match usize::try_from(limit) {
        Ok(count) if (1..=MAX_LIMIT).contains(&limit) => Ok(count),
        _ => Err(Invalid::new("limit", limit, format!("1 to {MAX_LIMIT}"))),
    }
}

/// A batch's ids: 1 to `max`, strictly increasing, so that none stands twice.
fn check_ids<T: Ord + std::fmt::Display>(field: &str, ids: &[T], max: usize) -> Result<(), Invalid> {
    if ids.is_empty() || ids.len() > max {
        return Err(Invalid::new(field, format!("a list of {}", ids.len()), format!("1 to {max} elements")));
    }
    let mut pairs = ids.iter().zip(ids.iter().skip(1));
    match pairs.find(|(first, second)| first >= second) {
        Some((first, second)) => Err(Invalid::new(field, format!("{second} after {first}"), "strictly increasing ids")),
        None => Ok(()),
    }
}

/// What became of one id.
fn outcome(id: impl ToString, result: Result<(), ContractError>) -> ItemOutcome {
    ItemOutcome { id: id.to_string(), refused: result.err().map(|error| error.to_string()) }
}

/// A count of things done, all of them bounded by [`MAX_LIMIT`].
fn count(things: usize) -> u32 {
    things.try_into().unwrap_or(u32::MAX)
}
