//! Tests of reading stack files.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends there"
)]

mod example;
mod funding;
mod hostile;
mod mistake;
mod price;
mod schema;
mod sdl;
mod update;
mod version;
mod written;
