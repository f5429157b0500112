//! What is on its way counts as done until its fate shows.

use berth_api::Call;
use berth_api::market::ExecuteMsg;
use berth_domain::OrderId;
use berth_provider::{Config, Effect, InFlight, Situation, effects, reconcile};
use cosmwasm_std::Uint128;
use proptest::prelude::*;

use crate::market::carry_out;
use crate::world::{bid, config, free, group, lease, now, order, situation};

fn all_effects(calls: &[Call], world: &Situation) -> Vec<Effect> {
    calls.iter().flat_map(|call| effects(call, world)).collect()
}

#[test]
fn nothing_is_sent_twice_and_nothing_promised_twice() {
    // 10 CPUs and a collateral of 12: the orders 1 and 2 take 8 and 10 of them.
    let mut world = situation(vec![order(1, vec![group(4)]), order(2, vec![group(4)])]);
    world.leases.push(lease(9, vec![group(1)]));
    (world.collateral, world.now.height) = (free(12), now().height + 5);
    let plan = reconcile(&world, &config());
    assert_eq!(plan.calls.len(), 2);
    let mut in_flight = InFlight::default();
    let ids: Vec<_> = plan.calls.iter().map(|call| in_flight.sent(effects(call, &world), 106, 108)).collect();
    // One more order, which would fit if the bids on their way did not take what they take.
    world.now.height += 1;
    world.orders.push(order(3, vec![group(2)]));
    let assumed = in_flight.assume(world.clone());
    assert_eq!(assumed.collateral, free(2));
    assert_eq!(reconcile(&assumed, &config()).calls, []);
    // The bids fail: they are made anew, and the lease is still being confirmed.
    in_flight.failed(ids[1]);
    let again = reconcile(&in_flight.assume(world.clone()), &config());
    assert_eq!(again.calls, plan.calls[1..]);
    // The confirmation has been carried out, in a block that is not read yet.
    in_flight.landed(ids[0], 107);
    in_flight.forget(106);
    assert_eq!(in_flight.len(), 1);
    in_flight.forget(107);
    assert!(in_flight.is_empty());
    assert_eq!(reconcile(&in_flight.assume(world), &config()).calls, plan.calls);
}

#[test]
fn what_nobody_ever_heard_of_again_is_forgotten_at_its_last_height() {
    let mut in_flight = InFlight::default();
    let _id = in_flight.sent(vec![Effect::Confirmed(OrderId::new(9, 1, 1))], 101, 108);
    in_flight.forget(107);
    assert_eq!(in_flight.len(), 1);
    in_flight.forget(108);
    assert!(in_flight.is_empty());
}

#[test]
fn close_to_the_end_a_confirmation_counts_for_its_own_block_only() {
    let mut world = situation(vec![]);
    world.leases.push(lease(9, vec![group(1)]));
    let status = &mut world.leases[0].lease.status;
    (status.reconfirmation_period, status.due_height) = (100, 200);
    for (height, expected) in [(192, 0), (193, 1), (200, 1)] {
        world.now.height = height;
        let plan = reconcile(&world, &config());
        let in_flight = |planned_for| {
            let mut in_flight = InFlight::default();
            let _id = in_flight.sent(effects(&plan.calls[0], &world), planned_for, 210);
            reconcile(&in_flight.assume(world.clone()), &config()).calls.len()
        };
        assert_eq!(in_flight(height - 1), expected, "{height}");
        assert_eq!(in_flight(height), 0, "{height}");
    }
}

#[test]
fn what_shows_already_counts_once() {
    let mut world = situation(vec![order(1, vec![group(4)])]);
    let calls = reconcile(&world, &config()).calls;
    let mut in_flight = InFlight::default();
    let _id = in_flight.sent(all_effects(&calls, &world), 101, 108);
    carry_out(&mut world, &config(), &calls);
    assert_eq!(in_flight.assume(world.clone()), world, "it stands");
    world.bids.clear();
    world.leases.push(lease(1, vec![group(4)]));
    assert_eq!(in_flight.assume(world.clone()), world, "it has won");
    // Its order is gone from what it may bid on, and its bid is not there yet: it may still come.
    world.leases.clear();
    world.orders.clear();
    let assumed = in_flight.assume(world);
    assert_eq!(assumed.bids.len(), 1);
    assert!(assumed.bids[0].fulfillment.live);
}

