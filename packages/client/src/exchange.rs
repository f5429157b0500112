//! One exchange on one chain.

use std::fmt;
use std::sync::Arc;

use berth_api::{API_VERSION, Call, Contracts, Role, VersionResponse};
use berth_chain::{Block, Chain, Message};
use cosmwasm_std::{Coin, Event};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::heard::{hear, hear_block};
use crate::view::{View, encode};
use crate::{Deployment, Error, Escrow, ExchangeFile, Heard, Market, Placed, ProviderRegistry, Result};

/// One exchange on one chain: four contracts that are what they should be, and belong together.
#[derive(Clone)]
pub struct Exchange {
    chain: Arc<dyn Chain>,
    contracts: Contracts,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("chain", &self.chain.id()).field("contracts", &self.contracts).finish()
    }
}

impl Exchange {
    /// The exchange of these four, after looking at each: that there is a contract, that it is the one that it is taken for,
    /// that it speaks as this program does, and that it knows the same four.
    ///
    /// Errors with [`Error::Stranger`] at the first that is not so.
    pub async fn open(chain: Arc<dyn Chain>, contracts: Contracts) -> Result<Self> {
        let exchange = Self { chain, contracts };
        for role in Role::ALL {
            exchange.check_there(role).await?;
        }
        for role in Role::ALL {
            exchange.check_name(role).await?;
        }
        for role in Role::ALL {
            exchange.check_siblings(role).await?;
        }
        Ok(exchange)
    }

    /// The exchange of a file, if the chain is the file's.
    ///
    /// Errors as [`Exchange::open`], and with [`Error::OtherChain`].
    pub async fn open_file(chain: Arc<dyn Chain>, file: &ExchangeFile) -> Result<Self> {
        file.check_chain(chain.id())?;
        Self::open(chain, file.contracts.clone()).await
    }

    async fn check_there(&self, role: Role) -> Result<()> {
        match self.chain.contract(self.contracts.get(role)).await? {
            Some(_) => Ok(()),
            None => {
                Err(self.stranger(role, "contract", "none at this address".to_owned(), format!("the {role} contract")))
            }
        }
    }

    async fn check_name(&self, role: Role) -> Result<()> {
        let version: VersionResponse = self.introduce(role, "version").await?;
        let name = format!("berth/{role}");
        if version.contract != name {
            return Err(self.stranger(role, "name", version.contract, name));
        }
        if version.api != API_VERSION {
            let found = format!("{} (code {})", version.api, version.version);
            return Err(self.stranger(role, "api", found, API_VERSION.to_string()));
        }
        Ok(())
    }

    async fn check_siblings(&self, role: Role) -> Result<()> {
        let known: Contracts = self.introduce(role, "contracts").await?;
        for other in Role::ALL {
            let (found, allowed) = (known.get(other), self.contracts.get(other));
            if found != allowed {
                let told = |address: &str| format!("{address} as {other}");
                return Err(self.stranger(role, "contracts", told(found), told(allowed)));
            }
        }
        Ok(())
    }

    fn stranger(&self, role: Role, field: &'static str, found: String, allowed: String) -> Error {
        Error::Stranger { role, address: self.contracts.get(role).to_owned(), field, found, allowed }
    }

    /// Asks what every one of ours can be asked. One that does not understand is not ours.
    async fn introduce<T: DeserializeOwned>(&self, role: Role, question: &'static str) -> Result<T> {
        let answer = View { exchange: self, role, at: None }.ask(&json!({ question: {} })).await;
        let reason = match answer {
            Err(Error::Chain(berth_chain::Error::Query(refusal))) => refusal.to_string(),
            Err(Error::Answer { field, reason, .. }) => format!("{field}: {reason}"),
            other => return other,
        };
        let found = format!("that of a contract that does not answer `{question}` ({reason})");
        Err(self.stranger(role, "name", found, format!("berth/{role}")))
    }

    /// The chain that it is on.
    pub const fn chain(&self) -> &Arc<dyn Chain> {
        &self.chain
    }

    /// The addresses of the four.
    pub const fn contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// Asks market.
    pub const fn market(&self) -> Market<'_> {
        Market::new(self)
    }

    /// Asks escrow.
    pub const fn escrow(&self) -> Escrow<'_> {
        Escrow::new(self)
    }

    /// Asks deployment.
    pub const fn deployment(&self) -> Deployment<'_> {
        Deployment::new(self)
    }

    /// Asks the provider registry.
    pub const fn provider_registry(&self) -> ProviderRegistry<'_> {
        ProviderRegistry::new(self)
    }

    /// A message of a transaction, to the contract that the call is for, with the coins that go along.
    pub fn message(&self, call: impl Into<Call>, funds: Vec<Coin>) -> Message {
        let call = call.into();
        let msg = match &call {
            Call::ProviderRegistry(msg) => encode(msg),
            Call::Escrow(msg) => encode(msg),
            Call::Market(msg) => encode(msg),
            Call::Deployment(msg) => encode(msg),
        };
        Message::Execute { contract: self.contracts.get(call.role()).to_owned(), msg, funds }
    }

    /// What the four said among the events of a transaction: of [`berth_chain::TxOutcome`], [`berth_chain::Receipt`] or
    /// [`berth_chain::Estimate`]. What any other contract says is not believed, however it calls it.
    ///
    /// Errors with [`Error::Event`] if one of the four said something with an attribute that does not parse.
    pub fn events(&self, events: &[Event]) -> Result<Vec<Heard>> {
        hear(&self.contracts, events)
    }

    /// What the four said in a block, in order, with the transactions.
    ///
    /// Errors as [`Exchange::events`].
    pub fn block_events(&self, block: &Block) -> Result<Vec<Placed>> {
        hear_block(&self.contracts, block)
    }
}
