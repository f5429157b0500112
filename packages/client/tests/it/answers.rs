//! What comes of messages.

use berth_api::WorkDone;
use berth_api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_api::market::ExecuteMsg as Market;
use berth_client::{Answer, tips_to};
use berth_domain::OrderId;
use cosmwasm_std::{Coin, coin};

use crate::world::{DENOM, Stage, bids, submission};

#[tokio::test]
async fn a_message_is_carried_out_and_told() {
    let stage = Stage::new().await;
    let done = stage.tenant.execute(submission(&["web", "db"]), vec![coin(100_000_000, DENOM)]).await.unwrap();
    assert_eq!(done.answers, [Answer::Deployment(1)]);
    let kinds: Vec<_> = done.events.iter().map(|heard| heard.event.kind()).collect();
    assert!(kinds.contains(&"deployment_submitted") && kinds.contains(&"account_opened"), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "order_opened").count(), 2);
    assert!(done.events.iter().all(|heard| heard.message == Some(0)));

    let orders = [OrderId::new(1, 1, 1), OrderId::new(1, 2, 1)];
    let done = stage.let_to_provider(&orders).await;
    assert_eq!(done.answer().work(), Some(&WorkDone { visited: 2, released: 0 }));
    let block = berth_chain::Chain::block(&*stage.chain, done.receipt.height).await.unwrap();
    let placed = stage.exchange.block_events(&block).unwrap();
    assert_eq!(placed.iter().map(|placed| placed.heard.clone()).collect::<Vec<_>>(), done.events);
    assert!(placed.iter().all(|placed| placed.hash == done.receipt.hash && placed.head == block.head));
}

#[tokio::test]
async fn several_messages_go_together_or_not_at_all() {
    let stage = Stage::new().await;
    let submit = |names: &[&str]| (submission(names).into(), vec![coin(100_000_000, DENOM)]);
    let done = stage.tenant.execute_many(vec![submit(&["a"]), submit(&["b"])]).await.unwrap();
    assert_eq!(done.answers, [Answer::Deployment(1), Answer::Deployment(2)]);
    assert_eq!(done.events.last().unwrap().message, Some(1));

    let cancel = |deployment| berth_api::deployment::ExecuteMsg::CancelDeployment { deployment, payout: false }.into();
    let error = stage.tenant.execute_many(vec![(cancel(1), vec![]), (cancel(9), vec![])]).await.unwrap_err();
    assert_eq!(error.code(), Some("deployment/not_found"));
    assert_eq!(error.advice(), Some("look the id up"));
    assert!(!error.is_retryable());
    assert!(!stage.exchange.deployment().deployment(1).await.unwrap().closed);
}

#[tokio::test]
async fn one_bad_id_is_told_in_the_answer() {
    let stage = Stage::new().await;
    stage.submit(&["web"]).await;
    let (order, none) = (OrderId::new(1, 1, 1), OrderId::new(8, 1, 1));
    let done = stage.provider.execute(bids(&[order, none], 50), vec![]).await.unwrap();
    let items = done.answer().items();
    assert_eq!((items[0].id.as_str(), items[0].refused.as_deref()), ("1.1.1", None));
    assert!(items[1].refused.as_deref().is_some_and(|text| text.starts_with("market/no_order")), "{items:?}");
}

#[tokio::test]
async fn a_simulation_tells_what_would_be_earned() {
    let stage = Stage::new().await;
    stage.submit(&["web"]).await;
    stage.provider.execute(bids(&[OrderId::new(1, 1, 1)], 50), vec![]).await.unwrap();
    let calls = [(Market::MatchOpenOrders { limit: 5 }.into(), vec![])];
    let (_, heard) = stage.keeper.simulate(&calls).await.unwrap();
    assert_eq!(tips_to(&heard, stage.keeper.address()), []);
    stage.chain.pass(4);
    let (_, heard) = stage.keeper.simulate(&calls).await.unwrap();
    assert_eq!(tips_to(&heard, stage.keeper.address()), [Coin::new(20_000_u128, DENOM)]);
    assert_eq!(tips_to(&heard, stage.other.address()), []);
    // Nothing was done.
    assert!(stage.exchange.market().pending_work(None).await.unwrap().ready.len() == 1);
}

#[tokio::test]
async fn money_is_told_by_escrow_and_business_by_market() {
    let stage = Stage::new().await;
    stage.submit(&["web"]).await;
    let done = stage.let_to_provider(&[OrderId::new(1, 1, 1)]).await;
    let started =
        done.events.iter().filter(|heard| matches!(heard.event, ContractEvent::Market(MarketEvent::LeaseStarted(_))));
    assert_eq!(started.count(), 1);
    let tips = done.events.iter().filter_map(|heard| match &heard.event {
        ContractEvent::Escrow(EscrowEvent::Credited(credited)) if credited.reason == "tip" => {
            Some(credited.amount.u128())
        }
        _ => None,
    });
    assert_eq!(tips.collect::<Vec<_>>(), [20_000]);
}
