//! What is remembered between two attempts.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cosmwasm_std::HexBinary;
use serde::{Deserialize, Serialize};

use crate::file::write_whole;
use crate::{Error, Result};

/// What is remembered between two attempts. Losing it loses fees, never an exchange: codes are stored again.
pub struct Journal {
    path: PathBuf,
    page: Page,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    chain_id: String,
    /// A block before which the four were not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_made_at: Option<u64>,
    #[serde(default)]
    codes: Vec<Stored>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    id: u64,
    checksum: HexBinary,
}

impl Journal {
    /// The journal beside an exchange file, a new one if there is none.
    ///
    /// Errors if it is of another chain, or cannot be understood.
    pub fn beside(file: &Path, chain_id: &str) -> Result<Self> {
        let mut path = file.as_os_str().to_owned();
        path.push(".journal");
        let path = PathBuf::from(path);
        let broken = |reason: String| Error::File { path: path.display().to_string(), reason };
        let page: Page = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| broken(error.to_string()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Page { chain_id: chain_id.to_owned(), not_made_at: None, codes: vec![] }
            }
            Err(error) => return Err(broken(error.to_string())),
        };
        if page.chain_id != chain_id {
            return Err(broken(format!("chain_id is {}, allowed: {chain_id}", page.chain_id)));
        }
        Ok(Self { path, page })
    }

    /// The numbers under which a code may be stored, the latest first.
    pub fn code_ids(&self, checksum: &HexBinary) -> Vec<u64> {
        let stored = self.page.codes.iter().rev().filter(|stored| stored.checksum == *checksum);
        stored.map(|stored| stored.id).collect()
    }

    /// A code is stored.
    pub fn stored(&mut self, checksum: &HexBinary, id: u64) -> Result<()> {
        self.page.codes.push(Stored { id, checksum: checksum.clone() });
        self.write()
    }

    /// The earliest block in which the four can have been made; 1 if nothing is known.
    pub fn earliest(&self) -> u64 {
        self.page.not_made_at.unwrap_or_default().saturating_add(1)
    }

    /// As of this block they are not made. The first word counts: a transaction of an earlier attempt may be on its way.
    pub fn not_made_at(&mut self, height: u64) -> Result<()> {
        if self.page.not_made_at.is_none() {
            self.page.not_made_at = Some(height);
            self.write()?;
        }
        Ok(())
    }

    fn write(&self) -> Result<()> {
        write_whole(&self.path, &toml::to_string(&self.page).unwrap_or_default())
    }

    /// All is done and written down elsewhere.
    pub fn close(self) -> Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::File { path: self.path.display().to_string(), reason: error.to_string() })
            }
            _ => Ok(()),
        }
    }
}
