//! Work that does not fit one transaction, and keys without coins.

use std::sync::Arc;

use berth_chain::Network;
use berth_chain_tests::{Stage, signer};
use berth_client::{Exchange, Session};
use berth_keeper::KeeperSettings;
use cosmwasm_std::coin;

use crate::watch::{BLOCK, Running, paid};

fn alone() -> KeeperSettings {
    KeeperSettings { yields: false, spread_ms: 0, ..KeeperSettings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_more_gas_than_a_transaction_may_have_is_done_in_parts() {
    let stage = Stage::open(1, BLOCK).await.unwrap();
    let orders = stage.submit(16).await.unwrap();
    stage.bid(&orders).await.unwrap();
    let mut config = stage.chain_config();
    // One match takes about 234,000, each further one 42,000; and a third more is asked for.
    config.gas.cap = 550_000;
    let network = Network::connect(config).await.unwrap();
    let exchange = Exchange::open(Arc::<Network>::clone(&network), stage.exchange.contracts().clone()).await.unwrap();
    let session = Session::new(exchange, network.writer(signer("keeper").unwrap()).unwrap());
    let keeper = Running::of(session, alone());
    stage.until_leased(&orders).await;
    let (useful, vain) = paid(&stage, &keeper.address).await;
    keeper.end().await;
    assert!((2..=16).contains(&useful) && vain == 0, "{useful} {vain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_without_coins_does_nothing_until_it_has_some() {
    let stage = Stage::open(1, BLOCK).await.unwrap();
    let keeper = Running::start(&stage, "nobody", alone()).await;
    let orders = stage.submit(1).await.unwrap();
    stage.bid(&orders).await.unwrap();
    tokio::time::sleep(BLOCK * 10).await;
    assert!(!keeper.task.is_finished());
    stage.devnet.fund(&keeper.address, coin(1_000_000_000, "stake")).await.unwrap();
    stage.until_leased(&orders).await;
    keeper.end().await;
}
