//! Whatever goes wrong on its way, a transaction is carried out once.

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

use berth_chain::{Chain, Error, Request, Stage};
use cosmwasm_std::Coin;
use fake::{
    Fake, Trick,
    send::{EVERY, code, request, start, submit, writer_of},
};

#[tokio::test]
async fn a_lost_response_sends_nothing_twice() {
    let fake = Arc::new(Fake::new(1).await);
    let mut config = fake.config();
    config.timeout_ms = 500;
    let (_network, writer) = writer_of(config).await;
    fake.nodes[0].times("broadcast_tx_sync", Trick::Lose, 1);
    let submitted = submit(&writer, "once").await;
    // The second time the node said that it has it.
    assert!(fake.nodes[0].asked("broadcast_tx_sync") >= 2);
    fake.block();
    writer.outcome(&submitted).await.unwrap();
    submit(&writer, "next").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["once", "next"]);
}

#[tokio::test]
async fn what_is_perhaps_taken_is_never_signed_anew() {
    let fake = Arc::new(Fake::new(1).await);
    let mut config = fake.config();
    config.timeout_ms = 500;
    let (_network, writer) = writer_of(config).await;
    // It is taken, in a block at once, and forgotten by the node, which then wants the next sequence.
    fake.nodes[0].times("broadcast_tx_sync", Trick::Lose, 1);
    let sending = tokio::spawn({
        let writer = Arc::clone(&writer);
        async move { submit(&writer, "once").await }
    });
    while fake.nodes[0].pool.lock().unwrap().txs().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    fake.block();
    fake.nodes[0].pool.lock().unwrap().lose();
    let submitted = sending.await.unwrap();
    assert_eq!(writer.outcome(&submitted).await.unwrap().height, 4);
    fake.block();
    assert_eq!(fake.ledger().done(), ["once"]);
    submit(&writer, "next").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["once", "next"]);
}

#[tokio::test]
async fn a_hash_that_is_not_ours_is_not_believed() {
    let (fake, _network, writer) = start(1).await;
    fake.nodes[0].always("broadcast_tx_sync", Trick::Bend("/hash".into(), Some(serde_json::json!("AB"))));
    let submitted = submit(&writer, "once").await;
    fake.nodes[0].honest();
    fake.block();
    writer.outcome(&submitted).await.unwrap();
    assert_eq!(fake.ledger().done(), ["once"]);
}

