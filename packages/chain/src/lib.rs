//! Any CometBFT chain with wasmd, as programs use it. This package knows nothing of Berth.
//!
//! [`Chain`] is the reading side: heads, blocks, queries as of a height. [`Writer`] is the writing side: one key, whose
//! transactions leave in order.

mod block;
mod error;
mod message;
mod read;
mod write;

pub use block::{Block, Head, TxOutcome};
pub use error::{Error, Refusal, Result, Stage};
pub use message::{Message, Sent};
pub use read::{Account, Chain, CodeInfo, ContractInfo};
pub use write::{Estimate, Receipt, Request, Submitted, Writer};
