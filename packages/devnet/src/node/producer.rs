//! Makes blocks: takes transactions into the pool, carries them out, and looks at the rest again.

use std::sync::{Arc, RwLock};

use berth_sandbox::gas::Chain;
use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::prost::Message;
use cosmwasm_std::{BlockInfo, Coin, Event, Timestamp};

use super::Rules;
use super::ante::{Mode, ante};
use super::bank;
use super::block::{Block, TxResult};
use super::failure::Failure;
use super::gas::Gas;
use super::ledger::Ledger;
use super::machine::Machine;
use super::pool::{Pool, Refused};
use super::state::State;
use super::tx::Tx;

/// What ails the whole chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// No blocks; everything else goes on.
    pub is_halted: bool,
    /// Blocks carry no transactions, so that those with a last height miss it.
    pub are_blocks_empty: bool,
    /// What a message costs in a block, in percent of what it should. Simulations do not know of it.
    pub gas_percent: u64,
}

impl Default for Trouble {
    /// None.
    fn default() -> Self {
        Self { is_halted: false, are_blocks_empty: false, gas_percent: 100 }
    }
}

/// What a simulation says: the gas, then `TxMsgData` and events, or why it would fail.
pub type Simulated = (u64, Result<(Vec<u8>, Vec<Event>), Failure>);

/// The one that changes the chain.
pub struct Producer {
    rules: Rules,
    machine: Machine,
    ledger: Arc<RwLock<Ledger>>,
    /// After the latest block.
    state: State,
    block: BlockInfo,
    /// The same with the sequences and fees of what waits.
    check: State,
    pool: Pool,
    /// What ails the chain.
    pub trouble: Trouble,
}

impl Producer {
    /// A chain before its first block.
    pub fn new(rules: Rules, pricing: Chain, ledger: Arc<RwLock<Ledger>>, genesis: Timestamp, room: usize) -> Self {
        let block = BlockInfo { height: 0, time: genesis, chain_id: rules.chain_id.clone() };
        let (state, check) = (State::new(), State::new());
        let (machine, pool) = (Machine::new(pricing), Pool::new(room));
        Self { rules, machine, ledger, state, block, check, pool, trouble: Trouble::default() }
    }

    /// Makes coins out of nothing, at once: in the state after the latest block.
    pub fn fund(&mut self, to: &str, coin: &Coin) -> Result<(), Failure> {
        bank::mint(&mut self.state, to, coin)?;
        bank::mint(&mut self.check, to, coin)?;
        self.ledger.write().unwrap_or_else(std::sync::PoisonError::into_inner).amend(self.state.clone());
        Ok(())
    }

    /// Takes a transaction into the pool, or says why not.
    pub fn check(&mut self, tx: Tx, is_full: bool) -> Result<Result<(), Failure>, Refused> {
        self.pool.admit(&tx.hash, tx.bytes.len(), is_full)?;
        Ok(self.take(Arc::new(tx), Mode::Check))
    }

    fn take(&mut self, tx: Arc<Tx>, mode: Mode) -> Result<(), Failure> {
        let mut state = self.check.clone();
        let mut gas = Gas::new(Some(tx.gas));
        ante(&mut state, &tx, mode, &self.block, &self.rules, &mut gas)?;
        self.check = state;
        self.pool.push(tx);
        Ok(())
    }

    /// How many transactions wait.
    pub fn waiting(&self) -> usize {
        self.pool.len()
    }

    /// The pool is emptied, as when a node starts anew: nobody is told.
    pub fn lose_pool(&mut self) {
        for tx in self.pool.drain() {
            self.pool.forget(&tx.hash);
        }
        self.check = self.state.clone();
    }

    /// What a transaction would do, on top of what waits.
    pub fn simulate(&mut self, tx: &Tx) -> Simulated {
        let mut state = self.check.clone();
        let mut gas = Gas::new(None);
        let block = self.block.clone();
        let result = ante(&mut state, tx, Mode::Simulate, &block, &self.rules, &mut gas).and_then(|mut events| {
            let (data, said) = self.messages(&mut state, tx, &block, &mut gas, 100)?;
            events.extend(said);
            Ok((data, events))
        });
        (gas.used(), result)
    }

