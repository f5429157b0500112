//! The host's side of the bridge: answers the guest with what the call was lent.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};

use cosmwasm_std::{Addr, Api, CanonicalAddr, Empty, QuerierWrapper, Record, Storage};

use super::link::{Answer, Ask};

/// Storage as an entry point gets it.
pub(crate) enum Lent<'a> {
    Read(&'a dyn Storage),
    Write(&'a mut dyn Storage),
}

impl Lent<'_> {
    fn reader(&self) -> &dyn Storage {
        match self {
            Lent::Read(storage) => *storage,
            Lent::Write(storage) => *storage,
        }
    }

    fn apply(&mut self, change: Change) {
        match (self, change) {
            (Lent::Write(storage), Change::Set(key, value)) => storage.set(&key, &value),
            (Lent::Write(storage), Change::Remove(key)) => storage.remove(&key),
            (Lent::Read(_), _) => unreachable!("the machine refuses writes of a query"),
        }
    }
}

/// All that one call is lent.
pub(crate) struct Host<'a> {
    pub(crate) storage: Lent<'a>,
    pub(crate) api: &'a dyn Api,
    pub(crate) querier: QuerierWrapper<'a, Empty>,
}

enum Change {
    Set(Vec<u8>, Vec<u8>),
    Remove(Vec<u8>),
}

type Rows<'a> = Box<dyn Iterator<Item = Record> + 'a>;

impl Host<'_> {
    /// Answers until the guest has finished.
    ///
    /// Rows are read as they are asked for. A write ends all of them: a contract cannot hold an iterator across a write.
    pub(crate) fn serve(&mut self, asks: &Receiver<Ask>, answers: &Sender<Answer>) {
        let mut next = 0;
        while let Some(change) = self.read(asks, answers, &mut next) {
            self.storage.apply(change);
            if answers.send(Answer::Done).is_err() {
                return;
            }
        }
    }

    /// Answers until a write is asked for.
    fn read(&self, asks: &Receiver<Ask>, answers: &Sender<Answer>, next: &mut u32) -> Option<Change> {
        let mut open: BTreeMap<u32, Rows<'_>> = BTreeMap::new();
        while let Ok(ask) = asks.recv() {
            let answer = match ask {
                Ask::Set(key, value) => return Some(Change::Set(key, value)),
                Ask::Remove(key) => return Some(Change::Remove(key)),
                Ask::Get(key) => Answer::Value(self.storage.reader().get(&key)),
                Ask::Scan(start, end, order) => {
                    let rows = self.storage.reader().range(start.as_deref(), end.as_deref(), order);
                    open.insert(*next, rows);
                    *next += 1;
                    Answer::Rows(*next - 1)
                }
                Ask::Next(rows) => Answer::Row(open.get_mut(&rows).map(Iterator::next)),
                Ask::Query(request) => Answer::Query(self.querier.raw_query(&request)),
                Ask::Validate(text) => Answer::Text(plain(self.api.addr_validate(&text))),
                Ask::Canonicalize(text) => Answer::Bytes(
                    self.api
                        .addr_canonicalize(&text)
                        .map(|address| address.to_vec())
                        .map_err(|error| error.to_string()),
                ),
                Ask::Humanize(bytes) => Answer::Text(plain(self.api.addr_humanize(&CanonicalAddr::from(bytes)))),
            };
            if answers.send(answer).is_err() {
                return None;
            }
        }
        None
    }
}

fn plain(result: cosmwasm_std::StdResult<Addr>) -> Result<String, String> {
    result.map(Addr::into_string).map_err(|error| error.to_string())
}
