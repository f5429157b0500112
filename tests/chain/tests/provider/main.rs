//! The provider's program against an embedded node: real chain access, real contracts, endpoints that fail.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

mod faults;
mod life;
mod play;
mod programs;
