#![doc = include_str!("../README.md")]

mod address;
mod advice;
mod answer;
pub mod deploy;
mod deployment;
mod error;
mod escrow;
mod exchange;
mod file;
mod heard;
mod market;
mod pages;
mod provider_registry;
pub mod reckon;
mod session;
mod view;

pub use advice::of_code as advice;
pub use answer::Answer;
pub use berth_api as api;
pub use berth_chain as chain;
pub use deployment::Deployment;
pub use error::{Error, Result};
pub use escrow::Escrow;
pub use exchange::Exchange;
pub use file::ExchangeFile;
pub use heard::{Heard, Placed, tips_to};
pub use market::Market;
pub use provider_registry::ProviderRegistry;
pub use session::{Done, Session};
