//! Which chain, and how it is reached.

use std::path::{Path, PathBuf};

use berth_chain::config::{ChainConfig, Chains, PriceSource};
use berth_client::ExchangeFile;
use cosmwasm_std::Decimal;

use crate::Failure;
use crate::globals::Globals;

/// The chain that the global options name, with what they say instead of its file.
///
/// Without --chain it is the one that the exchange file is about, if Berth knows it.
pub fn config(globals: &Globals, exchange: Option<&ExchangeFile>) -> Result<ChainConfig, Failure> {
    let mut config = match (&globals.chain, exchange) {
        (Some(name), _) => named(name)?,
        (None, Some(file)) => of_id(&file.chain_id)?,
        (None, None) => return Err(missing(&Chains::builtin()?)),
    };
    if !globals.node.is_empty() {
        config.endpoints.clone_from(&globals.node);
    }
    if let Some(multiplier) = globals.gas_multiplier {
        config.gas.multiplier = multiplier;
    }
    if let Some(price) = &globals.gas_price {
        let (price, denom) = gas_price(price)?;
        config.fee.source = PriceSource::Fixed;
        config.fee.denom = denom;
        config.fee.price = price;
        // Who names a price means it.
        config.fee.max_price = config.fee.max_price.max(price);
    }
    if let Some(granter) = &globals.fee_granter {
        config.granter = Some(granter.clone());
    }
    if let Some(memo) = &globals.memo {
        config.memo.clone_from(memo);
    }
    if let Some(blocks) = globals.timeout {
        config.timeout_blocks = blocks;
    }
    config.check()?;
    Ok(config)
}

/// A chain by its name, and the file that it is in unless Berth knows it.
pub struct Place {
    /// The file.
    pub file: Option<PathBuf>,
    /// The chain's name there.
    pub name: String,
}

/// What `NAME`, `FILE` with one chain in it, or `FILE#NAME` means.
pub fn place(text: &str) -> Result<Place, Failure> {
    let builtin = Chains::builtin()?;
    if builtin.get(text).is_ok() {
        return Ok(Place { file: None, name: text.to_owned() });
    }
    let (file, name) = match text.rsplit_once('#') {
        Some((file, name)) => (Path::new(file), Some(name)),
        None => (Path::new(text), None),
    };
    if !file.is_file() {
        let names: Vec<&str> = builtin.names().collect();
        let allowed = format!("a file, or one of {}", names.join(", "));
        return Err(Failure::Input(format!("--chain is {text:?}, allowed: {allowed}")));
    }
    let chains = Chains::read(file)?;
    let names: Vec<&str> = chains.names().collect();
    let name = match (name, names.as_slice()) {
        (Some(name), _) => chains.get(name).map(|_| name)?,
        (None, [only]) => only,
        (None, _) => {
            let allowed = format!("one of its chains, as in {text}#NAME: {}", names.join(", "));
            return Err(Failure::Input(format!("--chain is {text:?}, allowed: {allowed}")));
        }
    };
    Ok(Place { file: Some(file.to_owned()), name: name.to_owned() })
}

fn named(text: &str) -> Result<ChainConfig, Failure> {
    let Place { file, name } = place(text)?;
    let chains = match file {
        Some(file) => Chains::read(&file)?,
        None => Chains::builtin()?,
    };
    Ok(chains.get(&name)?.clone())
}

fn of_id(id: &str) -> Result<ChainConfig, Failure> {
    let builtin = Chains::builtin()?;
    let found = builtin.names().filter_map(|name| builtin.get(name).ok()).find(|chain| chain.id == id);
    found.cloned().ok_or_else(|| missing(&builtin))
}

fn missing(builtin: &Chains) -> Failure {
    let names: Vec<&str> = builtin.names().collect();
    Failure::Input(format!("--chain is missing, allowed: a chain file, or one of {}", names.join(", ")))
}

/// `0.025uatom`.
fn gas_price(text: &str) -> Result<(Decimal, String), Failure> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').and_then(|at| text.split_at_checked(at));
    let parsed = split.and_then(|(price, denom)| Some((price.parse().ok()?, denom.to_owned())));
    let allowed = "a number and its coin, as in 0.025uatom";
    parsed.ok_or_else(|| Failure::Input(format!("--gas-price is {text:?}, allowed: {allowed}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(globals: Globals) -> String {
        config(&globals, None).unwrap_err().to_string()
    }

    fn local() -> Globals {
        Globals { chain: Some("local".into()), ..Globals::default() }
    }

    #[test]
    fn options_go_before_the_file() {
        let globals = Globals {
            node: vec!["http://127.0.0.1:1".into()],
            gas_price: Some("0.5upenny".into()),
            gas_multiplier: Some(Decimal::percent(150)),
            memo: Some("hello".into()),
            timeout: Some(7),
            ..local()
        };
        let config = config(&globals, None).unwrap();
        assert_eq!(config.endpoints, ["http://127.0.0.1:1"]);
        assert_eq!((config.fee.price, config.fee.denom.as_str()), (Decimal::percent(50), "upenny"));
        assert_eq!(
            (config.gas.multiplier, config.memo.as_str(), config.timeout_blocks),
            (Decimal::percent(150), "hello", 7)
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(
            wrong(Globals::default()).starts_with("--chain is missing, allowed: a chain file, or one of cosmoshub, ")
        );
        let unknown = Globals { chain: Some("osmosys".into()), ..Globals::default() };
        assert!(wrong(unknown).starts_with("--chain is \"osmosys\", allowed: a file, or one of "));
        let price = Globals { gas_price: Some("cheap".into()), ..local() };
        assert_eq!(wrong(price), "--gas-price is \"cheap\", allowed: a number and its coin, as in 0.025uatom");
        let node = Globals { node: vec!["ftp://x".into()], ..local() };
        assert!(wrong(node).contains("endpoints[0]"));
        let multiplier = Globals { gas_multiplier: Some(Decimal::percent(50)), ..local() };
        assert!(wrong(multiplier).contains("gas.multiplier is 0.5, allowed: at least 1"));
    }
}
