//! The transaction that is on its way.

use std::sync::Arc;

use berth_api::Call;
use berth_chain::{Error, Receipt, Result, Submitted, Writer};
use berth_service::Backoff;
use tokio::{task::JoinHandle, time::sleep};

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

    /// Whether its fate is known.
    pub fn has_landed(&self) -> bool {
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
