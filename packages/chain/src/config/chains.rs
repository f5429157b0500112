//! A file of chains.

use std::{collections::BTreeMap, fs, path::Path};

use serde_path_to_error::Segment;

use super::ChainConfig;
use crate::{Error, Result};

/// Compiled in.
const BUILTIN: &str = include_str!("../../chains.toml");

/// Chains by the names that people give them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chains {
    chains: BTreeMap<String, ChainConfig>,
}

impl Chains {
    /// Those that come with the program: live hosts of contracts, and `local`, a node on this machine.
    ///
    /// Errors: never; a test reads them.
    pub fn builtin() -> Result<Self> {
        Self::parse(BUILTIN)
    }

    /// The file of [`Chains::builtin`], to begin one's own with; each key is explained in it.
    pub const fn builtin_text() -> &'static str {
        BUILTIN
    }

    /// Reads TOML: a table for each chain. Errors as [`Error::Invalid`], naming the field from the chain's name on.
    pub fn parse(text: &str) -> Result<Self> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| Error::invalid("the chains file", error.to_string().trim(), "TOML"))?;
        let mut chains = BTreeMap::new();
        for (name, value) in table {
            let chain = parse_chain(&value).and_then(|chain: ChainConfig| chain.check().map(|()| chain));
            let chain = chain.map_err(|error| error.within(&name))?;
            chains.insert(name, chain);
        }
        Ok(Self { chains })
    }

    /// Reads a file as [`Chains::parse`] does.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .map_err(|error| Error::invalid("the chains file", format!("{}: {error}", path.display()), "a file"))?;
        Self::parse(&text)
    }

    /// The chain of a name. Errors with all names there are.
    pub fn get(&self, name: &str) -> Result<&ChainConfig> {
        let names = || self.names().collect::<Vec<_>>().join(", ");
        self.chains.get(name).ok_or_else(|| Error::invalid("chain", name, names()))
    }

    /// All names, ascending.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.chains.keys().map(String::as_str)
    }

    /// These chains and those of `other`, which win.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.chains.extend(other.chains);
        self
    }
}

fn parse_chain(value: &toml::Value) -> Result<ChainConfig> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| {
        let field = error.path().to_string();
        let found = at(value, error.path()).map_or_else(|| "missing or not of its kind".into(), shown);
        // The library's words repeat the value.
        let allowed = error.inner().message().trim();
        Error::invalid(field, found, if allowed.contains('@') { "a value of this field's kind" } else { allowed })
    })
}

/// What stands at a path; none if it is not there, or a table, whose own fields then say more.
fn at<'a>(value: &'a toml::Value, path: &serde_path_to_error::Path) -> Option<&'a toml::Value> {
    let found = path.iter().try_fold(value, |value, segment| match segment {
        Segment::Map { key } => value.get(key),
        Segment::Seq { index } => value.get(index),
        Segment::Enum { .. } | Segment::Unknown => Some(value),
    })?;
    (!found.is_table()).then_some(found)
}

