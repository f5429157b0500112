//! Deployment files of the network whose files are known best (SDL 2.0) become stack files.
//!
//! What a stack file has no place for, and what means something else on this exchange, is named with its place in the file
//! ([`Dropped`]). Nothing is left out silently, and nothing is guessed: the price of the other network's coin, and what a
//! provider posts as collateral, are said by whoever imports ([`Options`]).

mod carry;
mod compute;
mod exposed;
mod file;
mod money;
mod plan;
mod shape;
mod write;

use berth_domain::Invalid;
use thiserror::Error;

use crate::read::{Report, Scalar, Shape};
use crate::scalar::{Amount, Duration};
use crate::sdl::carry::Carrier;
use crate::sdl::file::SdlFile;
use crate::{Denom, Stack, StackErrors, yaml};

pub use money::{BlockTime, Rate};

/// What the file does not say, and the exchange needs.
#[derive(Clone, Debug)]
pub struct Options {
    /// The coin of the stack file.
    pub coin: Denom,
    /// What the file's coins are worth in that coin.
    pub rates: Vec<Rate>,
    /// How long a block of the other network takes: its prices are for a block.
    pub block_time: BlockTime,
    /// What a provider posts for each group, in the display unit, as in `5`.
    pub collateral: String,
    /// For how long everything is paid in, as in `30d`.
    pub fund_for: String,
    /// How long orders collect bids, in seconds.
    pub wait: u64,
    /// Whether a broken lease is followed by a new order by itself.
    pub persist: bool,
}

/// A stack file out of another network's.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The stack file.
    pub text: String,
    /// The same, read.
    pub stack: Stack,
    /// What is not in it, or is there as something else, in the order of the file.
    pub dropped: Vec<Dropped>,
}

/// Something of the file that is not carried over as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path} (line {line}, column {column}) {what}")]
pub struct Dropped {
    /// The key, from the top of the file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What becomes of it, and why.
    pub what: String,
}

/// Why there is no stack file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// An option is wrong.
    #[error("{0}")]
    Option(Invalid),
    /// The file is.
    #[error("{0}")]
    File(StackErrors),
    /// What comes out would break a bound of the exchange. The errors are about the stack file.
    #[error("what comes out is no stack file:\n{0}")]
    Outcome(StackErrors),
}

/// Makes a stack file out of an SDL 2.0 file.
///
/// Errors are all that can be found at once.
pub fn import(text: &str, options: &Options) -> Result<Imported, ImportError> {
    check::<Amount>("collateral", &options.collateral)?;
    check::<Duration>("fund_for", &options.fund_for)?;
    if options.wait == 0 {
        return Err(ImportError::Option(Invalid::new("wait", options.wait, "1 second or more")));
    }
    let (plan, dropped) = read(text, options).map_err(ImportError::File)?;
    let text = write::stack_file(&plan, options, &dropped);
    let stack = Stack::parse(&text).map_err(ImportError::Outcome)?;
    Ok(Imported { text, stack, dropped })
}

fn check<T: Scalar>(field: &str, text: &str) -> Result<(), ImportError> {
    let wrong = || ImportError::Option(Invalid::new(field, format!("{text:?}"), T::ALLOWED));
    T::parse(text).map(|_| ()).ok_or_else(wrong)
}

fn read(text: &str, options: &Options) -> Result<(plan::Plan, Vec<Dropped>), StackErrors> {
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
    let file = SdlFile::read(&root, "", &mut report);
    let mut carrier = Carrier::new(options, report);
    let plan = file.and_then(|file| carrier.plan(&file));
    carrier.finish(plan)
}
