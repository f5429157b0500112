//! Every coin of the exchange: balances, and one account per deployment with its clock.
#![doc = include_str!("../README.md")]

pub mod auth;
pub mod contract;
mod error;
mod execute;
mod ledger;
mod query;
pub mod state;

pub use error::ContractError;
