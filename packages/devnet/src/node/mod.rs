//! The chain behind the endpoints: its state, its blocks, its pool.

mod account;
pub mod address;
mod ante;
pub mod bank;
pub mod block;
mod code;
mod contract;
mod failure;
mod gas;
mod ledger;
mod machine;
mod msg;
mod pool;
mod producer;
mod query;
mod state;
mod tx;
mod wasm;

use berth_api::Role;
use cosmwasm_std::Decimal256;

pub use block::Block;
pub use code::native_code;
pub use failure::Failure;
pub use ledger::{Ledger, View};
pub use machine::{Machine, contract_rows};
pub use pool::Refused;
pub use producer::{Producer, Simulated, Trouble};
pub use query::{Answer, Query, answer, smart};
pub use tx::{Tx, hash};

/// What a chain goes by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Its id.
    pub chain_id: String,
    /// The least price of a unit of gas.
    pub gas_price: Decimal256,
    /// In what it is paid.
    pub fee_denom: String,
    /// Gas that the transactions of a block may ask for; 0 for no bound.
    pub max_gas: u64,
}

/// The label under which the wiring plan instantiates a contract; its length is part of what a call costs.
fn label_of(role: Role) -> String {
    format!("berth {role}")
}
