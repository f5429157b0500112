//! A thousand bids on one order, and how they are freed.

use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{BookPlace, ExecuteMsg as Market, FulfillmentsResponse, QueryMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::OrderId;
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, profile, stage};
use cosmwasm_std::{Addr, Decimal, Uint128, coin};

use crate::{FIRST, has_code, order};

const CROWD: usize = 1_000;
const STAKE: u128 = 2_000_000;

/// One of the crowd, with just enough for one bid. Sends without checks: the whole is checked after each chapter.
fn join(stage: &mut Stage, name: usize) -> Addr {
    let sandbox = &mut stage.sandbox;
    let provider = sandbox.account(&format!("crowd{name}"));
    sandbox.fund(&provider, coin(STAKE, DENOM)).unwrap();
    sandbox.send(&provider, Registry::RegisterProvider { profile: profile() }, &[]).unwrap();
    sandbox.send(&provider, Escrow::Deposit { deployment: None }, &[coin(STAKE, DENOM)]).unwrap();
    provider
}

fn bid(stage: &mut Stage, provider: &Addr, order: OrderId, thousandths: u64) {
    let bids = vec![stage.answer(order, Decimal::permille(thousandths))];
    let receipt = stage.sandbox.send(provider, Market::SubmitFulfillment { bids }, &[]).unwrap();
    assert_eq!(crate::refusals(&receipt), [None]);
}

/// All bids on an order that have not been freed, cheapest first.
fn book(stage: &Stage, order: OrderId) -> Vec<Addr> {
    let mut found = vec![];
    let mut start_after: Option<BookPlace> = None;
    loop {
        let asked = QueryMsg::Fulfillments { order, start_after, limit: Some(100) };
        let page: FulfillmentsResponse = stage.sandbox.query_market(&asked).unwrap();
        let Some(last) = page.fulfillments.last() else { return found };
        start_after = Some(last.place);
        found.extend(page.fulfillments.into_iter().map(|bid| bid.provider));
    }
}

#[test]
fn a_thousand_bids_are_one_match_and_every_way_of_freeing_them() {
    let mut stage = stage();
    let mut wanted = infrastructure("web", false);
    wanted.resources[0].collateral = Uint128::new(STAKE);
    stage.submit(
        vec![wanted.clone(), wanted.clone()]
            .into_iter()
            .zip(["a", "b"])
            .map(|(wanted, name)| berth_domain::DeploymentInfrastructure { name: name.to_owned(), ..wanted })
            .collect(),
        100_000,
    );
    // The dearest first.
    let crowd: Vec<Addr> = (0..CROWD).map(|name| join(&mut stage, name)).collect();
    for (provider, price) in crowd.iter().zip((1..=1_000).rev()) {
        bid(&mut stage, provider, FIRST, price);
    }
    stage.sandbox.check().unwrap();
    let cheapest: Vec<Addr> = crowd.iter().rev().cloned().collect();
    assert_eq!(book(&stage, FIRST), cheapest);

    stage.pass(WAIT);
    // One order, and 31 of its losers with what is left of the limit.
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 32 }), (1, 31));
    assert_eq!(stage.lease(FIRST).provider, cheapest[0]);
    assert_eq!(book(&stage, FIRST), cheapest[32..]);

    // A new bid on another order frees one: the next cheapest.
    let late = join(&mut stage, CROWD);
    bid(&mut stage, &late, order(1, 2, 1), 500);
    assert_eq!(book(&stage, FIRST), cheapest[33..]);

    // Whoever cannot wait frees its own, wherever it stands; then all of its coins are its own again.
    let impatient = cheapest[500].clone();
    let cancel = Market::CancelFulfillment { orders: vec![FIRST] };
    assert_eq!(crate::refusals(&stage.send(&impatient, cancel.clone(), &[])), [None]);
    assert!(has_code(&crate::refusals(&stage.send(&impatient, cancel, &[]))[0], "market/no_bid:"));
    stage.send(&impatient, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }, &[]);

    // A bid that is refused after its checks has freed one all the same: this one has no collateral free.
    let bids = vec![stage.answer(order(1, 2, 1), Decimal::permille(400))];
    let poor = cheapest[999].clone();
    let receipt = stage.sandbox.send(&poor, Market::SubmitFulfillment { bids }, &[]).unwrap();
    assert!(has_code(&crate::refusals(&receipt)[0], "market/insufficient_collateral:"));
    let left: Vec<Addr> = cheapest[34..].iter().filter(|provider| **provider != impatient).cloned().collect();
    assert_eq!(book(&stage, FIRST), left);

    // One that does not pass its checks frees none.
    let bids = vec![stage.answer(order(1, 2, 1), Decimal::permille(500))];
    let receipt = stage.sandbox.send(&late, Market::SubmitFulfillment { bids }, &[]).unwrap();
    assert!(has_code(&crate::refusals(&receipt)[0], "market/not_lower:"));
    assert_eq!(book(&stage, FIRST), left);

    assert_eq!(stage.work_done(Market::ReleaseFulfillments { limit: 32 }), (0, 32));
    assert_eq!(book(&stage, FIRST), left[32..]);
    // 965 - 32 = 933 = 29 x 32 + 5.
    let mut rounds = 0;
    while stage
        .sandbox
        .query_market::<FulfillmentsResponse>(&QueryMsg::Fulfillments {
            order: FIRST,
            start_after: None,
            limit: Some(1),
        })
        .is_ok_and(|page| !page.fulfillments.is_empty())
    {
        stage.sandbox.send(&stage.keeper.clone(), Market::ReleaseFulfillments { limit: 32 }, &[]).unwrap();
        rounds += 1;
    }
    assert_eq!(rounds, 30);
    stage.sandbox.check().unwrap();
    assert!(stage.work().finished.is_empty());
    for provider in crowd.iter().filter(|provider| **provider != cheapest[0]) {
        let purse = stage.sandbox.bank_balance(provider, DENOM).unwrap().u128();
        let free = stage.balance(provider).withdrawable.u128();
        assert_eq!(purse + free, STAKE);
    }
}
