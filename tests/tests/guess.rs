//! What the native contracts are guessed to cost, against what the compiled ones do: `tests/gas.json`, by its own scenarios.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

#[path = "../wasm/tests/gas/caps.rs"]
mod caps;
#[path = "../wasm/tests/gas/rig.rs"]
mod rig;
#[path = "../wasm/tests/gas/scenarios.rs"]
mod scenarios;

use std::collections::BTreeMap;

use berth_api::Role;
use berth_sandbox::gas::{GasMeter, Metered};
use berth_sandbox::native;

/// By how much a guess may be off, in permille.
const TOLERANCE: u64 = 20;

fn metered(role: Role, meter: &GasMeter) -> Box<Metered> {
    Box::new(Metered::guessed(&format!("berth {role}"), native(role), meter))
}

#[test]
fn every_message_is_guessed_within_2_percent() {
    let table: BTreeMap<String, u64> = serde_json::from_str(include_str!("../gas.json")).unwrap();
    let mut off = vec![];
    for (key, guessed) in scenarios::all() {
        // Differences of nearly nothing.
        if key.contains("growth") {
            continue;
        }
        let measured = table[&key];
        if guessed.abs_diff(measured) * 1_000 > measured * TOLERANCE {
            off.push(format!("{key}: guessed {guessed}, measured {measured}"));
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}
