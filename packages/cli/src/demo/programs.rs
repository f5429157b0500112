//! How everything is set up: the place, the exchange, and the programs on it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use berth_api::Role;
use berth_api::plan::{Each, Setup};
use berth_chain::Chain;
use berth_client::deploy::{Code, Deployer};
use berth_client::{Exchange, Session};
use berth_keeper::{Keeper, KeeperMetrics, KeeperSettings};
use berth_provider::{Metrics, Provider, ProviderSettings};
use berth_service::Stop;

use crate::Failure;
use crate::context::Context;
use crate::demo::Args;
use crate::demo::actors::Actor;
use crate::demo::cast::{Datacenter, Party};
use crate::demo::place::Place;

/// The embedded node, unless a real one is named.
pub async fn place(args: &Args, denom: &str, context: &mut Context<'_>) -> Result<Place, Failure> {
    if context.globals.chain.is_none() && context.globals.node.is_empty() {
        return Place::embedded(denom, !args.fast).await;
    }
    let config = context.chain_config()?;
    if config.fee.denom == denom {
        return Err(Failure::Input(format!(
            "the stack is paid in {denom}, allowed: a coin that fees are not paid in, so that every coin can be accounted for"
        )));
    }
    let artifacts = Role::ALL.into_iter().map(|role| Ok((role, artifact(&args.artifacts, role)?)));
    let artifacts = artifacts.collect::<Result<Vec<_>, Failure>>()?;
    let code =
        move |role| artifacts.iter().find(|(of, _)| *of == role).map(|(_, wasm)| wasm.clone()).unwrap_or_default();
    Place::real(config, context.signer(false)?, code).await
}

fn artifact(folder: &Path, role: Role) -> Result<Vec<u8>, Failure> {
    let path = folder.join(format!("{}.wasm", role.name().replace('-', "_")));
    let missing = |e| Failure::Input(format!("{}: {e}; scripts/build-wasm.sh makes it", path.display()));
    fs::read(&path).map_err(missing)
}

/// Makes an exchange of its own.
pub async fn deploy(place: &Place, setup: &Setup) -> Result<Exchange, Failure> {
    let folder = tempfile::tempdir()?;
    let wasm = |role| Code::Wasm((place.code)(role));
    let codes = Each {
        provider_registry: wasm(Role::ProviderRegistry),
        escrow: wasm(Role::Escrow),
        market: wasm(Role::Market),
        deployment: wasm(Role::Deployment),
    };
    // Another demo on the same chain has another exchange.
    let salt = format!("berth demo {}", place.chain.head().await?.height).into_bytes();
    let deployer = Deployer::new(place.chain.clone(), Arc::clone(&place.funder), setup.clone(), codes, salt)?;
    let made = deployer.run(&folder.path().join("exchange.toml"), &mut |_| {}).await?;
    Ok(made.exchange)
}

/// The keeper's program.
pub fn keeper(place: &Place, exchange: &Exchange, party: &Party) -> Result<Actor, Failure> {
    let session = Session::new(exchange.clone(), place.writer(Arc::clone(&party.key))?);
    // It is the only one, and the story is in a hurry.
    let settings = KeeperSettings { yields: false, spread_ms: 0, ..KeeperSettings::default() };
    let denom = &place.config.fee.denom;
    let keeper = Keeper::new(session, settings, denom, KeeperMetrics::default(), Stop::new());
    let keeper = keeper.map_err(|e| Failure::Story(berth_keeper::Error::from(e).to_string()))?;
    Ok(Actor::start(place.chain.clone(), keeper))
}

/// A provider's program.
pub fn provider(place: &Place, exchange: &Exchange, datacenter: &Datacenter, leaving: bool) -> Result<Actor, Failure> {
    let settings = ProviderSettings {
        leaving,
        collect_after: datacenter.config.collect_after,
        sheets: datacenter.config.sheets.clone(),
        inventory: datacenter.config.inventory.clone(),
        ..ProviderSettings::default()
    };
    let writer = place.writer(Arc::clone(&datacenter.party.key))?;
    let provider = Provider::new(exchange.clone(), writer, settings, Metrics::default()).bidding_at_once();
    Ok(Actor::start(place.chain.clone(), provider))
}
