//! A chain through all of its endpoints.
//!
//! Each endpoint is asked for its latest block again and again ([`watch`]); its websocket only says when to ask
//! ([`bell`]). From what they say follows which block is believed to be the latest, and who is asked first ([`health`]); who is silent for long is not waited for ([`race`]).

mod ask;
mod bell;
mod cache;
mod health;
mod race;
mod read;
mod watch;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch as channel},
    task::JoinSet,
};

use crate::{
    Head, Result, Writer,
    config::ChainConfig,
    endpoint::Endpoint,
    keys::Signer,
    node::{Node, client},
    writer::TxWriter,
};

use cache::Cache;
pub use health::EndpointHealth;
use health::State;
pub(crate) use race::Word;
pub(crate) use read::hash;

/// A chain by its RPC endpoints. Its tasks end when it is dropped.
pub struct Network {
    pub(crate) shared: Arc<Shared>,
    writers: Mutex<HashMap<String, Weak<TxWriter>>>,
    /// Ends them when it is dropped.
    _tasks: JoinSet<()>,
}

/// What its tasks see of a network.
pub(crate) struct Shared {
    pub config: ChainConfig,
    pub slots: Vec<Arc<Slot>>,
    /// The latest block that is believed; height 0 before the first. Told again with every answer of an endpoint.
    pub head: channel::Sender<Head>,
    cache: Cache,
}

/// An endpoint and what is known of it.
pub(crate) struct Slot {
    pub node: Node,
    state: Mutex<State>,
    /// Asks its watcher to look at once.
    bell: Notify,
}

impl Network {
    /// Begins to watch the endpoints of a chain; waits for none of them.
    ///
    /// Errors as [`crate::Error::Invalid`] if the config cannot be worked with.
    #[expect(clippy::unused_async, reason = "it starts tasks, which wants a runtime")]
    pub async fn connect(config: ChainConfig) -> Result<Arc<Self>> {
        config.check()?;
        let http = client()?;
        let timeout = Duration::from_millis(config.timeout_ms);
        let slot = |(index, url): (usize, &String)| {
            let endpoint = Endpoint::parse(url, &format!("endpoints[{index}]"))?;
            let node = Node::new(endpoint, http.clone(), timeout);
            Ok(Arc::new(Slot { node, state: Mutex::default(), bell: Notify::new() }))
        };
        let slots = config.endpoints.iter().enumerate().map(slot).collect::<Result<Vec<_>>>()?;
        let (head, _) = channel::channel(Head::default());
        let shared = Arc::new(Shared { config, slots, head, cache: Cache::default() });
        let mut tasks = JoinSet::new();
        for slot in &shared.slots {
            tasks.spawn(watch::run(Arc::clone(&shared), Arc::clone(slot)));
            if shared.config.websocket {
                tasks.spawn(bell::run(Arc::clone(slot)));
            }
        }
        Ok(Arc::new(Self { shared, writers: Mutex::default(), _tasks: tasks }))
    }

    /// Its config.
    pub fn config(&self) -> &ChainConfig {
        &self.shared.config
    }

    /// What is known of each endpoint, in the order of the config.
    pub fn health(&self) -> Vec<EndpointHealth> {
        self.shared.health()
    }

    /// Whether one of the endpoints can be used.
    ///
    /// Errors with what is wrong with each, in words.
    pub fn usable(&self) -> Result<(), String> {
        if self.health().iter().any(|endpoint| endpoint.ok) { Ok(()) } else { Err(self.shared.reasons()) }
    }

    /// The writer of a key; the same one for the same key, since two would get into each other's sequence.
    ///
    /// Errors as [`crate::Error::Invalid`] if the key is not of the chain's kind.
    pub fn writer(self: &Arc<Self>, signer: Arc<dyn Signer>) -> Result<Arc<dyn Writer>> {
        let writer = TxWriter::new(Arc::clone(&self.shared), signer)?;
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = writers.get(writer.address()).and_then(Weak::upgrade) {
            return Ok(known);
        }
        let writer = Arc::new(writer);
        writers.insert(writer.address().to_owned(), Arc::downgrade(&writer));
        Ok(writer)
    }
}
