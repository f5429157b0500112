//! Who provides, and who holds authority over the exchange. Never called by a sibling: the others read it raw.
#![doc = include_str!("../README.md")]

mod auth;
pub mod contract;
mod error;
mod execute;
mod query;

pub use error::ContractError;
