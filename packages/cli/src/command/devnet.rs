//! `berth devnet`: a chain of one's own, in this process, to try everything on.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use berth_api::plan::{Each, Setup};
use berth_chain::Network;
use berth_chain::config::{ChainConfig, Chains, KeyScheme};
use berth_chain::keys::{Key, Secret, Signer};
use berth_client::deploy::{Code, Deployer};
use berth_devnet::{Blocks, Config, Devnet, native_code};
use berth_service::Stop;
use cosmwasm_std::Coin;
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::keyring::{Keyring, new_passphrase};
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Accounts that have coins from the beginning. Their words are published here: they are worth nothing anywhere.
const ACCOUNTS: [(&str, &str); 6] = [
    ("deployer", "meat group actress common grief video trust top focus mixed butter own"),
    ("keeper", "ghost only despair luggage truly want marriage entry desert wish disagree fish"),
    ("tenant", "harbor alpha jacket local evidence age path stable exist adult jungle tip"),
    ("provider-1", "object endorse cream text trumpet donate lottery frame require client review replace"),
    ("provider-2", "supreme sell vehicle truck rigid term matrix weekend skin more unusual discover"),
    ("provider-3", "bubble infant lottery buffalo ask clown example boil country agent mesh century"),
];
/// What each has of fees, and of money.
const COINS: [(&str, u128); 2] = [("stake", 1_000_000_000_000), ("uusdc", 1_000_000_000_000)];
/// Tells one exchange of the deployer's from another.
const SALT: &[u8] = b"berth";

/// Runs a chain of your own in this process, with the exchange's contracts, to try everything on
///
/// It answers as a node does, so that every other command works against it, in another terminal. Nothing of it is left when it
/// ends. Its accounts have coins, and words that everybody knows: never send them coins of a real chain.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where it listens, on this machine only; 0 for any port that is free
    #[arg(long, value_name = "PORT", default_value_t = 26_657)]
    port: u16,
    /// Milliseconds from block to block
    #[arg(long, value_name = "MS", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(10..=60_000))]
    block_time: u64,
    /// Seconds by which the chain's own time goes on with each block, so that nobody has to wait for days [default: as long as it takes]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds_per_block: Option<u64>,
    /// Deploy an exchange as well, and write where it is to this file
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "exchange.toml")]
    deploy: Option<PathBuf>,
    /// The rules of that exchange, as `berth chain setup` prints them [default: the default rules, for uusdc]
    #[arg(long, value_name = "FILE", requires = "deploy")]
    setup: Option<PathBuf>,
    /// Put the accounts' keys into the key directory, by their names
    #[arg(long)]
    keys: bool,
    /// End after so many blocks
    #[arg(long, value_name = "N")]
    blocks: Option<u64>,
}

/// A chain that runs.
#[derive(Debug, Serialize)]
struct Started {
    chain_id: String,
    url: String,
    /// Where the exchange is written down, if one was deployed.
    exchange: Option<PathBuf>,
    accounts: Vec<Account>,
}

/// An account that everybody knows.
#[derive(Debug, Serialize)]
struct Account {
    name: &'static str,
    address: String,
    /// Worth nothing.
    words: &'static str,
}

/// Runs it.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let setup = setup(args.setup.as_deref())?;
    let chain = Chains::builtin()?.get("local")?.clone();
    let keys = keys(&chain)?;
    if args.keys {
        put(&keys, &chain.keys, context)?;
    }
    let mut config = Config { chain_id: chain.id.clone(), ports: vec![args.port], ..Config::default() };
    config.blocks = Blocks::Every {
        interval: Duration::from_millis(args.block_time),
        chain_time: args.seconds_per_block.map_or(Duration::from_millis(args.block_time), Duration::from_secs),
    };
    for (_, address) in addresses(&keys, &chain)? {
        let coins = COINS.iter().map(|(denom, amount)| Coin::new(*amount, *denom)).collect();
        config = config.with_balance(address, coins);
    }
    let devnet = Devnet::start(config).await?;
    if let Some(file) = &args.deploy {
        deploy(&devnet, &chain, setup, file, context).await?;
    }
    let accounts = addresses(&keys, &chain)?.into_iter().zip(ACCOUNTS);
    let accounts = accounts.map(|((_, address), (name, words))| Account { name, address, words }).collect();
    let url = devnet.url();
    context.answer(&Started { chain_id: chain.id, url, exchange: args.deploy, accounts })?;
    wait(&devnet, args.blocks).await
}

