//! A provider that is killed loses its lease and its collateral to the tenant, and another takes over.

use anyhow::{Context, Result};
use berth_api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_api::market::OrderStatus;
use berth_domain::OrderId;

use crate::chronicle::Chronicle;
use crate::facts::Facts;
use crate::program::{Kind, Program};
use crate::race::cancel;
use crate::stage::Stage;
use crate::wanted::{PERIOD, STALE_TIP, Want, submit};

const REGION: &str = "provider";
const CHEAP: Kind = Kind::Provider { cpu: 50 };
const DEAR: Kind = Kind::Provider { cpu: 80 };
const COLLATERAL: u128 = 70_000;

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let names = ["gone-tenant", "gone-keeper", "provider-cheap", "provider-dear"];
    let [tenant, keeper, cheap, dear] = stage.parties(names).await?;
    stage.provider(&cheap, REGION).await?;
    stage.provider(&dear, REGION).await?;
    let before = stage.height().await?;
    let url = stage.settings.url.as_str();
    let _keeper = Program::start(stage, Kind::Keeper { yields: false }, &keeper, &[url]).await?;
    let dying = Program::start(stage, CHEAP, &cheap, &[url]).await?;
    let _dear = Program::start(stage, DEAR, &dear, &[url]).await?;
    let want = Want { collateral: COLLATERAL, ..Want::small("web", REGION) };
    let done = tenant.act(&stage.exchange, submit(std::slice::from_ref(&want), 10), 50_000_000).await?;
    let first = OrderId::new(done.answer().deployment().context("no deployment")?, 1, 1);
    let provider = served(stage, first, 60).await?;
    facts.same("who serves at first", provider.as_str(), cheap.address.as_str());
    // Once it has confirmed.
    let market = stage.exchange.market();
    let confirmed = || async {
        let OrderStatus::Leased(lease) = market.order(first).await?.status else { return Ok(None) };
        Ok((lease.confirmed_at > lease.started_at).then_some(lease.confirmed_height))
    };
    let confirmed = stage.until("the first confirmation", 120, confirmed).await?;
    dying.kill().await?;
    let second = OrderId { round: 2, ..first };
    let provider = served(stage, second, 180).await?;
    facts.same("who takes over", provider.as_str(), dear.address.as_str());
    // It comes back, and wins what is new.
    let mut again = Program::start(stage, CHEAP, &cheap, &[url]).await?;
    let done = tenant.act(&stage.exchange, submit(&[want], 10), 50_000_000).await?;
    let third = OrderId::new(done.answer().deployment().context("no deployment")?, 1, 1);
    let provider = served(stage, third, 60).await?;
    facts.same("who wins the next order, started again", provider.as_str(), cheap.address.as_str());
    facts.same("the provider has ended by itself", again.has_ended()?, false);
    cancel(stage, &tenant, first.deployment).await?;
    cancel(stage, &tenant, third.deployment).await?;
    let chronicle = Chronicle::read(&stage.exchange, before, stage.height().await?).await?;
    facts.same("leases that went stale", ids(&chronicle.ended("stale")), first.to_string());
    let stale = chronicle.market().find_map(|(height, event)| match event {
        MarketEvent::LeaseEnded(ended) if ended.lease == first => Some((height, ended.forfeited.u128())),
        _ => None,
    });
    let (height, forfeited) = stale.context("the lease has not ended")?;
    facts.same("what of the collateral was lost", forfeited, COLLATERAL);
    let late = height.saturating_sub(confirmed.saturating_add(PERIOD));
    facts.at_most("blocks from the end of its period to the end of the lease", late, 6);
    let lost = chronicle.events.iter().find_map(|placed| match &placed.heard.event {
        ContractEvent::Escrow(EscrowEvent::Forfeited(lost)) => Some((lost.owner.to_string(), lost.deployment)),
        _ => None,
    });
    let told = lost.map(|(owner, deployment)| format!("{owner} to {deployment}")).unwrap_or_default();
    facts.same("who lost it, and to which deployment", told, format!("{} to {}", cheap.address, first.deployment));
    let tips = stage.exchange.escrow().balance(&keeper.address, crate::wanted::DENOM).await?.balance.u128();
    facts.at_least("the keeper's tips, that of the stale lease among them", tips, STALE_TIP);
    Ok(())
}

/// Waits until an order is a lease: who provides.
pub async fn served(stage: &Stage, order: OrderId, seconds: u64) -> Result<String> {
    let leased = || async {
        let order = stage.exchange.market().order(order).await?;
        Ok(match order.status {
            OrderStatus::Leased(lease) => Some(lease.provider.into_string()),
            _ => None,
        })
    };
    stage.until(&format!("{order} is a lease"), seconds, leased).await
}

fn ids(ids: &[OrderId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
