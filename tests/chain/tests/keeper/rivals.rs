//! Two keepers, and one that is killed.

use berth_chain_tests::{Stage, until};
use berth_keeper::KeeperSettings;

use crate::watch::{BLOCK, Running, paid};

fn settings() -> KeeperSettings {
    KeeperSettings { spread_ms: 50, ..KeeperSettings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_keepers_do_all_once_and_the_one_that_stands_by_pays_nothing() {
    let stage = Stage::open(1, BLOCK * 2).await.unwrap();
    let first = Running::start(&stage, "keeper1", settings()).await;
    let second = Running::start(&stage, "keeper2", settings()).await;
    let mut all = vec![];
    for _ in 0..6 {
        let orders = stage.submit(3).await.unwrap();
        stage.bid(&orders).await.unwrap();
        all.extend(orders);
    }
    stage.until_leased(&all).await;
    let (one, two) = (paid(&stage, &first.address).await, paid(&stage, &second.address).await);
    first.end().await;
    second.end().await;
    // Each order is leased once: market sees to that. What is paid in vain is what it takes to find out who acts.
    assert!(one.0 + two.0 >= 1, "{one:?} {two:?}");
    assert!(one.1 + two.1 <= 2, "{one:?} {two:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_one_that_acts_is_gone_the_other_takes_over() {
    let stage = Stage::open(1, BLOCK).await.unwrap();
    let alone = KeeperSettings { yields: false, ..settings() };
    let first = Running::start(&stage, "keeper1", alone).await;
    let second = Running::start(&stage, "keeper2", settings()).await;
    let orders = stage.submit(2).await.unwrap();
    stage.bid(&orders).await.unwrap();
    stage.until_leased(&orders).await;
    first.task.abort();
    let orders = stage.submit(2).await.unwrap();
    stage.bid(&orders).await.unwrap();
    stage.until_leased(&orders).await;
    assert!(paid(&stage, &second.address).await.0 >= 1);
    second.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_and_restarted_in_mid_flight_it_does_nothing_twice() {
    let stage = Stage::open(1, BLOCK).await.unwrap();
    let mut all = vec![];
    let mut address = String::new();
    for _ in 0..4 {
        let killed = Running::start(&stage, "keeper", settings()).await;
        let orders = stage.submit(2).await.unwrap();
        stage.bid(&orders).await.unwrap();
        // Either its transaction is in the pool, or it was too quick for us and is in a block.
        until("a transaction is sent", async || {
            stage.devnet.waiting().await.unwrap() > 0 || paid(&stage, &killed.address).await.0 > all.len() / 2
        })
        .await;
        killed.task.abort();
        address.clone_from(&killed.address);
        all.extend(orders);
    }
    let restarted = Running::start(&stage, "keeper", settings()).await;
    stage.until_leased(&all).await;
    restarted.end().await;
    let (useful, vain) = paid(&stage, &address).await;
    assert!(useful <= 4 && vain == 0, "{useful} {vain}");
}
