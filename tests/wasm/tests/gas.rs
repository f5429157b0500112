//! The gas table: what each operation costs as a whole transaction, on both kinds of chain, with the compiled contracts.
//!
//! `tests/gas.json` is committed. A key that grows by more than 1 % fails until `UPDATE_GAS=1 cargo test -p berth-wasm-tests --test gas`
//! writes the table anew, in the commit that explains it. The figures beside are the budgets of the design.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

#[path = "gas/caps.rs"]
mod caps;
#[path = "gas/rig.rs"]
mod rig;
#[path = "gas/scenarios.rs"]
mod scenarios;

use std::collections::BTreeMap;
use std::path::Path;

use berth_api::Role;
use berth_sandbox::gas::{GasMeter, Metered};
use berth_wasm_tests::{Code, WasmContract};

/// What to do about a table that is out of date.
const UPDATE: &str = "run `UPDATE_GAS=1 cargo test -p berth-wasm-tests --test gas`, then \
                      `UPDATE_GOLDEN=1 cargo test -p berth-tests --test readmes`, and say in the commit why";

/// What any message at its documented caps may cost.
const CAP: u64 = 2_500_000;

/// Whole transactions on a chain without the discount.
const BUDGETS: [(&str, u64); 22] = [
    ("submit_deployment", 375_000),
    ("submit_deployment_next", 34_000),
    ("bid", 172_000),
    ("bid_of_10", 43_000),
    ("loser", 54_000),
    ("match_first", 245_000),
    ("match_next", 46_000),
    ("match_20", 1_120_000),
    ("confirm_of_20", 20_000),
    ("confirm_of_40", 17_000),
    ("collect_of_20", 34_000),
    ("stale_first", 255_000),
    ("stale_of_20", 65_000),
    ("close_lease", 237_000),
    ("cancel_1", 325_000),
    ("cancel_16", 970_000),
    ("deposit", 165_000),
    ("withdraw", 158_000),
    ("match_bids_growth", 2_000),
    ("facilitate_1_1", 300_000),
    ("caps", CAP),
    ("whole_flow", 900_000),
];

/// A compiled contract behind the meter.
fn metered(role: Role, meter: &GasMeter) -> Box<Metered> {
    let code = Code::artifact(&role.name().replace('-', "_")).expect("scripts/build-wasm.sh has run");
    Box::new(Metered::new(&format!("berth {role}"), Box::new(WasmContract::new(code, meter)), meter))
}

#[test]
fn the_table_is_current() {
    let measured = scenarios::all();
    for (key, gas) in &measured {
        let name = if key.starts_with("cap_") { "caps" } else { key };
        let budget = BUDGETS.iter().find(|(budgeted, _)| *budgeted == name);
        let beside = budget.map(|(_, budget)| {
            let verdict = if gas <= budget { "" } else { "  ABOVE" };
            format!("budget {budget:>9}{verdict}")
        });
        println!("{key:<34} {gas:>9}  {}", beside.unwrap_or_default());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gas.json");
    if std::env::var_os("UPDATE_GAS").is_some() {
        let text = serde_json::to_string_pretty(&measured).unwrap() + "\n";
        std::fs::write(&file, text).unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| "{}".to_owned());
    let table: BTreeMap<String, u64> = serde_json::from_str(&text).unwrap();
    let keys = |map: &BTreeMap<String, u64>| map.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&measured), keys(&table), "the table has other keys: {UPDATE}");
    let grown = measured.iter().filter(|(key, gas)| **gas * 100 > table[*key] * 101);
    let grown: Vec<_> = grown.map(|(key, gas)| format!("{key}: {} -> {gas}", table[key])).collect();
    assert!(grown.is_empty(), "gas grew by more than 1 %: {grown:?}; if it must, {UPDATE}");
}
