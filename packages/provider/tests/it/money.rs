//! Collateral first, then the purse.

use berth_api::escrow;
use berth_api::market::ExecuteMsg;
use berth_domain::OrderId;
use berth_provider::{Desired, Reserve, Situation, tidy_up, top_up, withdrawals};
use cosmwasm_std::{Coin, Uint128};

use crate::world::{DENOM, bid, free, group, lease, situation};

fn with(amount: u128) -> Situation {
    Situation { collateral: free(amount), ..situation(vec![]) }
}

fn reserve(keep: u128, withdraw_above: Option<u128>, top_up_below: Option<u128>) -> Reserve {
    Reserve {
        denom: DENOM.into(),
        keep: Uint128::new(keep),
        withdraw_above: withdraw_above.map(Uint128::new),
        top_up_below: top_up_below.map(Uint128::new),
        purse: Uint128::new(7),
    }
}

#[test]
fn earnings_go_to_the_purse_once_there_is_enough_of_them() {
    let taken = |amount, reserve| {
        let calls = withdrawals(&with(amount), &[reserve]);
        calls.into_iter().map(|call| match call {
            berth_api::Call::Escrow(escrow::ExecuteMsg::Withdraw { denom, amount }) if denom == DENOM => {
                amount.unwrap()
            }
            other => panic!("{other:?}"),
        })
    };
    let (none, some) = (Vec::<Uint128>::new(), |amount: u128| vec![Uint128::new(amount)]);
    let taken = |amount, reserve| taken(amount, reserve).collect::<Vec<_>>();
    assert_eq!(taken(149, reserve(100, Some(50), None)), none);
    assert_eq!(taken(150, reserve(100, Some(50), None)), some(50));
    assert_eq!(taken(1_000, reserve(100, Some(50), None)), some(900));
    assert_eq!(taken(1_000, reserve(100, None, None)), none);
    assert_eq!(taken(0, reserve(0, Some(1), None)), none);
    let other = Reserve { denom: "uatom".into(), ..reserve(0, Some(1), None) };
    assert_eq!(withdrawals(&with(1_000), &[other]), []);
}

#[test]
fn the_purse_fills_up_what_is_missing_if_it_may() {
    let added = |amount, purse, reserve| top_up(&with(amount), &reserve, Uint128::new(purse));
    let coin = |amount: u128| Some(Coin::new(amount, DENOM));
    assert_eq!(added(49, 1_000, reserve(100, None, Some(50))), coin(51));
    assert_eq!(added(50, 1_000, reserve(100, None, Some(50))), None);
    assert_eq!(added(0, 1_000, reserve(100, None, None)), None);
    assert_eq!(added(0, 57, reserve(100, None, Some(50))), coin(50), "7 stay in the purse");
    assert_eq!(added(0, 7, reserve(100, None, Some(50))), None);
    assert_eq!(added(0, 3, reserve(100, None, Some(50))), None);
}

#[test]
fn coins_do_not_go_round_in_circles() {
    for own in [reserve(100, Some(1), Some(100)), reserve(0, Some(1), Some(0)), reserve(9, None, None)] {
        assert_eq!(own.check(), Ok(()));
        for amount in 0..200 {
            let both = top_up(&with(amount), &own, Uint128::MAX).is_some()
                && !withdrawals(&with(amount), std::slice::from_ref(&own)).is_empty();
            assert!(!both, "{amount}");
        }
    }
    let error = reserve(100, None, Some(101)).check().unwrap_err();
    assert_eq!(error.to_string(), "top_up_below is 101, allowed: at most `keep`, 100");
    let error = Reserve::check_all(&[reserve(1, Some(0), None)]).unwrap_err();
    assert_eq!(error.to_string(), "reserves[0].withdraw_above is 0, allowed: at least 1");
    let error = Reserve::check_all(&[reserve(1, None, None), reserve(2, None, None)]).unwrap_err();
    assert_eq!(error.field, "reserves[1].denom");
}

#[test]
fn dead_bids_are_freed_many_at_once() {
    let mut world = situation(vec![]);
    world.bids = (1..=30).rev().map(|id| bid(id, vec![group(1)], 1, id > 25)).collect();
    let freed = |at_least| match tidy_up(&world, at_least) {
        Some(berth_api::Call::Market(ExecuteMsg::CancelFulfillment { orders })) => orders,
        None => vec![],
        other => panic!("{other:?}"),
    };
    assert_eq!(freed(25), (1..=20).map(|id| OrderId::new(id, 1, 1)).collect::<Vec<_>>());
    assert_eq!(freed(26), []);
    assert_eq!(freed(0), []);
}

#[test]
fn machines_are_told_all_and_can_ask_for_the_difference() {
    let mut world = situation(vec![]);
    world.leases = vec![lease(1, vec![group(1)]), lease(2, vec![group(2)])];
    let before = Desired::of(&world);
    assert_eq!(before.workloads.len(), 2);
    assert_eq!(before.changes_since(&before), berth_provider::Changes::default());
    world.leases[1].lease.status.leave_at = Some(5);
    world.leases[0] = lease(3, vec![group(3)]);
    // A confirmation changes nothing for the machines.
    world.leases[1].lease.status.confirmed_height += 1;
    let after = Desired::of(&world);
    let changes = after.changes_since(&before);
    let id = |deployment| OrderId::new(deployment, 1, 1);
    assert_eq!(changes.begun, [after.workloads[&id(3)].clone()]);
    assert_eq!(changes.changed, [after.workloads[&id(2)].clone()]);
    assert_eq!(changes.ended, [id(1)]);
    assert_eq!(after.workloads[&id(3)].resources, vec![group(3)]);
}
