//! The programs on a real node, through our own client: see `scripts/e2e.sh`, which starts this with the environment that
//! [`stage::Settings`] reads. Prints a table of facts; exit code 1 if one is not as it must be.

mod chronicle;
mod daemon;
mod endpoints;
mod facts;
mod gas;
mod granted;
mod keeper_killed;
mod life;
mod life_end;
mod life_start;
mod migrated;
mod node_killed;
mod party;
mod program;
mod provider_killed;
mod proxy;
mod race;
mod stage;
mod transcript;
mod wanted;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use facts::Facts;
use stage::{Settings, Stage};

/// What is played, in this order: the estimator can follow the life only on an exchange where nothing has happened.
const SCENARIOS: [&str; 8] = ["life", "race", "keeper", "provider", "node", "endpoints", "grant", "migrate"];

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // What this program starts and kills.
        ["run", "keeper", settings] => daemon::keeper(settings.as_ref()).await.map(|()| true),
        ["run", "provider", settings] => daemon::provider(settings.as_ref()).await.map(|()| true),
        chosen => play(chosen).await,
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("e2e: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Plays the scenarios that were chosen, all if none was. Whether everything was as it must be.
async fn play(chosen: &[&str]) -> Result<bool> {
    if let Some(unknown) = chosen.iter().find(|name| !SCENARIOS.contains(name)) {
        anyhow::bail!("unknown scenario {unknown} (known: {})", SCENARIOS.join(", "));
    }
    let stage = Stage::set(Settings::read()?).await?;
    let mut facts = Facts::default();
    for name in SCENARIOS.into_iter().filter(|name| chosen.is_empty() || chosen.contains(name)) {
        let began = Instant::now();
        facts.begin(name);
        let result = match name {
            "life" => life::play(&stage, &mut facts).await,
            "race" => race::play(&stage, &mut facts).await,
            "keeper" => keeper_killed::play(&stage, &mut facts).await,
            "provider" => provider_killed::play(&stage, &mut facts).await,
            "node" => node_killed::play(&stage, &mut facts).await,
            "endpoints" => endpoints::play(&stage, &mut facts).await,
            "grant" => granted::play(&stage, &mut facts).await,
            _ => migrated::play(&stage, &mut facts).await,
        };
        match result {
            Ok(()) => stage.check_books(&mut facts).await?,
            Err(error) => facts.holds("it went to its end", format!("{error:#}"), false),
        }
        println!("{name}: {} s", began.elapsed().as_secs());
    }
    print!("{facts}");
    Ok(facts.all_hold())
}
