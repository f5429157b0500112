//! The file that says where an exchange is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use berth_api::plan::{Codes, Each};
use berth_api::{Contracts, Role};
use berth_domain::Invalid;
use cosmwasm_std::HexBinary;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Bytes of a code's SHA-256.
const CHECKSUM: usize = 32;

/// Where an exchange is: written by whoever deploys it, read by every program. TOML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeFile {
    /// Id of the chain.
    pub chain_id: String,
    /// The block in which the contracts were made: an indexer begins there.
    pub height: u64,
    /// The addresses of the four.
    pub contracts: Contracts,
    /// The numbers of the codes that they run.
    pub codes: Codes,
    /// The SHA-256 of those codes, 64 hexadecimal digits each.
    pub checksums: Each<HexBinary>,
}

impl ExchangeFile {
    /// What a file says.
    ///
    /// Errors with [`Error::File`]: the line and field, what was found and what is allowed. `name` is how the file is
    /// called there.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        let broken = |reason: String| Error::File { path: name.to_owned(), reason };
        let file: Self = toml::from_str(text).map_err(|error| broken(error.to_string().trim_end().to_owned()))?;
        file.check().map_err(|invalid| broken(invalid.to_string()))?;
        Ok(file)
    }

    /// The file at `path`.
    ///
    /// Errors as [`ExchangeFile::parse`], and if it cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &name),
            Err(error) => Err(Error::File { path: name, reason: error.to_string() }),
        }
    }

    /// Writes the file at `path`, whole or not at all.
    ///
    /// Errors if it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        write_whole(path, &self.to_toml())
    }

    /// As it stands in a file.
    pub fn to_toml(&self) -> String {
        // Strings, numbers and tables of them: TOML can say all of it but a height above 2^63.
        toml::to_string(self).unwrap_or_default()
    }

    /// Whether the file is about this chain.
    ///
    /// Errors with [`Error::OtherChain`] if not.
    pub fn check_chain(&self, chain_id: &str) -> Result<()> {
        if self.chain_id == chain_id {
            return Ok(());
        }
        Err(Error::OtherChain { found: chain_id.to_owned(), allowed: self.chain_id.clone() })
    }

    fn check(&self) -> std::result::Result<(), Invalid> {
        if self.chain_id.is_empty() {
            return Err(Invalid::new("chain_id", "empty", "a chain's id, as in cosmoshub-4"));
        }
        let mut seen = BTreeMap::new();
        for role in Role::ALL {
            let field = format!("contracts.{}", field(role));
            let address = self.contracts.get(role);
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            if !address.contains('1') || !address.chars().all(fits) {
                return Err(Invalid::new(field, format!("`{address}`"), "an address of the chain, in lower case"));
            }
            if let Some(other) = seen.insert(address, role) {
                return Err(Invalid::new(field, format!("that of {other}"), "four different addresses"));
            }
            let length = self.checksums.get(role).len();
            if length != CHECKSUM {
                let field = format!("checksums.{}", self::field(role));
                return Err(Invalid::new(field, format!("{length} bytes"), format!("{CHECKSUM} bytes in hexadecimal")));
            }
        }
        Ok(())
    }
}

/// A role's name in a file.
const fn field(role: Role) -> &'static str {
    match role {
        Role::ProviderRegistry => "provider_registry",
        Role::Escrow => "escrow",
        Role::Market => "market",
        Role::Deployment => "deployment",
    }
}

/// Writes beside it first, so that whoever reads `path` meanwhile, or after a power cut, finds the old or the new.
pub fn write_whole(path: &Path, text: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| Error::File { path: path.display().to_string(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> ExchangeFile {
        let contracts = Each::of(|role| format!("wasm1{}", field(role).replace('_', ""))).into_contracts();
        let checksums = Each::of(|role| HexBinary::from([if role == Role::Escrow { 1 } else { 2 }; CHECKSUM]));
        let codes = Codes { provider_registry: 1, escrow: 2, market: 3, deployment: 4 };
        ExchangeFile { chain_id: "berth-1".into(), height: 7, contracts, codes, checksums }
    }

    fn reason(text: &str) -> String {
        match ExchangeFile::parse(text, "exchange.toml") {
            Err(Error::File { path, reason }) if path == "exchange.toml" => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        let text = file().to_toml();
        assert_eq!(ExchangeFile::parse(&text, "x").unwrap(), file());
        assert!(text.starts_with("chain_id = \"berth-1\"\nheight = 7\n\n[contracts]\n"), "{text}");
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_allowed() {
        let text = file().to_toml();
        let cases = [
            ("height = 7", "heigth = 7", "unknown field `heigth`, expected one of `chain_id`, `height`"),
            ("height = 7", "height = -7", "invalid value: integer `-7`, expected u64"),
            ("height = 7\n", "", "missing field `height`"),
            (
                "market = \"wasm1market\"",
                "market = \"Wasm1market\"",
                "contracts.market is `Wasm1market`, allowed: an address",
            ),
            (
                "market = \"wasm1market\"",
                "market = \"wasm1escrow\"",
                "contracts.market is that of escrow, allowed: four",
            ),
            ("escrow = \"0101", "escrow = \"01", "checksums.escrow is 31 bytes, allowed: 32 bytes in hexadecimal"),
            ("escrow = \"0101", "escrow = \"x101", "invalid"),
            ("\"berth-1\"", "\"\"", "chain_id is empty, allowed: a chain's id"),
        ];
        for (right, wrong, expected) in cases {
            assert!(text.contains(right), "{right}");
            let found = reason(&text.replacen(right, wrong, 1));
            assert!(found.contains(expected), "{found}");
        }
        assert!(reason("chain_id = ").contains("line 1"));
    }

    #[test]
    fn a_file_is_for_one_chain() {
        assert_eq!(file().check_chain("berth-1"), Ok(()));
        let error = file().check_chain("berth-2").unwrap_err();
        assert_eq!(error.to_string(), "chain id is berth-2, allowed: berth-1");
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let dir = std::env::temp_dir().join(format!("berth-file-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("exchange.toml");
        fs::write(&path, "old").unwrap();
        file().write(&path).unwrap();
        assert_eq!(ExchangeFile::read(&path).unwrap(), file());
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
        fs::remove_dir_all(&dir).unwrap();
        assert!(matches!(ExchangeFile::read(&path), Err(Error::File { .. })));
    }
}
