//! One key on one exchange.

use std::fmt;
use std::sync::Arc;

use berth_api::Call;
use berth_chain::{Estimate, Receipt, Writer};
use cosmwasm_std::Coin;

use crate::{Answer, Error, Exchange, Heard, Result};

/// One key on one exchange: sends messages, and tells what came of them.
#[derive(Clone)]
pub struct Session {
    exchange: Exchange,
    writer: Arc<dyn Writer>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("exchange", &self.exchange).field("address", &self.address()).finish()
    }
}

/// What came of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The chain's word on it.
    pub receipt: Receipt,
    /// What the four said.
    pub events: Vec<Heard>,
    /// What each message answered, in their order.
    pub answers: Vec<Answer>,
}

impl Done {
    /// What the first message answered.
    pub fn answer(&self) -> &Answer {
        self.answers.first().unwrap_or(&Answer::Nothing)
    }
}

impl Session {
    /// This key on this exchange.
    pub const fn new(exchange: Exchange, writer: Arc<dyn Writer>) -> Self {
        Self { exchange, writer }
    }

    /// Where it works.
    pub const fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// What signs and sends.
    pub const fn writer(&self) -> &Arc<dyn Writer> {
        &self.writer
    }

    /// Whose key it is.
    pub fn address(&self) -> &str {
        self.writer.address()
    }

    /// Sends one message with its coins, and waits until it is carried out.
    ///
    /// Errors: the chain's, the contract's refusal among them: then nothing was done. [`Error::Misunderstood`]: it was
    /// carried out, but how it went cannot be told.
    pub async fn execute(&self, call: impl Into<Call>, funds: Vec<Coin>) -> Result<Done> {
        self.execute_many(vec![(call.into(), funds)]).await
    }

    /// Sends several in one transaction: all are carried out, or none is.
    ///
    /// Errors as [`Session::execute`].
    pub async fn execute_many(&self, calls: Vec<(Call, Vec<Coin>)>) -> Result<Done> {
        let messages = calls.iter().map(|(call, funds)| self.exchange.message(call.clone(), funds.clone()));
        let receipt = self.writer.send(messages.collect()).await?;
        let calls: Vec<Call> = calls.into_iter().map(|(call, _)| call).collect();
        self.exchange.done(&calls, receipt)
    }

    /// What messages would do and cost; nothing is sent.
    ///
    /// Errors as [`Session::execute`], but that nothing is done in any case.
    pub async fn simulate(&self, calls: &[(Call, Vec<Coin>)]) -> Result<(Estimate, Vec<Heard>)> {
        let messages = calls.iter().map(|(call, funds)| self.exchange.message(call.clone(), funds.clone()));
        let estimate = self.writer.simulate(&messages.collect::<Vec<_>>()).await?;
        let heard = self.exchange.events(&estimate.events)?;
        Ok((estimate, heard))
    }
}

impl Exchange {
    /// What came of a transaction of these calls.
    ///
    /// Errors with [`Error::Misunderstood`] only.
    pub fn done(&self, calls: &[Call], receipt: Receipt) -> Result<Done> {
        let understood = self.events(&receipt.events).and_then(|events| {
            let none: &[u8] = &[];
            let data = receipt.data.iter().map(Vec::as_slice).chain(std::iter::repeat(none));
            let answers = calls.iter().zip(data).map(|(call, data)| Answer::read(call, data));
            Ok((events, answers.collect::<Result<_>>()?))
        });
        match understood {
            Ok((events, answers)) => Ok(Done { receipt, events, answers }),
            Err(reason) => {
                let Receipt { hash, height, .. } = receipt;
                Err(Error::Misunderstood { hash, height, reason: reason.to_string() })
            }
        }
    }
}
