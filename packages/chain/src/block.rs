//! Blocks and what happened in them.

use cosmwasm_std::Event;

use crate::Sent;

/// A block's height and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Height.
    pub height: u64,
    /// Unix seconds, as contracts see them.
    pub time: u64,
}

/// A block with the results of its transactions.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Which.
    pub head: Head,
    /// In the order in which they were carried out.
    pub txs: Vec<TxOutcome>,
}

/// What came of a transaction in a block.
#[derive(Clone, Debug, PartialEq)]
pub struct TxOutcome {
    /// Upper-case hex SHA-256 of its bytes.
    pub hash: String,
    /// What it was to do, in order; `msg_index` of an event is an index into it.
    pub messages: Vec<Sent>,
    /// 0 if it was carried out.
    pub code: u32,
    /// Who gave the code a meaning: `sdk`, `wasm`. Empty if it was carried out.
    pub codespace: String,
    /// The error's text; empty if it was carried out.
    pub log: String,
    /// The gas limit that it carried.
    pub gas_wanted: u64,
    /// The gas that it used.
    pub gas_used: u64,
    /// All of them, those of the fee included. One of a contract has `_contract_address` and, as every event of a
    /// message, `msg_index`.
    pub events: Vec<Event>,
    /// What each message answered, as the chain encodes it: protobuf of the message's response.
    pub data: Vec<Vec<u8>>,
}
