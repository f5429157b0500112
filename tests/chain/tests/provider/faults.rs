//! Whatever goes wrong, no confirmation is late while one endpoint lives.

use berth_chain_tests::Setting;
use berth_devnet::{Faults, Lie, Trouble, WebSocket};

use crate::play::{PERIOD, Play, settings};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_ails_an_endpoint_every_confirmation_is_in_time() {
    let mut play = Play::begin(Setting { endpoints: 2, ..Setting::default() }, settings()).await;
    let leases = play.stage.submit(1).await.unwrap();
    play.until_leased(&leases).await;
    let none = Faults::default();
    let ills = [
        Faults { is_dead: true, ..none.clone() },
        Faults { is_stalled: true, ..none.clone() },
        Faults { lag: 12, ..none.clone() },
        Faults { lie: Some(Lie::Backwards), ..none.clone() },
        Faults { lie: Some(Lie::Garbage), ..none.clone() },
        Faults { lie: Some(Lie::Types), ..none.clone() },
        Faults { websocket: WebSocket::Dropped, ..none.clone() },
        Faults { websocket: WebSocket::Silent, ..none.clone() },
        Faults { loses_response: true, ..none.clone() },
        Faults { is_full: true, ..none.clone() },
        // The last one, for it is never asked again.
        Faults { lie: Some(Lie::ChainId), ..none },
    ];
    for (index, ill) in ills.into_iter().enumerate() {
        let before = play.metrics().items("confirm", "done");
        let switch = index % 2;
        play.stage.devnet.faults(switch).unwrap().set(ill.clone());
        // Long enough for one confirmation at least.
        play.served(&leases, PERIOD).await;
        let confirmed = play.metrics().items("confirm", "done") - before;
        assert!((1..=6).contains(&confirmed), "{confirmed} confirmations with {ill:?}");
        play.stage.devnet.faults(switch).unwrap().heal();
        play.served(&leases, 2).await;
    }
    assert_eq!(play.metrics().late(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_that_is_lost_again_and_again_costs_no_lease() {
    let mut play = Play::begin(Setting::default(), settings()).await;
    let leases = play.stage.submit(1).await.unwrap();
    play.until_leased(&leases).await;
    for block in 0..3 * PERIOD {
        play.served(&leases, 1).await;
        // Whatever was sent in this block is gone, three times of four.
        if block % 4 != 3 {
            play.stage.devnet.lose_pool().await.unwrap();
        }
    }
    assert_eq!(play.metrics().late(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmations_that_run_out_of_gas_are_sent_again() {
    let mut play = Play::begin(Setting::default(), settings()).await;
    let leases = play.stage.submit(2).await.unwrap();
    play.until_leased(&leases).await;
    play.stage.devnet.trouble(Trouble { gas_percent: 300, ..Trouble::default() }).await.unwrap();
    let sent = play.metrics().items("confirm", "done");
    play.served(&leases, PERIOD * 3 / 4).await;
    assert_eq!(play.metrics().items("confirm", "done"), sent, "none could be carried out");
    play.stage.devnet.trouble(Trouble::default()).await.unwrap();
    play.served(&leases, 2 * PERIOD).await;
    assert!(play.metrics().items("confirm", "done") >= sent + 4);
    assert_eq!(play.metrics().late(), 0);
}
