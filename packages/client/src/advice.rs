//! What to do next, by an error's code.

use berth_chain::{Error, Refusal};

/// The one catalogue of the contracts' codes; a test of the contracts holds that it is complete.
const CATALOGUE: &str = include_str!("../../../docs/errors.md");
/// From here on a contract's table says why no message leads to a code, instead of what to do.
const BEYOND_REACH: &str = "**No message leads here**";

/// What to do about a contract's refusal, by its stable code (`market/order_not_open`), in the words of `docs/errors.md`.
pub fn of_code(code: &str) -> Option<&'static str> {
    let (contract, code) = code.split_once('/')?;
    let mut sections = CATALOGUE.split("\n## ").skip(1);
    let section = sections.find_map(|section| section.strip_prefix(contract)?.strip_prefix('\n'))?;
    let table = section.split(BEYOND_REACH).next()?;
    let row = table.lines().find_map(|line| line.strip_prefix("| `")?.strip_prefix(code)?.strip_prefix("` | "))?;
    row.split(" | ").nth(1)?.strip_suffix(" |")
}

/// For what a chain itself says.
pub fn of_chain(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::Unreachable { .. } => "check the endpoints in the config, and the way to them",
        Error::Halted { .. } => "wait until the chain makes blocks again; nothing is lost meanwhile",
        Error::Answer { .. } | Error::Rpc { .. } => "try again, or name another endpoint in the config",
        Error::Expired { .. } => {
            "nothing was done and nothing paid: send it again, with a higher gas price if blocks are full"
        }
        Error::TooDear { .. } => "wait until it is cheaper, or raise the bound in the config",
        Error::Invalid { .. } => "correct the field that the text names",
        Error::Key { .. } => "look the key's name up, and its passphrase",
        Error::Query(refusal) | Error::Refused { refusal, .. } => return of_refusal(refusal),
    })
}

fn of_refusal(refusal: &Refusal) -> Option<&'static str> {
    Some(match (refusal.codespace.as_str(), refusal.code) {
        ("sdk", 4) => "check the chain id: the signature is for another chain or account",
        ("sdk", 5) => "send coins to the key that signs: it has too few for the amount and the fee",
        ("sdk", 11) => "raise the gas multiplier or cap in the config",
        ("sdk", 13) => "raise the gas price in the config",
        ("sdk", 19) => "nothing: the transaction is on its way already",
        ("sdk", 20) => "wait: the nodes have more transactions than they can take",
        ("sdk", 30) => "send it again",
        ("sdk", 32) => "send it again, and let no other program use the same key",
        ("sdk", 41) => "raise the gas cap, or put less into one message: it does not fit a block",
        ("wasm", 22) => "check the exchange file: there is no contract at that address",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code of the catalogue, and whether there is something to do.
    fn listed() -> Vec<(String, bool)> {
        let (mut contract, mut reach, mut codes) = ("", true, vec![]);
        for line in CATALOGUE.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                (contract, reach) = (heading, true);
            }
            reach &= line != BEYOND_REACH;
            if let Some(row) = line.strip_prefix("| `") {
                codes.push((format!("{contract}/{}", row.split('`').next().unwrap()), reach));
            }
        }
        codes
    }

    #[test]
    fn each_code_that_somebody_can_meet_has_advice() {
        let codes = listed();
        assert!(codes.len() > 90, "{} codes", codes.len());
        for (code, reach) in codes {
            assert_eq!(of_code(&code).is_some_and(|advice| advice.len() > 3), reach, "{code}: {:?}", of_code(&code));
        }
    }

    #[test]
    fn advice_is_that_of_the_contract_that_refused() {
        assert_eq!(of_code("market/order_not_open"), Some("bid on another"));
        assert_ne!(of_code("market/payment"), of_code("escrow/payment"));
        for unknown in ["market/order", "market/order_not_ope", "harbour/paused", "paused", "market/", "/"] {
            assert_eq!(of_code(unknown), None, "{unknown}");
        }
    }
}
