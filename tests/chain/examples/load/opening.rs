//! Everything up to the first measured block: an exchange, providers, and leases whose confirmations fall due evenly.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::plan::Setup;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_chain::{Chain, Writer};
use berth_client::deploy::Deployer;
use berth_client::{Done, Exchange};
use berth_domain::{OrderId, ProviderProfile, WaitDuration};
use cosmwasm_std::{Coin, Decimal, HexBinary, coin};
use futures_util::StreamExt;
use futures_util::stream::iter;
use tempfile::TempDir;

use crate::cast::{patient, provider, tenant};
use crate::ground::Ground;
use crate::plan::{DENOM, PERIOD, Plan, SHARE, WAIT, infrastructure, region, resources};
use crate::tally::Tally;

/// What a tenant deposits for each order: some days of the dearest.
const DEPOSIT: u128 = 1_000_000;
/// What a provider deposits for collateral.
const COLLATERAL: u128 = 300_000_000;
/// Infrastructures of a deployment, at most.
const SLOTS: usize = 16;
/// Who sends at once.
const AT_ONCE: usize = 128;
/// Matches in one transaction.
const MATCHES: usize = 20;

/// Calls with the coins that go along: what one transaction does.
type Calls = Vec<(Call, Vec<Coin>)>;

/// An exchange with its leases.
pub struct Opened {
    /// It.
    pub exchange: Exchange,
    /// The folder of its file.
    pub dir: TempDir,
    /// What has happened to its leases.
    pub tally: Tally,
    /// The last block.
    pub height: u64,
}

/// Makes it.
pub async fn open(ground: &Ground, plan: &Plan) -> Result<Opened> {
    ground.meanwhile(ground.cast.fund()).await?;
    let dir = TempDir::new()?;
    let exchange = ground.meanwhile(deploy(ground, &dir)).await?;
    register(ground, plan, &exchange).await?;
    let orders = submit(ground, plan, &exchange).await?;
    bid(ground, plan, &exchange, &orders).await?;
    let mut opened = Opened { exchange, dir, tally: Tally::default(), height: ground.height().await? };
    for _ in 0..=WAIT {
        opened.height = ground.next(opened.height).await?;
    }
    matching(ground, plan, &mut opened, &orders).await?;
    Ok(opened)
}

async fn deploy(ground: &Ground, dir: &TempDir) -> Result<Exchange> {
    let mut setup = Setup::default();
    setup.terms.iter_mut().for_each(|terms| terms.reconfirmation_period = PERIOD);
    let (chain, admin): (Arc<dyn Chain>, _) = (ground.network.clone(), ground.cast.writer("admin")?);
    let salt = ground.cast.run.clone().into_bytes();
    let deployer = Deployer::new(chain, admin, setup, ground.codes()?, salt)?;
    Ok(deployer.run(&dir.path().join("exchange.toml"), &mut |_| ()).await?.exchange)
}

async fn register(ground: &Ground, plan: &Plan, exchange: &Exchange) -> Result<()> {
    let all = (0..plan.providers()).map(|number| {
        let profile = ProviderProfile {
            endpoint: format!("https://dc{number}.example"),
            region: region(plan.region_of(number)),
            attributes: vec![],
        };
        let deposit = (Escrow::Deposit { deployment: None }.into(), vec![coin(COLLATERAL, DENOM)]);
        (provider(number), vec![vec![(Registry::RegisterProvider { profile }.into(), vec![]), deposit]])
    });
    send_all(ground, exchange, all.collect()).await.map(drop)
}

/// One order for each lease: where its provider is.
async fn submit(ground: &Ground, plan: &Plan, exchange: &Exchange) -> Result<Vec<(OrderId, usize)>> {
    let deployments: Vec<&[usize]> = plan.homes.chunks(SLOTS).collect();
    let mut all = vec![];
    let mut whose = vec![];
    for (number, homes) in deployments.chunks(deployments.len().div_ceil(plan.tenants())).enumerate() {
        let regions = |homes: &[usize]| homes.iter().map(|home| plan.region_of(*home)).collect::<Vec<_>>();
        all.push((tenant(number), homes.iter().map(|homes| vec![submission(&regions(homes))]).collect()));
        whose.extend(homes.iter().copied());
    }
    let mut orders = vec![];
    for (done, homes) in send_all(ground, exchange, all).await?.iter().zip(whose) {
        let deployment = done.answer().deployment().context("no deployment was answered")?;
        orders.extend((1..).zip(homes).map(|(slot, home)| (OrderId::new(deployment, slot, 1), *home)));
    }
    Ok(orders)
}

