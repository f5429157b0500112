//! Bids, and who wins.

use berth_api::market::{ExecuteMsg as Market, FulfillmentResponse, FulfillmentsResponse, QueryMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{CloseReason, Moment, OrderId, WaitDuration};
use berth_tests::stage::{Stage, WAIT, infrastructure, stage};
use cosmwasm_std::coin;

use crate::{FIRST, balance, has_code, milli, order, quote, refusals};

fn one_order(wait: WaitDuration) -> Stage {
    let mut stage = stage();
    stage.submit_waiting(wait, vec![infrastructure("web", false)]);
    stage
}

fn matched_to(stage: &mut Stage, id: OrderId) -> usize {
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    let winner = stage.lease(id).provider;
    stage.providers.iter().position(|provider| *provider == winner).unwrap()
}

fn take_back(stage: &mut Stage, provider: usize) -> Option<String> {
    let receipt = stage.by(provider, Market::CancelFulfillment { orders: vec![FIRST] });
    refusals(&receipt).remove(0)
}

fn sequence(stage: &Stage, provider: usize) -> u64 {
    let provider = stage.providers[provider].to_string();
    let bid: FulfillmentResponse =
        stage.sandbox.query_market(&QueryMsg::Fulfillment { order: FIRST, provider }).unwrap();
    bid.place.sequence
}

#[test]
fn of_equal_prices_the_one_placed_first_wins() {
    let mut stage = one_order(WaitDuration::Blocks(WAIT));
    for provider in [2, 0, 1] {
        assert_eq!(stage.bid(provider, FIRST, 50), None);
    }
    stage.pass(WAIT);
    assert_eq!(matched_to(&mut stage, FIRST), 2);
    stage.exit();
}

#[test]
fn who_lowers_its_bid_to_another_ones_price_stands_behind_it() {
    let mut stage = one_order(WaitDuration::Blocks(WAIT));
    assert_eq!(stage.bid(2, FIRST, 60), None);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    assert_eq!(stage.bid(2, FIRST, 50), None);
    stage.pass(WAIT);
    assert_eq!(matched_to(&mut stage, FIRST), 0);
    stage.exit();
}

#[test]
fn a_cheaper_bid_in_the_last_block_wins() {
    let mut stage = one_order(WaitDuration::Blocks(WAIT));
    assert_eq!(stage.bid(0, FIRST, 90), None);
    stage.pass(WAIT - 1);
    assert_eq!(stage.bid(1, FIRST, 10), None);
    stage.pass(1);
    assert!(has_code(&stage.bid(2, FIRST, 5), "market/bidding_ended:"));
    assert_eq!(matched_to(&mut stage, FIRST), 1);
    stage.exit();
}

#[test]
fn a_bid_is_replaced_by_a_lower_one_only_and_locks_nothing_more() {
    let mut stage = one_order(WaitDuration::Blocks(WAIT));
    assert_eq!(stage.bid(0, FIRST, 50), None);
    let (first, ready_at) = (sequence(&stage, 0), quote(&stage, FIRST).ready_at);
    // Nothing is free any more: a lower bid needs nothing.
    let withdraw = berth_api::escrow::ExecuteMsg::Withdraw { denom: "uusdc".to_owned(), amount: None };
    stage.by(0, withdraw);
    stage.pass(1);
    for percent in [50, 51] {
        assert!(has_code(&stage.bid(0, FIRST, percent), "market/not_lower:"));
    }
    assert_eq!(sequence(&stage, 0), first);
    assert_eq!(stage.bid(0, FIRST, 49), None);
    assert_eq!(sequence(&stage, 0), first + 1);
    assert_eq!((stage.locks(0), quote(&stage, FIRST).ready_at), (1, ready_at));
    let asked = QueryMsg::Fulfillments { order: FIRST, start_after: None, limit: None };
    let bids: FulfillmentsResponse = stage.sandbox.query_market(&asked).unwrap();
    assert_eq!(bids.fulfillments.len(), 1);
    stage.exit();
}

#[test]
fn a_bid_is_firm_from_half_of_a_wait_in_blocks_on() {
    let mut stage = one_order(WaitDuration::Blocks(4));
    assert_eq!(stage.bid(0, FIRST, 50), None);
    assert_eq!(stage.bid(1, FIRST, 60), None);
    stage.pass(1);
    // 2 x 3 > 4.
    assert_eq!(take_back(&mut stage, 0), None);
    assert_eq!(stage.locks(0), 0);
    stage.pass(1);
    // 2 x 2 is not more than 4.
    assert!(has_code(&take_back(&mut stage, 1), "market/firm:"));
    stage.pass(2);
    assert!(has_code(&take_back(&mut stage, 1), "market/firm:"));
    assert!(has_code(&take_back(&mut stage, 0), "market/no_bid:"));
    assert_eq!(matched_to(&mut stage, FIRST), 1);
    stage.exit();
}

#[test]
fn a_bid_is_firm_from_half_of_a_wait_in_seconds_on() {
    let mut stage = one_order(WaitDuration::Seconds(100));
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.sandbox.blocks(1, 49);
    let in_time = stage.sandbox.remember();
    // 2 x 51 > 100.
    assert_eq!(take_back(&mut stage, 0), None);
    stage.sandbox.go_back(&in_time);
    stage.sandbox.blocks(1, 1);
    // 2 x 50 is not more than 100.
    assert!(has_code(&take_back(&mut stage, 0), "market/firm:"));
    // However many blocks there are, time decides.
    stage.sandbox.blocks(1_000, 49);
    assert!(stage.work().ready.is_empty());
    stage.sandbox.blocks(1, 1);
    assert_eq!(matched_to(&mut stage, FIRST), 0);
    stage.exit();
}

#[test]
fn no_bid_is_firm_while_paused() {
    let mut stage = one_order(WaitDuration::Blocks(4));
    for provider in [0, 1] {
        assert_eq!(stage.bid(provider, FIRST, 50), None);
    }
    stage.pass(3);
    assert!(has_code(&take_back(&mut stage, 0), "market/firm:"));
    stage.by_admin(Registry::Pause {});
    assert_eq!(take_back(&mut stage, 0), None);
    // Also when it would be ready.
    stage.pass(1);
    assert_eq!(take_back(&mut stage, 1), None);
    stage.by_admin(Registry::Unpause {});
    assert!(stage.work().ready.is_empty());
    stage.exit();
}

#[test]
fn an_order_whose_last_bid_is_gone_is_not_ready_and_its_time_stands() {
    let mut stage = one_order(WaitDuration::Blocks(4));
    assert_eq!(stage.bid(0, FIRST, 50), None);
    let begun = stage.sandbox.now().height;
    assert_eq!(stage.work().next_height, Some(begun + 4));
    stage.pass(1);
    assert_eq!(take_back(&mut stage, 0), None);
    assert_eq!((stage.work().next_height, quote(&stage, FIRST).best), (None, None));
    let without_bid = stage.sandbox.remember();

    // The next bid before ready_at does not move it.
    stage.pass(2);
    assert_eq!(stage.bid(1, FIRST, 50), None);
    assert_eq!(quote(&stage, FIRST).ready_at, Some(Moment::Height(begun + 4)));
    // And is firm at once: 2 x 1 is not more than 4.
    assert!(has_code(&take_back(&mut stage, 1), "market/firm:"));
    stage.pass(1);
    assert_eq!(stage.work().ready, [FIRST]);
    assert_eq!(matched_to(&mut stage, FIRST), 1);
    stage.exit();

    // At ready_at and after, the next bid begins the wait anew.
    for late in [3, 30] {
        stage.sandbox.go_back(&without_bid);
        stage.pass(late);
        assert!(stage.work().ready.is_empty());
        stage.keep(Market::MatchOpenOrders { limit: 1 });
        assert!(stage.is_open(FIRST));
        assert_eq!(stage.bid(1, FIRST, 50), None);
        let now = stage.sandbox.now().height;
        assert_eq!(quote(&stage, FIRST).ready_at, Some(Moment::Height(now + 4)));
        // Others bid too: the wait is whole.
        assert_eq!(stage.bid(0, FIRST, 40), None);
        stage.pass(4);
        assert_eq!(matched_to(&mut stage, FIRST), 0);
        stage.exit();
    }
}

#[test]
fn an_order_nobody_can_pay_for_is_closed_for_the_tip() {
    let mut stage = stage();
    // 2 x (1.05 x 3,600 + 40,000).
    stage.submit(vec![infrastructure("a", false), infrastructure("b", false)], 87_560);
    assert_eq!(stage.bid(0, FIRST, 100), None);
    stage.pass(1);
    assert_eq!(stage.bid(0, order(1, 2, 1), 100), None);
    assert_eq!(stage.bid(1, order(1, 2, 1), 100), None);
    stage.pass(WAIT - 1);
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 1 }), (1, 0));
    stage.pass(1);
    // 7,560 - 6 x 1.05 = 7,553.7 is less than 2.1 x 3,600 = 7,560.
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 1 }), (1, 0));
    assert_eq!(stage.end_of(order(1, 2, 1)), CloseReason::NoFunds);
    assert_eq!(balance(&stage, &stage.keeper), 40_000);
    // The close tip of the order goes back, that of the lease stays.
    let account = stage.account(1);
    assert_eq!((account.spendable, account.holds.u128()), (milli(27_553_700), 20_000));
    // The bids are dead, not gone.
    assert_eq!((stage.locks(0), stage.locks(1)), (2, 1));
    assert_eq!(stage.work_done(Market::ReleaseFulfillments { limit: 32 }), (0, 2));
    assert_eq!((stage.locks(0), stage.locks(1)), (1, 0));
    stage.exit();
}

