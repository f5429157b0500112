//! A provider that leaves, and the pages it reads before any decision.

use berth_api::Call;
use berth_api::market::{ExecuteMsg, ProviderWorkResponse, WorkCursor};
use berth_domain::OrderId;
use berth_provider::{Config, Situation, reconcile};

use crate::world::{bid, config, free, group, lease, now, order, ready_at, situation};

fn leaving() -> Config {
    Config { leaving: true, ..config() }
}

fn calls(messages: Vec<ExecuteMsg>) -> Vec<Call> {
    messages.into_iter().map(Call::from).collect()
}

#[test]
fn notice_is_given_once_then_confirmed_then_left() {
    let mut world = situation(vec![order(1, vec![group(1)])]);
    world.leases.push(lease(7, vec![group(1)]));
    let id = OrderId::new(7, 1, 1);
    let plan = reconcile(&world, &leaving());
    assert_eq!(plan.calls, calls(vec![ExecuteMsg::GiveNotice { lease: id }]));
    assert_eq!(plan.passed_over, [], "what it does not want needs no reason");
    world.leases[0].lease.status.leave_at = Some(now().time + 60);
    assert_eq!(reconcile(&world, &leaving()).calls, []);
    (world.now.height, world.now.time) = (now().height + 5, now().time + 59);
    let confirm = ExecuteMsg::SubmitLeaseConfirmation { leases: vec![id], collect: false, payout: false };
    assert_eq!(reconcile(&world, &leaving()).calls, calls(vec![confirm]));
    world.now.time += 1;
    assert_eq!(reconcile(&world, &leaving()).calls, calls(vec![ExecuteMsg::LeaveLease { lease: id }]));
    // Too late to leave: it is stale.
    world.now.height = world.leases[0].lease.status.due_height + 1;
    assert_eq!(reconcile(&world, &leaving()).calls, []);
}

#[test]
fn bids_are_taken_back_unless_they_are_firm() {
    let mut orders: Vec<_> = (1..=3).map(|deployment| order(deployment, vec![group(1)])).collect();
    // More than half of 10 blocks lies ahead of the first, exactly half of the second; on the third it has not bid.
    orders[0].order.status.ready_at = ready_at(now().height + 6);
    orders[1].order.status.ready_at = ready_at(now().height + 5);
    orders[2].order.status.ready_at = ready_at(now().height + 9);
    let mut world = situation(orders);
    world.bids = vec![
        bid(1, vec![group(1)], 1, true),
        bid(2, vec![group(1)], 1, true),
        bid(4, vec![group(1)], 1, true),
        bid(5, vec![group(1)], 1, false),
    ];
    let orders = vec![OrderId::new(1, 1, 1), OrderId::new(5, 1, 1)];
    assert_eq!(reconcile(&world, &leaving()).calls, calls(vec![ExecuteMsg::CancelFulfillment { orders }]));
}

#[test]
fn pages_are_turned_to_the_end() {
    let cursor = |deployment| {
        let last = Some(OrderId::new(deployment, 1, 1));
        WorkCursor { leases: last, bids: last, orders: last }
    };
    let page = |deployment, next| ProviderWorkResponse {
        height: now().height,
        time: now().time,
        paused: false,
        may_bid: true,
        leases: vec![lease(deployment, vec![group(1)])],
        bids: vec![bid(deployment, vec![group(1)], 1, true)],
        orders: vec![order(deployment, vec![group(1)])],
        collateral: free(9),
        next,
    };
    let mut asked = vec![];
    let gathered = Situation::gather(|from| {
        let deployment = from.as_ref().and_then(|from: &WorkCursor| from.orders).map_or(1, |last| last.deployment + 1);
        asked.push(from);
        if deployment > 3 { Err("too far") } else { Ok(page(deployment, (deployment < 3).then(|| cursor(deployment)))) }
    });
    let whole = Situation {
        now: now(),
        leases: (1..=3).map(|deployment| lease(deployment, vec![group(1)])).collect(),
        bids: (1..=3).map(|deployment| bid(deployment, vec![group(1)], 1, true)).collect(),
        orders: (1..=3).map(|deployment| order(deployment, vec![group(1)])).collect(),
        collateral: free(9),
    };
    assert_eq!(gathered, Ok(whole));
    assert_eq!(asked, [None, Some(cursor(1)), Some(cursor(2))]);
    assert_eq!(Situation::gather(|_| Err("nobody answers")), Err("nobody answers"));
}
