//! Sending what was decided.

use std::collections::VecDeque;
use std::sync::Arc;

use berth_chain::{Cause, Error, Estimate, Message, Request, Stage, Submitted};
use berth_service::error_kind;
use cosmwasm_std::{Coin, Uint256};

use super::fate::Fate;
use super::provider::Report;
use super::{Provider, seen::Trouble};
use crate::{Effect, Parcel, Purpose, Remedy, Situation, effects, remedy};

impl Provider {
    /// Sends parcels in their order. Where one is refused for what it holds its parts are sent; where nothing can be sent at all the rest
    /// waits for the next block, which plans anew: then the answer is false.
    pub(super) async fn deliver(&mut self, parcels: Vec<Parcel>, situation: &Situation, report: &mut Report) -> bool {
        let mut queue = VecDeque::from(parcels);
        while let Some(parcel) = queue.pop_front() {
            let Err(error) = self.send(&parcel, situation).await else {
                report.sent.push((parcel.purpose, parcel.size()));
                continue;
            };
            if error.cause() == Cause::Gas {
                self.caps.shrink(parcel.purpose, parcel.size());
            }
            match remedy(&parcel, &error) {
                Remedy::Instead(parts) => {
                    tracing::debug!(purpose = parcel.purpose.name(), ids = parcel.size(), "in parts: {error}");
                    parts.into_iter().rev().for_each(|part| queue.push_front(part));
                }
                Remedy::GiveUp => {
                    self.note(&parcel, &error, situation, report);
                    let height = situation.now.height;
                    parcel.ids().into_iter().for_each(|id| self.put_off(parcel.purpose, id, height));
                }
                Remedy::Later => {
                    self.note(&parcel, &error, situation, report);
                    return false;
                }
            }
        }
        true
    }

    fn note(&self, parcel: &Parcel, error: &Error, situation: &Situation, report: &mut Report) {
        let purpose = parcel.purpose.name();
        tracing::warn!(purpose, ids = parcel.size(), "{error}");
        self.metrics.failed(purpose, error_kind(error));
        let what = format!("{purpose} of {}: {error}", parcel.size());
        report.failed.push(what.clone());
        self.tell(|seen| seen.trouble = Some(Trouble { height: situation.now.height, what }));
    }

    async fn send(&mut self, parcel: &Parcel, situation: &Situation) -> Result<(), Error> {
        let messages = self.messages(parcel);
        let estimate = self.writer.simulate(&messages).await?;
        if self.settings.dry_run {
            let (purpose, gas, fee) = (parcel.purpose.name(), estimate.gas_limit, estimate.fee.to_string());
            tracing::info!(purpose, ids = parcel.size(), gas, fee, "would send");
            return Ok(());
        }
        let all = self.effects(parcel, situation);
        let blocks = self.life(parcel, situation);
        match self.submit(parcel, messages, estimate, blocks).await {
            Ok(submitted) => {
                self.metrics.sent(parcel.purpose.name());
                let id = self.in_flight.sent(all, situation.now.height, submitted.timeout_height);
                self.follow(id, parcel.clone(), submitted);
                Ok(())
            }
            Err(error) => {
                self.suspect(&error, all, situation.now.height, blocks);
                Err(error)
            }
        }
    }

    fn messages(&self, parcel: &Parcel) -> Vec<Message> {
        let mut funds = parcel.funds.clone();
        parcel.calls.iter().map(|call| self.exchange.message(call.clone(), std::mem::take(&mut funds))).collect()
    }

    fn effects(&self, parcel: &Parcel, situation: &Situation) -> Vec<Effect> {
        let deposited = parcel.funds.iter().map(|coin| Effect::Deposited { denom: coin.denom.clone() });
        parcel.calls.iter().flat_map(|call| effects(call, situation)).chain(deposited).collect()
    }

    /// Blocks in which a transaction may be carried out. A confirmation that does not come through is known to be lost while three quarters of
    /// what was left are still left: so it is not sent while another one is on its way, but in the last few blocks.
    fn life(&self, parcel: &Parcel, situation: &Situation) -> u64 {
        match parcel.due_height {
            Some(due_height) => {
                // The block that is planned for is the next one: it counts.
                let left = due_height.saturating_sub(situation.now.height).saturating_add(1);
                (left / 4).min(self.settings.confirm_blocks).max(2).min(left)
            }
            None => self.settings.bid_blocks,
        }
    }

    /// Urgent confirmations pay more, unless the purse does not hold so much.
    async fn submit(
        &self,
        parcel: &Parcel,
        messages: Vec<Message>,
        estimate: Estimate,
        blocks: u64,
    ) -> Result<Submitted, Error> {
        let request = |messages, estimate| Request { messages, estimate: Some(estimate), blocks, memo: String::new() };
        if parcel.purpose == Purpose::ConfirmUrgently && self.settings.urgent_fee_percent > 100 {
            let fee = raised(&estimate.fee, self.settings.urgent_fee_percent);
            let dearer = Estimate { fee, ..estimate.clone() };
            match self.writer.submit(request(messages.clone(), dearer)).await {
                Err(Error::Refused { stage: Stage::Broadcast, refusal })
                    if refusal.codespace == "sdk" && refusal.code == 5 => {}
                other => return other,
            }
        }
        self.writer.submit(request(messages, estimate)).await
    }

    /// Where nobody answered, a node may have taken it all the same: bids count as made. A confirmation does not: if it is sent twice the
    /// second costs a fee, and if it is not sent the lease is lost.
    fn suspect(&mut self, error: &Error, effects: Vec<Effect>, height: u64, blocks: u64) {
        if !matches!(error, Error::Unreachable { .. }) {
            return;
        }
        let promises: Vec<_> = effects.into_iter().filter(|effect| !matches!(effect, Effect::Confirmed(_))).collect();
        if !promises.is_empty() {
            let _forgotten_at_its_last_height = self.in_flight.sent(promises, height, height.saturating_add(blocks));
        }
    }

    fn follow(&mut self, id: crate::FlightId, parcel: Parcel, submitted: Submitted) {
        let writer = Arc::clone(&self.writer);
        self.fates.spawn(async move {
            let outcome = writer.outcome(&submitted).await;
            Fate { id, parcel, submitted, outcome }
        });
    }
}

fn raised(fee: &Coin, percent: u64) -> Coin {
    let amount = fee.amount.saturating_mul(Uint256::from(percent)).checked_div(Uint256::from(100_u64));
    Coin { denom: fee.denom.clone(), amount: amount.unwrap_or(fee.amount).max(fee.amount) }
}
