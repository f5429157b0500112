//! A stack that was read and found right.

use berth_domain::{DeploymentInfrastructure, Invalid, Terms, WaitDuration};
use cosmwasm_std::{HexBinary, Uint128};

use crate::build::build;
use crate::file::StackFile;
use crate::read::{Report, Shape};
use crate::scalar::Amount;
use crate::{Manifest, Rounding, StackErrors, yaml};

/// A stack: infrastructure to lease, and the manifest of what runs on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// The coin in which everything is paid.
    pub denom: Denom,
    /// How long its orders collect bids.
    pub wait: WaitDuration,
    /// What is paid in.
    pub funding: Funding,
    /// What is leased, in the order of the file, within the bounds of the exchange.
    pub infrastructure: Vec<DeploymentInfrastructure>,
    /// What runs there.
    pub manifest: Manifest,
    pub(crate) roundings: Vec<Rounding>,
}

/// A coin and the unit in which people count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denom {
    /// The smallest unit, as in `uusdc`.
    pub name: String,
    /// The display unit, as in `USDC`.
    pub display: String,
    /// 10 to the power of this many smallest units make one display unit; at most 18.
    pub exponent: u32,
}

/// What a tenant pays in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Funding {
    /// So many smallest units.
    Deposit(Uint128),
    /// Enough for so many seconds of everything at its highest price.
    Seconds(u64),
}

impl Denom {
    /// So many smallest units, in the display unit.
    fn shown(&self, amount: Uint128) -> String {
        format!("{} {}", Amount { digits: amount, decimals: self.exponent }, self.display)
    }
}

impl Stack {
    /// Reads a stack file. Every bound of the exchange that needs no chain to check is checked.
    ///
    /// Errors are all that can be found at once.
    pub fn parse(text: &str) -> Result<Self, StackErrors> {
        let mut errors = vec![];
        let root = match yaml::load(text, &mut errors) {
            Ok(root) => root,
            Err(error) => {
                errors.push(error);
                return Err(StackErrors::new(errors));
            }
        };
        let mut report = Report::new(errors);
        report.visit("", &root);
        let file = StackFile::read(&root, "", &mut report);
        let stack = file.and_then(|file| build(&file, &mut report));
        report.finish(stack)
    }

    /// The deployment's version: the SHA-256 of [`Manifest::canonical_json`].
    pub fn version(&self) -> HexBinary {
        self.manifest.hash()
    }

    /// Prices that the file states more finely than they can be charged, each rounded down.
    pub fn roundings(&self) -> &[Rounding] {
        &self.roundings
    }

    /// What to pay in under `terms`, in smallest units.
    ///
    /// Errors name the field: terms of another coin, what they refuse of the infrastructure, or a funding below the least that
    /// they ask for.
    pub fn deposit(&self, terms: &Terms) -> Result<Uint128, Invalid> {
        if terms.denom != self.denom.name {
            return Err(Invalid::new("denom.name", &self.denom.name, &terms.denom));
        }
        let quotes = terms.quote_all(&self.infrastructure)?;
        let pays_for = |seconds: u64| {
            let terms = Terms { min_runway: seconds, ..terms.clone() };
            terms.required_deposit(&quotes).map_err(|_| Invalid::new("the deposit", "2^128 or more", "less than 2^128"))
        };
        let least = pays_for(terms.min_runway)?;
        match self.funding {
            Funding::Deposit(amount) if amount < least => {
                Err(Invalid::new("deposit", self.denom.shown(amount), format!("at least {}", self.denom.shown(least))))
            }
            Funding::Deposit(amount) => Ok(amount),
            Funding::Seconds(seconds) if seconds < terms.min_runway => {
                Err(Invalid::new("fund_for", format!("{seconds} s"), format!("at least {} s", terms.min_runway)))
            }
            Funding::Seconds(seconds) => pays_for(seconds),
        }
    }
}
