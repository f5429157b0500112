//! What happened, read from blocks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use anyhow::{Context, Result};
use berth_api::Call;
use berth_api::event::{ContractEvent, MarketEvent};
use berth_api::market::ExecuteMsg as Market;
use berth_chain::{Block, Message, TxOutcome};
use berth_client::{Answer, Exchange};
use berth_domain::OrderId;

/// Transactions of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// How many.
    pub txs: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Gas that they used.
    pub used: u64,
    /// Gas that they asked for: what counts against a block's limit.
    pub wanted: u64,
    /// How many orders and leases they named.
    pub ids: u64,
}

/// An order of the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// From which height on it can be matched, once it has a bid.
    pub ready: Option<u64>,
    /// At which height it was.
    pub matched: Option<u64>,
}

/// All of it.
#[derive(Default)]
pub struct Tally {
    /// The orders that were opened in measured blocks.
    pub orders: BTreeMap<OrderId, Order>,
    /// Until which height each live lease must be confirmed.
    pub due: BTreeMap<OrderId, u64>,
    /// Confirmations that were carried out.
    pub confirmed: u64,
    /// Of them the one closest to the end of its period: blocks that were left.
    pub least_left: Option<u64>,
    /// Leases that have ended: nobody ends one here.
    pub lost: u64,
    /// Why ids were refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Of each measured block, its transactions by kind.
    pub blocks: Vec<BTreeMap<&'static str, Load>>,
}

impl Tally {
    /// Takes in blocks. Whether they are `measured`: their transactions count, and the orders that they open.
    pub async fn read(&mut self, exchange: &Exchange, heights: RangeInclusive<u64>, measured: bool) -> Result<()> {
        for height in heights {
            let block = exchange.chain().block(height).await?;
            self.take(exchange, &block, measured).with_context(|| format!("block {height}"))?;
        }
        Ok(())
    }

    /// How many leases live.
    pub fn leases(&self) -> usize {
        self.due.len()
    }

    /// Leases that are stale at a height.
    pub fn overdue(&self, height: u64) -> usize {
        self.due.values().filter(|due| **due < height).count()
    }

    /// Orders of the measured time that were not matched.
    pub fn open(&self) -> usize {
        self.orders.values().filter(|order| order.matched.is_none()).count()
    }

    fn take(&mut self, exchange: &Exchange, block: &Block, measured: bool) -> Result<()> {
        let mut loads: BTreeMap<&'static str, Load> = BTreeMap::new();
        for tx in &block.txs {
            let calls = calls(exchange, tx);
            let load = loads.entry(calls.first().map_or("other", kind)).or_default();
            load.txs += 1;
            load.failed += u64::from(tx.code != 0);
            load.used += tx.gas_used;
            load.wanted += tx.gas_wanted;
            load.ids += calls.iter().map(ids).sum::<u64>();
            if tx.code == 0 {
                self.look_for_refusals(&calls, tx)?;
            }
        }
        if measured {
            self.blocks.push(loads);
        }
        for placed in exchange.block_events(block)? {
            if let ContractEvent::Market(event) = placed.heard.event {
                self.hear(event, block.head.height, measured);
            }
        }
        Ok(())
    }

    fn look_for_refusals(&mut self, calls: &[Call], tx: &TxOutcome) -> Result<()> {
        for (call, data) in calls.iter().zip(&tx.data) {
            for item in Answer::read(call, data)?.items() {
                if let Some(reason) = &item.refused {
                    let code = reason.split(':').next().unwrap_or_default().to_owned();
                    *self.refused.entry(code).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    fn hear(&mut self, event: MarketEvent, height: u64, measured: bool) {
        match event {
            MarketEvent::OrderOpened(opened) if measured => {
                self.orders.insert(opened.order, Order::default());
            }
            MarketEvent::FulfillmentSubmitted(bid) => {
                let ready = bid.ready_at.strip_prefix("height:").and_then(|height| height.parse().ok());
                if let Some(order) = self.orders.get_mut(&bid.order) {
                    order.ready = ready;
                }
            }
            MarketEvent::LeaseStarted(lease) => {
                self.due.insert(lease.lease, lease.due_height);
                if let Some(order) = self.orders.get_mut(&lease.lease) {
                    order.matched = Some(height);
                }
            }
            MarketEvent::LeaseConfirmed(lease) => {
                let due = self.due.insert(lease.lease, lease.due_height);
                let left = due.map_or(0, |due| due.saturating_sub(height));
                self.confirmed += 1;
                self.least_left = Some(self.least_left.map_or(left, |least| least.min(left)));
            }
            MarketEvent::LeaseEnded(lease) => {
                self.due.remove(&lease.lease);
                self.lost += 1;
            }
            _ => {}
        }
    }
}

/// What a transaction asked of market and deployment.
fn calls(exchange: &Exchange, tx: &TxOutcome) -> Vec<Call> {
    let contracts = exchange.contracts();
    let calls = tx.messages.iter().filter_map(|sent| {
        let Message::Execute { contract, msg, .. } = &sent.message else { return None };
        if *contract == contracts.market {
            return serde_json::from_slice(msg).ok().map(Call::Market);
        }
        let submits = *contract == contracts.deployment;
        submits.then(|| serde_json::from_slice(msg).ok().map(Call::Deployment)).flatten()
    });
    calls.collect()
}

const fn kind(call: &Call) -> &'static str {
    match call {
        Call::Deployment(_) => "submit",
        Call::Market(Market::SubmitFulfillment { .. }) => "bid",
        Call::Market(Market::SubmitLeaseConfirmation { .. }) => "confirm",
        Call::Market(Market::CancelFulfillment { .. }) => "take back",
        Call::Market(
            Market::MatchOpenOrders { .. } | Market::Facilitate { .. } | Market::ReleaseFulfillments { .. },
        ) => "keep",
        _ => "other",
    }
}

fn ids(call: &Call) -> u64 {
    let count = match call {
        Call::Market(Market::SubmitFulfillment { bids }) => bids.len(),
        Call::Market(Market::SubmitLeaseConfirmation { leases, .. }) => leases.len(),
        Call::Market(Market::CancelFulfillment { orders }) => orders.len(),
        _ => 1,
    };
    u64::try_from(count).unwrap_or(u64::MAX)
}
