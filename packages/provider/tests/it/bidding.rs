//! Each reason to bid or not to, one by one.

use berth_api::Call;
use berth_api::market::{Bid, ExecuteMsg};
use berth_domain::{Attribute, Ineligible, Mismatch, OrderId};
use berth_provider::{OwnBid, PassedOver, Resource, Unfit, reconcile};
use cosmwasm_std::{Decimal, Uint128};

use crate::world::{balance, config, gpu, group, lease, me, now, order, ready_at, situation};

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
    let bid = Bid { order: asked.order, resources: vec![offer] };
    let plan = reconcile(&situation(vec![asked]), &config());
    assert_eq!(plan.calls, [Call::from(ExecuteMsg::SubmitFulfillment { bids: vec![bid] })]);
    assert_eq!(plan.passed_over, []);
}

#[test]
fn what_it_may_not_or_cannot_serve_is_passed_over() {
    let mut orders: Vec<_> = (1..=8).map(|deployment| order(deployment, vec![group(1)])).collect();
    orders[0].status.ready_at = ready_at(now().height);
    orders[1].denom = "uatom".into();
    orders[2].status.barred = Some(me());
    orders[3].infrastructure.region = "us-east".into();
    let wanted = Attribute { key: "tier".into(), value: "3".into() };
    orders[4].infrastructure.requirements.attributes.push(wanted.clone());
    orders[5].infrastructure.resources[0].compute.gpu = Some(gpu(1, Some("k80"), None));
    orders[6].infrastructure.resources[0].price = Decimal::percent(99);
    orders[7].status.ready_at = ready_at(now().height + 1);
    let plan = reconcile(&situation(orders), &config());
    let region = Ineligible::Region { actual: "eu-west".into(), required: "us-east".into() };
    let expected = [
        passed(1, Unfit::BiddingOver),
        passed(2, Unfit::Denom("uatom".into())),
        passed(3, Unfit::Ineligible(Ineligible::Barred)),
        passed(4, Unfit::Ineligible(region)),
        passed(5, Unfit::Ineligible(Ineligible::Attribute(wanted))),
        passed(6, Unfit::Gpu { group: 0 }),
        passed(7, Unfit::Price(Mismatch::Price { group: 0, price: "1".into(), max: "0.99".into() })),
    ];
    assert_eq!(plan.passed_over, expected);
    assert_eq!(bid_on(&plan.calls), [8]);
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
    world.bids.push(OwnBid { order: OrderId::new(1, 1, 1), price: Uint128::new(3_000_000_000_000_000_000) });
    let plan = reconcile(&world, &config());
    assert_eq!(bid_on(&plan.calls), [3]);
    let short = |deployment| passed(deployment, Unfit::Capacity(Resource::Cpu));
    assert_eq!(plan.passed_over, [short(2), short(4)]);
    // A bid whose order is gone takes nothing.
    world.bids[0].order = OrderId::new(8, 1, 1);
    assert_eq!(bid_on(&reconcile(&world, &config()).calls), [1, 3]);
}

#[test]
fn a_standing_bid_is_replaced_by_a_lower_one_only() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    // No capacity and no collateral are left: a replacement needs neither.
    world.leases.push(lease(9, vec![group(8)]));
    world.balances = vec![balance(0, 10)];
    for (standing, expected) in [(1_999, &[][..]), (2_000, &[]), (2_001, &[1])] {
        let price = Uint128::new(standing * 1_000_000_000_000_000);
        world.bids = vec![OwnBid { order: OrderId::new(1, 1, 1), price }];
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
    world.balances = vec![balance(9, 0)];
    let plan = reconcile(&world, &config());
    assert_eq!(bid_on(&plan.calls), [2]);
    let short = |asked: u128, free: u128| Unfit::Collateral { asked: Uint128::new(asked), free: Uint128::new(free) };
    assert_eq!(plan.passed_over, [passed(1, short(1_000_000, 9)), passed(3, short(5, 4))]);
    assert_eq!(plan.calls.len(), 1, "nothing of it is locked by dead bids");
}

#[test]
fn dead_bids_are_freed_when_that_helps() {
    let release = Call::from(ExecuteMsg::ReleaseFulfillments { limit: 32 });
    let releases = |withdrawable, locked| {
        let mut world = situation(vec![order(1, vec![group(1)]), order(2, vec![group(1)])]);
        world.leases.push(lease(9, vec![group(1)]));
        world.bids.push(OwnBid { order: OrderId::new(1, 1, 1), price: Uint128::one() });
        world.balances = vec![balance(withdrawable, locked)];
        reconcile(&world, &config()).calls.contains(&release)
    };
    // 5 are locked by the lease, 5 by the bid that stands.
    assert!(!releases(0, 10));
    assert!(!releases(4, 10));
    assert!(releases(0, 15));
    assert!(releases(4, 11));
    assert!(!releases(0, 14), "5 are needed, 4 would be free");
    assert!(!releases(5, 15), "what is free suffices");
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
