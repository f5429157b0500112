//! All that a third party needs to speak with Berth's contracts: messages, queries, events, and the
//! storage keys that may be read raw.
//!
//! Every message says who may send it and which coins it takes; everything else about a message is
//! in the README of its contract. Money and time have the units of [`berth_domain`].

mod call;
pub mod deployment;
pub mod escrow;
pub mod event;
pub mod market;
mod outcome;
pub mod plan;
pub mod provider_registry;
pub mod raw;
mod version;
mod wiring;

pub use berth_domain as domain;
pub use call::Call;
pub use outcome::{ItemOutcome, WorkDone};
pub use version::{API_VERSION, MigrateMsg, VersionResponse};
pub use wiring::{Contracts, Role};

/// Rows of a page when a query does not say.
pub const DEFAULT_PAGE: u32 = 30;
/// Rows of a page at most.
pub const MAX_PAGE: u32 = 100;