#[tokio::test]
async fn a_strangers_transaction_with_the_same_key_is_got_over() {
    let (fake, _network, writer) = start(1).await;
    submit(&writer, "a").await;
    fake.block();
    fake.ledger().sequence += 3;
    submit(&writer, "b").await;
    submit(&writer, "c").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["a", "b", "c"]);
    // And in a simulation.
    fake.ledger().sequence += 2;
    writer.simulate(&request("").messages).await.unwrap();
    // Another account after all, as when a chain was begun anew.
    fake.ledger().sequence = 1;
    submit(&writer, "d").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_node_that_lost_its_pool_gets_it_again() {
    let (fake, _network, writer) = start(1).await;
    let first = submit(&writer, "a").await;
    let second = submit(&writer, "b").await;
    fake.nodes[0].pool.lock().unwrap().lose();
    // The next one finds out.
    let third = submit(&writer, "c").await;
    fake.block();
    for submitted in [&first, &second, &third] {
        writer.outcome(submitted).await.unwrap();
    }
    assert_eq!(fake.ledger().done(), ["a", "b", "c"]);
    // Without a next one, who waits finds out.
    let submitted = submit(&writer, "d").await;
    fake.nodes[0].pool.lock().unwrap().lose();
    let blocks = fake.blocks(EVERY);
    writer.outcome(&submitted).await.unwrap();
    drop(blocks);
    assert_eq!(fake.ledger().done(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_full_pool_is_waited_for() {
    let (fake, _network, writer) = start(1).await;
    fake.nodes[0].pool.lock().unwrap().most = Some(1);
    submit(&writer, "a").await;
    let waiting = tokio::spawn({
        let writer = Arc::clone(&writer);
        async move { writer.submit(request("b")).await }
    });
    while fake.nodes[0].asked("broadcast_tx_sync") < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    fake.block();
    let submitted = waiting.await.unwrap().unwrap();
    fake.block();
    writer.outcome(&submitted).await.unwrap();
    assert_eq!(fake.ledger().done(), ["a", "b"]);
}

#[tokio::test]
async fn a_pool_that_stays_full_is_an_error_in_time() {
    let (fake, _network, writer) = start(1).await;
    fake.nodes[0].pool.lock().unwrap().most = Some(0);
    let blocks = fake.blocks(EVERY);
    let error = writer.submit(Request { blocks: 3, ..request("a") }).await.unwrap_err();
    drop(blocks);
    assert_eq!(code(&error), Some((Stage::Broadcast, 20)));
    assert!(error.is_retryable() && error.to_string().contains("mempool is full"), "{error}");
    fake.nodes[0].pool.lock().unwrap().most = None;
    submit(&writer, "b").await;
    fake.block();
    assert_eq!(fake.ledger().done(), ["b"]);
}

#[tokio::test]
async fn one_hash_can_fail_first_and_then_succeed() {
    let (fake, _network, writer) = start(1).await;
    let submitted = submit(&writer, "a").await;
    let tx = fake.nodes[0].pool.lock().unwrap().txs().remove(0);
    for code in [30, 32] {
        let mut ledger = fake.ledger();
        let mut made = ledger.blocks.last().unwrap().clone();
        made.txs = vec![(tx.clone(), Err((code, "sdk", "not now".into())))];
        ledger.blocks.push(made);
    }
    let height = fake.block();
    assert_eq!(writer.outcome(&submitted).await.unwrap().height, height);
}

#[tokio::test]
async fn what_is_in_no_block_in_time_has_expired() {
    let (fake, _network, writer) = start(1).await;
    let submitted = writer.submit(Request { blocks: 3, ..request("a") }).await.unwrap();
    fake.nodes[0].pool.lock().unwrap().lose();
    // It says that it has it, and has not.
    fake.nodes[0].always("broadcast_tx_sync", Trick::Error("tx already exists in cache"));
    let blocks = fake.blocks(EVERY);
    let error = writer.outcome(&submitted).await.unwrap_err();
    drop(blocks);
    assert_eq!(error, Error::Expired { hash: submitted.hash, timeout_height: 6 });
    assert!(error.is_retryable());
    // What comes next pays more, and has the sequence that nobody took.
    fake.nodes[0].honest();
    let next = submit(&writer, "b").await;
    assert_eq!(next.fee, Coin::new(3_250_u128, "stake"));
    fake.block();
    assert_eq!(writer.outcome(&next).await.unwrap().fee, next.fee);
    assert_eq!(submit(&writer, "c").await.fee, Coin::new(2_600_u128, "stake"));
    assert_eq!(fake.ledger().done(), ["b"]);
}

#[tokio::test]
async fn the_next_endpoint_takes_over_with_all_that_waits() {
    let (fake, network, writer) = start(2).await;
    network.head().await.unwrap();
    let first = submit(&writer, "a").await;
    let second = submit(&writer, "b").await;
    // Gone, with all that it had; the other may have got it or not.
    fake.nodes[0].always("*", Trick::Http(502, "bad gateway".into()));
    fake.nodes[0].pool.lock().unwrap().lose();
    fake.nodes[1].pool.lock().unwrap().lose();
    let third = submit(&writer, "c").await;
    let blocks = tokio::spawn({
        let fake = Arc::clone(&fake);
        async move {
            loop {
                tokio::time::sleep(EVERY).await;
                fake.block_of(1);
            }
        }
    });
    for submitted in [&first, &second, &third] {
        writer.outcome(submitted).await.unwrap();
    }
    blocks.abort();
    assert_eq!(fake.ledger().done(), ["a", "b", "c"]);
}

#[tokio::test]
async fn who_sends_does_not_wait_for_a_node_that_is_silent() {
    for (method, trick) in [("abci_query", Trick::Hang), ("broadcast_tx_sync", Trick::Lose)] {
        let fake = Arc::new(Fake::new(2).await);
        let mut config = fake.config();
        config.hedge_ms = 100;
        let (network, writer) = writer_of(config).await;
        network.head().await.unwrap();
        fake.nodes[0].always(method, trick);
        // In half of the time that the node may take.
        let sending = tokio::time::timeout(Duration::from_secs(30), submit(&writer, "a"));
        let submitted = sending.await.expect("the other one takes it");
        assert!(fake.nodes[0].asked(method) > 0, "it was asked first");
        fake.block_of(1);
        writer.outcome(&submitted).await.unwrap();
        assert_eq!(fake.ledger().done(), ["a"]);
    }
}

#[tokio::test]
async fn a_node_that_was_just_started_takes_it_after_a_block() {
    let (fake, _network, writer) = start(1).await;
    let first = submit(&writer, "a").await;
    fake.nodes[0].pool.lock().unwrap().start();
    let sending = tokio::spawn({
        let writer = Arc::clone(&writer);
        async move { submit(&writer, "b").await }
    });
    let asked = fake.nodes[0].asked("broadcast_tx_sync");
    while fake.nodes[0].asked("broadcast_tx_sync") == asked {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    fake.block();
    let second = sending.await.unwrap();
    let blocks = fake.blocks(EVERY);
    for submitted in [&first, &second] {
        writer.outcome(submitted).await.unwrap();
    }
    drop(blocks);
    let mut done = fake.ledger().done();
    done.sort();
    assert_eq!(done, ["a", "b"]);
}
