//! Whose fault it is that something did not come about.

use crate::{Error, Refusal};

/// Whose fault an error is, for those who can make what they send smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// It needs more gas than it asks for, or than a transaction may have.
    Gas,
    /// A contract refuses it, by an error of its own or by a panic.
    Contract,
    /// What was sent is not the reason, as far as anybody can tell: the chain, the key, the fee.
    Other,
}

impl Error {
    /// Whose fault it is.
    pub fn cause(&self) -> Cause {
        match self {
            Self::TooDear { field: "gas", .. } => Cause::Gas,
            Self::Refused { refusal, .. } if is_gas(refusal) => Cause::Gas,
            Self::Refused { refusal, .. } if is_contract(refusal) => Cause::Contract,
            _ => Cause::Other,
        }
    }
}

/// A simulation says in words only what went wrong.
fn is_gas(refusal: &Refusal) -> bool {
    (refusal.codespace == "sdk" && [11, 41].contains(&refusal.code))
        || refusal.log.contains("out of gas")
        || refusal.log.contains("exceeds block max gas")
}

fn is_contract(refusal: &Refusal) -> bool {
    refusal.codespace == "wasm"
        || refusal.contract().is_some()
        || refusal.log.contains("wasm contract failed")
        || refusal.log.contains("Error calling the VM")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stage;

    fn refused(code: u32, codespace: &str, log: &str) -> Error {
        let refusal = Refusal { code, codespace: codespace.into(), log: log.into() };
        Error::Refused { stage: Stage::Simulation, refusal }
    }

    fn too_dear(field: &'static str) -> Error {
        Error::TooDear { field, found: "9".into(), allowed: "at most 8".into() }
    }

    #[test]
    fn whose_fault_it_is_is_told_from_codes_and_from_words() {
        let cases = [
            (too_dear("gas"), Cause::Gas),
            (refused(11, "sdk", "out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2"), Cause::Gas),
            (refused(6, "sdk", "out of gas in location: ReadFlat; gasWanted: 1: unknown request"), Cause::Gas),
            (refused(41, "sdk", "tx gas limit 9 exceeds block max gas 8"), Cause::Gas),
            (refused(5, "wasm", "kind: Other, error: a/b: 1: execute wasm contract failed"), Cause::Contract),
            (refused(6, "sdk", "kind: Other, error: a/b: 1: execute wasm contract failed"), Cause::Contract),
            (refused(29, "wasm", "Error calling the VM: RuntimeError: Aborted: panicked"), Cause::Contract),
            (refused(6, "sdk", "Error calling the VM: RuntimeError: unreachable"), Cause::Contract),
            (too_dear("gas_price"), Cause::Other),
            (refused(32, "sdk", "account sequence mismatch, expected 2, got 1"), Cause::Other),
            (refused(13, "sdk", "insufficient fees; got: 1stake required: 2stake"), Cause::Other),
            (refused(5, "sdk", "spendable balance 1stake is smaller than 2stake"), Cause::Other),
            (refused(20, "sdk", "mempool is full"), Cause::Other),
            (Error::Unreachable { chain: "c".into(), reasons: String::new() }, Cause::Other),
        ];
        for (error, cause) in cases {
            assert_eq!(error.cause(), cause, "{error}");
        }
    }
}
