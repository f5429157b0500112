//! The contracts against the reference model, for as long as one likes. Usage: `model SEED CASES`.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a difference stops the run that finds it"
)]

#[path = "../tests/model/run/mod.rs"]
mod run;

use run::Run;

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let [seed, cases] = numbers[..] else { panic!("usage: model SEED CASES") };
    let cases = u32::try_from(cases).expect("fewer than 2^32 cases");
    let played = Run { seed, cases, plant: None }.report();
    println!("{}", played.unwrap_or_else(|difference| panic!("{difference}")));
}
