//! One endpoint dead from the start, another dies in mid-flight: as a machine that hangs, and as a program that is gone.

use anyhow::{Context, Result};

use crate::chronicle::Chronicle;
use crate::facts::Facts;
use crate::node_killed::judge;
use crate::program::{Kind, Program};
use crate::proxy::{Proxy, Way};
use crate::race::{all_leased, cancel};
use crate::stage::Stage;
use crate::wanted::{PERIOD, Want, submit};

const REGION: &str = "endpoints";
/// Nobody listens there.
const DEAD: &str = "http://127.0.0.1:9";

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let [tenant, keeper, provider] = stage.parties(["end-tenant", "end-keeper", "end-provider"]).await?;
    stage.provider(&provider, REGION).await?;
    let before = stage.height().await?;
    let proxy = Proxy::start(&stage.settings.url).await?;
    let endpoints = [DEAD, proxy.url.as_str(), stage.settings.url.as_str()];
    let mut programs = vec![
        Program::start(stage, Kind::Keeper { yields: false }, &keeper, &endpoints).await?,
        Program::start(stage, Kind::Provider { cpu: 50 }, &provider, &endpoints).await?,
    ];
    let mut deployments = vec![];
    for way in [Way::Open, Way::Silent, Way::Open, Way::Closed] {
        let wants = [Want::small("a", REGION), Want::small("b", REGION)];
        let done = tenant.act(&stage.exchange, submit(&wants, 5), 100_000_000).await?;
        // While the bids are on their way.
        proxy.set(way);
        let deployment = done.answer().deployment().context("no deployment")?;
        all_leased(stage, deployment).await.with_context(|| format!("with the endpoint {way:?}"))?;
        facts.holds(format!("orders are matched with the endpoint {way:?}"), deployment, true);
        deployments.push(deployment);
    }
    let until = stage.height().await?.saturating_add(PERIOD);
    stage.until("a whole period", 180, || async { Ok((stage.height().await? > until).then_some(())) }).await?;
    for program in &mut programs {
        facts.same("a program has ended", program.has_ended()?, false);
    }
    let after = stage.height().await?;
    for deployment in &deployments {
        cancel(stage, &tenant, *deployment).await?;
    }
    let chronicle = Chronicle::read(&stage.exchange, before, after).await?;
    judge(&chronicle, facts, deployments.len().saturating_mul(2));
    let twice = chronicle.bids(&provider.address).values().filter(|count| **count > 1).count();
    facts.same("orders on which the provider bid twice", twice, 0);
    Ok(())
}
