//! The node is killed under the programs, more than once: they go on by themselves.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use berth_chain::Chain;
use tokio::process::Command;
use tokio::time::sleep;

use crate::chronicle::Chronicle;
use crate::facts::Facts;
use crate::program::{Kind, Program};
use crate::race::{all_leased, cancel};
use crate::stage::Stage;
use crate::wanted::{PERIOD, Want, submit};

const REGION: &str = "node";
const KILLS: usize = 2;

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let names = ["node-tenant", "node-keeper", "node-provider-a", "node-provider-b"];
    let [tenant, keeper, one, other] = stage.parties(names).await?;
    stage.provider(&one, REGION).await?;
    stage.provider(&other, REGION).await?;
    let before = stage.height().await?;
    let url = stage.settings.url.as_str();
    let mut programs = vec![
        Program::start(stage, Kind::Keeper { yields: false }, &keeper, &[url]).await?,
        Program::start(stage, Kind::Provider { cpu: 50 }, &one, &[url]).await?,
        Program::start(stage, Kind::Provider { cpu: 60 }, &other, &[url]).await?,
    ];
    let mut deployments = vec![];
    for round in 0..=KILLS {
        let wants: Vec<Want> = (1..=3).map(|n| Want::small(format!("n{n}"), REGION)).collect();
        let done = tenant.act(&stage.exchange, submit(&wants, 5), 100_000_000).await?;
        let deployment = done.answer().deployment().context("no deployment")?;
        // The first wave is served when the node dies, later ones are bid for.
        if round == 0 {
            all_leased(stage, deployment).await?;
        }
        deployments.push(deployment);
        if round < KILLS {
            kill(stage).await?;
        }
    }
    for deployment in &deployments {
        all_leased(stage, *deployment).await?;
    }
    // A whole period, so that every lease was confirmed by a program that has lost its node meanwhile.
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
    judge(&chronicle, facts, deployments.len().saturating_mul(3));
    for provider in [&one, &other] {
        let twice = chronicle.bids(&provider.address).values().filter(|count| **count > 1).count();
        facts.same("orders on which a provider bid twice", twice, 0);
    }
    Ok(())
}

/// Nothing missed, nothing twice.
pub fn judge(chronicle: &Chronicle, facts: &mut Facts, orders: usize) {
    let matches = chronicle.matches();
    facts.same("orders that were matched", matches.len(), orders);
    facts.same("orders that were matched twice", matches.values().filter(|count| **count > 1).count(), 0);
    facts.same("leases that went stale", chronicle.ended("stale").len(), 0);
    let confirmations = chronicle.confirmations();
    facts.same("leases that were confirmed", confirmations.len(), orders);
    // They are due from half a period on. One whose fate is in doubt is sent again, which does no harm.
    let early = confirmations.values().flat_map(|heights| heights.iter().zip(heights.iter().skip(1)));
    let early = early.filter(|(one, next)| next.saturating_sub(**one) < PERIOD >> 1).count();
    facts.at_most("confirmations that came twice in half a period", early, orders);
}

/// kill -9, and up again.
async fn kill(stage: &Stage) -> Result<()> {
    let pid = tokio::fs::read_to_string(&stage.settings.pid_file).await.context("the node's process id")?;
    let height = stage.height().await?;
    let killed = Command::new("kill").args(["-9", pid.trim()]).status().await?;
    ensure!(killed.success(), "the node was not killed");
    // So long that programs see it.
    sleep(Duration::from_secs(3)).await;
    let up = Command::new(&stage.settings.devnet).arg("up").output().await?;
    ensure!(up.status.success(), "the node does not start again: {}", String::from_utf8_lossy(&up.stderr));
    let head = || async { Ok((stage.network.head().await?.height > height).then_some(())) };
    stage.until("blocks after the node's death", 90, head).await
}
