//! Tests of a provider's decisions.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends there"
)]

mod bidding;
mod daemon;
mod in_flight;
mod leaving;
mod market;
mod money;
mod parcels;
mod program;
mod property;
mod world;
