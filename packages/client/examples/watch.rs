//! An indexer's beginning: every event of the exchange, in order, from the block in which it was made.
//!
//! `cargo run -p berth-client --example watch -- local exchange.toml`

use std::env;
use std::error::Error;
use std::path::Path;

use berth_client::api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_client::chain::config::Chains;
use berth_client::chain::{Chain, Network};
use berth_client::{Exchange, ExchangeFile};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(name), Some(file)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err("usage: watch CHAIN EXCHANGE-FILE".into());
    };
    let network = Network::connect(Chains::builtin()?.get(&name)?.clone()).await?;
    let file = ExchangeFile::read(Path::new(&file))?;
    let exchange = Exchange::open_file(network.clone(), &file).await?;

    // Whoever stores what it reads goes on with the height after the last that it stored.
    let (mut next, mut head) = (file.height, network.head().await?.height);
    loop {
        while next <= head {
            let block = network.block(next).await?;
            for placed in exchange.block_events(&block)? {
                let place = format!("{}.{}.{}", placed.head.height, placed.tx, placed.heard.index);
                match &placed.heard.event {
                    ContractEvent::Market(MarketEvent::LeaseStarted(started)) => {
                        println!("{place} lease {} goes to {}", started.lease, started.provider);
                    }
                    ContractEvent::Escrow(EscrowEvent::Credited(credited)) => {
                        let (owner, amount, denom) = (&credited.owner, credited.amount, &credited.denom);
                        println!("{place} {owner} gets {amount}{denom}: {}", credited.reason);
                    }
                    other => println!("{place} {}", other.kind()),
                }
            }
            next = next.saturating_add(1);
        }
        head = network.head_above(head).await?.height;
    }
}
