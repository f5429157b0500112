//! Attacks, one by one: each line of the checklist in SECURITY.md that the contracts hold has a test.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

mod addresses;
mod batches;
mod coalitions;
mod costs;
mod extremes;
mod list;
mod payees;
mod questions;
mod races;
mod rules;
mod shape;
mod sources;
mod spam;
mod storage;
mod watched;
mod wiring;
