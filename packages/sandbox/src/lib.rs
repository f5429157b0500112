//! The four contracts in cw-multi-test, wired as on a chain: verbs, gas meter, solvency check.

pub mod gas;

mod bank;
mod sandbox;
mod solvency;

pub use berth_api::plan::Setup;
pub use sandbox::{Memory, Receipt, Sandbox, native};
pub use solvency::{Books, Solvency};
