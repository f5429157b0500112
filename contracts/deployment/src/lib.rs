//! What tenants want to run. Nothing derived is kept here: how a deployment fares follows from market and escrow.
#![doc = include_str!("../README.md")]

pub mod auth;
mod change;
pub mod contract;
mod entry;
mod error;
mod execute;
mod parameters;
mod query;
pub mod state;

pub use error::ContractError;
