//! The decision of one block.

use berth_api::Call;
use berth_api::market::{ExecuteMsg, MAX_DEPLOYMENTS, PendingWorkResponse};
use berth_domain::OrderId;

use crate::Config;

/// The message for this block; none if nothing is due.
///
/// One kind of work is done by the message of that kind; several kinds are cheapest in one Facilitate. What does not fit the limit
/// stays due and comes back in the next block.
pub fn decide(pending: &PendingWorkResponse, config: Config) -> Option<Call> {
    decide_around(pending, config, vec![])
}

/// [`decide`] for what is left of the work when some of it is left alone: `pending` without it, and the orders and leases
/// that the message must pass over, at most [`MAX_SKIPPED`](berth_api::market::MAX_SKIPPED), ascending.
pub fn decide_around(pending: &PendingWorkResponse, config: Config, skip: Vec<OrderId>) -> Option<Call> {
    let ready = !pending.ready.is_empty();
    let stale = !pending.stale.is_empty();
    let dry = !pending.dry.is_empty();
    let dead = config.public_good() && !pending.finished.is_empty();
    let limit = limit(pending, config);
    let message = match (ready, stale, dry, dead) {
        (false, false, false, false) => return None,
        // No other message can leave something alone.
        _ if !skip.is_empty() => ExecuteMsg::Facilitate { limit, deployments: longest_dry(pending), skip },
        // A match frees dead bids with what is left of its limit.
        (true, false, false, _) => ExecuteMsg::MatchOpenOrders { limit },
        (false, true, false, false) => ExecuteMsg::InvalidateStaleLeases { limit },
        (false, false, true, false) => ExecuteMsg::CloseUnfundedLeases { deployments: longest_dry(pending), limit },
        (false, false, false, true) => ExecuteMsg::ReleaseFulfillments { limit },
        _ => ExecuteMsg::Facilitate { limit, deployments: longest_dry(pending), skip: vec![] },
    };
    Some(message.into())
}

/// How much the message visits. What is left over after the paid work frees dead bids, which pays nothing and costs gas: so a
/// keeper that works for tips alone leaves nothing over, except where it cannot know how many leases a dry account has.
fn limit(pending: &PendingWorkResponse, config: Config) -> u32 {
    if config.public_good() || !pending.dry.is_empty() {
        return config.limit();
    }
    let due = pending.ready.len().saturating_add(pending.stale.len());
    u32::try_from(due).unwrap_or(u32::MAX).min(config.limit())
}

/// The deployments that have been dry for longest, as many as one message may name, by id.
pub fn longest_dry(pending: &PendingWorkResponse) -> Vec<u64> {
    let mut deployments: Vec<u64> = pending.dry.iter().take(MAX_DEPLOYMENTS).copied().collect();
    deployments.sort_unstable();
    deployments.dedup();
    deployments
}

#[cfg(test)]
mod tests {
    use berth_api::market::MAX_LIMIT;

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

    fn facilitate(limit: u32, deployments: Vec<u64>) -> Option<Call> {
        Some(ExecuteMsg::Facilitate { limit, deployments, skip: vec![] }.into())
    }

    #[test]
    fn nothing_due_nothing_sent() {
        assert_eq!(decide(&idle(), Config::default()), None);
    }

    #[test]
    fn each_kind_of_work_has_its_message() {
        let one = |pending| decide(&pending, Config::default());
        let (ready, stale, finished) = (orders(2), orders(3), orders(1));
        let limit = MAX_LIMIT;
        assert_eq!(
            one(PendingWorkResponse { ready: ready.clone(), ..idle() }),
            Some(ExecuteMsg::MatchOpenOrders { limit }.into())
        );
        assert_eq!(
            one(PendingWorkResponse { stale, ..idle() }),
            Some(ExecuteMsg::InvalidateStaleLeases { limit }.into())
        );
        assert_eq!(
            one(PendingWorkResponse { dry: vec![9, 4], ..idle() }),
            Some(ExecuteMsg::CloseUnfundedLeases { deployments: vec![4, 9], limit }.into())
        );
        assert_eq!(
            one(PendingWorkResponse { finished: finished.clone(), ..idle() }),
            Some(ExecuteMsg::ReleaseFulfillments { limit }.into())
        );
        // A match frees bids along the way.
        assert_eq!(
            one(PendingWorkResponse { ready, finished, ..idle() }),
            Some(ExecuteMsg::MatchOpenOrders { limit }.into())
        );
    }

    #[test]
    fn several_kinds_go_in_one_message() {
        let (none, some) = (|| vec![], || orders(1));
        let cases = [
            (some(), some(), vec![], none()),
            (some(), none(), vec![5], none()),
            (none(), some(), vec![5], none()),
            (none(), some(), vec![], some()),
            (none(), none(), vec![5], some()),
            (some(), some(), vec![5], some()),
        ];
        for (ready, stale, dry, finished) in cases {
            let pending = PendingWorkResponse { ready, stale, dry: dry.clone(), finished, ..idle() };
            assert_eq!(decide(&pending, Config::default()), facilitate(MAX_LIMIT, dry), "{pending:?}");
        }
    }

    #[test]
    fn a_keeper_for_tips_does_nothing_for_nothing() {
        let for_tips = Config::new(20, false).unwrap();
        let finished = PendingWorkResponse { finished: orders(5), ..idle() };
        assert_eq!(decide(&finished, for_tips), None);
        let ready = PendingWorkResponse { ready: orders(2), ..finished.clone() };
        assert_eq!(decide(&ready, for_tips), Some(ExecuteMsg::MatchOpenOrders { limit: 2 }.into()));
        let stale = PendingWorkResponse { stale: orders(3), ..finished };
        assert_eq!(decide(&stale, for_tips), Some(ExecuteMsg::InvalidateStaleLeases { limit: 3 }.into()));
        let both = PendingWorkResponse { ready: orders(2), ..stale };
        assert_eq!(decide(&both, for_tips), facilitate(5, vec![]));
        // How many leases a dry account has it does not know.
        assert_eq!(decide(&PendingWorkResponse { dry: vec![1], ..both }, for_tips), facilitate(20, vec![1]));
    }

    #[test]
    fn only_facilitate_leaves_something_alone() {
        let ready = PendingWorkResponse { ready: orders(2), ..idle() };
        let around = |pending| decide_around(pending, Config::default(), orders(1));
        let expected = ExecuteMsg::Facilitate { limit: MAX_LIMIT, deployments: vec![], skip: orders(1) };
        assert_eq!(around(&ready), Some(expected.into()));
        assert_eq!(around(&idle()), None);
    }

    #[test]
    fn more_than_fits_waits_for_the_next_block() {
        let config = Config::new(8, true).unwrap();
        let dry: Vec<u64> = (1..=100).rev().collect();
        let flood = PendingWorkResponse { ready: orders(100), stale: orders(100), dry, ..idle() };
        // The longest dry stand first in the answer: 100 down to 69.
        assert_eq!(decide(&flood, config), facilitate(8, (69..=100).collect()));
    }
}
