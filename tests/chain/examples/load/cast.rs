//! Who takes part. Keys are new for each run, also on a chain that has seen others.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow};
use berth_chain::config::KeyScheme;
use berth_chain::keys::{Key, Secret, Signer};
use berth_chain::{Message, Network, Request, Writer};
use berth_chain_tests::signer;
use cosmwasm_std::coin;

use crate::plan::{DENOM, Plan};

/// What each key gets for fees.
const FEES: u128 = 18_000_000;
/// What each key gets for trade.
const TRADE: u128 = 400_000_000;
/// Keys that one transaction gives coins.
const AT_ONCE: usize = 100;

/// The keys of a run.
pub struct Cast {
    network: Arc<Network>,
    bank: Arc<dyn Writer>,
    /// What the names of this run begin with.
    pub run: String,
    everybody: Vec<String>,
}

impl Cast {
    /// `bank` is the secret of a key with coins.
    pub fn new(network: Arc<Network>, bank: String, plan: &Plan) -> Result<Self> {
        let run = format!("load {}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos());
        let secret = Secret::parse(bank.trim().to_owned().into()).map_err(|reason| anyhow!(reason))?;
        let bank = network.writer(Arc::new(Key::new("bank", &secret, &KeyScheme::default())?))?;
        let few = ["admin", "keeper", "opener"].map(str::to_owned);
        let providers = (0..plan.providers()).map(provider);
        let everybody = few.into_iter().chain(providers).chain((0..plan.tenants()).map(tenant)).collect();
        Ok(Self { network, bank, run, everybody })
    }

    /// What somebody signs with.
    pub fn writer(&self, name: &str) -> Result<Arc<dyn Writer>> {
        Ok(self.network.writer(key(&self.run, name)?)?)
    }

    /// Gives everybody coins.
    pub async fn fund(&self) -> Result<()> {
        for names in self.everybody.chunks(AT_ONCE) {
            let addresses = names.iter().map(|name| Ok(key(&self.run, name)?.address("wasm")?));
            let coins = vec![coin(FEES, "stake"), coin(TRADE, DENOM)];
            let send = |to| Message::Send { to, coins: coins.clone() };
            let messages = addresses.map(|address: Result<String>| address.map(send)).collect::<Result<_>>()?;
            self.bank.send(messages).await?;
        }
        Ok(())
    }
}

/// The key of somebody in a run.
pub fn key(run: &str, name: &str) -> Result<Arc<dyn Signer>> {
    signer(&format!("{run} {name}"))
}

/// The name of a provider.
pub fn provider(number: usize) -> String {
    format!("provider {number}")
}

/// The name of a tenant.
pub fn tenant(number: usize) -> String {
    format!("tenant {number}")
}

/// A request that may wait long for its block.
pub fn patient(messages: Vec<Message>) -> Request {
    Request { blocks: 100, ..Request::new(messages) }
}
