//! Why the chain refuses, as it says so.

use std::fmt;

use cosmwasm_std::StdError;

/// A code within a codespace, and the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// `sdk` or `wasm`.
    pub codespace: String,
    /// What the codespace calls it.
    pub code: u32,
    /// The text.
    pub log: String,
}

/// The emulator carries errors as text and wraps its own words around them: these keep ours apart.
const EDGE: char = '\u{1e}';
const SPLIT: char = '\u{1f}';
/// What `StdError` says before a text that it was made of.
const PREFIX: &str = "kind: Other, error: ";

impl Failure {
    /// One of the SDK: `what` and the name of the code.
    pub fn sdk(code: u32, what: impl fmt::Display) -> Self {
        Self::new("sdk", code, format!("{what}: {}", sdk_name(code)))
    }

    /// One of x/wasm: `what` and the name of the code.
    pub fn wasm(code: u32, what: impl fmt::Display) -> Self {
        Self::new("wasm", code, format!("{what}: {}", wasm_name(code)))
    }

    /// One that no module has given a code.
    pub fn undefined(log: impl Into<String>) -> Self {
        Self::new("undefined", 1, log.into())
    }

    fn new(codespace: &str, code: u32, log: String) -> Self {
        Self { codespace: codespace.to_owned(), code, log }
    }

    /// With words before its text.
    pub fn within(self, words: impl fmt::Display) -> Self {
        Self { log: format!("{words}: {}", self.log), ..self }
    }

    /// For the way through the emulator, to be found again by [`Failure::from_emulator`].
    pub fn to_emulator(&self) -> StdError {
        let Self { codespace, code, log } = self;
        StdError::msg(format!("{EDGE}{codespace}{SPLIT}{code}{SPLIT}{log}{EDGE}"))
    }

    /// What went into the emulator, without the words that it has put around; what it said itself is the SDK's 18.
    pub fn from_emulator(error: &StdError) -> Self {
        let text = error.to_string();
        Self::find(&text).unwrap_or_else(|| Self::sdk(18, plain(&text)))
    }

    /// A failure within a text of the emulator.
    pub fn find(text: &str) -> Option<Self> {
        let mut pieces = text.rsplit(EDGE);
        let inner = pieces.nth(1)?;
        let mut parts = inner.splitn(3, SPLIT);
        let (codespace, code, log) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        Some(Self::new(codespace, code, log.to_owned()))
    }
}

/// A text of `StdError` without what it adds.
pub fn plain(text: &str) -> &str {
    text.strip_prefix(PREFIX).unwrap_or(text)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.log)
    }
}

/// The names of `types/errors/errors.go`, as far as they are used.
const fn sdk_name(code: u32) -> &'static str {
    match code {
        2 => "tx parse error",
        4 => "unauthorized",
        5 => "insufficient funds",
        6 => "unknown request",
        7 => "invalid address",
        8 => "invalid pubkey",
        9 => "unknown address",
        10 => "invalid coins",
        11 => "out of gas",
        12 => "memo too large",
        13 => "insufficient fee",
        15 => "no signatures supplied",
        18 => "invalid request",
        22 => "key not found",
        26 => "invalid height",
        30 => "tx timeout height",
        32 => "incorrect account sequence",
        35 => "internal logic error",
        37 => "feature not supported",
        38 => "not found",
        41 => "invalid gas limit",
        _ => "internal",
    }
}

/// The names of `x/wasm/types/errors.go`, as far as they are used.
const fn wasm_name(code: u32) -> &'static str {
    match code {
        2 => "create wasm contract failed",
        4 => "instantiate wasm contract failed",
        5 => "execute wasm contract failed",
        9 => "query wasm contract failed",
        11 => "migrate wasm contract failed",
        12 => "empty",
        13 => "exceeds limit",
        14 => "invalid",
        15 => "duplicate",
        22 => "no such contract",
        28 => "no such code",
        _ => "wasmvm error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_survives_the_emulators_words() {
        let failure = Failure::wasm(5, "market/order_not_open: order 7.1.1 is leased");
        let wrapped = StdError::msg(format!("Error executing WasmMsg:\n  sender: x\n{}", failure.to_emulator()));
        let twice = StdError::msg(format!("again\n{wrapped}"));
        assert_eq!(Failure::from_emulator(&twice), failure);
        assert_eq!(failure.log, "market/order_not_open: order 7.1.1 is leased: execute wasm contract failed");
    }

    #[test]
    fn the_emulators_own_words_are_an_invalid_request() {
        let failure = Failure::from_emulator(&StdError::msg("no"));
        assert_eq!((failure.code, failure.log.as_str()), (18, "no: invalid request"));
    }
}
