//! Any CometBFT chain with wasmd, as programs use it. This package knows nothing of Berth.
//!
//! [`Chain`] is the reading side: heads, blocks, queries as of a height. [`Writer`] is the writing side: one key, whose
//! transactions leave in order. [`Network`] is both, over a chain's RPC endpoints.
//!
//! ```no_run
//! # async fn example() -> berth_chain::Result<()> {
//! use std::sync::Arc;
//!
//! use berth_chain::{Chain, Message, Network, config::Chains, keys};
//!
//! let config = Chains::builtin()?.get("local")?.clone();
//! let key = keys::from_env(keys::ENV, &config.keys)?;
//! let network = Network::connect(config).await?;
//! let writer = network.writer(Arc::new(key))?;
//! let execute = Message::Execute { contract: "wasm1..".into(), msg: b"{}".to_vec(), funds: vec![] };
//! let receipt = writer.send(vec![execute]).await?;
//! let head = network.head_above(receipt.height).await?;
//! # let _ = head;
//! # Ok(())
//! # }
//! ```

mod address;
mod block;
mod cause;
pub mod config;
mod encode;
mod endpoint;
mod error;
pub mod keys;
mod message;
mod network;
mod node;
mod read;
mod write;
mod writer;

pub use block::{Block, Head, TxOutcome};
pub use cause::Cause;
pub use error::{Error, Refusal, Result, Stage};
pub use message::{Message, Sent};
pub use network::{EndpointHealth, Network};
pub use read::{Account, Chain, CodeInfo, ContractInfo};
pub use write::{Estimate, Receipt, Request, Submitted, Writer};
