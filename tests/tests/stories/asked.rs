//! What a query says is what the executions then do.

use std::collections::BTreeSet;

use berth_api::market::{
    DueKey, ExecuteMsg as Market, LeasesResponse, OpenOrdersResponse, OrderResponse, OrderStatus,
    OwnFulfillmentsResponse, PendingWorkResponse, ProviderWorkResponse, QueryMsg, ReadyOrdersResponse, WorkCursor,
};
use berth_domain::{CloseReason, OrderId, WaitDuration};
use berth_tests::stage::{DENOM, Stage, infrastructure, stage};
use cosmwasm_std::{Addr, Uint128};

use crate::{FIRST, has_code, order, quote, refusals};

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Orders of several waits, in blocks and in seconds, each with bids of one to three providers at prices that are all over
/// the place; the last order of each deployment has none.
fn busy() -> Stage {
    let mut stage = stage();
    // 800,000,000 / 31,536,000: 25 bids each.
    for provider in stage.providers.clone() {
        stage.send(
            &provider,
            berth_api::escrow::ExecuteMsg::Deposit { deployment: None },
            &[cosmwasm_std::coin(600_000_000, DENOM)],
        );
    }
    for wait in [WaitDuration::Blocks(2), WaitDuration::Seconds(20), WaitDuration::Blocks(5)] {
        stage.submit_waiting(wait, NAMES.map(|name| infrastructure(name, true)).to_vec());
    }
    for deployment in 1..=3 {
        for slot in 1..=5_u64 {
            for provider in 0..=(slot + deployment) % 3 {
                let percent = 1 + (slot * 37 + deployment * 53 + provider * 71) % 100;
                let (provider, slot) = (usize::try_from(provider).unwrap(), u32::try_from(slot).unwrap());
                assert_eq!(stage.bid(provider, order(deployment, slot, 1), percent), None);
            }
            if slot % 2 == 0 {
                stage.pass(1);
            }
        }
    }
    stage
}

fn ready(stage: &Stage) -> Vec<OrderId> {
    let answer: ReadyOrdersResponse = stage.sandbox.query_market(&QueryMsg::ReadyOrders { limit: None }).unwrap();
    answer.orders.into_iter().map(|ready| ready.order).collect()
}

#[test]
fn ready_orders_are_matched_in_their_order_to_the_best_that_was_quoted() {
    let mut stage = busy();
    let mut matched = 0;
    for _ in 0..12 {
        loop {
            let listed = ready(&stage);
            assert_eq!(listed, stage.work().ready);
            let best: Vec<_> = listed.iter().map(|id| (*id, quote(&stage, *id))).collect();
            assert!(best.iter().all(|(_, quote)| quote.ready));
            let visited = listed.len().min(2);
            assert_eq!(stage.work_done(Market::Facilitate { limit: 2, deployments: vec![], skip: vec![] }).0, {
                u32::try_from(visited).unwrap()
            });
            for (index, (id, quote)) in best.into_iter().enumerate() {
                if index < visited {
                    let (lease, best) = (stage.lease(id), quote.best.unwrap());
                    assert_eq!((lease.provider, lease.price), (best.provider, best.place.price));
                    let second = quote.second.map(|second| (second.place.price, second.place.sequence));
                    assert!(second.is_none_or(|second| (best.place.price, best.place.sequence) < second));
                    matched += 1;
                } else {
                    assert!(stage.is_open(id));
                }
            }
            if visited == 0 {
                break;
            }
        }
        stage.pass(1);
        for (provider, address) in stage.providers.clone().iter().enumerate() {
            for lease in leases_of(&stage, address) {
                assert_eq!(stage.confirm(provider, lease, false), None);
            }
        }
    }
    assert_eq!(matched, 15);
    stage.exit();
}

fn leases_of(stage: &Stage, provider: &Addr) -> Vec<OrderId> {
    let asked = QueryMsg::Leases { provider: provider.to_string(), start_after: None, limit: None };
    let answer: LeasesResponse = stage.sandbox.query_market(&asked).unwrap();
    answer.leases.into_iter().map(|lease| lease.lease).collect()
}

