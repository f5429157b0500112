//! The transaction that is on its way.

use std::{sync::Arc, time::Duration};

use berth_api::Call;
use berth_chain::{Error, Receipt, Result, Submitted, Writer};
use berth_service::Backoff;
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// How long after a block a fate is waited for, before the block goes by without a new transaction.
const SOON: Duration = Duration::from_millis(500);
/// How often is looked meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A transaction on its way, with somebody who waits for its fate.
pub struct Flight {
    pub call: Call,
    pub submitted: Submitted,
    waits: JoinHandle<Result<Receipt>>,
}

impl Flight {
    /// Begins to wait.
    pub fn new(writer: Arc<dyn Writer>, call: Call, submitted: Submitted) -> Self {
        let waits = tokio::spawn(fate(writer, submitted.clone()));
        Self { call, submitted, waits }
    }

    /// Whether its fate is known after the block of this height. If it may stand in that block its fate is waited for, but not
    /// for long: whoever tells of a block tells of what is in it soon after.
    pub async fn has_landed(&self, height: u64) -> bool {
        if height > self.submitted.after {
            let soon = async {
                while !self.waits.is_finished() {
                    sleep(LOOK_EVERY).await;
                }
            };
            // Too late is an answer, too.
            drop(timeout(SOON, soon).await);
        }
        self.waits.is_finished()
    }

    /// Its fate, once it is known.
    pub async fn landed(self) -> Result<Receipt> {
        // Ends otherwise only with the program.
        let lost =
            |_| Error::Expired { hash: self.submitted.hash.clone(), timeout_height: self.submitted.timeout_height };
        self.waits.await.map_err(lost)?
    }
}

/// Asks until it is known: whether the work was done must not be guessed.
async fn fate(writer: Arc<dyn Writer>, submitted: Submitted) -> Result<Receipt> {
    let mut backoff = Backoff::default();
    loop {
        match writer.outcome(&submitted).await {
            Err(error) if error.is_retryable() && !matches!(error, Error::Expired { .. }) => {
                tracing::warn!(hash = submitted.hash, "its fate cannot be learnt yet: {error}");
                sleep(backoff.failed()).await;
            }
            known => return known,
        }
    }
}
