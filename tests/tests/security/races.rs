//! Messages of one block in every order.

use std::collections::BTreeMap;

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::event::Credited;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{CloseReason, OrderId};
use berth_tests::lifecycle::{ORDER, STATES, wealth};
use berth_tests::outcome::{code, outcome};
use berth_tests::stage::{COLLATERAL, DENOM, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Addr, coin};

type Step = (Addr, Call);

/// Every order of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![vec![]];
    }
    let shorter = permutations(count - 1);
    let insert = |at: usize| {
        shorter.iter().cloned().map(move |mut order| {
            order.insert(at, count - 1);
            order
        })
    };
    (0..count).flat_map(insert).collect()
}

/// What everybody has in the end, and how much of it are tips.
#[derive(PartialEq, Eq, Debug)]
struct Ending {
    wealth: Vec<i128>,
    tips: BTreeMap<Addr, u128>,
    reason: CloseReason,
}

fn play(stage: &mut Stage, steps: &[&Step]) -> Ending {
    let mut tips = BTreeMap::new();
    for (sender, call) in steps {
        let Ok(receipt) = stage.sandbox.send(sender, call.clone(), &[]) else { continue };
        for credited in receipt.events.iter().filter_map(|event| Credited::try_from(event).ok()) {
            if credited.reason == "tip" {
                *tips.entry(credited.owner).or_default() += credited.amount.u128();
            }
        }
    }
    stage.sandbox.check().unwrap();
    let reason = stage.end_of(ORDER);
    let wealth = stage.everybody().iter().map(|who| wealth(stage, who)).collect();
    Ending { wealth, tips, reason }
}

/// Everything that can end the lease, or tries to keep it.
fn enders(stage: &Stage) -> Vec<Step> {
    let [provider, _, _] = stage.providers.clone();
    let (keeper, tenant) = (stage.keeper.clone(), stage.tenant.clone());
    let confirm = Market::SubmitLeaseConfirmation { leases: vec![ORDER], collect: true, payout: false };
    vec![
        (keeper.clone(), Market::SubmitStaleLease { lease: ORDER }.into()),
        (keeper, Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 }.into()),
        (tenant, Market::CloseLease { lease: ORDER, reorder: true }.into()),
        (provider.clone(), Market::LeaveLease { lease: ORDER }.into()),
        (provider, confirm.into()),
    ]
}

/// S65: whoever comes first in a block, a lease that has ended already ends the same way, for the same coins but for who
/// earns the tip.
#[test]
fn the_order_of_a_block_decides_nothing_about_a_lease_that_has_ended() {
    let ended = STATES.iter().filter(|state| state.name.starts_with("leased, late") || state.name.contains("dry"));
    let mut tried = 0;
    for state in ended {
        let mut stage = (state.reach)();
        let begin = stage.sandbox.remember();
        let cancel: Step = (stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }.into());
        let (steps, everybody) = (enders(&stage), stage.everybody());
        let mut first: Option<(i128, CloseReason)> = None;
        for order in permutations(steps.len()) {
            stage.sandbox.go_back(&begin);
            let in_order: Vec<&Step> = order.iter().map(|index| &steps[*index]).chain([&cancel]).collect();
            let ending = play(&mut stage, &in_order);
            let position = everybody.iter().position(|who| *who == stage.providers[0]).unwrap();
            let tips = |who: &Addr| i128::try_from(ending.tips.get(who).copied().unwrap_or_default()).unwrap();
            let provider = ending.wealth[position] - tips(&stage.providers[0]);
            let (expected, reason) = *first.get_or_insert((provider, ending.reason));
            assert_eq!((provider, ending.reason), (expected, reason), "{}: {order:?}", state.name);
            assert!(ending.tips.values().sum::<u128>() <= 50_000, "{}: {order:?}", state.name);
            tried += 1;
        }
    }
    assert_eq!(tried, 3 * 120);
}

