//! A tenant: one small machine for a web server, and what becomes of it.
//!
//! `BERTH_MNEMONIC="..." cargo run -p berth-client --example submit_deployment -- local exchange.toml`

use std::env;
use std::error::Error;
use std::path::Path;

use berth_client::api::deployment::ExecuteMsg;
use berth_client::api::market::OrderStatus;
use berth_client::chain::config::Chains;
use berth_client::chain::{Chain, Network, keys};
use berth_client::{Exchange, ExchangeFile, Session};
use berth_domain::{ComputeUnit, DeploymentInfrastructure, OrderId, Requirements, ResourceGroup, WaitDuration};
use cosmwasm_std::{Coin, Decimal, HexBinary, Uint128};

/// What the provider posts, and loses to the tenant if it stops serving.
const COLLATERAL: u128 = 5_000_000;
/// What goes into the deployment's account: it pays by the second, and what is left comes back.
const DEPOSIT: u128 = 20_000_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(name), Some(file)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err("usage: submit_deployment CHAIN EXCHANGE-FILE".into());
    };
    let config = Chains::builtin()?.get(&name)?.clone();
    let key = keys::from_env(keys::ENV, &config.keys)?;
    let network = Network::connect(config).await?;
    let exchange = Exchange::open_file(network.clone(), &ExchangeFile::read(Path::new(&file))?).await?;
    let tenant = Session::new(exchange, network.writer(std::sync::Arc::new(key))?);

    // The first coin that the exchange takes.
    let terms = tenant.exchange().market().every_terms().await?;
    let denom = terms.first().ok_or("the exchange has no terms")?.terms.denom.clone();
    let submit = ExecuteMsg::SubmitDeployment {
        // Of the manifest, which goes to the provider and not into the chain.
        version: HexBinary::from([0; 32]),
        denom: denom.clone(),
        wait_duration: WaitDuration::Blocks(10),
        infrastructure: vec![web_server()],
    };
    let done = tenant.execute(submit, vec![Coin::new(DEPOSIT, denom)]).await?;
    let id = done.answer().deployment().ok_or("no id in the answer")?;
    println!("deployment {id} in block {}, for a fee of {}", done.receipt.height, done.receipt.fee);

    let order = OrderId::new(id, 1, 1);
    let mut height = done.receipt.height;
    loop {
        match tenant.exchange().market().at(height).order(order).await?.status {
            OrderStatus::Open(open) => println!("block {height}: open, ready at {:?}", open.ready_at),
            OrderStatus::Leased(lease) => {
                println!("block {height}: {} provides it", lease.provider);
                return Ok(());
            }
            OrderStatus::Closed { reason, .. } => return Err(format!("it was closed: {reason:?}").into()),
        }
        height = network.head_above(height).await?.height;
    }
}

fn web_server() -> DeploymentInfrastructure {
    // Half a core, 512 MiB, 1 GiB; prices are in the smallest unit per second.
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let (price, collateral) = (Decimal::percent(50), Uint128::new(COLLATERAL));
    DeploymentInfrastructure {
        name: "web".to_owned(),
        region: "eu-west".to_owned(),
        persist: true,
        notice: 0,
        resources: vec![ResourceGroup { compute, price, collateral, count: 1 }],
        requirements: Requirements::default(),
    }
}