#[test]
fn the_least_that_opens_an_order_is_just_enough_for_its_lease() {
    let mut stage = stage();
    let too_little = 43_779;
    let submit = berth_api::deployment::ExecuteMsg::SubmitDeployment {
        version: cosmwasm_std::HexBinary::from([7; 32]),
        denom: "uusdc".to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure("web", false)],
    };
    let tenant = stage.tenant.clone();
    stage.refuse(&tenant, submit, &[coin(too_little, "uusdc")], "deployment/insufficient_deposit");
    // 1.05 x 3,600 + 40,000.
    stage.submit(vec![infrastructure("web", false)], 43_780);
    stage.let_to(0, FIRST, 100);
    assert_eq!(stage.account(1).runway, Some(3_600));
    stage.exit();
}

#[test]
fn anybody_may_name_the_winner_of_a_ready_order_and_nobody_else() {
    let mut stage = one_order(WaitDuration::Blocks(WAIT));
    let [one, two, _] = stage.providers.clone();
    let keeper = stage.keeper.clone();
    let name = |provider: &cosmwasm_std::Addr| Market::SubmitLease { order: FIRST, provider: provider.to_string() };
    stage.refuse(&keeper, name(&one), &[], "market/not_ready");
    assert_eq!(stage.bid(0, FIRST, 50), None);
    assert_eq!(stage.bid(1, FIRST, 60), None);
    stage.pass(WAIT - 1);
    stage.refuse(&keeper, name(&one), &[], "market/not_ready");
    stage.pass(1);
    stage.refuse(&keeper, name(&two), &[], "market/not_winner");
    let nobody = Market::SubmitLease { order: order(1, 1, 2), provider: one.to_string() };
    stage.refuse(&keeper, nobody, &[], "market/no_order");
    // The loser may as well say who won; the tip is his.
    stage.by(1, name(&one));
    assert_eq!(stage.lease(FIRST).provider, one);
    assert_eq!(stage.earned(1), 20_000);
    stage.refuse(&keeper, name(&one), &[], "market/order_not_open");
    stage.exit();
}