    /// Makes a block, so many seconds after the one before; none while the chain is halted.
    pub fn produce(&mut self, later: std::time::Duration) -> Option<Arc<Block>> {
        if self.trouble.is_halted {
            return None;
        }
        let nanos = u64::try_from(later.as_nanos()).unwrap_or(u64::MAX);
        self.block.height = self.block.height.saturating_add(1);
        if self.block.height > 1 {
            self.block.time = self.block.time.plus_nanos(nanos);
        }
        let txs = if self.trouble.are_blocks_empty { vec![] } else { self.pool.reap(self.rules.max_gas) };
        let results: Vec<TxResult> = txs.iter().map(|tx| self.deliver(tx)).collect();
        for (tx, result) in txs.iter().zip(&results) {
            if result.failure.is_some() {
                self.pool.forget(&tx.hash);
            }
        }
        self.check = self.state.clone();
        self.recheck();
        Some(self.commit(txs, results))
    }

    fn commit(&mut self, txs: Vec<Arc<Tx>>, results: Vec<TxResult>) -> Arc<Block> {
        // Nobody can panic while holding it: everybody only copies out of it.
        let mut ledger = self.ledger.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let block = Block::new(self.block.clone(), ledger.latest().map(AsRef::as_ref), txs, results);
        let block = Arc::new(block);
        ledger.push(Arc::clone(&block), self.state.clone());
        block
    }

    /// What waits is held against the new state; what does not hold any more falls out, and nobody is told.
    fn recheck(&mut self) {
        for tx in self.pool.drain() {
            let hash = tx.hash;
            if self.take(tx, Mode::Recheck).is_err() {
                self.pool.forget(&hash);
            }
        }
    }

    fn deliver(&mut self, tx: &Tx) -> TxResult {
        let mut gas = Gas::new(Some(tx.gas));
        let mut paid = self.state.clone();
        let gas_wanted = tx.gas;
        let block = self.block.clone();
        let mut events = match ante(&mut paid, tx, Mode::Deliver, &block, &self.rules, &mut gas) {
            Ok(events) => events,
            Err(failure) => {
                let (failure, gas_used) = (Some(failure), gas.used());
                return TxResult { failure, gas_wanted, gas_used, ..TxResult::default() };
            }
        };
        self.state = paid.clone();
        let percent = self.trouble.gas_percent;
        match self.messages(&mut paid, tx, &block, &mut gas, percent) {
            Ok((data, said)) => {
                self.state = paid;
                events.extend(said);
                TxResult { failure: None, data, gas_wanted, gas_used: gas.used(), events }
            }
            Err(failure) => {
                let (failure, gas_used) = (Some(failure), gas.used());
                TxResult { failure, gas_wanted, gas_used, events, data: vec![] }
            }
        }
    }

    /// Carries out the messages, all or none: after an error the state is to be thrown away.
    fn messages(
        &mut self,
        state: &mut State,
        tx: &Tx,
        block: &BlockInfo,
        gas: &mut Gas,
        percent: u64,
    ) -> Result<(Vec<u8>, Vec<Event>), Failure> {
        self.machine.begin();
        let (mut events, mut msg_responses) = (vec![], vec![]);
        for (index, envelope) in tx.messages.iter().enumerate() {
            let done = self.machine.execute(state, block, envelope, gas, percent).map_err(|failure| {
                // Running out of gas is no message's doing: a node says it without these words.
                let is_gas = failure.codespace == "sdk" && failure.code == 11;
                let words = format!("failed to execute message; message index: {index}");
                if is_gas { failure } else { failure.within(words) }
            })?;
            let said = done.events.into_iter().map(|event| event.add_attribute("msg_index", index.to_string()));
            events.extend(said);
            msg_responses.push(done.response);
        }
        #[expect(deprecated, reason = "the field is part of the message, and empty")]
        let data = TxMsgData { data: vec![], msg_responses };
        Ok((data.encode_to_vec(), events))
    }
}