fn is_idle(work: &PendingWorkResponse) -> bool {
    work.ready.is_empty() && work.stale.is_empty() && work.dry.is_empty()
}

#[test]
fn pending_work_says_when_there_will_be_something_next_and_a_block_before_there_is_nothing() {
    let mut stage = busy();
    // Two more that run dry: one soon, one late.
    for (deployment, deposit) in [(4, 43_780), (5, 60_000)] {
        stage.submit(vec![infrastructure("web", false)], deposit);
        assert_eq!(stage.bid(0, order(deployment, 1, 1), 100), None);
    }
    let mut moments = 0;
    loop {
        let work = stage.work();
        if !is_idle(&work) {
            let facilitate = Market::Facilitate { limit: 32, deployments: work.dry.clone(), skip: vec![] };
            let (visited, _) = stage.work_done(facilitate);
            assert!(visited > 0, "{work:?}");
            continue;
        }
        let now = stage.sandbox.now();
        assert_eq!((work.height, work.time), (now.height, now.time));
        // By turns: heights pass while time stands still, time passes while heights do.
        let next_time = work.next_time.filter(|_| moments % 2 == 0 || work.next_height.is_none());
        match (work.next_height, next_time) {
            (Some(height), None) => {
                stage.sandbox.blocks(height - 1 - now.height, 0);
                assert!(is_idle(&stage.work()), "a block before {height}");
                stage.sandbox.blocks(1, 0);
                assert!(!is_idle(&stage.work()), "at {height}");
            }
            (_, Some(time)) => {
                stage.sandbox.blocks(0, time - 1 - now.time);
                assert!(is_idle(&stage.work()), "a second before {time}");
                stage.sandbox.blocks(0, 1);
                assert!(!is_idle(&stage.work()), "at {time}");
            }
            (None, None) => break,
        }
        moments += 1;
        assert!(moments < 100);
    }
    // Everything leased has ended; what was opened again has no bid.
    use CloseReason::{Stale, Unfunded};
    assert_eq!([FIRST, order(4, 1, 1), order(5, 1, 1)].map(|id| stage.end_of(id)), [Stale, Unfunded, Unfunded]);
    assert!(moments > 5, "{moments}");
    stage.exit();
}

#[test]
fn a_dry_account_is_due_at_the_second_that_pending_work_says() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 43_780);
    stage.let_to(0, FIRST, 100);
    let now = stage.sandbox.now().time;
    // 3,600 s can be paid; the first that cannot has passed at 3,601.
    assert_eq!(stage.work().next_time, Some(now + 3_601));
    stage.sandbox.blocks(0, 3_600);
    let close = Market::CloseUnfundedLeases { deployments: vec![1], limit: 1 };
    assert!(has_code(&refusals(&stage.keep(close.clone()))[0], "market/not_dry:"));
    stage.sandbox.blocks(0, 1);
    assert_eq!(stage.work().dry, [1]);
    assert_eq!(refusals(&stage.keep(close)), [None]);
    assert_eq!(stage.end_of(FIRST), CloseReason::Unfunded);
    stage.exit();
}

#[test]
fn leases_that_are_due_are_the_stale_ones_of_the_next_block() {
    let mut stage = busy();
    stage.pass(4);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage.pass(4);
    for (provider, address) in stage.providers.clone().iter().enumerate() {
        for lease in leases_of(&stage, address).into_iter().skip(1).step_by(2) {
            assert_eq!(stage.confirm(provider, lease, false), None);
        }
    }
    stage.pass(1);
    loop {
        let until = stage.sandbox.now().height;
        let due = due_leases(&stage, Some(until));
        let all = due_leases(&stage, None);
        assert!(all.starts_with(&due));
        stage.pass(1);
        let ids: Vec<OrderId> = due.iter().map(|(_, id)| *id).collect();
        assert_eq!(stage.work().stale, ids);
        let (visited, _) = stage.work_done(Market::InvalidateStaleLeases { limit: 32 });
        assert_eq!(u32::try_from(ids.len()).unwrap(), visited);
        assert!(ids.iter().all(|id| stage.end_of(*id) == CloseReason::Stale));
        if all.len() == due.len() {
            break;
        }
    }
    stage.exit();
}

