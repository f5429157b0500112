//! What has happened in some blocks, read afterwards.

use std::collections::BTreeMap;

use anyhow::Result;
use berth_api::event::{ContractEvent, MarketEvent};
use berth_chain::TxOutcome;
use berth_client::{Exchange, Placed};
use berth_domain::OrderId;

/// Some blocks.
pub struct Chronicle {
    /// What the four said.
    pub events: Vec<Placed>,
    txs: Vec<(u64, TxOutcome, bool)>,
}

/// What one key sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// Transactions that did something.
    pub useful: usize,
    /// Carried out, with nothing to do.
    pub empty: usize,
    /// Failed in a block.
    pub failed: usize,
    /// Gas asked for by those that did nothing, which is what they paid for.
    pub wasted: u64,
    /// Gas asked for by all.
    pub gas: u64,
}

impl Chronicle {
    /// The blocks from one to another.
    pub async fn read(exchange: &Exchange, from: u64, to: u64) -> Result<Self> {
        let (mut events, mut txs) = (vec![], vec![]);
        for height in from..=to {
            let block = exchange.chain().block(height).await?;
            events.extend(exchange.block_events(&block)?);
            for tx in block.txs {
                let said = tx.code == 0 && !exchange.events(&tx.events)?.is_empty();
                txs.push((height, tx, said));
            }
        }
        Ok(Self { events, txs })
    }

    /// What market said, and in which block.
    pub fn market(&self) -> impl Iterator<Item = (u64, &MarketEvent)> {
        self.events.iter().filter_map(|placed| match &placed.heard.event {
            ContractEvent::Market(event) => Some((placed.head.height, event)),
            _ => None,
        })
    }

    /// How often each order was matched.
    pub fn matches(&self) -> BTreeMap<OrderId, usize> {
        let mut matches = BTreeMap::new();
        for (_, event) in self.market() {
            if let MarketEvent::LeaseStarted(started) = event {
                let count: &mut usize = matches.entry(started.lease).or_default();
                *count = count.saturating_add(1);
            }
        }
        matches
    }

    /// Heights of the confirmations of each lease.
    pub fn confirmations(&self) -> BTreeMap<OrderId, Vec<u64>> {
        let mut heights: BTreeMap<OrderId, Vec<u64>> = BTreeMap::new();
        for (height, event) in self.market() {
            if let MarketEvent::LeaseConfirmed(confirmed) = event {
                heights.entry(confirmed.lease).or_default().push(height);
            }
        }
        heights
    }

    /// Leases that ended for a reason.
    pub fn ended(&self, why: &str) -> Vec<OrderId> {
        let ended = self.market().filter_map(|(_, event)| match event {
            MarketEvent::LeaseEnded(ended) if ended.reason == why => Some(ended.lease),
            _ => None,
        });
        ended.collect()
    }

    /// Bids of one provider on each order.
    pub fn bids(&self, provider: &str) -> BTreeMap<OrderId, usize> {
        let mut bids = BTreeMap::new();
        for (_, event) in self.market() {
            if let MarketEvent::FulfillmentSubmitted(bid) = event
                && bid.provider.as_str() == provider
            {
                let count: &mut usize = bids.entry(bid.order).or_default();
                *count = count.saturating_add(1);
            }
        }
        bids
    }

    /// What one key sent.
    pub fn sent_by(&self, address: &str) -> Sent {
        let mut sent = Sent::default();
        for (_, tx, said) in self.txs.iter().filter(|(_, tx, _)| is_of(tx, address)) {
            sent.gas = sent.gas.saturating_add(tx.gas_wanted);
            let kind = match (tx.code, said) {
                (0, true) => &mut sent.useful,
                (0, false) => &mut sent.empty,
                _ => &mut sent.failed,
            };
            *kind = kind.saturating_add(1);
            if !said {
                sent.wasted = sent.wasted.saturating_add(tx.gas_wanted);
            }
        }
        sent
    }

    /// In which block a transaction is, if in one of these.
    pub fn height_of(&self, hash: &str) -> Option<u64> {
        self.txs.iter().find(|(_, tx, _)| tx.hash == hash).map(|(height, ..)| *height)
    }
}

fn is_of(tx: &TxOutcome, address: &str) -> bool {
    tx.messages.iter().any(|message| message.sender == address)
}
