//! What can go wrong between a program and a chain.

use std::fmt::{self, Write as _};

use thiserror::Error;

/// What a chain answers, or why it does not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something on a chain did not come about. [`Error::is_retryable`] says whether trying again as it is may help.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// No endpoint answered in time.
    #[error("no endpoint of {chain} answers: {reasons}")]
    Unreachable {
        /// The chain's id.
        chain: String,
        /// Each endpoint with its reason.
        reasons: String,
    },
    /// The chain makes no blocks.
    #[error("{chain} has made no block for {seconds} s (the latest is {height})")]
    Halted {
        /// The chain's id.
        chain: String,
        /// Height of its latest block.
        height: u64,
        /// Age of that block.
        seconds: u64,
    },
    /// An endpoint answered something that cannot be so.
    #[error("{endpoint} answered {field} {}, allowed: {allowed}", Printable(.found))]
    Answer {
        /// Its URL, without user and password.
        endpoint: String,
        /// Where in the answer.
        field: String,
        /// What stood there, cut.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// A node answered a request with an error of its own, as for a height that it does not have.
    #[error("{endpoint}: {}", Printable(.message))]
    Rpc {
        /// Its URL, without user and password.
        endpoint: String,
        /// JSON-RPC's number.
        code: i64,
        /// What it says.
        message: String,
    },
    /// A query was refused.
    #[error("query refused: {0}")]
    Query(Refusal),
    /// A transaction was refused or failed.
    #[error("{stage}: {refusal}")]
    Refused {
        /// Where.
        stage: Stage,
        /// Why.
        refusal: Refusal,
    },
    /// A transaction's last height passed without it. Nothing was done and nothing paid.
    #[error("transaction {hash} was in no block up to {timeout_height}")]
    Expired {
        /// Of its bytes.
        hash: String,
        /// The last height in which it could be.
        timeout_height: u64,
    },
    /// It would cost more than the config allows. Nothing was sent.
    #[error("{field} is {found}, allowed: {allowed}")]
    TooDear {
        /// `gas`, `fee` or `gas_price`.
        field: &'static str,
        /// How much it would be.
        found: String,
        /// The bound.
        allowed: String,
    },
    /// What the caller gave is wrong: a field, what was found, and what is allowed.
    #[error("{field} is {found}, allowed: {allowed}")]
    Invalid {
        /// Which.
        field: String,
        /// What was found; never a secret.
        found: String,
        /// The bound.
        allowed: String,
    },
    /// A key cannot be used: a wrong passphrase, no such file. Never holds a secret.
    #[error("key {name}: {reason}")]
    Key {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
}

/// Where a transaction failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// When it was tried before sending. Nothing was paid.
    Simulation,
    /// When a node was given it. Nothing was paid.
    Broadcast,
    /// In a block. The fee is paid if the code is one of a message (`wasm` codespace, or `sdk` 5 and 11).
    Block,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Simulation => "would fail",
            Self::Broadcast => "not taken",
            Self::Block => "failed",
        })
    }
}

/// A chain's own reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the codespace calls it.
    pub code: u32,
    /// `sdk`, `wasm`.
    pub codespace: String,
    /// The whole text.
    pub log: String,
}

impl Refusal {
    /// The contract's own error, if one is in the text: its stable code (`market/order_not_open`) and its sentence.
    pub fn contract(&self) -> Option<(&str, &str)> {
        // The text is the chain's words around the contract's, split by ": "; a contract's begins with `word/word`.
        let start = self.log.match_indices('/').find_map(|(slash, _)| {
            let before = self.log.get(..slash)?;
            let start = before.rfind(|c: char| !is_word(c)).map_or(0, |index| index.saturating_add(1));
            let after = self.log.get(slash.saturating_add(1)..)?;
            let length = after.find(|c: char| !is_word(c))?;
            let whole = start < slash && length > 0 && after.get(length..)?.starts_with(": ");
            whole.then_some((start, slash.saturating_add(1).saturating_add(length)))
        });
        let (start, end) = start?;
        let code = self.log.get(start..end)?;
        let sentence = self.log.get(end..)?.strip_prefix(": ")?;
        let end = ["execute", "query", "instantiate", "migrate"]
            .iter()
            .find_map(|what| sentence.find(&format!(": {what} wasm contract failed")))
            .unwrap_or(sentence.len());
        let sentence = sentence.get(..end)?;
        Some((code, sentence))
    }
}

const fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-'
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.contract() {
            Some((code, sentence)) => write!(f, "{code}: {}", Printable(sentence)),
            None => write!(f, "{} ({} {})", Printable(&self.log), Printable(&self.codespace), self.code),
        }
    }
}

/// What somebody else said, for a terminal or a log: control characters escaped, so that no node ends a line or moves the cursor.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { f.write_char(c) })
    }
}

impl Error {
    /// [`Error::Invalid`] of a field.
    pub(crate) fn invalid(field: impl Into<String>, found: impl ToString, allowed: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), found: found.to_string(), allowed: allowed.into() }
    }

    /// The same, with the field seen from further out.
    pub(crate) fn within(self, name: &str) -> Self {
        match self {
            Self::Invalid { field, found, allowed } if field.is_empty() || field == "." => {
                Self::Invalid { field: name.into(), found, allowed }
            }
            Self::Invalid { field, found, allowed } => {
                Self::Invalid { field: format!("{name}.{field}"), found, allowed }
            }
            other => other,
        }
    }

    /// Whether the same again may succeed, without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Halted { .. }
            | Self::Answer { .. }
            | Self::Rpc { .. }
            | Self::Expired { .. } => true,
            // 19: in the pool already; 20: the pool is full; 30: too late; 32: sequence.
            Self::Refused { refusal, .. } => refusal.codespace == "sdk" && [19, 20, 30, 32].contains(&refusal.code),
            Self::Query(_) | Self::TooDear { .. } | Self::Invalid { .. } | Self::Key { .. } => false,
        }
    }

    /// The stable code of the contract that refused, as in `market/order_not_open`.
    pub fn contract_code(&self) -> Option<&str> {
        match self {
            Self::Query(refusal) | Self::Refused { refusal, .. } => refusal.contract().map(|(code, _)| code),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(log: &str) -> Refusal {
        Refusal { code: 5, codespace: "wasm".into(), log: log.into() }
    }

    #[test]
    fn a_contracts_code_is_found_among_the_chains_words() {
        let log = "failed to execute message; message index: 0: kind: Other, error: market/order_not_open: order 7.1.1 is \
                   leased, allowed: open: execute wasm contract failed";
        let found = refusal(log);
        assert_eq!(found.contract(), Some(("market/order_not_open", "order 7.1.1 is leased, allowed: open")));
        assert_eq!(found.to_string(), "market/order_not_open: order 7.1.1 is leased, allowed: open");
    }

    // As wasmd answers a simulation, with a place in its own source behind it.
    #[test]
    fn nothing_of_the_chain_is_left_behind_the_sentence() {
        for what in ["execute", "instantiate", "migrate"] {
            let log = format!(
                "rpc error: code = Unknown desc = failed to execute message; message index: 0: kind: Other, error: \
                 market/paused: market is paused: {what} wasm contract failed \
                 [CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:452] with gas used: '111767': unknown request"
            );
            assert_eq!(refusal(&log).contract(), Some(("market/paused", "market is paused")));
        }
    }

    // wasmd puts the bare bytes of addresses into what it says of a fee grant.
    #[test]
    fn what_a_node_says_cannot_steer_a_terminal() {
        let told = "market/paused: \u{1b}[2J\r\nall is well";
        assert_eq!(refusal(told).to_string(), "market/paused: \\u{1b}[2J\\r\\nall is well");
        let told = "4\u{7}\u{fffd} does not allow to pay fees";
        assert_eq!(refusal(told).to_string(), "4\\u{7}\u{fffd} does not allow to pay fees (wasm 5)");
        let rpc = Error::Rpc { endpoint: "http://a".into(), code: 1, message: "\u{9b}5A".into() };
        assert_eq!(rpc.to_string(), "http://a: \\u{9b}5A");
    }

    #[test]
    fn what_no_contract_said_stays_whole() {
        let log = "insufficient fees; got: 1stake required: 2stake: insufficient fee";
        assert_eq!(refusal(log).contract(), None);
        assert_eq!(refusal(log).to_string(), format!("{log} (wasm 5)"));
        assert_eq!(refusal("see /a/b").contract(), None);
    }
}
