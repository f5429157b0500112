//! What a transaction costs on a chain, told offline.
//!
//! [`Metered`] wraps a contract and charges a shared [`GasMeter`] as `wasmd` would: each call, each key read and written,
//! each query, event, response byte and bank transfer. All of that is exact, for native and for compiled contracts alike.
//! The virtual machine's own part is 0 for native code, or guessed if [`Metered::guessed`] is asked to; a compiled contract
//! reports it through [`GasMeter::vm`].
//!
//! All figures are SDK gas, of which one is 140,000 of the virtual machine's.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "sums of gas below 2^40, off chain; an overflow would stop the test that met it"
)]

pub mod bank;
pub mod costs;

mod contract;
mod meter;
mod querier;
mod storage;
mod transaction;

pub use contract::Metered;
pub use meter::{Chain, Gas, GasMeter};
pub use transaction::{base, transaction_bytes};
