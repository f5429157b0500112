//! How a command can end badly: what it says, which number it exits with, what to do next.

use std::io;

use serde::Serialize;
use thiserror::Error;

/// Why a command did not succeed.
#[derive(Debug, Error)]
pub enum Failure {
    /// It ran, and did not come to a good end.
    #[error("{0}")]
    Story(String),
    /// What it was given is wrong; nothing was sent.
    #[error("{0}")]
    Input(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// It would have changed something, and nobody said yes.
    #[error("{0}")]
    Unconfirmed(String),
    /// A contract refused some of what was asked of it.
    #[error("{told}")]
    Refused {
        /// Its code.
        code: String,
        /// The whole.
        told: String,
    },
    /// What the chain, a contract on it, or a file about them says.
    #[error("{0}")]
    Exchange(#[from] berth_client::Error),
    /// Something that should not happen.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
    /// The output could not be written.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

/// What a process says by the number that it exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done,
    /// For a reason that none of the others is.
    Failed,
    /// The input is wrong.
    Input,
    /// The chain could not be asked, or did not carry it out in time.
    Unreachable,
    /// A contract refused.
    Refused,
    /// There is no such thing.
    NotFound,
    /// The chain refused, or the config did.
    Chain,
    /// Nobody said yes.
    Unconfirmed,
}

impl Exit {
    /// All of them, by number.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Input,
        Self::Unreachable,
        Self::Refused,
        Self::NotFound,
        Self::Chain,
        Self::Unconfirmed,
    ];

    /// The number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Input => 2,
            Self::Unreachable => 3,
            Self::Refused => 4,
            Self::NotFound => 5,
            Self::Chain => 6,
            Self::Unconfirmed => 7,
        }
    }

    /// A word for programs, where no contract has said a code of its own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Input => "input",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::NotFound => "not_found",
            Self::Chain => "chain",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    /// What it means, for the reference.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "it did not come to a good end, for a reason that is none of the following",
            Self::Input => "a flag, a file or a value is wrong; nothing was sent",
            Self::Unreachable => {
                "the chain cannot be reached, makes no blocks, or took the transaction into no block in time: the same \
                 again may succeed"
            }
            Self::Refused => "a contract refused; its code, as in `market/order_not_open`, is in the message",
            Self::NotFound => "there is no such key, deployment, order, lease or provider",
            Self::Chain => {
                "the chain refused (too little fee or gas, too few coins), or it would cost more than is allowed"
            }
            Self::Unconfirmed => {
                "nobody said yes: the answer was no, or there is no terminal and no `--yes`; nothing was sent"
            }
        }
    }
}

impl From<berth_chain::Error> for Failure {
    fn from(error: berth_chain::Error) -> Self {
        Self::Exchange(error.into())
    }
}

/// Contracts' codes that say that something is not there.
const ABSENT: [&str; 8] = [
    "deployment/not_found",
    "deployment/infrastructure_not_found",
    "market/no_order",
    "market/no_bid",
    "market/no_terms",
    "escrow/no_account",
    "provider-registry/no_certificate",
    "provider-registry/no_attestation",
];

impl Failure {
    /// What the process says by its exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Story(_) | Self::Internal(_) | Self::Output(_) => Exit::Failed,
            Self::Input(_) => Exit::Input,
            Self::NotFound(_) => Exit::NotFound,
            Self::Unconfirmed(_) => Exit::Unconfirmed,
            Self::Refused { code, .. } => of_code(code),
            Self::Exchange(error) => of_exchange(error),
        }
    }

    /// What the process exits with.
    pub fn exit_code(&self) -> u8 {
        self.exit().number()
    }

    /// The contract's own code, if one refused, else a word for the exit code.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Exchange(error) => error.code().unwrap_or_else(|| self.exit().word()),
            _ => self.exit().word(),
        }
    }

    /// What to do next, if that can be said.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::Unconfirmed(_) => {
                Some("give --yes to do it without being asked, or --dry-run to see what it would do".into())
            }
            Self::Exchange(error) => flags(error).or_else(|| error.advice()).map(Into::into),
            Self::Refused { code, .. } => berth_client::advice(code).map(Into::into),
            _ => None,
        }
    }

    /// Whether all that is wrong is that nobody reads the answer any more.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The whole as JSON.
    pub fn json(&self) -> serde_json::Value {
        #[derive(Serialize)]
        struct Told<'a> {
            code: &'a str,
            exit: u8,
            message: String,
            advice: Option<String>,
        }
        let told = Told { code: self.code(), exit: self.exit_code(), message: self.to_string(), advice: self.advice() };
        serde_json::json!({ "error": told })
    }
}

