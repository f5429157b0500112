//! The four contracts in cw-multi-test, wired as on a chain: verbs, gas meter, solvency check.

pub mod gas;

mod bank;
mod plan;
mod sandbox;
mod setup;
mod solvency;

pub use plan::{Codes, instantiations};
pub use sandbox::{Memory, Receipt, Sandbox, native};
pub use setup::Setup;
pub use solvency::Solvency;
