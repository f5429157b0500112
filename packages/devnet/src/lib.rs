//! An embedded node: the native contracts behind a CometBFT node's JSON-RPC, with faults to order.
//!
//! [`Devnet::start`] makes a chain in this process and opens endpoints onto it that answer as a node with wasmd does, its
//! refusals included. Code is stored by the usual message, but only [`native_code`], which names one of the contracts.
//! Blocks come by time, or by hand. Each endpoint has its own [`Faults`], the chain has its [`Trouble`];
//! a [`FaultPlan`] switches them on and off.
//!
//! The work is done on threads of its own. Under a paused clock of tokio it would seem to take for ever: a runtime that
//! waits for nothing but them skips to its next timer.

mod actor;
mod asked;
mod books;
mod chain;
mod config;
mod devnet;
mod faults;
mod node;
mod plan;
mod rpc;

pub use asked::Asked;
pub use config::{Blocks, Config};
pub use devnet::{Devnet, Head};
pub use faults::{Faults, Lie, Switch, WebSocket};
pub use node::{Trouble, native_code};
pub use plan::FaultPlan;

/// Errors of a devnet are for people: they say what is wrong and what is allowed.
pub type Result<T> = anyhow::Result<T>;

/// The time of this machine.
fn now() -> cosmwasm_std::Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    cosmwasm_std::Timestamp::from_seconds(since.as_secs())
}
