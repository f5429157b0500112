//! Two keepers beside one another, over many orders.

use anyhow::Result;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::OrderId;

use crate::chronicle::Chronicle;
use crate::facts::Facts;
use crate::party::Party;
use crate::program::{Kind, Program};
use crate::stage::Stage;
use crate::wanted::{Want, submit};

const REGION: &str = "race";
const WAVES: u32 = 6;
/// Orders that are ready at once.
const ORDERS: u32 = 8;
const WAIT: u64 = 3;

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let [tenant, provider, one, other] =
        stage.parties(["race-tenant", "race-provider", "keeper-a", "keeper-b"]).await?;
    stage.provider(&provider, REGION).await?;
    let before = stage.height().await?;
    let url = stage.settings.url.as_str();
    let mut keepers = vec![];
    for party in [&one, &other] {
        keepers.push(Program::start(stage, Kind::Keeper { yields: true }, party, &[url]).await?);
    }
    for _ in 0..WAVES {
        let deployment = wave(stage, &tenant, &provider, REGION, ORDERS, WAIT).await?;
        all_leased(stage, deployment).await?;
        cancel(stage, &tenant, deployment).await?;
    }
    for keeper in &mut keepers {
        facts.same("a keeper has ended", keeper.has_ended()?, false);
    }
    let chronicle = Chronicle::read(&stage.exchange, before, stage.height().await?).await?;
    let matches = chronicle.matches();
    let orders = WAVES.saturating_mul(ORDERS);
    facts.same("orders that were matched", matches.len(), usize::try_from(orders)?);
    facts.same("orders that were matched twice", matches.values().filter(|count| **count > 1).count(), 0);
    let (one, other) = (chronicle.sent_by(&one.address), chronicle.sent_by(&other.address));
    facts.same("failed transactions of both keepers", one.failed.saturating_add(other.failed), 0);
    facts.at_most("transactions of both that did nothing", one.empty.saturating_add(other.empty), 2);
    let (wasted, gas) = (one.wasted.saturating_add(other.wasted), one.gas.saturating_add(other.gas));
    let percent = wasted.saturating_mul(100).checked_div(gas).unwrap_or(100);
    facts.at_most("percent of both keepers' fees that bought nothing", percent, 10);
    facts.at_least("transactions that did something", one.useful.saturating_add(other.useful), 1);
    Ok(())
}

/// A deployment of some orders, each with a bid. Its id.
pub async fn wave(
    stage: &Stage,
    tenant: &Party,
    provider: &Party,
    region: &'static str,
    orders: u32,
    wait: u64,
) -> Result<u64> {
    let wants: Vec<Want> =
        (1..=orders).map(|n| Want { persist: false, ..Want::small(format!("n{n}"), region) }).collect();
    let done = tenant.act(&stage.exchange, submit(&wants, wait), 20_000_000).await?;
    let deployment = done.answer().deployment().unwrap_or_default();
    let bids = wants.iter().zip(1..).map(|(want, slot)| want.bid(OrderId::new(deployment, slot, 1), 90_000));
    let bids = Market::SubmitFulfillment { bids: bids.collect() };
    provider.act(&stage.exchange, bids, 0).await?;
    Ok(deployment)
}

/// Waits until every order of a deployment is a lease.
pub async fn all_leased(stage: &Stage, deployment: u64) -> Result<()> {
    let leased = || async {
        let orders = stage.exchange.market().every_order(deployment).await?;
        let leased =
            |row: &berth_api::market::OrderResponse| matches!(row.status, berth_api::market::OrderStatus::Leased(_));
        Ok((!orders.is_empty() && orders.iter().all(leased)).then_some(()))
    };
    stage.until("all orders are matched", 90, leased).await
}

/// Ends a deployment.
pub async fn cancel(stage: &Stage, tenant: &Party, deployment: u64) -> Result<()> {
    tenant.act(&stage.exchange, Deployment::CancelDeployment { deployment, payout: true }, 0).await?;
    Ok(())
}
