//! Questions to whichever endpoint has an answer.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};

use super::{Shared, Slot, Word};
use crate::{
    Error, Refusal, Result,
    node::{Fault, Queried, Said},
};

/// How soon an endpoint that is a moment behind is asked again.
const SOON: Duration = Duration::from_millis(50);

impl Shared {
    /// What the first endpoint says that gives an answer, of those that should have this height, or the latest.
    pub async fn ask<T, F, A>(&self, at: Option<u64>, what: F) -> Result<T>
    where
        F: Fn(Arc<Slot>) -> A + Send + Sync,
        A: Future<Output = Said<T>> + Send,
        T: Send,
    {
        // Before anything is known of them, nobody can say who is behind.
        if self.head.borrow().height == 0 {
            self.above(0).await?;
        }
        // A node knows of a block some moments before it can answer as of it.
        let patience = Duration::from_millis(self.config.block_time_ms.saturating_mul(2).clamp(1_000, 10_000));
        let known = at.is_none_or(|at| at <= self.head.borrow().height);
        let until = Instant::now().checked_add(if known { patience } else { Duration::ZERO });
        loop {
            let (error, behind) = match self.round(at, &what).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !behind || until.is_none_or(|until| Instant::now() >= until) {
                return Err(error);
            }
            sleep(SOON).await;
        }
    }

    /// Asks each once at most. If none answers: the error that says most, and whether one is only behind.
    async fn round<T, F, A>(&self, at: Option<u64>, what: &F) -> Result<T, (Error, bool)>
    where
        F: Fn(Arc<Slot>) -> A + Send + Sync,
        A: Future<Output = Said<T>> + Send,
        T: Send,
    {
        let mut error = None;
        let mut behind = false;
        let judge = |word: Word<'_, Said<T>>| {
            let slot = word.slot;
            let fault = match word.answer {
                Ok(answer) => return Some(answer),
                Err(fault) => fault,
            };
            match &fault {
                // Its watcher finds out when it answers again.
                Fault::Down { .. } | Fault::Answer { .. } => slot.failed(&fault.reason()),
                Fault::Behind { reason } => {
                    tracing::debug!(endpoint = slot.node.endpoint.shown, reason, "endpoint is behind");
                    behind = true;
                }
                Fault::Rpc { .. } => {}
            }
            if !matches!(fault, Fault::Down { .. }) {
                error = Some(fault.into_error(&self.config.id, &slot.node.endpoint));
            }
            None
        };
        let answer = self.first_of(self.order(at), what, judge).await;
        answer.ok_or_else(|| (error.unwrap_or_else(|| self.unreachable()), behind))
    }

    /// Queries the application: its answer in protobuf, or its refusal.
    pub async fn query(&self, path: &str, data: &[u8], at: Option<u64>) -> Result<Result<Vec<u8>, Refusal>> {
        let answer = self.query_once(path, data, at).await?;
        if answer.is_ok() || at.is_some() {
            return Ok(answer);
        }
        // A refusal does not say as of which block it is. A node tells of a block before its application has carried it out: asked of
        // that block itself, it cannot speak of the one before.
        let seen = self.head.borrow().height;
        match self.query_once(path, data, Some(seen)).await {
            // That block is kept no more.
            Err(Error::Rpc { .. }) => Ok(answer),
            newer => newer,
        }
    }

    async fn query_once(&self, path: &str, data: &[u8], at: Option<u64>) -> Result<Result<Vec<u8>, Refusal>> {
        let least = at.unwrap_or_else(|| self.head.borrow().height);
        let asked = |slot: Arc<Slot>| async move {
            let answer = slot.node.query(path, data, at).await?;
            judged(answer, at, least)
        };
        self.ask(at, asked).await
    }
}

/// Tells the application's own refusals from those for want of the height.
pub(crate) fn judged(answer: Queried, at: Option<u64>, least: u64) -> Said<Result<Vec<u8>, Refusal>> {
    if let Err(refusal) = &answer.value {
        let log = &refusal.log;
        if log.contains("height in the future") || log.contains("must be less than or equal to") {
            return Err(Fault::Behind { reason: log.clone() });
        }
        // What it says of a height that it keeps no more.
        if log.contains("failed to load state at height") || log.contains("version does not exist") {
            return Err(Fault::Rpc { code: refusal.code.into(), message: log.clone() });
        }
        return Ok(answer.value);
    }
    let height = answer.height;
    match at {
        _ if height == 0 => Ok(answer.value),
        Some(at) if at != height => Err(Fault::Answer {
            field: "abci_query.response.height".into(),
            found: height.to_string(),
            allowed: at.to_string(),
        }),
        None if height < least => Err(Fault::Behind { reason: format!("is at block {height}, {least} was seen") }),
        _ => Ok(answer.value),
    }
}
