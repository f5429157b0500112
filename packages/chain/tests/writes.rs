//! A key's transactions: in order, as they were asked for, at a price with a bound.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test ends it"
)]

mod fake;

use std::{sync::Arc, time::Duration};

use berth_chain::{
    Chain, Error, Estimate, Request, Stage,
    config::{Algorithm, KeyScheme, PriceSource},
    keys::{Key, Secret},
};
use cosmwasm_std::{Coin, Decimal};
use fake::{
    Fake,
    send::{EVERY, code, request, start, submit, writer_of},
};

#[tokio::test]
async fn what_is_sent_is_what_was_asked_for() {
    let fake = Arc::new(Fake::new(1).await);
    let mut config = fake.config();
    config.granter = Some("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4".into());
    config.memo = "ours".into();
    config.timeout_blocks = 11;
    let (_network, writer) = writer_of(config).await;
    let estimate = writer.simulate(&request("").messages).await.unwrap();
    // 1.3 times 200,000, at 0.01.
    assert_eq!((estimate.gas_used, estimate.gas_limit, estimate.height), (200_000, 260_000, 3));
    assert_eq!(estimate.fee, Coin::new(2_600_u128, "stake"));
    let first = writer.submit(request("")).await.unwrap();
    assert_eq!((first.after, first.timeout_height, first.gas_limit), (3, 14, 260_000));
    let second = writer.submit(Request { blocks: 2, estimate: Some(estimate), ..request("mine") }).await.unwrap();
    assert_eq!(second.timeout_height, 5);
    let height = fake.block();
    let receipt = writer.outcome(&first).await.unwrap();
    assert_eq!((receipt.height, receipt.gas_used), (height, 130_000));
    assert_eq!((receipt.fee, receipt.data), (Coin::new(2_600_u128, "stake"), vec![vec![1, 2]]));
    assert_eq!(writer.outcome(&second).await.unwrap().height, height);
    let block = fake.ledger().blocks.last().unwrap().clone();
    let sent: Vec<_> = block.txs.iter().map(|(tx, _)| (tx.memo.as_str(), tx.sequence, tx.timeout_height)).collect();
    assert_eq!(sent, [("ours", 7, 14), ("mine", 8, 5)]);
    assert!(block.txs.iter().all(|(tx, _)| tx.granter == "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4"));
}

#[tokio::test]
async fn who_cannot_wait_may_pay_more_up_to_the_highest_price() {
    let fake = Arc::new(Fake::new(1).await);
    let mut config = fake.config();
    config.fee.max_price = Decimal::percent(3);
    let (_network, writer) = writer_of(config).await;
    let usual = writer.simulate(&request("").messages).await.unwrap();
    let paying = |amount: u128| {
        let estimate = Estimate { fee: Coin::new(amount, "stake"), ..usual.clone() };
        writer.submit(Request { estimate: Some(estimate), ..request("") })
    };
    // 260,000 gas at 0.01 usually, and at 0.03 at most.
    assert_eq!(paying(1).await.unwrap().fee.amount.to_string(), "2600", "never less than usual");
    assert_eq!(paying(7_800).await.unwrap().fee.amount.to_string(), "7800");
    assert_eq!(paying(7_801).await.unwrap().fee.amount.to_string(), "7800");
}

