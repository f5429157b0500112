//! Escrow alone, its siblings played by their raw keys: a file per message, and random histories of stake.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

mod admission;
mod deposit;
mod fixture;
mod indexer;
mod parameters;
mod queries;
mod settle;
mod slash;
mod stake;
mod stake_model;
mod storage;
mod withdraw;
mod withdraw_deposit;
