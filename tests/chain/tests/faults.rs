//! What an embedded node does when it is told to fail.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

use std::time::Duration;

use berth_chain_tests::{Key, Kind, Rpc, Target, send};
use berth_devnet::{Blocks, Config, Devnet, FaultPlan, Faults, Lie, Trouble, WebSocket};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// Long enough for an answer on this machine, and never waited for if there is one.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing has to come before it is believed that nothing comes.
const A_WHILE: Duration = Duration::from_millis(300);

struct Two {
    target: Target,
    /// The endpoint that is ill.
    ill: Rpc,
}

impl Two {
    async fn new() -> Self {
        let target = Target::devnet(Config { ports: vec![0, 0], ..Config::default() }).await.unwrap();
        let Kind::Devnet(devnet) = &target.kind else { panic!("a devnet") };
        devnet.produce_blocks(9, 5).await.unwrap();
        let ill = Rpc::new(devnet.urls()[1].clone());
        Self { target, ill }
    }

    fn devnet(&self) -> &Devnet {
        let Kind::Devnet(devnet) = &self.target.kind else { panic!("a devnet") };
        devnet
    }

    fn set(&self, faults: Faults) {
        self.devnet().faults(1).unwrap().set(faults);
    }

    /// A transaction that moves a coin.
    async fn tx(&self) -> Vec<u8> {
        let user = self.target.user().await.unwrap();
        let draft = self.target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await.unwrap();
        draft.sign(&user)
    }
}

fn code(answer: &Value) -> u64 {
    answer["code"].as_u64().unwrap()
}

#[tokio::test]
async fn a_dead_endpoint_resets_connections_and_comes_back() {
    let two = Two::new().await;
    two.ill.height().await.unwrap();
    two.set(Faults { is_dead: true, ..Faults::default() });
    for _ in 0..3 {
        assert!(two.ill.height().await.is_err());
    }
    two.target.rpc.height().await.unwrap();
    two.set(Faults::default());
    two.ill.height().await.unwrap();
}

#[tokio::test]
async fn a_stalled_endpoint_takes_requests_and_never_answers() {
    let two = Two::new().await;
    two.set(Faults { is_stalled: true, ..Faults::default() });
    assert!(tokio::time::timeout(A_WHILE, two.ill.height()).await.is_err());
    two.set(Faults::default());
    two.ill.height().await.unwrap();
}

#[tokio::test]
async fn a_lagging_endpoint_knows_nothing_of_the_latest_blocks() {
    let two = Two::new().await;
    two.set(Faults { lag: 4, ..Faults::default() });
    assert_eq!((two.target.rpc.height().await.unwrap(), two.ill.height().await.unwrap()), (10, 6));
    let (_, text) = two.ill.error("block", json!({"height": "7"})).await.unwrap();
    assert_eq!(text, "height 7 must be less than or equal to the current blockchain height 6");
    // An account that has signed since then is told with its old sequence.
    let bytes = two.tx().await;
    let ill = Target { rpc: two.ill.clone(), ..Target::devnet(Config::default()).await.unwrap() };
    let bank = two.target.bank.address.clone();
    let (_, new) = two.target.account(&bank).await.unwrap();
    let (_, old) = ill.account(&bank).await.unwrap();
    assert!(old < new, "{old} {new}");
    // Its pool is that of all.
    assert_eq!(code(&ill.broadcast(&bytes).await.unwrap()), 0);
    assert_eq!(two.target.delivered(&bytes).await.unwrap().code(), 0);
}

#[tokio::test]
async fn a_lying_endpoint_lies() {
    let two = Two::new().await;
    let lie = |lie| two.set(Faults { lie: Some(lie), ..Faults::default() });
    lie(Lie::Garbage);
    assert!(two.ill.raw("status", json!({})).await.is_err());
    lie(Lie::ChainId);
    let status = two.ill.call("status", json!({})).await.unwrap();
    assert_eq!(status["node_info"]["network"], "liar-1");
    lie(Lie::Types);
    let status = two.ill.call("status", json!({})).await.unwrap();
    assert!(status["sync_info"]["latest_block_height"].is_object());
    lie(Lie::Backwards);
    let mut heights = vec![];
    for _ in 0..4 {
        heights.push(two.ill.height().await.unwrap());
    }
    heights.sort_unstable();
    assert_eq!(heights, [1, 1, 10, 10]);
}

#[tokio::test]
async fn an_endpoint_that_loses_its_response_has_taken_the_transaction() {
    let two = Two::new().await;
    let bytes = two.tx().await;
    two.set(Faults { loses_response: true, ..Faults::default() });
    let ill = Target { rpc: two.ill.clone(), ..Target::devnet(Config::default()).await.unwrap() };
    assert!(ill.broadcast(&bytes).await.is_err());
    // Everything else it answers.
    two.ill.height().await.unwrap();
    assert_eq!(two.devnet().waiting().await.unwrap(), 1);
    assert_eq!(two.target.delivered(&bytes).await.unwrap().code(), 0);
}

