//! The four contracts against the reference model of the whole market ([`berth_tests::model`]): random messages of all kinds
//! by everybody, while time and height move as they like. After each step both have said the same, every answer that the
//! contracts give is the model's, and every invariant holds; each case ends with everybody leaving.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a difference stops the test that finds it"
)]

mod plants;
mod run;

use run::Run;

/// Without optimisation a case takes two seconds. `scripts/proof.sh model` plays more of them.
const FEW: u32 = 12;
const SEED: u64 = 1;

#[test]
fn the_contracts_do_what_the_model_says() {
    let played = Run { seed: SEED, cases: FEW, plant: None }.report();
    println!("{}", played.unwrap_or_else(|difference| panic!("{difference}")));
}