#[test]
fn one_message_bids_on_many_orders_and_each_is_judged_by_itself() {
    let mut stage = stage();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    stage.submit_waiting(WaitDuration::Blocks(WAIT), names.map(|name| infrastructure(name, false)).to_vec());
    let ids: Vec<OrderId> = (1..=8).map(|slot| order(1, slot, 1)).collect();
    let price = cosmwasm_std::Decimal::percent(50);
    let mut bids: Vec<_> = ids.iter().map(|id| stage.answer(*id, price)).collect();
    // Too dear, and another machine than asked for.
    bids[1].resources[0].price = cosmwasm_std::Decimal::percent(101);
    bids[2].resources[0].compute.cpu += 1;
    let receipt = stage.by(0, Market::SubmitFulfillment { bids });
    let refused = refusals(&receipt);
    // 200,000,000 / 31,536,000 = 6: all six that are right.
    let codes: Vec<bool> = refused.iter().map(Option::is_some).collect();
    assert_eq!(codes, [false, true, true, false, false, false, false, false]);
    assert!(has_code(&refused[1], "market/mismatch:") && has_code(&refused[2], "market/mismatch:"));
    assert_eq!(stage.locks(0), 6);
    assert!(has_code(&stage.bid(0, ids[1], 50), "market/insufficient_collateral:"));
    stage.exit();
}
