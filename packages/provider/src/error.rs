//! Why a provider ends.

use berth_service::{Failure, config::Wrong};
use thiserror::Error;

/// Why a provider ended, or did not start.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// A setting is wrong.
    #[error("{} is {}, allowed: {}", .0.field, .0.found, .0.allowed)]
    Setting(Wrong),
    /// The chain, the key or the exchange.
    #[error(transparent)]
    Exchange(#[from] berth_client::Error),
    /// The loop over blocks can never go on.
    #[error(transparent)]
    Loop(#[from] Failure),
}

impl From<Wrong> for Error {
    fn from(wrong: Wrong) -> Self {
        Self::Setting(wrong)
    }
}

impl From<berth_chain::Error> for Error {
    fn from(error: berth_chain::Error) -> Self {
        Self::Exchange(error.into())
    }
}