#[tokio::test]
async fn many_at_once_leave_in_order() {
    let (fake, _network, writer) = start(2).await;
    let blocks = fake.blocks(EVERY);
    let tasks: Vec<_> = (0..40)
        .map(|index: u32| {
            let writer = Arc::clone(&writer);
            tokio::spawn(async move {
                let submitted = submit(&writer, &index.to_string()).await;
                writer.outcome(&submitted).await.unwrap().hash
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    drop(blocks);
    let mut done: Vec<u32> = fake.ledger().done().iter().map(|memo| memo.parse().unwrap()).collect();
    assert_eq!(fake.ledger().sequence, 47);
    done.sort_unstable();
    assert_eq!(done, (0..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_failure_in_a_block_is_told_with_the_contracts_code() {
    let (fake, _network, writer) = start(1).await;
    fake.ledger().fails.insert("a".into(), (5, "wasm"));
    let submitted = submit(&writer, "a").await;
    fake.block();
    let error = writer.outcome(&submitted).await.unwrap_err();
    assert_eq!((code(&error), error.contract_code()), (Some((Stage::Block, 5)), Some("a/b")));
    assert!(!error.is_retryable());
    // Its sequence is used up.
    submit(&writer, "b").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["b"]);
}

#[tokio::test]
async fn a_fee_that_is_too_low_climbs_the_ladder() {
    let (fake, _network, writer) = start(1).await;
    fake.ledger().price = 2;
    let submitted = submit(&writer, "a").await;
    assert_eq!(submitted.fee, Coin::new(5_200_u128, "stake"));
    fake.block();
    writer.outcome(&submitted).await.unwrap();
    fake.ledger().price = 1;
    // One step down for each that was carried out.
    for fee in [4_160_u128, 3_250, 2_600, 2_600] {
        let submitted = submit(&writer, "b").await;
        assert_eq!(submitted.fee, Coin::new(fee, "stake"));
        fake.block();
        writer.outcome(&submitted).await.unwrap();
    }
    fake.ledger().price = 3;
    let error = writer.submit(request("c")).await.unwrap_err();
    assert_eq!(code(&error), Some((Stage::Broadcast, 13)));
    assert!(error.to_string().contains("required: 7800stake"), "{error}");
    assert_eq!(fake.ledger().done().len(), 5);
}

#[tokio::test]
async fn the_price_can_come_from_the_node_and_has_a_bound() {
    let fake = Arc::new(Fake::new(1).await);
    fake.ledger().price = 5;
    let mut config = fake.config();
    config.fee.source = PriceSource::Node;
    config.fee.max_price = Decimal::percent(5);
    let (_network, writer) = writer_of(config.clone()).await;
    assert_eq!(submit(&writer, "a").await.fee, Coin::new(13_000_u128, "stake"));
    fake.ledger().price = 6;
    let (_network, writer) = writer_of(config).await;
    let error = writer.submit(request("b")).await.unwrap_err();
    let allowed = "at most 0.05".to_owned();
    assert_eq!(error, Error::TooDear { field: "gas_price", found: "0.06".into(), allowed });
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_source_that_does_not_answer_stops_nobody() {
    for source in [PriceSource::Feemarket, PriceSource::Osmosis] {
        let fake = Arc::new(Fake::new(1).await);
        let mut config = fake.config();
        config.fee.source = source;
        let (_network, writer) = writer_of(config).await;
        assert_eq!(submit(&writer, "a").await.fee, Coin::new(2_600_u128, "stake"));
    }
}

#[tokio::test]
async fn gas_has_bounds() {
    let (fake, _network, writer) = start(1).await;
    fake.ledger().gas = 1_000;
    assert_eq!(writer.simulate(&request("").messages).await.unwrap().gas_limit, 100_000);
    fake.ledger().gas = 15_384_616;
    let error = writer.submit(request("a")).await.unwrap_err();
    let (found, allowed) = ("20000001".to_owned(), "at most 20000000".to_owned());
    assert_eq!(error, Error::TooDear { field: "gas", found, allowed });
    fake.ledger().gas = u64::MAX;
    assert!(matches!(writer.simulate(&request("").messages).await, Err(Error::TooDear { field: "gas", .. })));
    assert_eq!(fake.nodes[0].asked("broadcast_tx_sync"), 0);
    // And in what the caller says.
    fake.ledger().gas = 1_000;
    let mut estimate = writer.simulate(&request("").messages).await.unwrap();
    estimate.gas_limit = 20_000_001;
    let error = writer.submit(Request { estimate: Some(estimate), ..request("a") }).await.unwrap_err();
    assert!(matches!(error, Error::TooDear { field: "gas", .. }));
}

#[tokio::test]
async fn every_endpoint_gets_the_same_bytes() {
    let (fake, network, writer) = start(3).await;
    network.head().await.unwrap();
    while !network.health().iter().all(|health| health.ok) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut hashes = Vec::new();
    for memo in ["a", "b", "c"] {
        hashes.push(submit(&writer, memo).await.hash);
    }
    for node in &fake.nodes {
        loop {
            let pool: Vec<String> = node.pool.lock().unwrap().txs().into_iter().map(|tx| tx.hash).collect();
            if pool == hashes {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_into_a_halt() {
    let (fake, network, writer) = start(1).await;
    fake.ledger().late = 1_000;
    for made in &mut fake.ledger().blocks {
        made.time -= 1_000;
    }
    network.head().await.unwrap();
    let error = writer.submit(request("a")).await.unwrap_err();
    assert!(matches!(&error, Error::Halted { height: 3, seconds, .. } if *seconds >= 1_000), "{error:?}");
    assert_eq!(fake.nodes[0].asked("broadcast_tx_sync"), 0);
}

#[tokio::test]
async fn with_nobody_there_nothing_is_sent() {
    let fake = Arc::new(Fake::new(1).await);
    let (_network, writer) = writer_of(fake.config()).await;
    submit(&writer, "a").await;
    let mut dead = fake.config();
    dead.endpoints = vec!["http://127.0.0.1:1".into()];
    let (_network, writer) = writer_of(dead).await;
    assert!(matches!(writer.submit(request("b")).await, Err(Error::Unreachable { .. })));
    assert!(matches!(writer.simulate(&request("b").messages).await, Err(Error::Unreachable { .. })));
}

#[tokio::test]
async fn what_the_caller_gets_wrong_is_named() {
    let (fake, network, writer) = start(1).await;
    let error = writer.submit(Request::new(vec![])).await.unwrap_err();
    assert_eq!(error.to_string(), "messages is none, allowed: at least one");
    let error = writer.submit(request(&"m".repeat(257))).await.unwrap_err();
    assert_eq!(error.to_string(), "memo is 257 bytes, allowed: at most 256 bytes");
    fake.ledger().known = false;
    let (_other, stranger) = writer_of(fake.config()).await;
    let error = stranger.submit(request("a")).await.unwrap_err();
    assert!(error.to_string().starts_with("account is cosmos19rl4cm"), "{error}");

    let scheme = KeyScheme { algorithm: Algorithm::Ethsecp256k1, ..KeyScheme::default() };
    let key = Key::new("eth", &Secret::parse(fake::WORDS.into()).unwrap(), &scheme).unwrap();
    let error = network.writer(Arc::new(key)).err().unwrap();
    assert_eq!(error.to_string(), "key algorithm is Ethsecp256k1, allowed: Secp256k1 on fake-1");
}

#[tokio::test]
async fn a_key_has_one_writer() {
    let (_fake, network, writer) = start(1).await;
    let again = network.writer(fake::key()).unwrap();
    assert!(Arc::ptr_eq(&writer, &again));
}
