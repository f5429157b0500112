//! Signs and sends.

use std::sync::Arc;

use super::{State, TxWriter, deliver::Delivery, flight::Flight, refusal::Verdict, sign::Draft};
use crate::{Error, Refusal, Request, Result, Stage, Submitted, network::hash};

/// How often a transaction that no node took is signed anew.
const TRIES: usize = 8;

impl TxWriter {
    /// Sends a transaction: one at a time, whoever asks.
    pub(super) async fn sent(&self, request: Request) -> Result<Submitted> {
        let config = &self.shared.config;
        let messages = self.encode(&request.messages)?;
        let memo = if request.memo.is_empty() { config.memo.as_str() } else { request.memo.as_str() };
        let blocks = if request.blocks == 0 { config.timeout_blocks } else { request.blocks };
        let mut state = self.ready().await?;
        // From those who watch for it: asking anew for each transaction would halve what can be sent.
        let mut head = *self.shared.head.borrow();
        self.shared.alive(head)?;
        self.flights().forget(head.height);
        let (gas_limit, wanted) = match request.estimate {
            Some(estimate) => (self.within_cap(estimate.gas_limit)?, Some(estimate.fee)),
            None => (self.tried(&mut state, &messages, memo).await?.gas_limit, None),
        };
        for _ in 0..TRIES {
            let fee = self.price.at_least(self.fee(gas_limit).await?, wanted.as_ref(), gas_limit);
            let timeout_height = head.height.saturating_add(blocks);
            let sequence = state.next;
            let draft = Draft { messages: &messages, memo, timeout_height, sequence, gas_limit, fee: fee.clone() };
            let number = state.account.unwrap_or_default();
            let tx: Arc<[u8]> = self.signed(&draft.checked()?, number).await?.into();
            let hash = hash(&tx);
            let flight =
                Flight { sequence, tx, hash: hash.clone(), timeout_height, sent_at: head.height, resent: false };
            match self.deliver(&mut state, &flight).await? {
                Delivery::Sent => {
                    self.flights().push(flight);
                    state.next = sequence.saturating_add(1);
                    return Ok(Submitted { hash, after: head.height, timeout_height, gas_limit, fee });
                }
                Delivery::Refused(verdict, refusal) => self.repair(&mut state, verdict, refusal).await?,
            }
            head = self.shared.fresh_head().await?;
        }
        let refusal =
            Refusal { code: 32, codespace: "sdk".into(), log: format!("no sequence was right in {TRIES} tries") };
        Err(Error::Refused { stage: Stage::Broadcast, refusal })
    }

    /// Puts right what no node took for.
    async fn repair(&self, state: &mut State, verdict: Verdict, refusal: Refusal) -> Result<()> {
        let error = |refusal| Error::Refused { stage: Stage::Broadcast, refusal };
        match verdict {
            Verdict::Sequence(expected) => self.heal(state, expected).await,
            Verdict::FeeTooLow if self.price.up() => Ok(()),
            // A later height is taken with the next try.
            Verdict::TooLate => Ok(()),
            Verdict::JustStarted if state.account != Some(0) => {
                self.next_block().await;
                Ok(())
            }
            Verdict::Signature | Verdict::JustStarted => {
                let before = state.account;
                self.read_account(state).await?;
                if state.account == before { Err(error(refusal)) } else { Ok(()) }
            }
            Verdict::FeeTooLow | Verdict::Taken | Verdict::Full | Verdict::Final => Err(error(refusal)),
        }
    }

    fn within_cap(&self, gas_limit: u64) -> Result<u64> {
        let cap = self.shared.config.gas.cap;
        if gas_limit <= cap {
            return Ok(gas_limit);
        }
        Err(Error::TooDear { field: "gas", found: gas_limit.to_string(), allowed: format!("at most {cap}") })
    }
}
