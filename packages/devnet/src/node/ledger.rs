//! What the endpoints read: the latest blocks and the states after them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use cosmwasm_std::BlockInfo;

use super::block::Block;
use super::state::State;

/// The latest blocks, found by height and by transaction.
pub struct Ledger {
    blocks: VecDeque<Arc<Block>>,
    states: VecDeque<State>,
    /// The last place of each transaction; the same bytes may stand in two blocks if they failed in the first.
    places: HashMap<[u8; 32], (u64, usize)>,
    keep_blocks: usize,
    keep_states: usize,
}

/// The state after a block.
#[derive(Clone)]
pub struct View {
    /// The block.
    pub block: BlockInfo,
    /// What stands after it.
    pub state: State,
}

impl Ledger {
    /// An empty one that keeps so many blocks and states.
    pub fn new(keep_blocks: usize, keep_states: usize) -> Self {
        let (keep_blocks, keep_states) = (keep_blocks.max(1), keep_states.max(1));
        Self { blocks: VecDeque::new(), states: VecDeque::new(), places: HashMap::new(), keep_blocks, keep_states }
    }

    /// The next block and the state after it. What is older than what is kept is forgotten.
    pub fn push(&mut self, block: Arc<Block>, state: State) {
        for (index, tx) in block.txs.iter().enumerate() {
            self.places.insert(tx.hash, (block.height(), index));
        }
        self.blocks.push_back(block);
        self.states.push_back(state);
        if self.states.len() > self.keep_states {
            self.states.pop_front();
        }
        if self.blocks.len() > self.keep_blocks
            && let Some(old) = self.blocks.pop_front()
        {
            for tx in &old.txs {
                if self.places.get(&tx.hash).is_some_and(|(height, _)| *height == old.height()) {
                    self.places.remove(&tx.hash);
                }
            }
        }
    }

    /// Changes the state after the latest block, as only a devnet can.
    pub fn amend(&mut self, state: State) {
        if let Some(latest) = self.states.back_mut() {
            *latest = state;
        }
    }

    /// The latest block.
    pub fn latest(&self) -> Option<&Arc<Block>> {
        self.blocks.back()
    }

    /// Height of the latest block; 0 before the first.
    pub fn height(&self) -> u64 {
        self.latest().map_or(0, |block| block.height())
    }

    /// Height of the oldest block that is kept.
    pub fn lowest(&self) -> u64 {
        self.blocks.front().map_or(0, |block| block.height())
    }

    /// The block of a height, if it is kept.
    pub fn block(&self, height: u64) -> Option<&Arc<Block>> {
        let index = usize::try_from(height.checked_sub(self.lowest())?).ok()?;
        self.blocks.get(index)
    }

    /// The state after the block of a height, if it is kept.
    pub fn view(&self, height: u64) -> Option<View> {
        let back = usize::try_from(self.height().checked_sub(height)?).ok()?;
        let index = self.states.len().checked_sub(back.checked_add(1)?)?;
        Some(View { block: self.block(height)?.info.clone(), state: self.states.get(index)?.clone() })
    }

    /// In which block a transaction stands, and at which place.
    pub fn place(&self, hash: &[u8; 32]) -> Option<(u64, usize)> {
        self.places.get(hash).copied()
    }
}
