//! A chain is read through whichever endpoint is good.

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

use berth_chain::{Chain, Error, Message, Network, Request, config::ChainConfig};
use fake::{Fake, Trick};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

/// Longer than anything here takes on a loaded machine.
const LONG: Duration = Duration::from_secs(60);

async fn connect(config: ChainConfig) -> Arc<Network> {
    Network::connect(config).await.unwrap()
}

/// What the fake answers to a query: as of which height.
async fn answered(network: &Network, at: Option<u64>) -> u64 {
    String::from_utf8(network.smart("c", b"{}", at).await.unwrap()).unwrap().parse().unwrap()
}

/// Waits for something to become true.
async fn until(what: impl Fn() -> bool) {
    timeout(LONG, async {
        while !what() {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("it never became true");
}

#[tokio::test]
async fn a_dead_endpoint_does_no_harm() {
    let fake = Fake::new(1).await;
    let mut config = fake.config();
    config.endpoints.insert(0, "http://user:secret@127.0.0.1:1".into());
    let network = connect(config).await;
    assert_eq!(network.head().await.unwrap().height, 3);
    assert_eq!(answered(&network, None).await, 3);
    let head = network.head_above(2).await.unwrap();
    assert_eq!(head.height, 3);
    until(|| !network.health()[0].reason.is_empty() && network.health()[1].ok).await;
    assert!(!network.health()[0].ok);
    assert_eq!(network.usable(), Ok(()));
    assert_eq!(network.health()[0].url, "http://127.0.0.1:1");
}

#[tokio::test]
async fn an_endpoint_of_another_chain_is_out_for_good() {
    let fake = Fake::new(2).await;
    fake.nodes[0].always("status", Trick::Bend("/node_info/network".into(), Some(json!("other-1"))));
    let network = fake.network().await;
    until(|| network.health()[0].reason.contains("other-1")).await;
    assert_eq!(network.health()[0].reason, "is of chain other-1, not fake-1");
    fake.nodes[0].honest();
    let asked = fake.nodes[0].asked("status");
    for _ in 0..5 {
        let height = fake.block();
        network.head_above(height - 1).await.unwrap();
        answered(&network, None).await;
    }
    assert_eq!(fake.nodes[0].asked("status"), asked);
    assert_eq!(fake.nodes[0].asked("abci_query"), 0);
}

#[tokio::test]
async fn one_alone_that_is_of_another_chain_is_named() {
    let fake = Fake::new(1).await;
    fake.nodes[0].always("status", Trick::Bend("/node_info/network".into(), Some(json!("other-1"))));
    let network = fake.network().await;
    until(|| network.health()[0].reason.contains("other-1")).await;
    for error in [network.head().await.unwrap_err(), network.head_above(0).await.unwrap_err()] {
        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
        assert!(error.to_string().contains("is of chain other-1, not fake-1"), "{error}");
    }
}

#[tokio::test]
async fn one_that_lags_is_passed_over() {
    let fake = Fake::new(2).await;
    for _ in 0..20 {
        fake.block();
    }
    *fake.nodes[0].behind.lock().unwrap() = 10;
    let network = fake.network().await;
    let network = &network;
    until(|| network.health().iter().all(|health| health.height.is_some())).await;
    assert_eq!(network.head().await.unwrap().height, 23);
    assert_eq!(answered(network, None).await, 23);
    assert_eq!(answered(network, Some(23)).await, 23);
    assert_eq!(answered(network, Some(5)).await, 5);
    assert_eq!(network.health()[0].reason, "10 blocks behind");
    assert_eq!(network.block(23).await.unwrap().head.height, 23);
}

#[tokio::test]
async fn heights_never_go_backwards() {
    let fake = Fake::new(2).await;
    for _ in 0..20 {
        fake.block();
    }
    *fake.nodes[1].behind.lock().unwrap() = 10;
    let network = fake.network().await;
    until(|| network.health().iter().all(|health| health.height.is_some())).await;
    assert_eq!(network.head().await.unwrap().height, 23);
    // The one that has it all is gone.
    fake.nodes[0].always("*", Trick::Http(502, "bad gateway".into()));
    assert_eq!(network.head().await.unwrap().height, 23);
    let error = network.smart("c", b"{}", None).await.unwrap_err();
    assert!(error.to_string().contains("is at block 13, 23 was seen"), "{error}");
    // As of a height that the other has, it answers.
    assert_eq!(answered(&network, Some(13)).await, 13);
    *fake.nodes[1].behind.lock().unwrap() = 0;
    assert_eq!(answered(&network, None).await, 23);
}

// A node stores a block, tells of it, and only then carries it out.
#[tokio::test]
async fn that_there_is_nothing_is_believed_as_of_the_latest_block_only() {
    let fake = Fake::new(1).await;
    let network = fake.network().await;
    assert_eq!(answered(&network, None).await, 3);
    fake.ledger().known = false;
    let height = fake.block();
    *fake.nodes[0].behind.lock().unwrap() = 1;
    *fake.nodes[0].claims.lock().unwrap() = 1;
    network.head_above(height - 1).await.unwrap();
    let account = tokio::spawn({
        let network = Arc::clone(&network);
        async move { network.account("a").await }
    });
    let before = fake.nodes[0].asked("abci_query");
    until(|| fake.nodes[0].asked("abci_query") > before + 2).await;
    fake.ledger().known = true;
    *fake.nodes[0].behind.lock().unwrap() = 0;
    *fake.nodes[0].claims.lock().unwrap() = 0;
    assert!(account.await.unwrap().unwrap().is_some());
    fake.ledger().known = false;
    assert_eq!(network.account("a").await, Ok(None));
}

#[tokio::test]
async fn one_that_claims_too_much_is_not_believed() {
    let fake = Fake::new(2).await;
    *fake.nodes[0].claims.lock().unwrap() = 1_000_000;
    let network = fake.network().await;
    until(|| network.health()[1].height.is_some()).await;
    let height = fake.block();
    let head = network.head_above(height - 1).await.unwrap();
    assert_eq!(head.height, height);
    assert_eq!(network.head().await.unwrap().height, height);
    until(|| network.health()[0].reason.contains("which cannot be")).await;
    assert_eq!(answered(&network, None).await, height);
}

#[tokio::test]
async fn one_that_hangs_is_asked_no_more_until_it_answers() {
    let fake = Fake::new(2).await;
    let mut config = fake.config();
    config.timeout_ms = 1_000;
    let network = connect(config).await;
    until(|| network.health().iter().all(|health| health.ok)).await;
    fake.nodes[0].always("*", Trick::Hang);
    answered(&network, None).await;
    let asked = fake.nodes[0].asked("abci_query");
    for _ in 0..5 {
        answered(&network, None).await;
    }
    assert_eq!(fake.nodes[0].asked("abci_query"), asked);
    fake.nodes[0].honest();
    until(|| network.health()[0].ok).await;
    answered(&network, None).await;
    assert_eq!(fake.nodes[0].asked("abci_query"), asked + 1);
}

#[tokio::test]
async fn one_that_is_silent_is_not_waited_for_and_asked_later_for_a_while() {
    let fake = Fake::new(3).await;
    let mut config = fake.config();
    config.hedge_ms = 100;
    let network = connect(config).await;
    until(|| network.health().iter().all(|health| health.ok)).await;
    // Its latest block it tells as before.
    fake.nodes[0].always("abci_query", Trick::Hang);
    for at in [None, Some(2), None] {
        let answer = timeout(LONG / 2, answered(&network, at)).await.expect("the second one answers");
        assert_eq!(answer, at.unwrap_or(3));
    }
    assert_eq!(fake.nodes[0].asked("abci_query"), 1);
    // And if the second one is silent, too.
    fake.nodes[1].always("abci_query", Trick::Hang);
    timeout(LONG / 2, answered(&network, None)).await.expect("the third one answers");
    // Nobody else is left: the slow one is asked after all.
    fake.nodes[0].honest();
    fake.nodes[2].always("*", Trick::Http(502, "bad gateway".into()));
    timeout(LONG / 2, answered(&network, None)).await.expect("the first one answers again");
}

#[tokio::test]
async fn one_alone_is_waited_for() {
    let fake = Fake::new(1).await;
    let mut config = fake.config();
    config.hedge_ms = 50;
    let network = connect(config).await;
    fake.nodes[0].times("abci_query", Trick::Late(Duration::from_millis(500)), 1);
    assert_eq!(answered(&network, None).await, 3);
    assert_eq!(fake.nodes[0].asked("abci_query"), 1);
}

#[tokio::test]
async fn a_height_that_one_does_not_have_yet_is_asked_of_another_and_is_no_fault() {
    let fake = Fake::new(2).await;
    let network = fake.network().await;
    until(|| network.health().iter().all(|health| health.ok)).await;
    // It tells of a block before it can answer as of it.
    let height = fake.block();
    *fake.nodes[0].claims.lock().unwrap() = 1;
    *fake.nodes[0].behind.lock().unwrap() = 1;
    until(|| network.health().iter().all(|health| health.height == Some(height))).await;
    for at in [Some(height), None] {
        assert_eq!(answered(&network, at).await, height);
    }
    assert_eq!(fake.nodes[0].asked("abci_query"), 2);
    assert!(network.health()[0].ok, "{:?}", network.health());
}

#[tokio::test]
async fn with_nobody_there_waiting_ends_and_says_why() {
    let mut config = Fake::new(0).await.config();
    config.endpoints = vec!["http://127.0.0.1:1".into(), "http://127.0.0.1:2".into()];
    let network = connect(config).await;
    assert_eq!(network.usable().unwrap_err().matches("127.0.0.1").count(), 2);
    for error in [
        network.head_above(0).await.unwrap_err(),
        network.head().await.unwrap_err(),
        network.smart("c", b"{}", None).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Unreachable { .. }) && error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("127.0.0.1:2: Connection refused"), "{error}");
    }
}

#[tokio::test]
async fn an_endpoint_that_does_not_speak_tls_is_only_that() {
    let fake = Fake::new(1).await;
    let mut config = fake.config();
    config.websocket = true;
    config.endpoints.insert(0, fake.nodes[0].url.replace("http:", "https:"));
    let network = connect(config).await;
    assert_eq!(network.head().await.unwrap().height, 3);
    until(|| !network.health()[0].reason.is_empty() && network.health()[1].ok).await;
    assert!(!network.health()[0].ok, "{:?}", network.health());
}

#[tokio::test]
async fn waiting_outlives_a_node() {
    let fake = Fake::new(2).await;
    let network = fake.network().await;
    let height = network.head().await.unwrap().height;
    let waiting = tokio::spawn({
        let network = Arc::clone(&network);
        async move { network.head_above(height).await }
    });
    fake.nodes[0].always("*", Trick::Hang);
    fake.block();
    let head = timeout(LONG, waiting).await.unwrap().unwrap().unwrap();
    assert_eq!(head.height, height + 1);
}

// Polled, the node would be asked every two seconds.
#[tokio::test]
async fn the_websocket_says_when_to_look() {
    let fake = Fake::new(1).await;
    let mut config = fake.config();
    config.websocket = true;
    config.block_time_ms = 60_000;
    let network = connect(config).await;
    until(|| *fake.nodes[0].listeners.lock().unwrap() == 1).await;
    let begun = Instant::now();
    for _ in 0..30 {
        let height = fake.block();
        assert_eq!(network.head_above(height - 1).await.unwrap().height, height);
    }
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn without_the_websocket_polling_goes_on() {
    let fake = Fake::new(1).await;
    let mut config = fake.config();
    config.websocket = true;
    let network = connect(config).await;
    until(|| *fake.nodes[0].listeners.lock().unwrap() == 1).await;
    fake.nodes[0].bell.send(false).unwrap();
    until(|| *fake.nodes[0].listeners.lock().unwrap() == 0).await;
    let height = fake.ledger().block(Vec::new());
    assert_eq!(network.head_above(height - 1).await.unwrap().height, height);
    // It comes back by itself.
    until(|| *fake.nodes[0].listeners.lock().unwrap() == 1).await;
}

#[tokio::test]
async fn a_block_tells_all_of_its_transactions() {
    let fake = Fake::new(1).await;
    let network = fake.network().await;
    let writer = fake::writer(&network).await;
    let execute = Message::Execute { contract: "cosmos1contract".into(), msg: b"{}".to_vec(), funds: vec![] };
    let submitted = writer.submit(Request::new(vec![execute.clone(), execute.clone()])).await.unwrap();
    let height = fake.block();
    network.head_above(height - 1).await.unwrap();
    let block = network.block(height).await.unwrap();
    let [tx] = block.txs.as_slice() else { panic!("{block:?}") };
    assert_eq!((tx.hash.as_str(), tx.code, tx.log.as_str()), (submitted.hash.as_str(), 0, ""));
    assert_eq!((tx.gas_wanted, tx.gas_used), (submitted.gas_limit, submitted.gas_limit / 2));
    assert_eq!(tx.messages.len(), 2);
    assert_eq!((&tx.messages[0].message, tx.messages[0].sender.as_str()), (&execute, writer.address()));
    assert_eq!(tx.data, [[1, 2], [1, 2]]);
    let attributes: Vec<(&str, &str)> =
        tx.events[0].attributes.iter().map(|attribute| (attribute.key.as_str(), attribute.value.as_str())).collect();
    assert_eq!(attributes, [("_contract_address", "cosmos1contract"), ("empty", ""), ("msg_index", "0")]);
    // Read once.
    let asked = fake.nodes[0].asked("block_results");
    network.block(height).await.unwrap();
    assert_eq!(fake.nodes[0].asked("block_results"), asked);

    let error = network.block(height + 5).await.unwrap_err();
    assert!(
        matches!(&error, Error::Rpc { code: -32603, message, .. } if message.contains("must be less than")),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_account_that_is_not_there_is_none() {
    let fake = Fake::new(1).await;
    let network = fake.network().await;
    let account = network.account("cosmos1a").await.unwrap().unwrap();
    assert_eq!((account.number, account.sequence), (u64::MAX - 5, 7));
    fake.ledger().known = false;
    assert_eq!(network.account("cosmos1a").await.unwrap(), None);
    assert_eq!(network.balance("cosmos1a", "stake").await.unwrap().u128(), 12);
    let error = network.contract("cosmos1a").await.unwrap_err();
    assert!(matches!(&error, Error::Query(refusal) if refusal.code == 6), "{error:?}");
    assert!(!error.is_retryable());
}
