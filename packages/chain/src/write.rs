//! The writing side.

use async_trait::async_trait;
use cosmwasm_std::{Coin, Event};

use crate::{Message, Result};

/// One key on one chain. Its transactions leave in order, however many tasks hold it.
#[async_trait]
pub trait Writer: Send + Sync {
    /// Whose key it is.
    fn address(&self) -> &str;

    /// What a transaction would do and cost, on top of those that wait in the pool. Nothing is sent.
    ///
    /// Errors as [`crate::Error::Refused`] at [`crate::Stage::Simulation`] if it would fail.
    async fn simulate(&self, messages: &[Message]) -> Result<Estimate>;

    /// Signs and broadcasts; does not wait for a block. Errors mean that nothing was sent, or that no node took it.
    async fn submit(&self, request: Request) -> Result<Submitted>;

    /// Waits until the transaction is in a block, or never can be.
    ///
    /// Errors: [`crate::Error::Refused`] at [`crate::Stage::Block`] if it failed there, which costs its fee;
    /// [`crate::Error::Expired`] if its last height passed without it.
    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt>;

    /// Submits and waits.
    async fn send(&self, messages: Vec<Message>) -> Result<Receipt> {
        let submitted = self.submit(Request::new(messages)).await?;
        self.outcome(&submitted).await
    }
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// All carried out, or none.
    pub messages: Vec<Message>,
    /// What [`Writer::simulate`] said of the same messages; without it they are simulated. A higher fee in it is paid, up to the
    /// highest price allowed: nodes put what pays more first.
    pub estimate: Option<Estimate>,
    /// The last height, counted from the latest block, in which it may be carried out; 0 takes the writer's own choice.
    pub blocks: u64,
    /// Goes into the chain for all to see; empty takes the writer's own choice.
    pub memo: String,
}

impl Request {
    /// These messages, everything else as the writer chooses.
    pub const fn new(messages: Vec<Message>) -> Self {
        Self { messages, estimate: None, blocks: 0, memo: String::new() }
    }
}

/// What a transaction would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Gas that the simulation used.
    pub gas_used: u64,
    /// Gas limit: with the multiplier, within floor and cap.
    pub gas_limit: u64,
    /// What it would pay.
    pub fee: Coin,
    /// What it would say.
    pub events: Vec<Event>,
    /// Block after which it was tried.
    pub height: u64,
}

/// A transaction on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitted {
    /// Upper-case hex SHA-256 of its bytes.
    pub hash: String,
    /// The block after which it was broadcast: it can be in a later one only.
    pub after: u64,
    /// The last height in which it may be carried out.
    pub timeout_height: u64,
    /// Its gas limit.
    pub gas_limit: u64,
    /// What it pays.
    pub fee: Coin,
}

/// A transaction that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Upper-case hex SHA-256 of its bytes.
    pub hash: String,
    /// In which block.
    pub height: u64,
    /// Its gas limit.
    pub gas_wanted: u64,
    /// Gas that it used.
    pub gas_used: u64,
    /// What it paid.
    pub fee: Coin,
    /// As in [`crate::TxOutcome`].
    pub events: Vec<Event>,
    /// As in [`crate::TxOutcome`].
    pub data: Vec<Vec<u8>>,
}