/// The rules of a file, or the default ones.
fn setup(file: Option<&Path>) -> Result<Setup, Failure> {
    let Some(file) = file else { return Ok(Setup { staking_denom: "stake".into(), ..Setup::default() }) };
    let wrong = |reason: String| Failure::Input(format!("{}: {}", file.display(), reason.trim_end()));
    let setup: Setup = toml::from_str(&crate::files::read(file)?).map_err(|error| wrong(error.to_string()))?;
    setup.check().map_err(|invalid| wrong(invalid.to_string()))?;
    Ok(setup)
}

fn keys(chain: &ChainConfig) -> Result<Vec<Key>, Failure> {
    let keys = ACCOUNTS.iter().map(|(name, words)| {
        let secret = Secret::parse((*words).into()).map_err(anyhow::Error::msg)?;
        Ok(Key::new(name, &secret, &chain.keys)?)
    });
    keys.collect()
}

fn addresses(keys: &[Key], chain: &ChainConfig) -> Result<Vec<(String, String)>, Failure> {
    keys.iter().map(|key| Ok((key.name().to_owned(), key.address(&chain.prefix)?))).collect()
}

/// Into the key directory, but for those that are there.
fn put(keys: &[Key], scheme: &KeyScheme, context: &Context<'_>) -> Result<(), Failure> {
    let ring = Keyring::open(&context.globals)?;
    let there = ring.files().names()?;
    let passphrase = new_passphrase(&context.globals, "of the devnet", context.asks())?;
    for (key, (name, words)) in keys.iter().zip(ACCOUNTS) {
        if there.iter().any(|known| known == name) {
            continue;
        }
        let secret = Secret::parse(words.into()).map_err(anyhow::Error::msg)?;
        ring.files().create(name, &secret, &passphrase)?;
        ring.publish(key, scheme)?;
    }
    Ok(())
}

/// The contracts, by the messages of a real deployment.
async fn deploy(
    devnet: &Devnet,
    chain: &ChainConfig,
    setup: Setup,
    file: &Path,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    // Of an earlier chain, at another's place.
    if file.exists() {
        context.confirm(&format!("replace {}, which tells of an exchange that may be gone", file.display()))?;
        std::fs::remove_file(file)?;
    }
    let config = ChainConfig { endpoints: vec![devnet.url()], ..chain.clone() };
    let network = Network::connect(config).await?;
    let (_, words) = ACCOUNTS[0];
    let secret = Secret::parse(words.into()).map_err(anyhow::Error::msg)?;
    let writer = network.writer(Arc::new(Key::new("deployer", &secret, &chain.keys)?))?;
    let codes = Each::of(|role| Code::Wasm(native_code(role)));
    let deployer = Deployer::new(network, writer, setup, codes, SALT.to_vec())?;
    let mut steps = vec![];
    deployer.run(file, &mut |step| steps.push(step.to_string())).await?;
    steps.iter().for_each(|step| context.progress(step));
    Ok(())
}

/// Until a signal, or so many blocks.
async fn wait(devnet: &Devnet, blocks: Option<u64>) -> Result<(), Failure> {
    let stop = Stop::on_signals()?;
    let Some(blocks) = blocks else {
        stop.stopped().await;
        return Ok(());
    };
    let end = devnet.head().height.saturating_add(blocks);
    while devnet.head().height < end && !stop.is_stopped() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

impl Answer for Started {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { chain_id, url, exchange, accounts } = self;
        writeln!(out, "chain {chain_id} at {url}; it ends with this program, and nothing of it is left")?;
        let file = exchange.as_ref().map(|file| file.display().to_string());
        if let Some(file) = &file {
            writeln!(out, "an exchange is deployed on it: {file}")?;
        }
        writeln!(out, "\naccounts whose words everybody knows, WORTH NOTHING ANYWHERE:")?;
        let rows = accounts.iter().map(|one| [one.name.to_owned(), one.address.clone(), one.words.to_owned()]);
        table(out, ["name", "address", "words"], rows, "none")?;
        let options = file.map(|file| format!(" --exchange {file}")).unwrap_or_default();
        writeln!(out, "\nin another terminal: berth --chain local --node {url}{options} ...")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_keys_that_differ() {
        let chain = Chains::builtin().unwrap().get("local").unwrap().clone();
        let addresses = addresses(&keys(&chain).unwrap(), &chain).unwrap();
        let different: std::collections::BTreeSet<_> = addresses.iter().map(|(_, address)| address).collect();
        assert_eq!(different.len(), ACCOUNTS.len());
        assert!(different.iter().all(|address| address.starts_with("wasm1")));
    }

    #[test]
    fn the_default_rules_are_allowed() {
        setup(None).unwrap().check().unwrap();
    }
}
