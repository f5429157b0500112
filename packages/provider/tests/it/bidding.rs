//! Each reason to bid or not to, one by one.

use berth_api::Call;
use berth_api::market::{Bid, ExecuteMsg};
use berth_domain::{Mismatch, OrderId};
use berth_provider::{PassedOver, Resource, Unfit, reconcile};
use cosmwasm_std::{Decimal, Uint128};

use crate::world::{bid, config, free, gpu, group, lease, order, situation};

/// The deployments that get a bid, of all messages together.
fn bid_on(calls: &[Call]) -> Vec<u64> {
    let bids = calls.iter().filter_map(|call| match call {
        Call::Market(ExecuteMsg::SubmitFulfillment { bids }) => Some(bids),
        _ => None,
    });
    bids.flatten().map(|bid| bid.order.deployment).collect()
}

fn passed(deployment: u64, reason: Unfit) -> PassedOver {
    PassedOver { order: OrderId::new(deployment, 1, 1), reason }
}

#[test]
fn a_bid_is_the_order_at_the_sheets_prices() {
    let asked = order(7, vec![group(2)]);
    let mut offer = group(2);
    offer.price = Decimal::one();
    let bid = Bid { order: asked.order.order, resources: vec![offer] };
    let plan = reconcile(&situation(vec![asked]), &config());
    assert_eq!(plan.calls, [Call::from(ExecuteMsg::SubmitFulfillment { bids: vec![bid] })]);
    assert_eq!(plan.passed_over, []);
}

#[test]
fn what_it_does_not_sell_is_passed_over() {
    let mut orders: Vec<_> = (1..=4).map(|deployment| order(deployment, vec![group(1)])).collect();
    orders[0].order.denom = "uatom".into();
    orders[1].order.infrastructure.resources[0].compute.gpu = Some(gpu(1, Some("k80"), None));
    orders[2].order.infrastructure.resources[0].price = Decimal::percent(99);
    let plan = reconcile(&situation(orders), &config());
    let expected = [
        passed(1, Unfit::Denom("uatom".into())),
        passed(2, Unfit::Gpu { group: 0 }),
        passed(3, Unfit::Price(Mismatch::Price { group: 0, price: "1".into(), max: "0.99".into() })),
    ];
    assert_eq!(plan.passed_over, expected);
    assert_eq!(bid_on(&plan.calls), [4]);
}

#[test]
fn nothing_is_given_away() {
    let mut free = config();
    free.sheets[0].cpu = Decimal::zero();
    let plan = reconcile(&situation(vec![order(1, vec![group(1)])]), &free);
    assert!(matches!(plan.passed_over[..], [PassedOver { reason: Unfit::Price(_), .. }]));
}

#[test]
fn capacity_is_what_leases_and_bids_leave() {
    // 10 CPUs: 4 leased, 3 in a bid that stands, 3 left.
    let orders =
        vec![order(1, vec![group(3)]), order(2, vec![group(4)]), order(3, vec![group(3)]), order(4, vec![group(1)])];
    let mut world = situation(orders);
    world.leases.push(lease(9, vec![group(4)]));
    world.bids.push(bid(1, vec![group(3)], 3_000_000_000_000_000_000, true));
    let plan = reconcile(&world, &config());
    assert_eq!(bid_on(&plan.calls), [3]);
    let short = |deployment| passed(deployment, Unfit::Capacity(Resource::Cpu));
    assert_eq!(plan.passed_over, [short(2), short(4)]);
    // It may still win when bidding is over, or the provider could not bid again.
    world.orders.remove(0);
    assert_eq!(bid_on(&reconcile(&world, &config()).calls), [3]);
    // A dead bid takes nothing.
    world.bids[0] = bid(1, vec![group(3)], 1, false);
    assert_eq!(bid_on(&reconcile(&world, &config()).calls), [2, 4]);
}

#[test]
fn a_standing_bid_is_replaced_by_a_lower_one_only() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    // No capacity and no collateral are left: a replacement needs neither.
    world.leases.push(lease(9, vec![group(8)]));
    world.collateral = free(0);
    for (standing, expected) in [(1_999, &[][..]), (2_000, &[]), (2_001, &[1])] {
        world.bids = vec![bid(1, vec![group(2)], standing * 1_000_000_000_000_000, true)];
        let plan = reconcile(&world, &config());
        assert_eq!(bid_on(&plan.calls), expected, "{standing}");
        assert_eq!(plan.passed_over, []);
    }
}

#[test]
fn one_greedy_order_does_not_silence_a_provider() {
    let mut greedy = group(1);
    greedy.collateral = Uint128::new(1_000_000);
    let mut world = situation(vec![order(1, vec![greedy]), order(2, vec![group(1)]), order(3, vec![group(1)])]);
    world.collateral = free(9);
    let plan = reconcile(&world, &config());
    assert_eq!(bid_on(&plan.calls), [2]);
    let short = |asked: u128, free: u128| Unfit::Collateral { asked: Uint128::new(asked), free: Uint128::new(free) };
    assert_eq!(plan.passed_over, [passed(1, short(1_000_000, 9)), passed(3, short(5, 4))]);
    assert_eq!(plan.calls.len(), 1, "nothing of it is locked by dead bids");
}

#[test]
fn dead_bids_are_freed_when_their_collateral_is_wanted() {
    // An order that asks for 5, and dead bids on the deployments 7 to 9 that lock 5 each.
    let planned = |asked: u128, amount, denom: &str| {
        let mut wanted = group(1);
        wanted.collateral = Uint128::new(asked);
        let mut world = situation(vec![order(1, vec![wanted])]);
        world.bids = (7..=9).rev().map(|deployment| bid(deployment, vec![group(1)], 1, false)).collect();
        world.bids.iter_mut().for_each(|bid| bid.denom = denom.into());
        world.collateral = free(amount);
        let plan = reconcile(&world, &config());
        let freed = plan.calls.iter().find_map(|call| match call {
            Call::Market(ExecuteMsg::CancelFulfillment { orders }) => Some(orders.iter().map(|id| id.deployment)),
            _ => None,
        });
        let freed: Vec<u64> = freed.into_iter().flatten().collect();
        (freed, bid_on(&plan.calls).len(), plan.passed_over)
    };
    assert_eq!(planned(5, 5, "uusdc"), (vec![], 1, vec![]));
    assert_eq!(planned(5, 0, "uusdc"), (vec![9], 1, vec![]));
    assert_eq!(planned(11, 1, "uusdc"), (vec![8, 9], 1, vec![]));
    // If all together do not help, none is freed.
    let short = |asked: u128, free: u128| Unfit::Collateral { asked: Uint128::new(asked), free: Uint128::new(free) };
    assert_eq!(planned(21, 5, "uusdc"), (vec![], 0, vec![passed(1, short(21, 20))]));
    assert_eq!(planned(5, 4, "uatom"), (vec![], 0, vec![passed(1, short(5, 4))]));
}

#[test]
fn messages_keep_to_their_caps_and_confirmations_come_first() {
    let mut one = group(1);
    one.compute.cpu = 10;
    let mut world = situation((1..=45).rev().map(|id| order(id, vec![one.clone()])).collect());
    world.leases.push(lease(99, vec![one]));
    world.now.height += 5;
    let plan = reconcile(&world, &config());
    assert!(matches!(plan.calls[0], Call::Market(ExecuteMsg::SubmitLeaseConfirmation { collect: false, .. })));
    assert_eq!(plan.calls.len(), 4);
    assert_eq!(bid_on(&plan.calls), (1..=45).collect::<Vec<_>>());
}
