//! The exchange under load: many leases, many provider daemons, new orders all the time, and one keeper. Each kind of program is a
//! process of its own, so that what it takes is measured apart. `scripts/proof.sh load` starts it.
//!
//! Usage: `load [SEED] [LEASES]`, 1 and 10,000 if absent. A twentieth as many providers, and a tenth as many new orders in each
//! reconfirmation period of 100 blocks, for two periods.
//!
//! On the embedded node a block is made when all programs are done with the one before and the new orders are sent: what is
//! measured is work per block, and whether it is done right, not the speed of this machine. On the node that `BERTH_LOAD_URL` names,
//! see [`ground`], blocks come when they come.
//!
//! Exit code 1 if a confirmation was late, a lease was lost, or an order was never matched.
#![allow(clippy::arithmetic_side_effects, reason = "a measurement whose figures overflow stops, and these are small")]

mod cast;
mod daemons;
mod figures;
mod ground;
mod opening;
mod plan;
mod program;
mod report;
mod tally;
mod trade;
mod watched;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};

use ground::Ground;
use plan::Plan;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // What this program starts.
        ["run", "keeper", assignment] => daemons::keeper(assignment.as_ref()).await.map(|()| true),
        ["run", "providers", assignment] => daemons::providers(assignment.as_ref()).await.map(|()| true),
        chosen => play(chosen).await,
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures. Whether everything was as it must be.
async fn play(chosen: &[&str]) -> Result<bool> {
    let number = |index: usize, default: u64| match chosen.get(index) {
        Some(text) => text.parse().with_context(|| format!("{text} is no number")),
        None => Ok(default),
    };
    let plan = Plan::new(number(0, 1)?, usize::try_from(number(1, 10_000)?)?)?;
    let began = Instant::now();
    let ground = Ground::open(&plan).await?;
    let opened = opening::open(&ground, &plan).await?;
    println!("{plan}: set up in {} s", began.elapsed().as_secs());
    let figures = trade::trade(&ground, &plan, opened).await?;
    print!("{}", report::Report { plan: &plan, figures: &figures });
    Ok(figures.are_good())
}