/// By pages of two.
fn due_leases(stage: &Stage, until: Option<u64>) -> Vec<(u64, OrderId)> {
    let mut found: Vec<(u64, OrderId)> = vec![];
    loop {
        let start_after = found.last().map(|(due_height, lease)| DueKey { due_height: *due_height, lease: *lease });
        let asked = QueryMsg::DueLeases { until, start_after, limit: Some(2) };
        let page: LeasesResponse = stage.sandbox.query_market(&asked).unwrap();
        if page.leases.is_empty() {
            return found;
        }
        found.extend(page.leases.into_iter().map(|lease| (lease.status.due_height, lease.lease)));
    }
}

fn own_bids(stage: &Stage, provider: usize) -> Vec<(OrderId, bool)> {
    let provider = stage.providers[provider].to_string();
    let asked = QueryMsg::OwnFulfillments { provider, start_after: None, limit: Some(100) };
    let answer: OwnFulfillmentsResponse = stage.sandbox.query_market(&asked).unwrap();
    answer.fulfillments.into_iter().map(|bid| (bid.order, bid.live)).collect()
}

#[test]
fn own_fulfillments_are_what_is_locked_and_the_dead_can_be_freed() {
    let mut stage = busy();
    stage.pass(3);
    stage.work_done(Market::Facilitate { limit: 8, deployments: vec![], skip: vec![] });
    for provider in [0, 1, 2] {
        let bids = own_bids(&stage, provider);
        let leases = leases_of(&stage, &stage.providers[provider].clone()).len();
        assert_eq!(stage.locks(provider), u128::try_from(bids.len() + leases).unwrap());
        for (id, live) in bids {
            let before = stage.locks(provider);
            assert_eq!(stage.is_open(id), live);
            let refused = refusals(&stage.by(provider, Market::CancelFulfillment { orders: vec![id] })).remove(0);
            // The dead are freed; the live are firm by now.
            assert_eq!(refused.is_some(), live, "{id}: {refused:?}");
            assert_eq!(stage.locks(provider), before - u128::from(!live));
        }
        assert!(own_bids(&stage, provider).into_iter().all(|(_, live)| live));
    }
    stage.exit();
}

fn provider_work(stage: &Stage, provider: usize, cursor: Option<WorkCursor>, limit: u32) -> ProviderWorkResponse {
    let provider = stage.providers[provider].to_string();
    let denoms = vec![DENOM.to_owned()];
    let asked = QueryMsg::ProviderWork { provider, denoms, cursor, limit: Some(limit) };
    stage.sandbox.query_market(&asked).unwrap()
}

/// Leases, bids, orders: all pages of so many rows.
fn whole_work(stage: &Stage, provider: usize, limit: u32) -> [BTreeSet<OrderId>; 3] {
    let mut found = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    let mut cursor = None;
    loop {
        let page = provider_work(stage, provider, cursor, limit);
        found[0].extend(page.leases.into_iter().map(|served| served.lease.lease));
        found[1].extend(page.bids.into_iter().map(|bid| bid.fulfillment.order));
        found[2].extend(page.orders.into_iter().map(|eligible| eligible.order.order));
        let Some(next) = page.next else { return found };
        cursor = Some(next);
    }
}

