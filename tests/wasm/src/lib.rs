//! The compiled contracts under a real virtual machine, with the gas a chain charges.
//!
//! [`WasmContract`] puts a file of `artifacts/` behind cw-multi-test's `Contract`, so that whatever runs on the native
//! contracts runs on the compiled ones too. `cargo test -p berth-wasm-tests` wants the artifacts built first:
//! `scripts/build-wasm.sh`.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "sums of gas below 2^60, off chain; an overflow would stop the test"
)]

mod code;
mod contract;
mod guest;
mod host;
mod link;

pub use code::Code;
pub use contract::WasmContract;
