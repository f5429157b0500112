//! The guest's side of the bridge: a backend for the virtual machine that asks the host for everything.
//!
//! The machine wants a backend that it owns, while a contract's storage and querier are only lent to it for one call. So
//! the machine runs on a thread of its own, its backend sends questions, and the thread that was lent them answers.

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use cosmwasm_std::{Binary, ContractResult, Order, QuerierResult, Record, SystemResult};
use cosmwasm_vm::{BackendApi, BackendError, BackendResult, GasInfo, Querier, Storage};

use berth_sandbox::gas::costs::VM_PER_SDK;

/// What a node charges for an address, in SDK gas: to check it, to take it apart, to put it together.
const VALIDATE: u64 = 9;
const CANONICALIZE: u64 = 4;
const HUMANIZE: u64 = 5;

/// A question of the guest.
pub(crate) enum Ask {
    Get(Vec<u8>),
    Set(Vec<u8>, Vec<u8>),
    Remove(Vec<u8>),
    Scan(Option<Vec<u8>>, Option<Vec<u8>>, Order),
    Next(u32),
    Query(Vec<u8>),
    Validate(String),
    Canonicalize(String),
    Humanize(Vec<u8>),
}

/// The host's answer to it.
pub(crate) enum Answer {
    Done,
    Value(Option<Vec<u8>>),
    Rows(u32),
    /// `None` where there are no such rows.
    Row(Option<Option<Record>>),
    Query(QuerierResult),
    Bytes(Result<Vec<u8>, String>),
    Text(Result<String, String>),
}

/// One end of the bridge, shared by storage, querier and address functions.
#[derive(Clone)]
pub(crate) struct Link(Arc<Mutex<(Sender<Ask>, Receiver<Answer>)>>);

impl Link {
    pub(crate) fn new(asks: Sender<Ask>, answers: Receiver<Answer>) -> Self {
        Self(Arc::new(Mutex::new((asks, answers))))
    }

    fn ask<T>(&self, ask: Ask, read: impl FnOnce(Answer) -> Option<T>) -> Result<T, BackendError> {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let broken = || BackendError::unknown("the host has gone");
        ends.0.send(ask).map_err(|_| broken())?;
        let answer = ends.1.recv().map_err(|_| broken())?;
        read(answer).ok_or_else(|| BackendError::unknown("the host answered another question"))
    }
}

// Storage and queries are charged by the host's meter as they happen. The machine would only hold them against its limit,
// which is out of reach here, so it is not told.
impl Storage for Link {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        let value = self.ask(Ask::Get(key.to_vec()), |answer| match answer {
            Answer::Value(value) => Some(value),
            _ => None,
        });
        (value, GasInfo::free())
    }

    fn scan(&mut self, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> BackendResult<u32> {
        let ask = Ask::Scan(start.map(<[u8]>::to_vec), end.map(<[u8]>::to_vec), order);
        let rows = self.ask(ask, |answer| match answer {
            Answer::Rows(rows) => Some(rows),
            _ => None,
        });
        (rows, GasInfo::free())
    }

    fn next(&mut self, rows: u32) -> BackendResult<Option<Record>> {
        let row = self
            .ask(Ask::Next(rows), |answer| match answer {
                Answer::Row(row) => Some(row),
                _ => None,
            })
            .and_then(|row| row.ok_or_else(|| BackendError::iterator_does_not_exist(rows)));
        (row, GasInfo::free())
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        let ask = Ask::Set(key.to_vec(), value.to_vec());
        (self.ask(ask, done), GasInfo::free())
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        (self.ask(Ask::Remove(key.to_vec()), done), GasInfo::free())
    }
}

fn done(answer: Answer) -> Option<()> {
    match answer {
        Answer::Done => Some(()),
        _ => None,
    }
}

impl Querier for Link {
    fn query_raw(&self, request: &[u8], _gas_limit: u64) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let result = self.ask(Ask::Query(request.to_vec()), |answer| match answer {
            Answer::Query(result) => Some(result),
            _ => None,
        });
        (result, GasInfo::free())
    }
}

impl BackendApi for Link {
    fn addr_validate(&self, input: &str) -> BackendResult<()> {
        let result =
            self.ask(Ask::Validate(input.to_owned()), text).and_then(|result| result.map_err(BackendError::user_err));
        // What cannot be taken apart is not put together again.
        let gas = if result.is_ok() { VALIDATE } else { CANONICALIZE };
        (result.map(|_| ()), sdk(gas))
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        let result = self
            .ask(Ask::Canonicalize(human.to_owned()), |answer| match answer {
                Answer::Bytes(result) => Some(result),
                _ => None,
            })
            .and_then(|result| result.map_err(BackendError::user_err));
        (result, sdk(CANONICALIZE))
    }

    fn addr_humanize(&self, canonical: &[u8]) -> BackendResult<String> {
        let result =
            self.ask(Ask::Humanize(canonical.to_vec()), text).and_then(|result| result.map_err(BackendError::user_err));
        (result, sdk(HUMANIZE))
    }
}

fn text(answer: Answer) -> Option<Result<String, String>> {
    match answer {
        Answer::Text(result) => Some(result),
        _ => None,
    }
}

fn sdk(gas: u64) -> GasInfo {
    GasInfo::with_cost(gas * VM_PER_SDK)
}
