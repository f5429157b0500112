//! Whether a program lives, and whether it is ready.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;
use tokio::time::Instant;

/// The pulse of a loop. Clones are of the same.
#[derive(Clone, Debug)]
pub struct Beat {
    last: Arc<Mutex<Instant>>,
    within: Duration,
}

impl Beat {
    /// One that has just beaten, and is dead when it has not for `within`.
    pub fn new(within: Duration) -> Self {
        Self { last: Arc::new(Mutex::new(Instant::now())), within }
    }

    /// The loop has moved.
    pub fn beat(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Whether it lives; otherwise for how long it has not moved.
    pub fn check(&self) -> Result<(), String> {
        let age = self.last.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        if age <= self.within {
            return Ok(());
        }
        Err(format!("the loop has not moved for {} s, allowed: {} s", age.as_secs(), self.within.as_secs()))
    }
}

/// The last result of something that a program does over and over, as a query. Clones are of the same.
///
/// It counts for a time: what has not been tried lately is not known to work.
#[derive(Clone, Debug)]
pub struct Mark {
    last: Arc<Mutex<Option<Tried>>>,
    within: Duration,
}

/// When, and what came of it.
type Tried = (Instant, Result<(), String>);

impl Mark {
    /// Nothing tried yet; a result counts for `within`.
    pub fn new(within: Duration) -> Self {
        Self { last: Arc::default(), within }
    }

    /// Takes down a result.
    pub fn set(&self, result: Result<(), String>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), result));
    }

    /// The last result, if it still counts.
    pub fn check(&self) -> Result<(), String> {
        match &*self.last.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Err("not tried yet".to_owned()),
            Some((at, _)) if at.elapsed() > self.within => {
                Err(format!("tried last {} s ago, allowed: {} s", at.elapsed().as_secs(), self.within.as_secs()))
            }
            Some((_, result)) => result.clone(),
        }
    }
}

type Check = Box<dyn Fn() -> Result<(), String> + Send + Sync>;

/// What must hold for a program to be ready, each with a name. None of them may wait: they look at what the program has
/// last seen on the paths that it uses, so that probing costs no node anything.
#[derive(Default)]
pub struct Checks(Vec<(&'static str, Check)>);

impl Checks {
    /// None yet.
    pub const fn new() -> Self {
        Self(vec![])
    }

    /// One more; its error is the reason why the program is not ready.
    #[must_use]
    pub fn with(mut self, name: &'static str, check: impl Fn() -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.0.push((name, Box::new(check)));
        self
    }

    pub(crate) fn run(&self) -> Vec<Checked> {
        let run = |(name, check): &(&'static str, Check)| {
            let result = check();
            Checked { name, ok: result.is_ok(), reason: result.err() }
        };
        self.0.iter().map(run).collect()
    }
}

/// What came of one check.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    name: &'static str,
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}
