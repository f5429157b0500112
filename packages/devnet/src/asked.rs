//! What an endpoint was asked, and how much it told.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// One kind of question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// How often.
    pub times: u64,
    /// Bytes of all answers, without what HTTP puts around them.
    pub bytes: u64,
}

/// The count of one endpoint, by question.
#[derive(Debug, Default)]
pub struct Count(Mutex<BTreeMap<String, Asked>>);

impl Count {
    /// One more.
    pub fn note(&self, question: &str, bytes: usize) {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = match count.get_mut(question) {
            Some(asked) => asked,
            None => count.entry(question.to_owned()).or_default(),
        };
        asked.times = asked.times.saturating_add(1);
        asked.bytes = asked.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// All of them.
    pub fn so_far(&self) -> BTreeMap<String, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
