//! What became of a transaction, seen in blocks.

use std::time::Duration;

use tokio::time::sleep;

use super::{TxWriter, refusal::may_come_again};
use crate::{Error, Head, Receipt, Refusal, Result, Stage, Submitted, TxOutcome};

/// After how many blocks without it a transaction is sent again as it is: nodes lose what waits in their pool.
const AGAIN: u64 = 2;
/// Between two tries to read from a chain that does not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a node may say that it has no such block before it is believed.
const TRIES: usize = 20;

impl TxWriter {
    /// Looks into each block in which it can be.
    pub(super) async fn seen(&self, submitted: &Submitted) -> Result<Receipt> {
        let mut height = submitted.after;
        while height < submitted.timeout_height {
            let head = self.head_above(height).await;
            while height < head.height.min(submitted.timeout_height) {
                height = height.saturating_add(1);
                if let Some(found) = self.look(submitted, height).await? {
                    self.over(submitted, found.is_ok());
                    return found;
                }
            }
            self.remind(head).await;
        }
        self.flights().remove(&submitted.hash);
        self.price.up();
        Err(Error::Expired { hash: submitted.hash.clone(), timeout_height: submitted.timeout_height })
    }

    /// Waits as long as it takes: what is on its way does not go away because nobody answers.
    async fn head_above(&self, height: u64) -> Head {
        loop {
            match self.shared.above(height).await {
                Ok(head) => return head,
                Err(error) => {
                    tracing::debug!(%error, "waiting for a block");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// What became of it in a block; `None` if it is not in it, or may still be in a later one.
    async fn look(&self, submitted: &Submitted, height: u64) -> Result<Option<Result<Receipt>>> {
        let mut tries = 0_usize;
        loop {
            match self.look_once(submitted, height).await {
                // It may be that the block is there no more.
                Err(Error::Rpc { .. }) if tries < TRIES => tries = tries.saturating_add(1),
                Err(error @ Error::Rpc { .. }) => return Err(error),
                Err(error) => tracing::debug!(%error, height, "block not read"),
                Ok(found) => return Ok(found),
            }
            sleep(PAUSE).await;
        }
    }

    async fn look_once(&self, submitted: &Submitted, height: u64) -> Result<Option<Result<Receipt>>> {
        if !self.shared.hashes(height).await?.contains(&submitted.hash) {
            return Ok(None);
        }
        let block = self.shared.block(height).await?;
        // A hash can be there twice, in one block or in several: what took no fee and no sequence does not count.
        let tx = block.txs.iter().find(|tx| tx.hash == submitted.hash && !may_come_again(tx.code, &tx.codespace));
        Ok(tx.map(|tx| outcome(tx, submitted, height)))
    }

    fn over(&self, submitted: &Submitted, good: bool) {
        self.flights().remove(&submitted.hash);
        if good {
            self.price.down();
        }
    }

    /// Sends again what has waited for some blocks. Whoever sends at this moment does without it.
    async fn remind(&self, head: Head) {
        let Ok(mut state) = self.state.try_lock() else { return };
        let waiting = {
            let mut flights = self.flights();
            flights.forget(head.height);
            flights.waiting(head.height, AGAIN)
        };
        self.again(&mut state, &waiting).await;
    }
}

fn outcome(tx: &TxOutcome, submitted: &Submitted, height: u64) -> Result<Receipt> {
    if tx.code != 0 {
        let refusal = Refusal { code: tx.code, codespace: tx.codespace.clone(), log: tx.log.clone() };
        return Err(Error::Refused { stage: Stage::Block, refusal });
    }
    Ok(Receipt {
        hash: tx.hash.clone(),
        height,
        gas_wanted: tx.gas_wanted,
        gas_used: tx.gas_used,
        fee: submitted.fee.clone(),
        events: tx.events.clone(),
        data: tx.data.clone(),
    })
}
