//! What every long-running program of Berth has in common: [`config`] from a file, the environment and flags; [`logs`]; the
//! operations [`Face`] with its metrics and probes; the loop over blocks, [`each_block`]; and an orderly [`Stop`].
//!
//! It knows chains, and nothing of Berth's contracts.

mod backoff;
mod blocks;
pub mod config;
mod face;
mod health;
pub mod logs;
pub mod settings;
mod stop;

pub use backoff::Backoff;
pub use blocks::{BlockHandler, BlockMetrics, Failure, Loop, each_block, error_kind};
pub use face::{Face, FaceSettings, Listening};
pub use health::{Beat, Checks, Mark};
pub use stop::Stop;
