//! The latest blocks that were read: several who wait for a transaction read each only once.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use crate::Block;

/// A block can be large: few are kept.
const BLOCKS: usize = 8;
/// Hashes of transactions are small.
const HASHES: usize = 256;

/// Blocks by height.
#[derive(Default)]
pub(super) struct Cache {
    blocks: Mutex<VecDeque<(u64, Arc<Block>)>>,
    hashes: Mutex<VecDeque<(u64, Arc<Vec<String>>)>>,
}

impl Cache {
    pub fn block(&self, height: u64) -> Option<Arc<Block>> {
        find(&self.blocks, height)
    }

    pub fn hashes(&self, height: u64) -> Option<Arc<Vec<String>>> {
        find(&self.hashes, height)
    }

    pub fn put_block(&self, block: Block) -> Arc<Block> {
        let block = Arc::new(block);
        put(&self.blocks, block.head.height, Arc::clone(&block), BLOCKS);
        block
    }

    pub fn put_hashes(&self, height: u64, hashes: Vec<String>) -> Arc<Vec<String>> {
        let hashes = Arc::new(hashes);
        put(&self.hashes, height, Arc::clone(&hashes), HASHES);
        hashes
    }
}

fn find<T>(list: &Mutex<VecDeque<(u64, Arc<T>)>>, height: u64) -> Option<Arc<T>> {
    let list = list.lock().unwrap_or_else(PoisonError::into_inner);
    list.iter().find(|(at, _)| *at == height).map(|(_, found)| Arc::clone(found))
}

fn put<T>(list: &Mutex<VecDeque<(u64, Arc<T>)>>, height: u64, value: Arc<T>, most: usize) {
    let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
    if list.iter().all(|(at, _)| *at != height) {
        list.push_back((height, value));
        if list.len() > most {
            list.pop_front();
        }
    }
}
