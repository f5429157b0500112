//! How long to wait before trying again.

use std::{fmt::Display, time::Duration};

use tokio::time::sleep;

use crate::Stop;

/// Waits that double from a first one up to a longest, and begin anew after a success.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    next: Duration,
}

impl Backoff {
    /// From `first` to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, next: first }
    }

    /// The wait after one more failure.
    pub fn failed(&mut self) -> Duration {
        let wait = self.next.min(self.longest);
        self.next = wait.saturating_mul(2);
        wait
    }

    /// Tries until it succeeds, waiting after each failure that `may_pass`; none if it is stopped first.
    ///
    /// Errors with the first failure that cannot pass.
    pub async fn until_done<T, E, A>(
        mut self,
        stop: &Stop,
        attempt: impl Fn() -> A + Send,
        may_pass: impl Fn(&E) -> bool + Send,
    ) -> Result<Option<T>, E>
    where
        A: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: Display + Send,
    {
        loop {
            let wait = match attempt().await {
                Ok(done) => return Ok(Some(done)),
                Err(error) if may_pass(&error) => {
                    let wait = self.failed();
                    tracing::warn!(wait_ms = wait.as_millis(), "{error}");
                    wait
                }
                Err(error) => return Err(error),
            };
            tokio::select! {
                () = stop.stopped() => return Ok(None),
                () = sleep(wait) => {}
            }
        }
    }

    /// Success: the next failure waits as the first.
    pub const fn succeeded(&mut self) {
        self.next = self.first;
    }
}

impl Default for Backoff {
    /// From a quarter of a second to half a minute.
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Duration::from_secs(30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_begin_anew() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(5));
        let waits: Vec<_> = (0..4).map(|_| backoff.failed().as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 5]);
        backoff.succeeded();
        assert_eq!(backoff.failed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_tried_until_it_has_or_until_the_stop() {
        let tries = std::sync::atomic::AtomicU32::new(0);
        let third = || async {
            let number = tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if number == 2 { Ok(number) } else { Err(number) }
        };
        let stop = Stop::new();
        assert_eq!(Backoff::default().until_done(&stop, third, |_| true).await, Ok(Some(2)));
        let no = || async { Err::<(), _>("no") };
        assert_eq!(Backoff::default().until_done(&stop, no, |_| false).await, Err("no"));
        stop.now();
        assert_eq!(Backoff::default().until_done(&stop, no, |_| true).await, Ok(None));
    }
}
