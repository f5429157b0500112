//! What tests send, and how.

use std::{sync::Arc, time::Duration};

use berth_chain::{Error, Message, Network, Request, Stage, Submitted, Writer, config::ChainConfig};
use cosmwasm_std::Coin;

use super::{Fake, writer};

/// Between two blocks.
pub const EVERY: Duration = Duration::from_millis(100);

pub fn request(memo: &str) -> Request {
    let send = Message::Send { to: "cosmos1a".into(), coins: vec![Coin::new(1_u128, "stake")] };
    Request { memo: memo.into(), ..Request::new(vec![send]) }
}

pub async fn writer_of(config: ChainConfig) -> (Arc<Network>, Arc<dyn Writer>) {
    let network = Network::connect(config).await.unwrap();
    let writer = writer(&network).await;
    (network, writer)
}

pub async fn start(nodes: usize) -> (Arc<Fake>, Arc<Network>, Arc<dyn Writer>) {
    let fake = Arc::new(Fake::new(nodes).await);
    let (network, writer) = writer_of(fake.config()).await;
    (fake, network, writer)
}

pub async fn submit(writer: &Arc<dyn Writer>, memo: &str) -> Submitted {
    writer.submit(request(memo)).await.unwrap()
}

pub fn code(error: &Error) -> Option<(Stage, u32)> {
    match error {
        Error::Refused { stage, refusal } => Some((*stage, refusal.code)),
        _ => None,
    }
}