fn of_code(code: &str) -> Exit {
    if ABSENT.contains(&code) { Exit::NotFound } else { Exit::Refused }
}

fn of_exchange(error: &berth_client::Error) -> Exit {
    use berth_client::Error;
    if let Some(code) = error.code() {
        // Who asks about a provider that is none is told so; who acts without being one is refused.
        let asked = matches!(error, Error::Chain(berth_chain::Error::Query(_)));
        return if asked && code.ends_with("/not_registered") { Exit::NotFound } else { of_code(code) };
    }
    match error {
        error if error.is_retryable() => Exit::Unreachable,
        Error::Chain(berth_chain::Error::Invalid { .. } | berth_chain::Error::Key { .. })
        | Error::Stranger { .. }
        | Error::OtherChain { .. }
        | Error::Invalid(_)
        | Error::File { .. } => Exit::Input,
        Error::Chain(_) => Exit::Chain,
        _ => Exit::Failed,
    }
}

/// What helps on the command line, where that is more than a program can know.
fn flags(error: &berth_client::Error) -> Option<&'static str> {
    use berth_chain::Error;
    let berth_client::Error::Chain(error) = error else { return None };
    Some(match error {
        Error::Unreachable { .. } => "see whether the endpoints are right (--node, --chain), then try again",
        Error::Expired { .. } => "nothing was done and nothing paid: try again, or allow more blocks with --timeout",
        Error::Key { .. } => "see `berth keys list` for the keys there are",
        Error::Refused { refusal, .. } if refusal.codespace == "sdk" => match refusal.code {
            5 => "send coins to the key's address first: `berth balance` shows what it has",
            11 => "ask for more gas with --gas-multiplier",
            13 => "pay more with --gas-price",
            32 => "another program uses the same key: try again, or give each program a key of its own",
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use berth_chain::{Error, Refusal, Stage};

    use super::*;

    fn refused(codespace: &str, code: u32, log: &str) -> Failure {
        let refusal = Refusal { code, codespace: codespace.into(), log: log.into() };
        Error::Refused { stage: Stage::Simulation, refusal }.into()
    }

    #[test]
    fn numbers_are_the_places_in_the_list_and_words_differ() {
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.number()), index);
        }
        let words: std::collections::BTreeSet<_> = Exit::ALL.map(Exit::word).into();
        assert_eq!(words.len(), Exit::ALL.len());
    }

    #[test]
    fn what_a_contract_says_is_told_apart_from_what_the_chain_says() {
        let contract =
            refused("wasm", 5, "failed: market/order_not_open: order 7.1.1 is leased: execute wasm contract failed");
        assert_eq!((contract.exit(), contract.code()), (Exit::Refused, "market/order_not_open"));
        let absent = refused("wasm", 5, "failed: market/no_order: 7.1.1: execute wasm contract failed");
        assert_eq!((absent.exit(), absent.code()), (Exit::NotFound, "market/no_order"));
        let fee = refused("sdk", 13, "insufficient fees; got: 1stake required: 2stake");
        assert_eq!((fee.exit(), fee.code()), (Exit::Chain, "chain"));
        assert!(fee.advice().unwrap().contains("--gas-price"));
        assert_eq!(refused("sdk", 32, "account sequence mismatch, expected 2, got 1").exit(), Exit::Unreachable);
        let expired = Failure::from(Error::Expired { hash: "AB".into(), timeout_height: 7 });
        assert_eq!(expired.exit(), Exit::Unreachable);
        let key = Failure::from(Error::Key { name: "anna".into(), reason: "no such file".into() });
        assert_eq!(key.exit(), Exit::Input);
    }

    #[test]
    fn json_has_the_four_fields_always() {
        let told = Failure::Input("--blocks is 0".into()).json();
        assert_eq!(told.to_string(), r#"{"error":{"advice":null,"code":"input","exit":2,"message":"--blocks is 0"}}"#);
    }
}
