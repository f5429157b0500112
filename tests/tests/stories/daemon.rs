//! What a provider's daemon is told.

use berth_api::market::{ExecuteMsg as Market, ProviderWorkResponse, QueryMsg, WorkCursor};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::OrderId;
use berth_tests::stage::{COLLATERAL, DENOM, POSTED, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::Uint128;

use crate::{FIRST, order};

fn page(stage: &Stage, provider: usize, cursor: Option<WorkCursor>, limit: Option<u32>) -> ProviderWorkResponse {
    let (provider, denoms) = (stage.providers[provider].to_string(), vec![DENOM.to_owned()]);
    stage.sandbox.query_market(&QueryMsg::ProviderWork { provider, denoms, cursor, limit }).unwrap()
}

fn open(work: &ProviderWorkResponse) -> Vec<OrderId> {
    work.orders.iter().map(|order| order.order.order).collect()
}

#[test]
fn a_bid_shows_what_it_has_promised_also_when_its_order_takes_no_more() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 10_000_000);
    assert_eq!(open(&page(&stage, 0, None, None)), [FIRST]);
    assert_eq!((stage.bid(0, FIRST, 50), stage.bid(1, FIRST, 60)), (None, None));
    stage.pass(WAIT);
    for provider in [0, 1] {
        let work = page(&stage, provider, None, None);
        assert_eq!((open(&work), work.may_bid, work.paused), (vec![], true, false));
        let [bid] = &work.bids[..] else { panic!("{:?}", work.bids) };
        assert!(bid.fulfillment.live);
        assert_eq!((bid.collateral, bid.denom.as_str()), (Uint128::new(COLLATERAL), DENOM));
        assert_eq!(bid.resources, infrastructure("web", true).resources);
        assert_eq!(work.collateral[0].free, Uint128::new(POSTED - COLLATERAL));
    }
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    // The loser's is dead and locks what it did; the winner has a lease instead.
    let [winner, loser] = [0, 1].map(|provider| page(&stage, provider, None, None));
    assert_eq!((winner.leases.len(), winner.bids), (1, vec![]));
    assert_eq!(winner.leases[0].resources, infrastructure("web", true).resources);
    assert!(!loser.bids[0].fulfillment.live && loser.bids[0].resources.is_empty());
    assert_eq!((loser.bids[0].collateral, loser.bids[0].denom.as_str()), (Uint128::new(COLLATERAL), DENOM));
    stage.by(1, Market::CancelFulfillment { orders: vec![FIRST] });
    assert_eq!(page(&stage, 1, None, None).bids, []);
    stage.exit();
}

#[test]
fn small_pages_tell_the_same_as_a_large_one() {
    let mut stage = stage();
    stage.submit(["a", "b", "c", "d", "e"].map(|name| infrastructure(name, true)).to_vec(), 10_000_000);
    stage.let_to(0, order(1, 1, 1), 50);
    stage.let_to(0, order(1, 2, 1), 50);
    assert_eq!(stage.bid(0, order(1, 3, 1), 50), None);
    let whole = page(&stage, 0, None, None);
    assert_eq!((whole.leases.len(), whole.bids.len(), open(&whole).len(), &whole.next), (2, 1, 3, &None));
    let (mut leases, mut bids, mut orders, mut cursor) = (vec![], vec![], vec![], None);
    loop {
        let work = page(&stage, 0, cursor, Some(1));
        leases.extend(work.leases);
        bids.extend(work.bids);
        orders.extend(work.orders);
        cursor = work.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((leases, bids, orders), (whole.leases, whole.bids, whole.orders));
    stage.exit();
}

#[test]
fn who_may_not_bid_is_told_of_no_order() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 10_000_000);
    stage.by(0, Registry::DeactivateProvider {});
    let work = page(&stage, 0, None, None);
    assert_eq!((work.may_bid, open(&work)), (false, vec![]));
    stage.by_admin(Registry::Pause {});
    let work = page(&stage, 1, None, None);
    assert_eq!((work.may_bid, work.paused, open(&work)), (true, true, vec![]));
    stage.exit();
}
