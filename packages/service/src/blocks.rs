//! The loop over blocks, which every daemon is.

mod metrics;

use std::{future::Future, pin::pin, time::Duration};

use async_trait::async_trait;
use berth_chain::{Chain, Error, Head};
use thiserror::Error;
use tokio::time::{MissedTickBehavior, interval, sleep};

pub use metrics::{BlockMetrics, error_kind};

use crate::{Backoff, Beat, Stop};

/// What is done in every block.
#[async_trait]
pub trait BlockHandler: Send {
    /// Acts on the newest block. `passed` blocks since the last call were passed over: they came faster than they could be
    /// handled, or while no endpoint answered. After an error it is called again, with what is newest by then.
    ///
    /// It is never cut off, and ought to look for a stop itself if it waits long.
    async fn block(&mut self, head: Head, passed: u64) -> Result<(), Failure>;
}

/// Why a block was not handled.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// Trying again may help, and will be done, for as long as it takes.
    #[error("{reason}")]
    Retryable {
        /// What kind of failure, one of few: it labels a metric.
        kind: &'static str,
        /// Why.
        reason: String,
    },
    /// Trying again cannot help.
    #[error("{reason}")]
    Fatal {
        /// What kind of failure, one of few: it labels a metric.
        kind: &'static str,
        /// Why.
        reason: String,
    },
}

impl Failure {
    /// Its label.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Retryable { kind, .. } | Self::Fatal { kind, .. } => kind,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (kind, reason) = (error_kind(&error), error.to_string());
        if error.is_retryable() { Self::Retryable { kind, reason } } else { Self::Fatal { kind, reason } }
    }
}

/// How the loop goes.
#[derive(Clone)]
pub struct Loop {
    /// Triggering it ends the loop, after the block that is being handled.
    pub stop: Stop,
    /// Beats while the loop waits for blocks, and after each block: not while a block is handled.
    pub beat: Beat,
    /// What it counts.
    pub metrics: BlockMetrics,
    /// Waits between failures.
    pub backoff: Backoff,
}

/// Calls the handler for the newest block whenever there is a new one, until the stop.
///
/// Blocks are passed over if the handler is slower than the chain: it acts on the present, and what it needs of the past it
/// reads. Whatever can be tried again is, for ever, with growing waits.
///
/// Errors with the first failure that is fatal.
pub async fn each_block(chain: &dyn Chain, mut with: Loop, handler: &mut dyn BlockHandler) -> Result<(), Failure> {
    let mut last: Option<u64> = None;
    while !with.stop.is_stopped() {
        let Some(head) = with.waiting(next(chain, last)).await else { break };
        let done = match head {
            Ok(head) => handle(&with, handler, head, last).await,
            Err(error) => Err(error.into()),
        };
        with.beat.beat();
        match done {
            Ok(height) => {
                last = Some(height);
                with.backoff.succeeded();
            }
            Err(failure) => with.failed(failure).await?,
        }
    }
    Ok(())
}

/// The newest block, once it is above the last one.
async fn next(chain: &dyn Chain, last: Option<u64>) -> berth_chain::Result<Head> {
    match last {
        Some(height) => chain.head_above(height).await,
        None => chain.head().await,
    }
}

async fn handle(with: &Loop, handler: &mut dyn BlockHandler, head: Head, last: Option<u64>) -> Result<u64, Failure> {
    let passed = last.map_or(0, |last| head.height.saturating_sub(last).saturating_sub(1));
    with.metrics.arrived(head);
    handler.block(head, passed).await?;
    with.metrics.handled(head, passed);
    Ok(head.height)
}

impl Loop {
    /// Waits, alive, for something or the stop.
    async fn waiting<T>(&self, something: impl Future<Output = T>) -> Option<T> {
        let mut something = pin!(something);
        let mut pulse = interval(Duration::from_secs(1));
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // In this order: a stop comes before a new block.
                biased;
                () = self.stop.stopped() => return None,
                found = &mut something => return Some(found),
                _ = pulse.tick() => self.beat.beat(),
            }
        }
    }

    async fn failed(&mut self, failure: Failure) -> Result<(), Failure> {
        self.metrics.failed(failure.kind());
        match failure {
            Failure::Fatal { kind, ref reason } => {
                tracing::error!(kind, "{reason}");
                Err(failure)
            }
            Failure::Retryable { kind, reason } => {
                let wait = self.backoff.failed();
                tracing::warn!(kind, wait_ms = wait.as_millis(), "{reason}");
                self.waiting(sleep(wait)).await;
                Ok(())
            }
        }
    }
}
