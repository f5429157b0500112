//! A provider: bids four fifths of the highest price on every open order that it may bid on.
//!
//! `BERTH_MNEMONIC="..." cargo run -p berth-client --example bid -- local exchange.toml`

use std::env;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use berth_client::api::market::{Bid, EligibleOrder, ExecuteMsg, MAX_BIDS};
use berth_client::chain::config::Chains;
use berth_client::chain::{Network, keys};
use berth_client::{Exchange, ExchangeFile, Session};
use cosmwasm_std::Decimal;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(name), Some(file)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err("usage: bid CHAIN EXCHANGE-FILE".into());
    };
    let config = Chains::builtin()?.get(&name)?.clone();
    let key = keys::from_env(keys::ENV, &config.keys)?;
    let network = Network::connect(config).await?;
    let exchange = Exchange::open_file(network.clone(), &ExchangeFile::read(Path::new(&file))?).await?;
    let provider = Session::new(exchange, network.writer(Arc::new(key))?);

    // One question tells all that matters: leases, bids, and the open orders on which this provider may bid.
    let work = provider.exchange().market().whole_provider_work(provider.address(), vec![]).await?;
    if !work.may_bid {
        return Err(format!("{} is no active provider: register first", provider.address()).into());
    }
    let new = work.orders.iter().filter(|order| work.bids.iter().all(|bid| bid.fulfillment.order != order.order.order));
    let bids: Vec<Bid> = new.take(MAX_BIDS).map(bid).collect();
    if bids.is_empty() {
        println!("block {}: nothing to bid on", work.height);
        return Ok(());
    }
    let done = provider.execute(ExecuteMsg::SubmitFulfillment { bids }, vec![]).await?;
    // One refused bid never fails the others.
    for item in done.answer().items() {
        println!("{}: {}", item.id, item.refused.as_deref().unwrap_or("bid"));
    }
    Ok(())
}

/// The order's resources as they are, at four fifths of the tenant's highest price.
fn bid(order: &EligibleOrder) -> Bid {
    let mut resources = order.order.infrastructure.resources.clone();
    for group in &mut resources {
        group.price = group.price.saturating_mul(Decimal::percent(80));
    }
    Bid { order: order.order.order, resources }
}
