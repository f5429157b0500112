//! No more in a message than was tried.
//!
//! Between the simulation and the block more may fall due, and a message that does more than was tried runs out of gas, which costs
//! its fee and does nothing. So its limit is what the simulation did, and no more beyond it than the gas limit has room for.

use berth_api::Call;
use berth_api::event::{ContractEvent, MarketEvent};
use berth_api::market::ExecuteMsg;
use berth_chain::Estimate;
use berth_client::Heard;

/// Gas of one more order or lease, well above what was measured: 42,000 to 49,000.
const ONE_MORE: u64 = 60_000;

/// The same message with a limit that its gas suffices for, whatever falls due meanwhile.
pub fn bound(call: Call, estimate: &Estimate, heard: &[Heard]) -> Call {
    let (visited, released) = done(heard);
    let room = estimate.gas_limit.saturating_sub(estimate.gas_used).checked_div(ONE_MORE).unwrap_or_default();
    // What is freed costs a fifth of a visit, and a visit may take its place.
    let most = match visited {
        0 => released,
        _ => visited.saturating_add(released.min(u32::try_from(room).unwrap_or(u32::MAX))),
    };
    let shorten = |limit: &mut u32| *limit = most.clamp(1, (*limit).max(1));
    match call {
        Call::Market(mut message) => {
            match &mut message {
                ExecuteMsg::MatchOpenOrders { limit }
                | ExecuteMsg::InvalidateStaleLeases { limit }
                | ExecuteMsg::CloseUnfundedLeases { limit, .. }
                | ExecuteMsg::Facilitate { limit, .. } => shorten(limit),
                // Nothing dearer can take the place of a dead bid here.
                _ => {}
            }
            Call::Market(message)
        }
        other => other,
    }
}

/// How many orders and leases were visited, and how many dead bids freed.
fn done(heard: &[Heard]) -> (u32, u32) {
    let (mut visited, mut released) = (0_u32, 0_u32);
    for heard in heard {
        match &heard.event {
            ContractEvent::Market(MarketEvent::FulfillmentReleased(_)) => released = released.saturating_add(1),
            ContractEvent::Market(
                MarketEvent::LeaseStarted(_) | MarketEvent::OrderClosed(_) | MarketEvent::LeaseEnded(_),
            ) => visited = visited.saturating_add(1),
            _ => {}
        }
    }
    (visited, released)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test")]
mod tests {
    use berth_api::event::{FulfillmentReleased, OrderClosed};
    use berth_domain::OrderId;
    use cosmwasm_std::{Addr, Coin, Uint128};

    use super::*;

    const ORDER: OrderId = OrderId::new(1, 1, 1);

    fn heard(visited: usize, released: usize) -> Vec<Heard> {
        let closed: MarketEvent = OrderClosed { order: ORDER, reason: "no_funds".into() }.into();
        let provider = Addr::unchecked("p");
        let freed: MarketEvent = FulfillmentReleased { order: ORDER, provider, collateral: Uint128::one() }.into();
        let said = |event: &MarketEvent| Heard { event: ContractEvent::Market(event.clone()), message: None, index: 0 };
        let all = std::iter::repeat_n(&closed, visited).chain(std::iter::repeat_n(&freed, released));
        all.map(said).collect()
    }

    /// The limit of a match that was tried with 32, did so much, and has room for so many more.
    fn limit(visited: usize, released: usize, room: u64) -> u32 {
        let (gas_used, gas_limit) = (500_000, 500_000 + room * ONE_MORE);
        let estimate = Estimate { gas_used, gas_limit, fee: Coin::new(1_u128, "u"), events: vec![], height: 1 };
        match bound(ExecuteMsg::MatchOpenOrders { limit: 32 }.into(), &estimate, &heard(visited, released)) {
            Call::Market(ExecuteMsg::MatchOpenOrders { limit }) => limit,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_more_is_done_than_was_tried_and_paid_for() {
        assert_eq!(limit(1, 0, 3), 1);
        assert_eq!(limit(32, 0, 3), 32);
        assert_eq!(limit(3, 20, 2), 5);
        assert_eq!(limit(3, 1, 2), 4);
        assert_eq!(limit(0, 20, 0), 20);
        assert_eq!(limit(0, 0, 9), 1);
        assert_eq!(limit(40, 9, 9), 32);
    }

    #[test]
    fn freeing_bids_alone_keeps_its_limit() {
        let estimate = Estimate { gas_used: 1, gas_limit: 1, fee: Coin::new(1_u128, "u"), events: vec![], height: 1 };
        let call: Call = ExecuteMsg::ReleaseFulfillments { limit: 32 }.into();
        assert_eq!(bound(call.clone(), &estimate, &heard(0, 2)), call);
    }
}
