//! Who takes part: a new key each time.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use berth_api::Call;
use berth_chain::keys::{Key, Secret, SecretString, Signer, generate};
use berth_chain::{Network, Writer};
use berth_client::{Done, Exchange, Session};
use cosmwasm_std::coin;

use crate::wanted::DENOM;

/// A key that nobody else uses.
pub struct Party {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What it signs with.
    pub writer: Arc<dyn Writer>,
    /// The same for a program that is started.
    pub words: SecretString,
}

impl Party {
    /// A new key.
    pub fn new(network: &Arc<Network>, name: &str) -> Result<Self> {
        let words = generate().map_err(|error| anyhow!(error))?;
        let secret = Secret::parse(words.clone()).map_err(|error| anyhow!(error))?;
        let key = Key::new(name, &secret, &network.config().keys)?;
        let address = key.address(&network.config().prefix)?;
        let writer = network.writer(Arc::new(key))?;
        Ok(Self { name: name.to_owned(), address, writer, words })
    }

    /// This key on an exchange.
    pub fn on(&self, exchange: &Exchange) -> Session {
        Session::new(exchange.clone(), Arc::clone(&self.writer))
    }

    /// Sends one message with so many uusdc, and waits for it.
    pub async fn act(&self, exchange: &Exchange, call: impl Into<Call>, amount: u128) -> Result<Done> {
        let funds = if amount == 0 { vec![] } else { vec![coin(amount, DENOM)] };
        Ok(self.on(exchange).execute(call, funds).await?)
    }
}