#[tokio::test]
async fn a_full_pool_takes_nothing() {
    let two = Two::new().await;
    let bytes = two.tx().await;
    two.set(Faults { is_full: true, ..Faults::default() });
    let params = json!({"tx": base64(&bytes)});
    let (number, text) = two.ill.error("broadcast_tx_sync", params).await.unwrap();
    assert_eq!(number, -32_603);
    assert_eq!(text, "mempool is full: number of txs 0 (max: 5000), total txs bytes 0 (max: 1073741824)");
    assert_eq!(code(&two.target.broadcast(&bytes).await.unwrap()), 0);
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[tokio::test]
async fn a_pool_that_is_really_full_says_so() {
    let target = Target::devnet(Config { pool: 1, ..Config::default() }).await.unwrap();
    let (one, two) = (target.user().await.unwrap(), target.user().await.unwrap());
    for (user, taken) in [(one, true), (two, false)] {
        let draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await.unwrap();
        assert_eq!(target.broadcast(&draft.sign(&user)).await.is_ok(), taken);
    }
}

#[tokio::test]
async fn websockets_are_dropped_or_fall_silent() {
    let two = Two::new().await;
    let url = format!("{}/websocket", two.ill.url.replacen("http", "ws", 1));
    let subscribe = json!({
        "jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": {"query": "tm.event='NewBlockHeader'"},
    });
    let (mut socket, _) = connect_async(&url).await.unwrap();
    socket.send(Message::Text(subscribe.to_string().into())).await.unwrap();
    socket.next().await.unwrap().unwrap();
    two.set(Faults { websocket: WebSocket::Silent, ..Faults::default() });
    two.devnet().produce_block(5).await.unwrap();
    assert!(tokio::time::timeout(A_WHILE, socket.next()).await.is_err());
    two.set(Faults { websocket: WebSocket::Dropped, ..Faults::default() });
    let end = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
    assert!(!matches!(end, Some(Ok(Message::Text(_)))), "{end:?}");
    // A new one ends at once, or does not even begin.
    if let Ok((mut socket, _)) = connect_async(&url).await {
        let end = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
        assert!(!matches!(end, Some(Ok(Message::Text(_)))), "{end:?}");
    }
    two.ill.height().await.unwrap();
}

#[tokio::test]
async fn a_halted_chain_takes_transactions_and_makes_no_block() {
    let two = Two::new().await;
    let bytes = two.tx().await;
    two.devnet().trouble(Trouble { is_halted: true, ..Trouble::default() }).await.unwrap();
    let before = two.devnet().head();
    assert_eq!(code(&two.target.broadcast(&bytes).await.unwrap()), 0);
    assert_eq!(two.devnet().produce_block(5).await.unwrap(), before);
    let status = two.ill.call("status", json!({})).await.unwrap();
    assert_eq!(status["sync_info"]["catching_up"], false);
    two.devnet().trouble(Trouble::default()).await.unwrap();
    assert_eq!(two.target.delivered(&bytes).await.unwrap().code(), 0);
}

#[tokio::test]
async fn in_empty_blocks_a_transaction_runs_out_of_time_and_nobody_is_told() {
    let two = Two::new().await;
    let user = two.target.user().await.unwrap();
    let mut draft = two.target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await.unwrap();
    draft.timeout_height = two.devnet().head().height + 2;
    two.devnet().trouble(Trouble { are_blocks_empty: true, ..Trouble::default() }).await.unwrap();
    assert_eq!(code(&two.target.broadcast(&draft.sign(&user)).await.unwrap()), 0);
    two.devnet().produce_blocks(2, 5).await.unwrap();
    assert_eq!(two.devnet().waiting().await.unwrap(), 1);
    two.devnet().produce_block(5).await.unwrap();
    assert_eq!(two.devnet().waiting().await.unwrap(), 0);
    assert_eq!(two.target.account(&user.address).await.unwrap().1, 0);
}

#[tokio::test]
async fn gas_may_cost_more_in_a_block_than_a_simulation_said() {
    let two = Two::new().await;
    let user = two.target.user().await.unwrap();
    let mut draft = two.target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await.unwrap();
    draft.gas = two.target.simulated_gas(&draft, &user).await.unwrap() * 11 / 10;
    two.devnet().trouble(Trouble { gas_percent: 300, ..Trouble::default() }).await.unwrap();
    let done = two.target.deliver(&draft.sign(&user)).await.unwrap();
    assert_eq!(done.code(), 11, "{}", done.result);
}

#[tokio::test]
async fn a_lost_pool_leaves_a_gap_in_the_sequence() {
    let two = Two::new().await;
    let user = two.target.user().await.unwrap();
    let mut draft = two.target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await.unwrap();
    let bytes = draft.sign(&user);
    assert_eq!(code(&two.target.broadcast(&bytes).await.unwrap()), 0);
    two.devnet().lose_pool().await.unwrap();
    draft.sequence = 1;
    assert_eq!(code(&two.target.broadcast(&draft.sign(&user)).await.unwrap()), 32);
    // The same bytes are as good as new.
    assert_eq!(two.target.deliver(&bytes).await.unwrap().code(), 0);
}

#[tokio::test]
async fn a_plan_is_followed_block_by_block() {
    let target = Target::devnet(Config { ports: vec![0, 0, 0], ..Config::default() }).await.unwrap();
    let Kind::Devnet(devnet) = &target.kind else { panic!("a devnet") };
    assert!(devnet.follow(Some(FaultPlan::random(1, 2, 10))).await.is_err());
    let plan = FaultPlan::random(5, 3, 80);
    devnet.follow(Some(plan.clone())).await.unwrap();
    for step in 1..=80 {
        let before = devnet.head().height;
        let after = devnet.produce_block(5).await.unwrap().height;
        assert_eq!(after == before, plan.trouble(step).is_halted, "step {step}");
        for endpoint in 0..3 {
            assert_eq!(devnet.faults(endpoint).unwrap().get(), plan.faults(endpoint, step), "step {step}");
        }
    }
    devnet.follow(None).await.unwrap();
    assert_eq!(devnet.faults(0).unwrap().get(), Faults::default());
}

#[tokio::test]
async fn blocks_come_by_time_and_chain_time_may_run_faster() {
    let (interval, chain_time) = (Duration::from_millis(20), Duration::from_secs(60));
    let config = Config { blocks: Blocks::Every { interval, chain_time }, ..Config::default() };
    let devnet = Devnet::start(config).await.unwrap();
    let first = devnet.head();
    while devnet.head().height < first.height + 3 {
        tokio::time::sleep(interval).await;
    }
    let later = devnet.head();
    assert_eq!(later.time - first.time, 60 * (later.height - first.height));
}

#[tokio::test]
async fn what_is_wrong_in_a_config_is_named() {
    let wrong = [
        (Config { ports: vec![], ..Config::default() }, "ports is empty"),
        (Config { pool: 0, ..Config::default() }, "pool is 0"),
        (Config { states: 9, history: 8, ..Config::default() }, "states is 9"),
        (Config::default().with_balance("cosmos1x", vec![]), "balances has the address cosmos1x"),
    ];
    for (config, words) in wrong {
        let error = Devnet::start(config).await.err().expect("it is refused").to_string();
        assert!(error.contains(words), "{error}");
    }
    let devnet = Devnet::start(Config::default()).await.unwrap();
    let port = devnet.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Devnet::start(Config { ports: vec![port], ..Config::default() }).await.err().expect("it is in use");
    assert!(error.to_string().starts_with(&format!("port {port}: ")), "{error}");
    assert!(devnet.fund("bad", cosmwasm_std::coin(1, "stake")).await.is_err());
}

#[tokio::test]
async fn a_devnet_that_is_dropped_is_gone() {
    let devnet = Devnet::start(Config::default()).await.unwrap();
    let rpc = Rpc::new(devnet.url());
    rpc.height().await.unwrap();
    let user = Key::named("somebody").unwrap();
    devnet.fund(&user.address, cosmwasm_std::coin(7, "stake")).await.unwrap();
    drop(devnet);
    assert!(rpc.height().await.is_err());
}

#[tokio::test]
async fn each_endpoint_counts_what_it_is_asked() {
    let two = Two::new().await;
    let before = two.devnet().asked(1).unwrap();
    assert!(before.is_empty(), "{before:?}");
    for _ in 0..2 {
        two.ill.height().await.unwrap();
    }
    two.ill.get("/status").await.unwrap();
    two.ill.raw("no_such_thing", json!({})).await.unwrap();
    let path = "/cosmos.base.node.v1beta1.Service/Config";
    let params = json!({"path": path, "data": "", "height": "0", "prove": false});
    let answer = two.ill.raw("abci_query", params).await.unwrap();
    let asked = two.devnet().asked(1).unwrap();
    let times: Vec<_> = asked.iter().map(|(question, asked)| (question.as_str(), asked.times)).collect();
    assert_eq!(times, [("Config", 1), ("status", 3)]);
    let bytes = u64::try_from(answer.to_string().len()).unwrap();
    assert_eq!(asked["Config"].bytes, bytes);
    assert_eq!(two.devnet().asked(2), None);
}