#[test]
fn provider_work_lists_the_orders_that_a_provider_may_bid_on_and_no_other() {
    let mut stage = busy();
    stage.pass(1);
    stage.work_done(Market::Facilitate { limit: 4, deployments: vec![], skip: vec![] });
    let open: OpenOrdersResponse =
        stage.sandbox.query_market(&QueryMsg::OpenOrders { start_after: None, limit: Some(100) }).unwrap();
    for provider in [0, 1, 2] {
        let [leases, bids, orders] = whole_work(&stage, provider, 100);
        assert_eq!(whole_work(&stage, provider, 2), [leases.clone(), bids.clone(), orders.clone()]);
        assert_eq!(leases.into_iter().collect::<Vec<_>>(), leases_of(&stage, &stage.providers[provider].clone()));
        assert_eq!(
            bids.into_iter().collect::<Vec<_>>(),
            own_bids(&stage, provider).into_iter().map(|b| b.0).collect::<Vec<_>>()
        );
        for one in &open.orders {
            let before = stage.sandbox.remember();
            // So low that it also replaces a bid of its own.
            let address = stage.providers[provider].clone();
            let refused = stage.offer(&address, one.order, cosmwasm_std::Decimal::permille(1));
            assert_eq!(refused.is_none(), orders.contains(&one.order), "{}: {refused:?}", one.order);
            stage.sandbox.go_back(&before);
        }
        let page = provider_work(&stage, provider, None, 100);
        // What its bids and leases have locked is all that is locked.
        let bids: Uint128 = page.bids.iter().map(|bid| bid.collateral).sum();
        let leases: Uint128 = page.leases.iter().map(|served| served.lease.status.collateral).sum();
        assert_eq!(bids + leases, stage.balance(&stage.providers[provider]).locked);
        assert!(page.bids.iter().all(|bid| bid.fulfillment.live != bid.resources.is_empty()));
        assert!(page.may_bid && !page.paused);
        // What is free can be withdrawn, and no more.
        let free = page.collateral[0].free;
        let take = |amount| berth_api::escrow::ExecuteMsg::Withdraw { denom: DENOM.to_owned(), amount: Some(amount) };
        let address = stage.providers[provider].clone();
        stage.refuse(&address, take(free + Uint128::one()), &[], "escrow/insufficient_balance");
        stage.send(&address, take(free), &[]);
        assert!(provider_work(&stage, provider, None, 1).collateral[0].free.is_zero());
    }
    stage.exit();
}

#[test]
fn who_may_not_bid_is_shown_no_order_and_its_leases_all_the_same() {
    let mut stage = busy();
    stage.pass(4);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    let served = provider_work(&stage, 0, None, 100).leases.len();
    assert!(served > 0);
    stage.by(0, berth_api::provider_registry::ExecuteMsg::DeactivateProvider {});
    let work = provider_work(&stage, 0, None, 100);
    assert_eq!((work.may_bid, work.orders.len(), work.leases.len()), (false, 0, served));
    stage.by(0, berth_api::provider_registry::ExecuteMsg::ActivateProvider {});
    stage.by_admin(berth_api::provider_registry::ExecuteMsg::Pause {});
    let work = provider_work(&stage, 0, None, 100);
    assert_eq!((work.paused, work.orders.len(), work.leases.len()), (true, 0, served));
    stage.exit();
}

#[test]
fn an_order_keeps_its_name_through_its_whole_life() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 1_000_000);
    let asked = QueryMsg::Orders { deployment: 1, start_after: None, limit: None };
    let rounds = |stage: &Stage| {
        let answer: berth_api::market::OrdersResponse = stage.sandbox.query_market(&asked).unwrap();
        answer.orders
    };
    for round in 1..=3 {
        let id = order(1, 1, round);
        stage.let_to(usize::from(round == 2), id, 50);
        stage.pass(11);
        stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    }
    let listed = rounds(&stage);
    let ids: Vec<OrderId> = listed.iter().map(|row| row.order).collect();
    assert_eq!(ids, [1, 2, 3, 4].map(|round| order(1, 1, round)));
    for OrderResponse { order, status } in listed {
        assert_eq!(stage.status(order), status);
        assert_eq!(matches!(status, OrderStatus::Open(_)), order.round == 4);
    }
    stage.exit();
}
