//! The client against the real contracts, on an embedded chain.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

mod answers;
mod deploying;
mod fake;
mod local;
mod opening;
mod questions;
mod reckoning;
mod world;
