//! Keepers that run, and what they paid for.

use std::sync::Arc;
use std::time::Duration;

use berth_chain::{Chain, Message};
use berth_chain_tests::Stage;
use berth_client::Session;
use berth_keeper::{Error, KeeperSettings, Settings, serve};
use berth_service::{FaceSettings, Stop};
use tokio::task::JoinHandle;

pub const BLOCK: Duration = Duration::from_millis(200);

pub struct Running {
    pub stop: Stop,
    pub task: JoinHandle<Result<(), Error>>,
    pub address: String,
}

impl Running {
    /// A keeper as a program of its own: its own way to the node.
    pub async fn start(stage: &Stage, name: &str, keeper: KeeperSettings) -> Self {
        let (_network, session) = stage.own_session(name).await.unwrap();
        Self::of(session, keeper)
    }

    pub fn of(session: Session, keeper: KeeperSettings) -> Self {
        let (stop, address) = (Stop::new(), session.address().to_owned());
        let face = FaceSettings { listen: "off".into(), ..FaceSettings::default() };
        let settings = Settings { keeper, face, ..Settings::default() };
        let ends = stop.clone();
        let task = tokio::spawn(async move { serve(session, settings, "stake", || Ok(()), ends).await });
        Self { stop, task, address }
    }

    /// Stops it in order.
    pub async fn end(self) {
        self.stop.now();
        assert_eq!(self.task.await.unwrap(), Ok(()));
    }
}

/// Of an address: how many of its transactions did something, and how many were paid for in vain.
pub async fn paid(stage: &Stage, address: &str) -> (usize, usize) {
    let chain: Arc<dyn Chain> = stage.network.clone();
    let (mut useful, mut vain) = (0, 0);
    for height in 1..=stage.network.head().await.unwrap().height {
        for tx in chain.block(height).await.unwrap().txs {
            let is_own =
                |sent: &berth_chain::Sent| sent.sender == address && matches!(sent.message, Message::Execute { .. });
            if !tx.messages.iter().any(is_own) {
                continue;
            }
            let did = tx.code == 0 && !stage.exchange.events(&tx.events).unwrap().is_empty();
            if did { useful += 1 } else { vain += 1 }
        }
    }
    (useful, vain)
}
