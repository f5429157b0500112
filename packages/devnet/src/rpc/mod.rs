//! JSON-RPC as CometBFT speaks it.

mod call;
mod error;
mod http;
mod lies;
mod methods;
mod socket;

use std::sync::Arc;

pub use http::serve;

use crate::asked::Count;
use crate::chain::Chain;
use crate::faults::Switch;

/// One door to the chain.
pub struct Endpoint {
    /// What is behind it.
    pub chain: Arc<Chain>,
    /// What is wrong with it.
    pub switch: Arc<Switch>,
    /// What it was asked.
    pub asked: Arc<Count>,
}
