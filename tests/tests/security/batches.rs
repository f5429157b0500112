//! Lists of ids: none counts twice, and a bad one harms no other.

use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::{Call, ItemOutcome};
use berth_domain::OrderId;
use berth_tests::cast::{BID_ON, Cast, LEASED, OPEN, OTHER_LEASE, READY, Sender, cast};
use berth_tests::outcome::{code, outcome};
use berth_tests::stage::{Stage, infrastructure};
use cosmwasm_std::from_json;

fn bids(orders: &[OrderId]) -> Market {
    let resources = infrastructure("any", false).resources;
    let bids = orders.iter().map(|order| Bid { order: *order, resources: resources.clone() });
    Market::SubmitFulfillment { bids: bids.collect() }
}

const fn confirm(leases: Vec<OrderId>, collect: bool) -> Market {
    Market::SubmitLeaseConfirmation { leases, collect, payout: false }
}

/// S06: an id that stands twice in one message fails the message.
#[test]
fn no_id_stands_twice_in_a_message() {
    let mut cast = cast();
    let twice = |id: OrderId| vec![id, id];
    let cases: [(Sender, Call); 8] = [
        (Sender::OtherProvider, bids(&[OPEN, OPEN]).into()),
        (Sender::Provider, Market::CancelFulfillment { orders: twice(BID_ON) }.into()),
        (Sender::Provider, confirm(twice(LEASED), false).into()),
        (Sender::Provider, confirm(twice(LEASED), true).into()),
        (Sender::Provider, Market::CollectEarnings { leases: twice(LEASED), payout: true }.into()),
        (Sender::Keeper, Market::CloseUnfundedLeases { deployments: vec![1, 1], limit: 1 }.into()),
        (Sender::Keeper, Market::Facilitate { limit: 1, deployments: vec![1, 1], skip: vec![] }.into()),
        (Sender::Keeper, Market::Facilitate { limit: 1, deployments: vec![], skip: twice(READY) }.into()),
    ];
    for (sender, call) in cases {
        assert_eq!(outcome(&cast.send(sender, call.clone(), &[])), "market/invalid_field", "{call:?}");
    }
}

fn wealth_of_all(stage: &Stage) -> Vec<i128> {
    stage.everybody().iter().map(|who| berth_tests::lifecycle::wealth(stage, who)).collect()
}

/// S06: a message repeated in the same block pays nothing more.
#[test]
fn the_same_message_again_in_a_block_pays_nothing() {
    let mut cast = cast();
    cast.stage.pass(5);
    let provider = cast.address(Sender::Provider).into_string();
    let calls: [(Sender, Call); 7] = [
        (Sender::Provider, Market::CollectEarnings { leases: vec![LEASED], payout: true }.into()),
        (Sender::Provider, confirm(vec![LEASED], true).into()),
        (Sender::Keeper, Market::SubmitLease { order: READY, provider }.into()),
        (Sender::Keeper, Market::MatchOpenOrders { limit: 32 }.into()),
        (Sender::Tenant, Market::CloseLease { lease: LEASED, reorder: true }.into()),
        (Sender::Provider, Market::LeaveLease { lease: LEASED }.into()),
        (Sender::Keeper, Market::SubmitStaleLease { lease: LEASED }.into()),
    ];
    for (sender, call) in calls {
        cast.begin_again();
        cast.stage.pass(5);
        cast.send(sender, call.clone(), &[]).unwrap();
        let before = wealth_of_all(&cast.stage);
        let _again = cast.send(sender, call.clone(), &[]);
        assert_eq!(wealth_of_all(&cast.stage), before, "{call:?}");
        cast.stage.sandbox.check().unwrap();
    }
}

/// What became of each id: done, or a code.
fn items(cast: &mut Cast, sender: Sender, call: Market) -> Vec<Option<String>> {
    let receipt = cast.send(sender, call, &[]).unwrap();
    let items: Vec<ItemOutcome> = from_json(receipt.data.unwrap()).unwrap();
    items.into_iter().map(|item| item.refused.map(|refused| code(&refused).unwrap())).collect()
}

/// S35: whatever is wrong with an id of a batch, the others are carried out.
#[test]
fn a_bad_id_harms_no_other() {
    const NOWHERE: OrderId = OrderId::new(9, 9, 9);
    let mut cast = cast();
    let refused = |code: &str| Some(format!("market/{code}"));
    let told = items(&mut cast, Sender::OtherProvider, bids(&[LEASED, READY, OPEN, NOWHERE]));
    assert_eq!(told, [refused("order_not_open"), refused("bidding_ended"), None, refused("no_order")]);

    let orders = vec![LEASED, READY, BID_ON, NOWHERE];
    let told = items(&mut cast, Sender::Provider, Market::CancelFulfillment { orders });
    assert_eq!(told, [refused("no_bid"), refused("firm"), None, refused("no_bid")]);

    for collect in [false, true] {
        let told = items(&mut cast, Sender::Provider, confirm(vec![LEASED, OPEN, OTHER_LEASE, NOWHERE], collect));
        let not_yours = refused("not_your_lease");
        assert_eq!(told, [None, not_yours.clone(), not_yours.clone(), not_yours]);
    }
    let leases = vec![LEASED, OTHER_LEASE];
    let told = items(&mut cast, Sender::Provider, Market::CollectEarnings { leases, payout: false });
    assert_eq!(told, [None, refused("not_your_lease")]);

    // The first is not there, the second can pay; of the third nobody knows.
    cast.stage.sandbox.next_block(3_000_000);
    let told = items(&mut cast, Sender::Keeper, Market::CloseUnfundedLeases { deployments: vec![1, 2, 9], limit: 32 });
    assert_eq!(told, [None, None, refused("no_account")]);
    cast.stage.sandbox.check().unwrap();
}

/// S62: a tenant who closes one lease just ahead of its provider's batch takes nothing else with it.
#[test]
fn closing_one_lease_ahead_of_a_batch_lets_the_others_be_confirmed() {
    let mut cast = cast();
    cast.send(Sender::Keeper, Market::MatchOpenOrders { limit: 32 }, &[]).unwrap();
    cast.stage.pass(10);
    cast.send(Sender::Tenant, Market::CloseLease { lease: READY, reorder: false }, &[]).unwrap();
    let told = items(&mut cast, Sender::Provider, confirm(vec![LEASED, READY], true));
    assert_eq!(told, [Some("market/late".to_owned()), Some("market/not_your_lease".to_owned())]);

    cast.begin_again();
    cast.send(Sender::Keeper, Market::MatchOpenOrders { limit: 32 }, &[]).unwrap();
    cast.stage.pass(5);
    cast.send(Sender::Tenant, Market::CloseLease { lease: READY, reorder: false }, &[]).unwrap();
    let told = items(&mut cast, Sender::Provider, confirm(vec![LEASED, READY], true));
    assert_eq!(told, [None, Some("market/not_your_lease".to_owned())]);
    cast.stage.pass(10);
    cast.send(Sender::Keeper, Market::InvalidateStaleLeases { limit: 32 }, &[]).unwrap();
    let told = items(&mut cast, Sender::Provider, confirm(vec![LEASED], true));
    assert_eq!(told, [None], "the lease that was confirmed lives on");
}
