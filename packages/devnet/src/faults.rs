//! What can be wrong with one endpoint. Faults are switched while the devnet runs.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Everything that is wrong with an endpoint at one time; by default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Every connection is reset, those that stand and those that come.
    pub is_dead: bool,
    /// It takes connections and requests and answers none of them.
    pub is_stalled: bool,
    /// It is so many blocks behind.
    pub lag: u64,
    /// What it says is not so.
    pub lie: Option<Lie>,
    /// What is wrong with its websockets.
    pub websocket: WebSocket,
    /// It takes transactions, and cuts the connection instead of answering.
    pub loses_response: bool,
    /// It refuses transactions: its pool is full.
    pub is_full: bool,
    /// It answers so much later.
    pub delay: Duration,
}

/// How an endpoint lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It is of another chain.
    ChainId,
    /// Every second time it tells a height that has long passed as the latest.
    Backwards,
    /// Its answers are no JSON.
    Garbage,
    /// Heights are objects, lists are numbers.
    Types,
}

/// What is wrong with the websockets of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebSocket {
    /// Nothing.
    #[default]
    Fine,
    /// They end as soon as they stand.
    Dropped,
    /// They stand, and nothing comes.
    Silent,
}

/// The switch of one endpoint.
#[derive(Debug, Default)]
pub struct Switch {
    faults: Mutex<Faults>,
    /// Ends all connections.
    wires: Mutex<CancellationToken>,
    /// Ends all websockets.
    sockets: Mutex<CancellationToken>,
}

fn token(of: &Mutex<CancellationToken>) -> CancellationToken {
    of.lock().unwrap_or_else(PoisonError::into_inner).child_token()
}

fn cut(what: &Mutex<CancellationToken>) {
    let mut token = what.lock().unwrap_or_else(PoisonError::into_inner);
    token.cancel();
    *token = CancellationToken::new();
}

impl Switch {
    /// From now on exactly these.
    pub fn set(&self, faults: Faults) {
        let (is_dead, websocket) = (faults.is_dead, faults.websocket);
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
        if is_dead {
            cut(&self.wires);
        }
        if is_dead || websocket == WebSocket::Dropped {
            cut(&self.sockets);
        }
    }

    /// From now on none.
    pub fn heal(&self) {
        self.set(Faults::default());
    }

    /// Those of now.
    pub fn get(&self) -> Faults {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends all connections and websockets once.
    pub fn cut(&self) {
        cut(&self.wires);
        cut(&self.sockets);
    }

    pub(crate) fn wire(&self) -> CancellationToken {
        token(&self.wires)
    }

    pub(crate) fn socket(&self) -> CancellationToken {
        token(&self.sockets)
    }
}
