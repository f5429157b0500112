//! What a chain's refusal of a transaction means.

use crate::Refusal;

/// What can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing needs to be: it has it.
    Taken,
    /// Its pool is full: the same again, later.
    Full,
    /// Another sequence, and which, if it says so.
    Sequence(Option<u64>),
    /// A higher fee.
    FeeTooLow,
    /// A later last height.
    TooLate,
    /// It may be the account's number that is wrong, or the chain's id.
    Signature,
    /// The same again, after a block: before its first one a node that was started takes each account's number for 0.
    JustStarted,
    /// Nothing.
    Final,
}

/// Of a refusal at broadcast.
pub(super) fn verdict(refusal: &Refusal) -> Verdict {
    if refusal.codespace != "sdk" {
        return Verdict::Final;
    }
    match refusal.code {
        4 if refusal.log.contains("account number (0)") => Verdict::JustStarted,
        4 if refusal.log.contains("account number") => Verdict::Signature,
        13 => Verdict::FeeTooLow,
        19 => Verdict::Taken,
        20 => Verdict::Full,
        30 => Verdict::TooLate,
        32 => Verdict::Sequence(expected(&refusal.log)),
        _ => Verdict::Final,
    }
}

/// Of an error of the node itself at broadcast. `None`: it may or may not have taken it.
pub(super) fn rpc_verdict(message: &str) -> Option<Verdict> {
    let words = [
        ("tx already exists in cache", Verdict::Taken),
        ("mempool is full", Verdict::Full),
        ("Tx too large", Verdict::Final),
        ("request body too large", Verdict::Final),
    ];
    words.into_iter().find_map(|(words, verdict)| message.contains(words).then_some(verdict))
}

/// The sequence that the chain wants.
fn expected(log: &str) -> Option<u64> {
    let (_, after) = log.split_once("account sequence mismatch, expected ")?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after.get(..end)?.parse().ok()
}

/// Of a simulation, whose every error comes as `sdk` 6: what it is in truth, by its words.
pub(super) fn unwrapped(refusal: Refusal) -> Refusal {
    let wasm = [
        ("Error calling the VM", 29),
        ("no such contract", 22),
        ("create wasm contract failed", 2),
        ("execute wasm contract failed", 5),
        ("instantiate wasm contract failed", 4),
        ("migrate wasm contract failed", 11),
    ];
    let sdk = [
        ("account sequence mismatch", 32),
        ("out of gas in location", 11),
        ("insufficient funds", 5),
        ("insufficient fee", 13),
        ("tx timeout height", 30),
    ];
    let found = |list: &[(&str, u32)], codespace: &str| {
        let (_, code) = list.iter().find(|(words, _)| refusal.log.contains(words))?;
        Some((*code, codespace.to_owned()))
    };
    match found(&wasm, "wasm").or_else(|| found(&sdk, "sdk")) {
        Some((code, codespace)) => Refusal { code, codespace, log: refusal.log },
        None => refusal,
    }
}

/// Whether the same bytes, having failed thus in a block, may still succeed in a later one: they took neither fee nor
/// sequence.
pub(super) fn may_come_again(code: u32, codespace: &str) -> bool {
    codespace == "sdk" && [30, 32].contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdk(code: u32, log: &str) -> Refusal {
        Refusal { code, codespace: "sdk".into(), log: log.into() }
    }

    #[test]
    fn the_sequence_is_read_from_the_words() {
        let log = "account sequence mismatch, expected 12, got 7: incorrect account sequence";
        assert_eq!(verdict(&sdk(32, log)), Verdict::Sequence(Some(12)));
        assert_eq!(verdict(&sdk(32, "incorrect account sequence")), Verdict::Sequence(None));
    }

    #[test]
    fn codes_of_others_mean_nothing_here() {
        let mut refusal = sdk(32, "");
        refusal.codespace = "wasm".into();
        assert_eq!(verdict(&refusal), Verdict::Final);
        assert_eq!(verdict(&sdk(5, "insufficient funds")), Verdict::Final);
        assert_eq!(verdict(&sdk(4, "unauthorized")), Verdict::Final);
        let log = "signature verification failed; please verify account number (7) and chain-id (a-1)";
        assert_eq!(verdict(&sdk(4, log)), Verdict::Signature);
        assert_eq!(verdict(&sdk(4, &log.replace('7', "0"))), Verdict::JustStarted);
    }

    #[test]
    fn a_node_says_in_words_what_it_did() {
        let full = "Internal error: mempool is full: number of txs 5000 (max: 5000)";
        assert_eq!(rpc_verdict(full), Some(Verdict::Full));
        assert_eq!(rpc_verdict("Internal error: tx already exists in cache"), Some(Verdict::Taken));
        assert_eq!(rpc_verdict("Internal error: client is not running"), None);
    }

    #[test]
    fn a_simulations_error_is_unwrapped() {
        let cases = [
            (
                "failed to execute message; message index: 0: kind: Other, error: market/a: b: execute wasm contract failed [x] with gas used: '7': unknown request",
                "wasm",
                5,
            ),
            (
                "Error calling the VM: Error executing Wasm: RuntimeError: Aborted: panicked at: unknown request",
                "wasm",
                29,
            ),
            ("address wasm1a: no such contract", "wasm", 22),
            ("account sequence mismatch, expected 2, got 1: incorrect account sequence", "sdk", 32),
            ("spendable balance 0stake is smaller than 1stake: insufficient funds", "sdk", 5),
            ("something else", "sdk", 6),
        ];
        for (log, codespace, code) in cases {
            let found = unwrapped(sdk(6, log));
            assert_eq!((found.codespace.as_str(), found.code), (codespace, code), "{log}");
        }
    }
}
