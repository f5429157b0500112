//! Transactions out of plans.

use berth_api::Call;
use berth_api::market::{Bid, ExecuteMsg};
use berth_domain::OrderId;
use berth_provider::{Caps, Parcel, Purpose, is_urgent, parcels, reconcile};

use crate::world::{config, group, lease, now, order, situation};

/// Leases with a period of 10 blocks, confirmed so many blocks ago.
fn with_leases(ages: &[u64]) -> berth_provider::Situation {
    let mut world = situation(vec![]);
    for (deployment, age) in (1..).zip(ages) {
        let mut own = lease(deployment, vec![group(1)]);
        own.lease.status.confirmed_height = now().height - age;
        own.lease.status.due_height = own.lease.status.confirmed_height + 10;
        world.leases.push(own);
    }
    world
}

fn confirmation(purpose: Purpose, deployments: &[u64], collect: bool, due_height: u64) -> Parcel {
    let leases = deployments.iter().map(|deployment| OrderId::new(*deployment, 1, 1)).collect();
    let call = ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout: false }.into();
    Parcel { purpose, calls: vec![call], funds: vec![], due_height: Some(due_height) }
}

fn packed(world: &berth_provider::Situation, caps: Caps) -> Vec<Parcel> {
    parcels(reconcile(world, &config()).calls, world, caps)
}

#[test]
fn the_last_quarter_is_urgent() {
    let mut status = lease(1, vec![group(1)]).lease.status;
    status.reconfirmation_period = 600;
    for (left, expected) in [(151, false), (150, true), (0, true)] {
        status.due_height = now().height + left;
        assert_eq!(is_urgent(&status, now()), expected, "{left}");
    }
}

#[test]
fn what_is_urgent_goes_first_and_what_is_due_first_before_the_rest() {
    let mut world = with_leases(&[5, 7, 8, 9, 6, 4]);
    // 60 s of pay: worth collecting, if there is time.
    world.now.time += 60;
    let expected = [
        confirmation(Purpose::ConfirmUrgently, &[3, 4], false, 101),
        confirmation(Purpose::Confirm, &[1, 2, 5], true, 103),
    ];
    assert_eq!(packed(&world, Caps::default()), expected);
    let caps = Caps { confirm: 2, ..Caps::default() };
    let expected = [
        confirmation(Purpose::ConfirmUrgently, &[3, 4], false, 101),
        confirmation(Purpose::Confirm, &[2, 5], true, 103),
        confirmation(Purpose::Confirm, &[1], true, 105),
    ];
    assert_eq!(packed(&world, caps), expected);
}

#[test]
fn bids_come_after_all_that_leases_need() {
    let mut world = with_leases(&[5]);
    world.orders = (2..=6).map(|deployment| order(deployment, vec![group(1)])).collect();
    let caps = Caps { bid: 2, ..Caps::default() };
    let packed = packed(&world, caps);
    let purposes: Vec<_> = packed.iter().map(|parcel| (parcel.purpose, parcel.size())).collect();
    assert_eq!(purposes, [(Purpose::Confirm, 1), (Purpose::Bid, 2), (Purpose::Bid, 2), (Purpose::Bid, 1)]);
    let ids: Vec<_> = packed[1..].iter().flat_map(Parcel::ids).map(|id| id.deployment).collect();
    assert_eq!(ids, [2, 3, 4, 5, 6]);
}

#[test]
fn leaving_keeps_its_order() {
    let mut world = with_leases(&(0..23).map(|_| 0).collect::<Vec<_>>());
    world.now.height += 5;
    let leaving = berth_provider::Config { leaving: true, ..config() };
    let packed = parcels(reconcile(&world, &leaving).calls, &world, Caps::default());
    let purposes: Vec<_> = packed.iter().map(|parcel| (parcel.purpose, parcel.size())).collect();
    let leave = Purpose::Leave;
    assert_eq!(purposes, [(Purpose::Confirm, 23), (leave, 10), (leave, 10), (leave, 3)]);
}

#[test]
fn halves_are_whole_together() {
    let bids = (1..=5).map(|id| Bid { order: OrderId::new(id, 1, 1), resources: vec![group(1)] }).collect();
    let calls: [Vec<Call>; 4] = [
        vec![ExecuteMsg::SubmitFulfillment { bids }.into()],
        vec![ExecuteMsg::CancelFulfillment { orders: (1..=5).map(|id| OrderId::new(id, 1, 1)).collect() }.into()],
        (1..=5).map(|id| ExecuteMsg::GiveNotice { lease: OrderId::new(id, 1, 1) }.into()).collect(),
        confirmation(Purpose::Confirm, &[1, 2, 3, 4, 5], false, 9).calls,
    ];
    for calls in calls {
        let whole = Parcel { purpose: Purpose::Bid, calls, funds: vec![], due_height: None };
        let (first, second) = whole.split().unwrap();
        assert!(first.size() >= 2 && second.size() >= 2, "{first:?} {second:?}");
        assert_eq!([first.ids(), second.ids()].concat(), whole.ids());
        let mut parts = vec![whole.clone()];
        let mut alone = 0;
        while let Some(part) = parts.pop() {
            match part.split() {
                Some((first, second)) => parts.extend([first, second]),
                None => alone += part.size(),
            }
        }
        assert_eq!(alone, 5);
        assert_eq!(whole.plain(), None, "there is nothing to leave out");
    }
    let collecting = confirmation(Purpose::Confirm, &[1, 2], true, 9);
    assert_eq!(collecting.plain(), Some(confirmation(Purpose::Confirm, &[1, 2], false, 9)));
}

#[test]
fn caps_shrink_at_once_and_grow_slowly() {
    let mut caps = Caps::default();
    assert_eq!((caps.confirm, caps.bid), (100, 20));
    caps.shrink(Purpose::ConfirmUrgently, 60);
    caps.shrink(Purpose::Bid, 20);
    assert_eq!((caps.confirm, caps.bid), (30, 10));
    // A larger one that was on its way meanwhile says nothing new.
    caps.shrink(Purpose::Confirm, 80);
    assert_eq!(caps.confirm, 30);
    caps.grow(Purpose::Confirm, 29);
    assert_eq!(caps.confirm, 30, "a smaller one proves nothing");
    caps.grow(Purpose::Confirm, 30);
    assert_eq!(caps.confirm, 33);
    (0..100).for_each(|_| caps.grow(Purpose::Confirm, 100));
    (0..100).for_each(|_| caps.grow(Purpose::Bid, 20));
    assert_eq!(caps, Caps::default());
    (0..10).for_each(|_| caps.shrink(Purpose::Bid, 1));
    assert_eq!(caps.bid, 1);
}