/// A deployment with an order in each of these regions.
pub fn submission(regions: &[usize]) -> (Call, Vec<Coin>) {
    let call = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: regions.iter().enumerate().map(|(number, region)| infrastructure(number, *region)).collect(),
    };
    let orders = u128::try_from(regions.len()).unwrap_or_default();
    (call.into(), vec![coin(DEPOSIT * orders, DENOM)])
}

/// Each order's provider bids, and nobody else.
async fn bid(ground: &Ground, plan: &Plan, exchange: &Exchange, orders: &[(OrderId, usize)]) -> Result<()> {
    let mut bids = vec![vec![]; plan.providers()];
    for (order, home) in orders {
        let price = plan.prices.get(*home).copied().unwrap_or_default() / 2;
        let bid = Bid { order: *order, resources: resources(Decimal::percent(price)) };
        bids.get_mut(*home).context("no such provider")?.push(bid);
    }
    let mut all = vec![];
    for (number, mut bids) in bids.into_iter().enumerate() {
        bids.sort_by_key(|bid| bid.order);
        let messages = bids.chunks(SHARE).map(|bids| Market::SubmitFulfillment { bids: bids.to_vec() }.into());
        all.push((provider(number), vec![messages.map(|call| (call, vec![])).collect()]));
    }
    for done in send_all(ground, exchange, all).await? {
        let refused = done.answers.iter().flat_map(|answer| answer.items()).find_map(|item| item.refused.clone());
        ensure!(refused.is_none(), "{refused:?}");
    }
    Ok(())
}

/// Matches all within half a period, so many in each block, so that their confirmations fall due evenly from there on.
async fn matching(ground: &Ground, plan: &Plan, opened: &mut Opened, orders: &[(OrderId, usize)]) -> Result<()> {
    let blocks = usize::try_from(PERIOD / 2)?;
    let opener = ground.cast.writer("opener")?;
    let mut providers = vec![];
    for number in 0..plan.providers() {
        providers.push(ground.cast.writer(&provider(number))?.address().to_owned());
    }
    for part in orders.chunks(orders.len().div_ceil(blocks)) {
        for part in part.chunks(MATCHES) {
            let matches = part.iter().map(|(order, home)| {
                let provider = providers.get(*home).cloned().unwrap_or_default();
                opened.exchange.message(Market::SubmitLease { order: *order, provider }, vec![])
            });
            opener.submit(patient(matches.collect())).await?;
        }
        let before = opened.height;
        opened.height = ground.next(before).await?;
        opened.tally.read(&opened.exchange, before + 1..=opened.height, false).await?;
    }
    // On a real node the last ones may take another block.
    let mut patience = 5;
    while opened.tally.leases() < plan.leases() && patience > 0 {
        let before = opened.height;
        opened.height = ground.next(before).await?;
        opened.tally.read(&opened.exchange, before + 1..=opened.height, false).await?;
        patience -= 1;
    }
    ensure!(opened.tally.leases() == plan.leases(), "{} leases were made", opened.tally.leases());
    Ok(())
}

/// Sends everybody's transactions, each one's in their order: what came of them, in this order.
async fn send_all(ground: &Ground, exchange: &Exchange, all: Vec<(String, Vec<Calls>)>) -> Result<Vec<Done>> {
    let mut sending = vec![];
    for (name, transactions) in all {
        sending.push(send(exchange.clone(), ground.cast.writer(&name)?, transactions));
    }
    let everybody = async {
        let mut done = vec![];
        let mut results = iter(sending).buffered(AT_ONCE);
        while let Some(result) = results.next().await {
            done.extend(result?);
        }
        Ok(done)
    };
    ground.meanwhile(everybody).await
}

async fn send(exchange: Exchange, writer: Arc<dyn Writer>, transactions: Vec<Calls>) -> Result<Vec<Done>> {
    let mut sent = vec![];
    for calls in &transactions {
        let messages = calls.iter().map(|(call, funds)| exchange.message(call.clone(), funds.clone()));
        sent.push(writer.submit(patient(messages.collect())).await?);
    }
    let mut done = vec![];
    for (calls, submitted) in transactions.into_iter().zip(&sent) {
        let calls: Vec<Call> = calls.into_iter().map(|(call, _)| call).collect();
        done.push(exchange.done(&calls, writer.outcome(submitted).await?)?);
    }
    Ok(done)
}
