//! What can go wrong between a program and an exchange.

use berth_api::Role;
use berth_api::event::EventError;
use berth_domain::Invalid;
use thiserror::Error;

use crate::advice::{of_chain, of_code};

/// What an exchange answers, or why it does not.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something on an exchange did not come about. [`Error::advice`] says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The chain's own reason, a contract's refusal included.
    #[error(transparent)]
    Chain(#[from] berth_chain::Error),
    /// What stands at an address is not that contract of this exchange.
    #[error("{role} {address}: {field} is {found}, allowed: {allowed}")]
    Stranger {
        /// What it was taken for.
        role: Role,
        /// Where.
        address: String,
        /// What of it is wrong.
        field: &'static str,
        /// How it is.
        found: String,
        /// How it may be.
        allowed: String,
    },
    /// The chain is not the one that the exchange is on.
    #[error("chain id is {found}, allowed: {allowed}")]
    OtherChain {
        /// Where the program is.
        found: String,
        /// Where the exchange is.
        allowed: String,
    },
    /// A contract's answer that cannot be understood.
    #[error("{role} answered {question}: field {field}: {reason}")]
    Answer {
        /// Which contract.
        role: Role,
        /// What it was asked or told.
        question: String,
        /// Path of the field within the answer; `.` for all of it.
        field: String,
        /// What was found and what is allowed.
        reason: String,
    },
    /// An event of one of the four that cannot be understood.
    #[error("{role} said what this program does not understand: {event}")]
    Event {
        /// Which contract.
        role: Role,
        /// What is wrong.
        event: EventError,
    },
    /// A transaction was carried out, but its answers or events cannot be understood. Sending it again does it twice.
    #[error("transaction {hash} was carried out in block {height}, but {reason}")]
    Misunderstood {
        /// Upper-case hex SHA-256 of its bytes.
        hash: String,
        /// In which block.
        height: u64,
        /// Why it is not understood.
        reason: String,
    },
    /// What the caller gave is wrong. Nothing was sent.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A file that cannot be read, written or understood.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// The stable code of the contract that refused, as in `market/order_not_open`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Chain(error) => error.contract_code(),
            _ => None,
        }
    }

    /// Whether the same again may succeed, without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Chain(error) => error.is_retryable(),
            // Another endpoint may tell the truth.
            Self::Answer { .. } => true,
            Self::Stranger { .. }
            | Self::OtherChain { .. }
            | Self::Event { .. }
            | Self::Misunderstood { .. }
            | Self::Invalid(_)
            | Self::File { .. } => false,
        }
    }

    /// What to do next: for a contract's refusal the words of `docs/errors.md`.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Chain(error) => error.contract_code().and_then(of_code).or_else(|| of_chain(error)),
            Self::Stranger { field: "api", .. } => Some("use programs and contracts of the same release"),
            Self::Stranger { .. } => {
                Some("check the exchange file: it names other contracts, or those of another chain")
            }
            Self::OtherChain { .. } => Some("use the exchange file of this chain, or the chain that the file names"),
            Self::Answer { .. } | Self::Event { .. } => {
                Some("ask another endpoint; if it says the same, use programs and contracts of the same release")
            }
            Self::Misunderstood { .. } => Some("do not send it again: ask the contracts what it did"),
            Self::Invalid(_) => Some("correct the field that the text names"),
            Self::File { .. } => None,
        }
    }
}
