//! An orderly end.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Tells every part of a program to end: each finishes what must not be left half done, and returns.
///
/// Clones are of one and the same stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(CancellationToken);

impl Stop {
    /// One that only [`Stop::now`] triggers.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that SIGINT and SIGTERM trigger. A second signal ends the program at once, with 128 + its number.
    ///
    /// Errors if signals cannot be watched.
    pub fn on_signals() -> io::Result<Self> {
        let stop = Self::new();
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        tokio::spawn(watch(stop.clone(), interrupt, terminate));
        Ok(stop)
    }

    /// Triggers it.
    pub fn now(&self) {
        self.0.cancel();
    }

    /// Whether it has been triggered.
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Waits until it is triggered.
    pub async fn stopped(&self) {
        self.0.cancelled().await;
    }

    /// One that is triggered with this one, and can be without it.
    pub fn child(&self) -> Self {
        Self(self.0.child_token())
    }
}

async fn watch(stop: Stop, mut interrupt: Signal, mut terminate: Signal) {
    let name = next(&mut interrupt, &mut terminate).await.0;
    tracing::info!(signal = name, "stopping; a second signal ends at once");
    stop.now();
    let (name, code) = next(&mut interrupt, &mut terminate).await;
    tracing::warn!(signal = name, "ending at once");
    std::process::exit(code);
}

async fn next(interrupt: &mut Signal, terminate: &mut Signal) -> (&'static str, i32) {
    tokio::select! {
        _ = interrupt.recv() => ("SIGINT", 130),
        _ = terminate.recv() => ("SIGTERM", 143),
    }
}
