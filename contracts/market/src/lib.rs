//! Orders, fulfillments, leases: who gets what at which price. Holds no coin.
#![doc = include_str!("../README.md")]

pub mod auth;
mod bidding;
pub mod contract;
mod ending;
mod error;
mod execute;
mod few;
mod keeping;
mod matching;
mod query;
mod reading;
mod scheduler;
mod session;
pub mod state;

pub use error::ContractError;
