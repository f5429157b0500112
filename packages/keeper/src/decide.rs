//! The decision of one block.

use berth_api::Call;
use berth_api::market::{ExecuteMsg, MAX_DEPLOYMENTS, PendingWorkResponse};

use crate::Config;

/// The messages for this block, in the order in which they are to be carried out; none if nothing is due.
///
/// What does not fit the limit stays due and comes back in the next block. Matching goes first: an order
/// that is late by a block is a tenant who waits, a stale lease that is late by a block costs nobody anything.
pub fn decide(pending: &PendingWorkResponse, config: Config) -> Vec<Call> {
    let paid = [match_open_orders(pending, config), invalidate(pending, config), close_unfunded(pending, config)];
    let mut messages: Vec<ExecuteMsg> = paid.into_iter().flatten().collect();
    if messages.is_empty() {
        messages.extend(release(pending, config));
    }
    messages.into_iter().map(Call::from).collect()
}

/// Visits every ready order. What is left of its limit frees dead bids, which pays nothing and costs gas: so
/// a keeper that works for tips alone leaves nothing over.
fn match_open_orders(pending: &PendingWorkResponse, config: Config) -> Option<ExecuteMsg> {
    let orders = visits(pending.ready.len(), config)?;
    let limit = if config.public_good() { config.limit() } else { orders };
    Some(ExecuteMsg::MatchOpenOrders { limit })
}

fn invalidate(pending: &PendingWorkResponse, config: Config) -> Option<ExecuteMsg> {
    let limit = visits(pending.stale.len(), config)?;
    Some(ExecuteMsg::InvalidateStaleLeases { limit })
}

/// Names the deployments that have been dry for longest. How many leases each of them has is not known here, so the
/// limit is the whole one: it is only spent on leases that are there.
fn close_unfunded(pending: &PendingWorkResponse, config: Config) -> Option<ExecuteMsg> {
    let mut deployments: Vec<u64> = pending.dry.iter().take(MAX_DEPLOYMENTS).copied().collect();
    deployments.sort_unstable();
    deployments.dedup();
    (!deployments.is_empty()).then(|| ExecuteMsg::CloseUnfundedLeases { deployments, limit: config.limit() })
}

/// A transaction of its own only when nothing else is due: a match frees bids along the way, and so does every new bid.
fn release(pending: &PendingWorkResponse, config: Config) -> Option<ExecuteMsg> {
    let waits = config.public_good() && !pending.finished.is_empty();
    waits.then(|| ExecuteMsg::ReleaseFulfillments { limit: config.limit() })
}

/// How many of `due` things one message visits; `None` if there are none.
fn visits(due: usize, config: Config) -> Option<u32> {
    let due = u32::try_from(due).unwrap_or(u32::MAX);
    (due > 0).then(|| due.min(config.limit()))
}

#[cfg(test)]
mod tests {
    use berth_api::market::MAX_LIMIT;
    use berth_domain::OrderId;

    use super::*;

    fn idle() -> PendingWorkResponse {
        PendingWorkResponse {
            height: 100,
            time: 1_000,
            ready: vec![],
            stale: vec![],
            dry: vec![],
            finished: vec![],
            next_height: Some(110),
            next_time: None,
        }
    }

    fn orders(count: u32) -> Vec<OrderId> {
        (1..=count).map(|slot| OrderId::new(7, slot, 1)).collect()
    }

    fn calls(messages: Vec<ExecuteMsg>) -> Vec<Call> {
        messages.into_iter().map(Call::from).collect()
    }

    #[test]
    fn nothing_due_nothing_sent() {
        assert_eq!(decide(&idle(), Config::default()), []);
    }

    #[test]
    fn each_kind_of_work_has_its_message() {
        let config = Config::default();
        let ready = PendingWorkResponse { ready: orders(2), ..idle() };
        assert_eq!(decide(&ready, config), calls(vec![ExecuteMsg::MatchOpenOrders { limit: MAX_LIMIT }]));
        let stale = PendingWorkResponse { stale: orders(3), ..idle() };
        assert_eq!(decide(&stale, config), calls(vec![ExecuteMsg::InvalidateStaleLeases { limit: 3 }]));
        let dry = PendingWorkResponse { dry: vec![9, 4], ..idle() };
        let close = ExecuteMsg::CloseUnfundedLeases { deployments: vec![4, 9], limit: MAX_LIMIT };
        assert_eq!(decide(&dry, config), calls(vec![close]));
        let finished = PendingWorkResponse { finished: orders(1), ..idle() };
        assert_eq!(decide(&finished, config), calls(vec![ExecuteMsg::ReleaseFulfillments { limit: MAX_LIMIT }]));
    }

    #[test]
    fn all_at_once_goes_in_the_order_of_facilitate_and_without_a_release_of_its_own() {
        let all =
            PendingWorkResponse { ready: orders(1), stale: orders(1), dry: vec![5], finished: orders(9), ..idle() };
        let expected = vec![
            ExecuteMsg::MatchOpenOrders { limit: MAX_LIMIT },
            ExecuteMsg::InvalidateStaleLeases { limit: 1 },
            ExecuteMsg::CloseUnfundedLeases { deployments: vec![5], limit: MAX_LIMIT },
        ];
        assert_eq!(decide(&all, Config::default()), calls(expected));
    }

    #[test]
    fn a_keeper_for_tips_does_nothing_for_nothing() {
        let for_tips = Config::new(20, false).unwrap();
        let finished = PendingWorkResponse { finished: orders(5), ..idle() };
        assert_eq!(decide(&finished, for_tips), []);
        let ready = PendingWorkResponse { ready: orders(2), finished: orders(5), ..idle() };
        assert_eq!(decide(&ready, for_tips), calls(vec![ExecuteMsg::MatchOpenOrders { limit: 2 }]));
    }

    #[test]
    fn more_than_fits_waits_for_the_next_block() {
        let config = Config::new(8, true).unwrap();
        let dry: Vec<u64> = (1..=100).rev().collect();
        let flood = PendingWorkResponse { ready: orders(100), stale: orders(100), dry, ..idle() };
        let expected = vec![
            ExecuteMsg::MatchOpenOrders { limit: 8 },
            ExecuteMsg::InvalidateStaleLeases { limit: 8 },
            // The longest dry stand first in the answer: 100 down to 69.
            ExecuteMsg::CloseUnfundedLeases { deployments: (69..=100).collect(), limit: 8 },
        ];
        assert_eq!(decide(&flood, config), calls(expected));
    }
}
