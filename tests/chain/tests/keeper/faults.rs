//! Endpoints that fail in every way there is.

use berth_chain_tests::Stage;
use berth_devnet::{Faults, Lie, WebSocket};
use berth_keeper::KeeperSettings;

use crate::watch::{BLOCK, Running, paid};

fn alone() -> KeeperSettings {
    KeeperSettings { yields: false, spread_ms: 0, ..KeeperSettings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_ails_an_endpoint_the_work_is_done_once() {
    let stage = Stage::open(3, BLOCK).await.unwrap();
    let keeper = Running::start(&stage, "keeper", alone()).await;
    let ills = [
        Faults { is_dead: true, ..Faults::default() },
        Faults { is_stalled: true, ..Faults::default() },
        Faults { lag: 20, ..Faults::default() },
        Faults { lie: Some(Lie::ChainId), ..Faults::default() },
        Faults { lie: Some(Lie::Garbage), ..Faults::default() },
        Faults { websocket: WebSocket::Dropped, ..Faults::default() },
        Faults { loses_response: true, ..Faults::default() },
        Faults { is_full: true, ..Faults::default() },
    ];
    for (index, ill) in ills.into_iter().enumerate() {
        let orders = stage.submit(1).await.unwrap();
        let switch = stage.devnet.faults(index % 3).unwrap();
        switch.set(ill);
        stage.bid(&orders).await.unwrap();
        stage.until_leased(&orders).await;
        switch.heal();
    }
    keeper.stop.now();
    keeper.task.await.unwrap().unwrap();
    assert_eq!(paid(&stage, &keeper.address).await, (8, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_time_without_any_endpoint_it_goes_on() {
    let stage = Stage::open(2, BLOCK).await.unwrap();
    let orders = stage.submit(2).await.unwrap();
    stage.bid(&orders).await.unwrap();
    let keeper = Running::start(&stage, "keeper", alone()).await;
    stage.until_leased(&orders).await;
    let orders = stage.submit(2).await.unwrap();
    stage.bid(&orders).await.unwrap();
    for endpoint in 0..2 {
        stage.devnet.faults(endpoint).unwrap().set(Faults { is_dead: true, ..Faults::default() });
    }
    tokio::time::sleep(BLOCK * 10).await;
    assert!(!keeper.task.is_finished());
    for endpoint in 0..2 {
        stage.devnet.faults(endpoint).unwrap().heal();
    }
    stage.until_leased(&orders).await;
    keeper.end().await;
}
