//! The programs that take part, each a task of its own that knows the chain only by its node.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use berth_chain::{Chain, Head};
use berth_keeper::Keeper;
use berth_provider::Provider;
use berth_service::{Backoff, Beat, BlockHandler, BlockMetrics, Failure, Loop, Stop, each_block};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What runs in every block, and ends in good order.
#[async_trait]
pub trait Program: BlockHandler {
    /// Waits for what is on its way.
    async fn finish(&mut self);
}

#[async_trait]
impl Program for Keeper {
    async fn finish(&mut self) {
        Self::finish(self).await;
    }
}

#[async_trait]
impl Program for Provider {
    async fn finish(&mut self) {
        Self::finish(self, FINISH).await;
    }
}

/// How long a provider's program waits for what is on its way.
const FINISH: Duration = Duration::from_secs(30);
/// After how long without a move a program counts as stuck; nobody asks here.
const STUCK: Duration = Duration::from_secs(60);

/// A program that runs.
pub struct Actor {
    stop: Stop,
    handled: watch::Receiver<u64>,
    task: JoinHandle<Result<(), Failure>>,
}

impl Actor {
    /// Starts one: from now on it is called in every block.
    pub fn start(chain: Arc<dyn Chain>, program: impl Program + 'static) -> Self {
        let (tell, handled) = watch::channel(0);
        let stop = Stop::new();
        let (beat, metrics) = (Beat::new(STUCK), BlockMetrics::default());
        let with = Loop { stop: stop.clone(), beat, metrics, backoff: Backoff::default() };
        let mut observed = Observed { program, tell };
        let task = tokio::spawn(async move {
            let ended = each_block(chain.as_ref(), with, &mut observed).await;
            observed.program.finish().await;
            ended
        });
        Self { stop, handled, task }
    }

    /// Follows which block it has done with.
    pub fn handled(&self) -> watch::Receiver<u64> {
        self.handled.clone()
    }

    /// Whether it has ended by itself, which it must not.
    pub fn has_ended(&self) -> bool {
        self.task.is_finished()
    }

    /// Ends it in good order.
    pub async fn end(self) -> Result<(), String> {
        self.stop.now();
        match self.task.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => Err(failure.to_string()),
            Err(panic) => Err(panic.to_string()),
        }
    }

    /// Ends it as a crash would.
    pub fn kill(self) {
        self.task.abort();
    }
}

/// A program, and somebody who is told when it is done with a block.
struct Observed<P> {
    program: P,
    tell: watch::Sender<u64>,
}

#[async_trait]
impl<P: Program> BlockHandler for Observed<P> {
    async fn block(&mut self, head: Head, passed: u64) -> Result<(), Failure> {
        let done = self.program.block(head, passed).await;
        self.tell.send_replace(head.height);
        done
    }
}
