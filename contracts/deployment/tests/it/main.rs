//! The deployment contract alone: every message, every refusal. Its siblings are their storage, which it reads raw.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends there"
)]

mod access;
mod bounds;
mod cancel;
mod parameters;
mod query;
mod resume;
mod storage;
mod submit;
mod update;
mod world;
