//! The commands, one module per group.

pub mod admin;
pub mod balance;
pub mod bid;
pub mod chain;
pub mod completions;
pub mod deployment;
pub mod devnet;
pub mod keeper;
pub mod keys;
pub mod lease;
pub mod market;
pub mod order;
mod program;
pub mod provider;
mod rules;
pub mod send;
pub mod status;
