//! Tells the machines what is to run, beside the blocks.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Metrics;
use crate::{Desired, Machines};

/// Tells the machines what is to run: always the newest, one call at a time.
pub(super) struct Workloads {
    newest: watch::Sender<Desired>,
    telling: JoinHandle<()>,
}

impl Workloads {
    pub fn new(machines: Arc<dyn Machines>, metrics: Metrics) -> Self {
        let (newest, mut receiver) = watch::channel(Desired::default());
        let telling = tokio::spawn(async move {
            while receiver.changed().await.is_ok() {
                let desired = receiver.borrow_and_update().clone();
                if let Err(error) = machines.desired(&desired).await {
                    metrics.machines_failed.inc();
                    tracing::error!(height = desired.height, "machines: {error}");
                }
            }
        });
        Self { newest, telling }
    }

    pub fn tell(&self, desired: Desired) {
        self.newest.send_replace(desired);
    }
}

impl Drop for Workloads {
    fn drop(&mut self) {
        self.telling.abort();
    }
}
