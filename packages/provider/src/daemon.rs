//! The daemon: what is decided in each block is sent, and its fate followed.

mod blocks;
mod checks;
mod coins;
mod fate;
mod metrics;
mod provider;
mod seen;
mod selection;
mod send;
mod serve;
mod show;
mod workloads;

pub use checks::Health;
pub use metrics::Metrics;
pub use provider::{Provider, Report};
pub use seen::{Due, Seen, Trouble};
pub(crate) use serve::backoff;
pub use serve::{block_once, serve, serve_with};