#[test]
fn every_message_of_a_plan_has_its_effect() {
    let mut world = situation(vec![order(1, vec![group(1)])]);
    world.bids = vec![bid(7, vec![group(1)], 1, false), bid(8, vec![group(1)], 1, true)];
    world.leases.push(lease(9, vec![group(1)]));
    let (dead, leased) = (OrderId::new(7, 1, 1), OrderId::new(9, 1, 1));
    let mut after = world.clone();
    after.assume(&Effect::TakenBack(dead));
    assert_eq!((after.bids.len(), after.collateral[0].free), (1, Uint128::new(1_005)));
    after.assume(&Effect::TakenBack(dead));
    assert_eq!(after.collateral[0].free, Uint128::new(1_005), "once");
    after.assume(&Effect::NoticeGiven(leased));
    assert_eq!(after.leases[0].lease.status.leave_at, Some(now().time));
    after.assume(&Effect::Left(leased));
    assert_eq!(after.leases, []);
    let withdraw = berth_api::escrow::ExecuteMsg::Withdraw { denom: "uusdc".into(), amount: Some(Uint128::new(5)) };
    for effect in effects(&withdraw.into(), &after) {
        after.assume(&effect);
    }
    assert_eq!(after.collateral, free(1_000));
    let message = ExecuteMsg::GiveNotice { lease: leased };
    assert_eq!(effects(&message.into(), &world), [Effect::NoticeGiven(leased)]);
    let message = ExecuteMsg::LeaveLease { lease: leased };
    assert_eq!(effects(&message.into(), &world), [Effect::Left(leased)]);
}

/// Transactions on their way: when each is carried out, or never.
#[derive(Clone, Debug)]
struct Sent {
    calls: Vec<Call>,
    lands_at: Option<u64>,
}

/// Blocks in which transactions need up to three blocks, or are lost, and outcomes become known late or never. `carry_out` panics at a
/// message that market would refuse, and at promises that the machines could not keep.
fn live(fates: Vec<(u8, bool)>, wanted: Vec<(u8, u32)>) {
    let config = Config { collect_after: u64::MAX, ..config() };
    let mut world = situation(vec![]);
    let mut in_flight = InFlight::default();
    let (mut fates, mut sent) = (fates.into_iter().cycle(), Vec::<Sent>::new());
    for (deployment, (pause, count)) in (1..).zip(wanted) {
        world.orders.push(order(deployment, vec![group(count)]));
        for _ in 0..pause {
            world.now.height += 1;
            let height = world.now.height;
            for one in sent.iter().filter(|one| one.lands_at == Some(height)) {
                carry_out(&mut world, &config, &one.calls);
            }
            // Whoever has bid longest ago wins.
            if height.is_multiple_of(7) && !world.bids.is_empty() {
                let won = world.bids.remove(0);
                let mut own = lease(won.fulfillment.order.deployment, won.resources);
                (own.lease.status.confirmed_height, own.lease.status.due_height) = (height, height + 40);
                own.lease.status.reconfirmation_period = 40;
                world.orders.retain(|open| open.order.order != won.fulfillment.order);
                world.leases.push(own);
            }
            sent.retain(|one| one.lands_at.is_some_and(|lands_at| lands_at > height));
            in_flight.forget(height);
            let assumed = in_flight.assume(world.clone());
            for call in reconcile(&assumed, &config).calls {
                let (delay, known) = fates.next().unwrap();
                let id = in_flight.sent(effects(&call, &assumed), height, height + 3);
                let lands_at = (delay < 3).then_some(height + 1 + u64::from(delay));
                match lands_at {
                    Some(lands_at) if known => in_flight.landed(id, lands_at),
                    None if known => in_flight.failed(id),
                    _ => {}
                }
                sent.push(Sent { calls: vec![call], lands_at });
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_leaks_and_nothing_is_promised_twice(
        fates in prop::collection::vec((0..4_u8, any::<bool>()), 1..40),
        wanted in prop::collection::vec((0..6_u8, 1..5_u32), 1..40),
    ) {
        live(fates, wanted);
    }
}
