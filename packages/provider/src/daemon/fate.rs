//! What became of a transaction.

use berth_api::event::{ContractEvent, EscrowEvent};
use berth_chain::{Cause, Error, Receipt, Stage, Submitted};
use berth_client::Done;
use berth_domain::OrderId;
use berth_service::error_kind;
use cosmwasm_std::Uint128;

use super::Provider;
use crate::{FlightId, Parcel, Purpose};

/// A transaction whose fate is known.
pub(super) struct Fate {
    pub id: FlightId,
    pub parcel: Parcel,
    pub submitted: Submitted,
    pub outcome: Result<Receipt, Error>,
}

impl Provider {
    /// Learns what has become known.
    pub(super) fn learn(&mut self) {
        while let Some(fate) = self.fates.try_join_next() {
            if let Ok(fate) = fate {
                self.take_in(fate);
            }
        }
    }

    pub(super) fn take_in(&mut self, fate: Fate) {
        let Fate { id, parcel, submitted, outcome } = fate;
        let purpose = parcel.purpose.name();
        match outcome {
            Ok(receipt) => {
                self.in_flight.landed(id, receipt.height);
                self.pay(parcel.purpose, &receipt.fee);
                self.carried_out(&parcel, receipt);
            }
            Err(error) => {
                tracing::warn!(purpose, hash = submitted.hash, ids = parcel.size(), "{error}");
                self.metrics.failed(purpose, error_kind(&error));
                match &error {
                    Error::Refused { stage: Stage::Block, .. } => {
                        self.in_flight.failed(id);
                        self.pay(parcel.purpose, &submitted.fee);
                        self.failed_in_block(&parcel, &error, submitted.after);
                    }
                    Error::Refused { .. } | Error::Expired { .. } => self.in_flight.failed(id),
                    // Not known: it counts until its last height.
                    _ => {}
                }
            }
        }
    }

    fn pay(&mut self, purpose: Purpose, fee: &cosmwasm_std::Coin) {
        self.metrics.paid(purpose.name(), fee);
        if purpose == Purpose::Bid {
            let time = self.metrics.blocks.head().time;
            self.allowance.spend(time, fee);
        }
    }

    /// It cost its fee and did nothing. What needs less gas is tried at once, anything else after a while.
    fn failed_in_block(&mut self, parcel: &Parcel, error: &Error, height: u64) {
        if error.cause() == Cause::Gas && parcel.size() > 1 {
            self.caps.shrink(parcel.purpose, parcel.size());
            return;
        }
        parcel.ids().into_iter().for_each(|id| self.put_off(parcel.purpose, id, height));
    }

    /// Tries it again after a while.
    pub(super) fn put_off(&mut self, purpose: Purpose, id: OrderId, height: u64) {
        if purpose.is_confirmation() { self.struggling.failed(id, height) } else { self.refused.failed(id, height) }
    }

    fn carried_out(&mut self, parcel: &Parcel, receipt: Receipt) {
        self.caps.grow(parcel.purpose, parcel.size());
        let (height, hash) = (receipt.height, receipt.hash.clone());
        match self.exchange.done(&parcel.calls, receipt) {
            Ok(done) => {
                tracing::info!(purpose = parcel.purpose.name(), hash, height, ids = parcel.size(), "carried out");
                self.earnings(&done);
                self.items(parcel, &done);
            }
            Err(error) => tracing::warn!(purpose = parcel.purpose.name(), "{error}"),
        }
    }

    /// What became of each id: one that is refused fails no message.
    fn items(&mut self, parcel: &Parcel, done: &Done) {
        let purpose = parcel.purpose.name();
        for answer in &done.answers {
            let items = answer.items();
            if items.is_empty() {
                self.metrics.item(purpose, "done");
            }
            for item in items {
                let Ok(id) = item.id.parse::<OrderId>() else { continue };
                match &item.refused {
                    None => self.item_done(purpose, id),
                    Some(reason) => {
                        let code = reason.split(':').next().unwrap_or_default();
                        tracing::warn!(purpose, %id, "{reason}");
                        self.metrics.item(purpose, code);
                        self.put_off(parcel.purpose, id, done.receipt.height);
                    }
                }
            }
        }
    }

    fn item_done(&mut self, purpose: &'static str, id: OrderId) {
        self.metrics.item(purpose, "done");
        self.struggling.succeeded(id);
        self.refused.succeeded(id);
    }

    fn earnings(&self, done: &Done) {
        let me = self.writer.address();
        for heard in &done.events {
            match &heard.event {
                ContractEvent::Escrow(EscrowEvent::Credited(credited))
                    if credited.owner.as_str() == me && credited.reason == "earning" =>
                {
                    let counter = self.metrics.earned.get_or_create(&[("denom", credited.denom.clone())]);
                    counter.inc_by(float(credited.amount));
                }
                _ => {}
            }
        }
    }
}

/// For a metric, where the last digits of a large amount do not matter.
pub(super) fn float(amount: Uint128) -> f64 {
    amount.to_string().parse().unwrap_or(f64::MAX)
}