/// S64: a deposit after the money ended revives nothing, whoever notices first.
#[test]
fn a_deposit_to_a_dry_account_revives_no_lease() {
    let dry = STATES.iter().find(|state| state.name == "leased, dry").unwrap();
    let run = |deposit_first: bool| {
        let mut stage = (dry.reach)();
        let keeper = stage.keeper.clone();
        let deposit = |stage: &mut Stage| {
            let call = Escrow::Deposit { deployment: Some(1) };
            stage.send(&keeper, call, &[coin(50_000_000, DENOM)]);
        };
        if deposit_first {
            deposit(&mut stage);
            stage.sandbox.next_block(1);
        }
        stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 });
        if !deposit_first {
            stage.sandbox.next_block(1);
            deposit(&mut stage);
        }
        assert_eq!(stage.end_of(ORDER), CloseReason::Unfunded);
        let earned = stage.earned(0);
        stage.exit();
        earned
    };
    assert_eq!(run(true), run(false));
}

/// S66: who matches cannot bid last: from the moment an order can be matched, nobody can bid on it, in either order.
#[test]
fn nobody_bids_and_matches_in_one_block() {
    for match_first in [false, true] {
        let mut stage = stage();
        stage.submit(vec![infrastructure("web", false)], 1_000_000);
        assert_eq!(stage.bid(0, ORDER, 50), None);
        stage.pass(WAIT);
        if match_first {
            stage.keep(Market::MatchOpenOrders { limit: 1 });
        }
        let refused = stage.bid(1, ORDER, 1).unwrap();
        let expected = if match_first { "market/order_not_open" } else { "market/bidding_ended" };
        assert_eq!(code(&refused).as_deref(), Some(expected));
        if !match_first {
            stage.keep(Market::MatchOpenOrders { limit: 1 });
        }
        assert_eq!(stage.lease(ORDER).provider, stage.providers[0]);
    }
}

/// S66: a low bid that scares others away stands: it cannot be taken back when it is too late for them.
#[test]
fn a_bid_that_scared_rivals_away_wins_and_must_serve() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 1_000_000);
    assert_eq!(stage.bid(0, ORDER, 1), None);
    stage.pass(2);
    let take_back = Market::CancelFulfillment { orders: vec![ORDER] };
    let scarer = stage.providers[0].clone();
    assert_eq!(outcome(&stage.sandbox.send(&scarer, take_back, &[])), "market/firm");
    stage.pass(1);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.by(0, Market::LeaveLease { lease: ORDER });
    assert_eq!(stage.earned(0), -i128::try_from(COLLATERAL).unwrap());
    assert!(stage.is_open(OrderId::new(1, 1, 2)));
}

/// S37: what changes just ahead of a message makes it a clean error, never another deal.
#[test]
fn a_message_overtaken_by_another_is_refused_and_changes_nothing() {
    let matching = |stage: &Stage| Market::SubmitLease { order: ORDER, provider: stage.providers[0].to_string() };
    let prepared = || {
        let mut stage = stage();
        stage.submit(vec![infrastructure("web", false)], 1_000_000);
        assert_eq!(stage.bid(0, ORDER, 50), None);
        stage
    };
    // Outbid in the last block.
    let mut stage = prepared();
    stage.pass(WAIT - 1);
    assert_eq!(stage.bid(1, ORDER, 40), None);
    stage.pass(1);
    stage.refuse(&stage.keeper.clone(), matching(&stage), &[], "market/not_winner");

    // The bid is taken back.
    let mut stage = prepared();
    stage.by(0, Market::CancelFulfillment { orders: vec![ORDER] });
    stage.pass(WAIT);
    stage.refuse(&stage.keeper.clone(), matching(&stage), &[], "market/not_ready");

    // The deployment is cancelled, then the lease that was just made is closed.
    let mut stage = prepared();
    stage.pass(WAIT);
    let made = stage.sandbox.remember();
    stage.by_tenant(Deployment::CancelDeployment { deployment: 1, payout: false });
    stage.refuse(&stage.keeper.clone(), matching(&stage), &[], "market/order_not_open");
    stage.sandbox.go_back(&made);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.by_tenant(Market::CloseLease { lease: ORDER, reorder: false });
    let notice = Market::GiveNotice { lease: ORDER };
    stage.refuse(&stage.providers[0].clone(), notice, &[], "market/not_your_lease");
}