/// An endpoint may hold a password: of strings with an `@` nothing is shown.
fn shown(value: &toml::Value) -> String {
    let text = value.to_string();
    if text.contains('@') { "(not shown)".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Algorithm, PriceSource};

    const GOOD: &str = r#"
        [a]
        id = "a-1"
        prefix = "cosmos"
        endpoints = ["https://user:secret@rpc.example.com"]
        timeout_blocks = 9
        memo = "m"
        granter = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4"
        [a.keys]
        algorithm = "ethsecp256k1"
        coin_type = 60
        [a.gas]
        multiplier = "1.5"
        floor = 1
        cap = 2
        [a.fee]
        denom = "ua"
        source = "node"
        price = "0.5"
        ladder = ["1", "2"]
        max_price = "1"
    "#;

    #[test]
    fn those_that_come_with_it_can_be_worked_with() {
        let chains = Chains::builtin().unwrap();
        let names: Vec<&str> = chains.names().collect();
        assert_eq!(names, ["cosmoshub", "injective", "juno", "local", "mantra", "neutron", "osmosis"]);
        assert_eq!(chains.get("osmosis").unwrap().id, "osmosis-1");
        assert_eq!(chains.get("injective").unwrap().keys.algorithm, Algorithm::Ethsecp256k1);
        let error = chains.get("atlantis").unwrap_err().to_string();
        assert!(error.starts_with("chain is atlantis, allowed: cosmoshub, "), "{error}");
    }

    #[test]
    fn a_chain_reads_back_from_what_it_is_written_as() {
        let chains = Chains::parse(GOOD).unwrap();
        let chain = chains.get("a").unwrap();
        assert_eq!(chain.fee.source, PriceSource::Node);
        assert_eq!(chain.keys.path(), "m/44'/60'/0'/0/0");
        let text = toml::to_string(&BTreeMap::from([("a", chain)])).unwrap();
        assert_eq!(Chains::parse(&text).unwrap(), chains);
    }

    #[test]
    fn ones_own_win() {
        let own = Chains::parse(&GOOD.replace("[a", "[juno")).unwrap();
        let all = Chains::builtin().unwrap().with(own);
        assert_eq!(all.get("juno").unwrap().id, "a-1");
        assert_eq!(all.get("local").unwrap().id, "berth-1");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let long = "m".repeat(257);
        let cases = [
            ("timeout_blocks = 9", "timeout_blocks = \"9\"", "a.timeout_blocks is \"9\""),
            ("timeout_blocks = 9", "timeout_blocks = 0", "a.timeout_blocks is 0, allowed: at least 1"),
            ("timeout_blocks = 9", "timeout_block = 9", "a.timeout_block is 9, allowed: unknown field"),
            ("timeout_blocks = 9", "hedge_ms = 49", "a.hedge_ms is 49, allowed: at least 50"),
            ("cap = 2", "caps = 2", "a.gas.caps is 2, allowed: unknown field"),
            ("cap = 2", "cap = 0", "a.gas.cap is 0"),
            ("floor = 1", "floor = 3", "a.gas.floor is 3, allowed: at most gas.cap, 2"),
            ("floor = 1", "floor = -1", "a.gas.floor is -1"),
            ("multiplier = \"1.5\"", "multiplier = \"0.9\"", "a.gas.multiplier is 0.9, allowed: at least 1"),
            ("multiplier = \"1.5\"", "multiplier = \"x\"", "a.gas.multiplier is \"x\""),
            ("multiplier = \"1.5\"", "multiplier = 1.5", "a.gas.multiplier is 1.5"),
            ("id = \"a-1\"", "id = \" \"", "a.id is  , allowed: a chain id"),
            ("id = \"a-1\"", "", "a is missing or not of its kind, allowed: missing field `id`"),
            ("prefix = \"cosmos\"", "prefix = \"Cosmos\"", "a.prefix is Cosmos"),
            ("[\"https://user:secret@rpc.example.com\"]", "[]", "a.endpoints is none"),
            ("\"https://user:secret@rpc.example.com\"", "\"ws://u:secret@a\"", "a.endpoints[0] is ws://a"),
            ("\"https://user:secret@rpc.example.com\"", "7", "a.endpoints[0] is 7"),
            ("[\"https://user:secret@rpc.example.com\"]", "\"https://u:secret@a\"", "a.endpoints is (not shown)"),
            ("memo = \"m\"", &format!("memo = \"{long}\""), "a.memo is 257 bytes, allowed: at most 256"),
            ("\"cosmos19rl", "\"cosmos19rx", "a.granter is cosmos19rx"),
            ("algorithm = \"ethsecp256k1\"", "algorithm = \"ed25519\"", "a.keys.algorithm is \"ed25519\""),
            ("source = \"node\"", "source = \"nodes\"", "a.fee.source is \"nodes\""),
            ("ladder = [\"1\", \"2\"]", "ladder = []", "a.fee.ladder is empty"),
            ("ladder = [\"1\", \"2\"]", "ladder = [\"2\", \"1\"]", "a.fee.ladder[1] is 1"),
            ("ladder = [\"1\", \"2\"]", "ladder = [\"0.5\"]", "a.fee.ladder[0] is 0.5"),
            ("max_price = \"1\"", "max_price = \"0.4\"", "a.fee.price is 0.5, allowed: at most fee.max_price, 0.4"),
            ("denom = \"ua\"", "denom = \"\"", "a.fee.denom is empty"),
            ("[a]", "a", "the chains file is "),
        ];
        for (right, wrong, expected) in cases {
            assert!(GOOD.contains(right), "{right}");
            let error = Chains::parse(&GOOD.replacen(right, wrong, 1)).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{wrong}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let shown = format!("{:?}", Chains::parse(GOOD).unwrap());
        assert!(shown.contains("rpc.example.com") && !shown.contains("secret"), "{shown}");
    }
}
