//! The meter that all contracts of one chain share, and what it tells of a transaction.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use cosmwasm_std::CosmosMsg;

use super::costs::{CALL, CALL_AGAIN, VM_PER_SDK};
use super::transaction::{base, transaction_bytes};

/// How a chain prices a code that the same transaction has called before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// In full each time: Cosmos Hub, Osmosis, Neutron.
    Plain,
    /// At a discount from the second call on: stock `wasmd`, Juno.
    Discount,
}

impl Chain {
    /// Both kinds.
    pub const ALL: [Chain; 2] = [Chain::Plain, Chain::Discount];

    /// What a key of the gas table ends in for this kind of chain.
    pub fn suffix(self) -> &'static str {
        match self {
            Chain::Plain => "",
            Chain::Discount => "@discount",
        }
    }
}

/// The gas of a transaction, by what it was spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gas {
    /// Signature, fee, sequence number, and the transaction's own bytes. 0 when nobody told the messages.
    pub base: u64,
    /// Number of calls of a code that the transaction had not called before, smart queries included.
    pub first_calls: u64,
    /// Number of calls of a code that it had.
    pub repeated_calls: u64,
    /// Reads of contract and code records, a part of each call.
    pub records: u64,
    /// Reads, writes and iteration of the contracts' own keys.
    pub kv: u64,
    /// Queries to other contracts' raw keys and to the bank.
    pub queries: u64,
    /// Execution by the virtual machine: 0 for native contracts.
    pub vm: u64,
    /// Bytes that the contracts returned.
    pub response: u64,
    /// Events that they emitted.
    pub events: u64,
    /// Coins that moved: those attached to calls and those that contracts sent.
    pub bank: u64,
}

impl Gas {
    /// Loading of codes for all calls, on one kind of chain.
    pub fn calls(&self, chain: Chain) -> u64 {
        let again = match chain {
            Chain::Plain => CALL,
            Chain::Discount => CALL_AGAIN,
        };
        self.first_calls * CALL + self.repeated_calls * again
    }

    /// The sum, on one kind of chain.
    pub fn total(&self, chain: Chain) -> u64 {
        self.base
            + self.calls(chain)
            + self.records
            + self.kv
            + self.queries
            + self.vm
            + self.response
            + self.events
            + self.bank
    }
}

impl fmt::Display for Gas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({} with discount): base {}, {} calls {} + {}, keys {}, queries {}, vm {}, response {}, events {}, bank {}",
            self.total(Chain::Plain),
            self.total(Chain::Discount),
            self.base,
            self.first_calls + self.repeated_calls,
            self.calls(Chain::Plain),
            self.records,
            self.kv,
            self.queries,
            self.vm,
            self.response,
            self.events,
            self.bank,
        )
    }
}

#[derive(Default)]
struct State {
    gas: Gas,
    /// Codes that the transaction has called.
    called: BTreeSet<u64>,
    codes: u64,
}

/// A handle on the meter; clones share it.
#[derive(Clone, Default)]
pub struct GasMeter(Rc<RefCell<State>>);

impl GasMeter {
    /// A meter that stands at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Back to zero, before a transaction.
    pub fn begin(&self) {
        let mut state = self.0.borrow_mut();
        state.gas = Gas::default();
        state.called.clear();
    }

    /// What was charged since [`GasMeter::begin`].
    pub fn gas(&self) -> Gas {
        self.0.borrow().gas
    }

    /// The same with the base of a transaction in which `sender` signs these messages.
    pub fn gas_of(&self, sender: &str, messages: &[CosmosMsg]) -> Gas {
        Gas { base: base(transaction_bytes(sender, messages)), ..self.gas() }
    }

    /// Execution by the virtual machine, in its own gas: rounded down per call, as a node does.
    pub fn vm(&self, vm_gas: u64) {
        self.add(|gas| gas.vm += vm_gas / VM_PER_SDK);
    }

    pub(super) fn new_code(&self) -> u64 {
        let mut state = self.0.borrow_mut();
        state.codes += 1;
        state.codes
    }

    pub(super) fn call(&self, code: u64, records: u64) {
        let mut state = self.0.borrow_mut();
        state.gas.records += records;
        if state.called.insert(code) {
            state.gas.first_calls += 1;
        } else {
            state.gas.repeated_calls += 1;
        }
    }

    pub(super) fn add(&self, change: impl FnOnce(&mut Gas)) {
        change(&mut self.0.borrow_mut().gas);
    }
}

impl fmt::Debug for GasMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gas().fmt(f)
    }
}
