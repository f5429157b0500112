//! Keepers and providers, the real ones, against the embedded node while everything around them fails: see `scripts/proof.sh`.
//! The arguments are how many seeds, and the first. Exit code 1 if a law was broken: the seed and what was found are told.

mod chronicle;
mod laws;
mod paced;
mod play;
mod program;
mod script;
mod stage;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use futures_util::stream::iter;

use laws::{Figures, judge};
use play::play;
use script::Script;
use stage::Stage;

/// Seeds that are played at once: most of their time they wait.
const AT_ONCE: usize = 6;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("faults: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Plays all seeds. Whether none broke a law.
async fn run() -> Result<bool> {
    let number = |text: String| text.parse::<u64>().with_context(|| format!("{text} is no number"));
    let mut arguments = std::env::args().skip(1);
    let seeds = arguments.next().map_or(Ok(50), number)?;
    let first = arguments.next().map_or(Ok(1), number)?;
    let began = Instant::now();
    let (mut sum, mut broken, mut done) = (Figures::default(), 0_u64, 0_u64);
    let played = iter(first..first.saturating_add(seeds)).map(|seed| tokio::spawn(one(seed)));
    let mut played = played.buffer_unordered(AT_ONCE);
    while let Some(ended) = played.next().await {
        let (seed, outcome) = ended?;
        let (found, figures) = outcome.unwrap_or_else(|error| (vec![format!("{error:#}")], Figures::default()));
        sum.add(&figures);
        done = done.saturating_add(1);
        if !found.is_empty() {
            broken = broken.saturating_add(1);
            println!("seed {seed}: {}", Script::of(seed));
            found.iter().for_each(|what| println!("seed {seed}: {what}"));
        }
    }
    println!("faults: {done} seeds in {} s, {broken} violations, {sum}", began.elapsed().as_secs());
    Ok(broken == 0 && done > 0)
}

async fn one(seed: u64) -> (u64, Result<(Vec<String>, Figures)>) {
    let script = Script::of(seed);
    let played = async {
        let stage = Stage::open().await?;
        let played = play(&stage, &script).await?;
        judge(&stage, &script, &played).await
    };
    (seed, played.await)
}
