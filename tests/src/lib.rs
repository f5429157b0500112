//! Stories and properties over the whole exchange.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a story that goes wrong stops the test that tells it"
)]

pub mod cast;
pub mod golden;
pub mod index;
pub mod lifecycle;
pub mod messages;
pub mod model;
pub mod outcome;
pub mod stage;
pub mod watched;
