//! Who provides, and who holds authority over the exchange. Never called by a sibling: the others read it raw.
#![doc = include_str!("../README.md")]

mod address;
pub mod auth;
pub mod contract;
mod error;
mod execute;
mod query;
mod state;
#[cfg(test)]
mod tests;

pub use error::ContractError;
