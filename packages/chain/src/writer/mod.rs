//! One key's transactions, in order.
//!
//! Everything that is sent stays known until it is in a block or never can be, so that it can be sent again as it is: to
//! a node that lost its pool, or to another one. Only what no node can have taken is ever signed anew with another
//! sequence; nothing is therefore done twice.

mod deliver;
mod flight;
mod outcome;
mod price;
mod refusal;
mod sign;
mod simulate;
mod submit;

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use cosmrs::Any;
use cosmwasm_std::{Coin, Uint128};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    Error, Estimate, Message, Receipt, Request, Result, Submitted, Writer, encode, keys::Signer, network::Shared,
};

use deliver::Couriers;
use flight::Flights;
use price::Price;

/// The writer of a key.
pub(crate) struct TxWriter {
    shared: Arc<Shared>,
    signer: Arc<dyn Signer>,
    address: String,
    price: Price,
    state: Mutex<State>,
    /// What was sent and is not known to be over. Not in the state: who waits for one does not wait for who sends.
    flights: std::sync::Mutex<Flights>,
}

/// What changes with each transaction. Who holds it is the one who sends.
#[derive(Default)]
struct State {
    /// The account's number, once it is known.
    account: Option<u64>,
    /// The sequence of the next transaction, counted on from what the chain said.
    next: u64,
    /// The endpoint that sees everything first: only a node that has all of them can judge a sequence.
    pin: Option<usize>,
    /// Who carries the same bytes to the other endpoints.
    couriers: Couriers,
}

impl TxWriter {
    /// Errors as [`Error::Invalid`] if the key is not of the chain's kind.
    pub fn new(shared: Arc<Shared>, signer: Arc<dyn Signer>) -> Result<Self> {
        let (found, wanted) = (signer.algorithm(), shared.config.keys.algorithm);
        if found != wanted {
            let found = format!("{found:?}");
            return Err(Error::invalid("key algorithm", found, format!("{wanted:?} on {}", shared.config.id)));
        }
        let address = signer.address(&shared.config.prefix)?;
        let price = Price::new(shared.config.fee.clone());
        Ok(Self { shared, signer, address, price, state: Mutex::default(), flights: std::sync::Mutex::default() })
    }

    /// The state, with account and sequence known.
    async fn ready(&self) -> Result<MutexGuard<'_, State>> {
        let mut state = self.state.lock().await;
        if state.account.is_none() {
            self.read_account(&mut state).await?;
        }
        Ok(state)
    }

    /// Takes number and sequence from the chain.
    async fn read_account(&self, state: &mut State) -> Result<()> {
        let account = self.shared.account(&self.address).await?.ok_or_else(|| {
            let found = format!("{}, which {} does not know", self.address, self.shared.config.id);
            Error::invalid("account", found, "an address that has received coins")
        })?;
        state.account = Some(account.number);
        state.next = account.sequence;
        Ok(())
    }

    fn encode(&self, messages: &[Message]) -> Result<Vec<Any>> {
        if messages.is_empty() {
            return Err(Error::invalid("messages", "none", "at least one"));
        }
        messages.iter().map(|message| encode::any(message, &self.address)).collect()
    }

    /// Errors as [`Error::TooDear`].
    fn gas_limit(&self, gas_used: u64) -> Result<u64> {
        let gas = &self.shared.config.gas;
        let too_dear = |found: String| Error::TooDear { field: "gas", found, allowed: format!("at most {}", gas.cap) };
        let limit = Uint128::from(gas_used)
            .checked_mul_ceil(gas.multiplier)
            .ok()
            .and_then(|limit| u64::try_from(limit.u128()).ok())
            .ok_or_else(|| too_dear(format!("{gas_used} times {}", gas.multiplier)))?
            .max(gas.floor);
        if limit > gas.cap { Err(too_dear(limit.to_string())) } else { Ok(limit) }
    }

    fn flights(&self) -> std::sync::MutexGuard<'_, Flights> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fee(&self, gas_limit: u64) -> Result<Coin> {
        self.price.fee(&self.shared, gas_limit).await
    }
}

#[async_trait]
impl Writer for TxWriter {
    fn address(&self) -> &str {
        &self.address
    }

    async fn simulate(&self, messages: &[Message]) -> Result<Estimate> {
        let messages = self.encode(messages)?;
        let mut state = self.ready().await?;
        self.tried(&mut state, &messages, &self.shared.config.memo).await
    }

    async fn submit(&self, request: Request) -> Result<Submitted> {
        self.sent(request).await
    }

    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt> {
        self.seen(submitted).await
    }
}
