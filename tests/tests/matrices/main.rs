//! Everything tried on everybody: who may send what, with which coins, while paused, and in which state of an order.
//! What comes of it is committed beside this file; `UPDATE_GOLDEN=1 cargo test -p berth-tests --test matrices` writes it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

mod authority;
mod coins;
mod lifecycle;
mod paused;
