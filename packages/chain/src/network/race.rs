//! Puts one question to several endpoints, and waits long for none of them while there is another.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use tokio::time::timeout;

use super::{Shared, Slot};

/// What an endpoint said to a question that was put to several.
pub(crate) struct Word<'a, T> {
    /// Who.
    pub index: usize,
    /// Who.
    pub slot: &'a Slot,
    /// What.
    pub answer: T,
    /// Whether somebody who was asked is still silent.
    pub others_silent: bool,
}

impl Shared {
    /// Asks these endpoints, first to last: the next one as soon as an answer will not do, or takes longer than `hedge_ms`. What `judge`
    /// makes of the first answer that will do; none if there is none.
    ///
    /// Who is still silent when one that was asked later has answered well is slow, and asked later for a while.
    pub async fn first_of<T, R, F, A>(
        &self,
        order: Vec<usize>,
        ask: F,
        mut judge: impl FnMut(Word<'_, T>) -> Option<R> + Send,
    ) -> Option<R>
    where
        F: Fn(Arc<Slot>) -> A + Send + Sync,
        A: Future<Output = T> + Send,
        T: Send,
        R: Send,
    {
        let hedge = Duration::from_millis(self.config.hedge_ms);
        let mut rest = order.into_iter().filter_map(|index| Some((index, self.slots.get(index)?)));
        let mut asked = FuturesUnordered::new();
        // In the order in which they were asked.
        let mut silent = Vec::new();
        loop {
            if let Some((index, slot)) = rest.next() {
                let answer = ask(Arc::clone(slot));
                asked.push(async move { (index, slot, answer.await) });
                silent.push(slot);
            }
            let (index, slot, answer) = match timeout(hedge, asked.next()).await {
                Ok(Some(answered)) => answered,
                Ok(None) => return None,
                Err(_) => continue,
            };
            let place = silent.iter().position(|other| Arc::ptr_eq(other, slot)).unwrap_or_default();
            silent.remove(place);
            let word = Word { index, slot, answer, others_silent: !silent.is_empty() };
            if let Some(result) = judge(word) {
                slot.was_quick();
                silent.iter().take(place).for_each(|slower| slower.was_slow());
                return Some(result);
            }
        }
    }
}
