//! Orders, fulfillments, leases: who gets what at which price. Holds no coin.
#![doc = include_str!("../README.md")]

mod auth;
pub mod contract;
mod ending;
mod error;
mod execute;
mod few;
mod query;
mod session;
pub mod state;

pub use error::ContractError;
