//! Which orders are bid on in this block, and at what price.

use std::collections::BTreeMap;

use berth_api::Call;
use berth_api::market::{EligibleOrder, ExecuteMsg};
use berth_domain::OrderId;
use cosmwasm_std::Uint128;

use super::Provider;
use crate::{Quotes, Situation, Unfit, Wanted};

impl Provider {
    /// Prices for the orders that may be bid on.
    pub(super) async fn quotes(&mut self, situation: &Situation) -> Quotes {
        let standing: BTreeMap<OrderId, Uint128> = situation
            .bids
            .iter()
            .filter(|bid| bid.fulfillment.live)
            .map(|bid| (bid.fulfillment.order, bid.fulfillment.place.price))
            .collect();
        let mut orders: Vec<_> = situation.orders.iter().collect();
        orders.sort_by_key(|open| open.order.order);
        let sold = self.settings.sold();
        let (mut quotes, mut wanted) = (Quotes::default(), vec![]);
        for open in orders {
            let id = open.order.order;
            if !sold.contains(&open.order.denom) {
                quotes.insert(id, Err(Unfit::Denom(open.order.denom.clone())));
            } else if self.is_to_be_priced(open, standing.get(&id).copied(), situation.now.height) {
                wanted.push(Wanted { order: open.clone(), standing: standing.get(&id).copied() });
            }
        }
        if self.pricing.is_costly() {
            let most = self.settings.program.as_ref().map_or(usize::MAX, |program| program.orders_per_block);
            wanted.truncate(most);
            wanted.iter().for_each(|wanted| self.asked.failed(wanted.order.order.order, situation.now.height));
        }
        if !wanted.is_empty() {
            quotes.extend(self.pricing.quotes(situation.now, wanted).await);
        }
        quotes
    }

    /// Where an answer costs something: not again and again, and for an order with a bid of its own only once that is outbid.
    fn is_to_be_priced(&self, open: &EligibleOrder, standing: Option<Uint128>, height: u64) -> bool {
        if !self.pricing.is_costly() {
            return true;
        }
        let outbid = standing.is_none_or(|standing| open.best_price.is_some_and(|best| best < standing));
        outbid && !self.asked.waits(open.order.order, height)
    }
}

/// At most so many bids, the first; everything else as it is.
pub(super) fn bounded(calls: Vec<Call>, mut bids_left: usize) -> Vec<Call> {
    let bounded = |call| match call {
        Call::Market(ExecuteMsg::SubmitFulfillment { mut bids }) => {
            bids.truncate(bids_left);
            bids_left = bids_left.saturating_sub(bids.len());
            (!bids.is_empty()).then(|| ExecuteMsg::SubmitFulfillment { bids }.into())
        }
        call => Some(call),
    };
    calls.into_iter().filter_map(bounded).collect()
}

/// A reason's label.
pub(super) const fn label(reason: &Unfit) -> &'static str {
    match reason {
        Unfit::Denom(_) => "denom",
        Unfit::Gpu { .. } => "gpu",
        Unfit::Price(_) => "price",
        Unfit::Unpriced(_) => "unpriced",
        Unfit::Capacity(_) => "capacity",
        Unfit::Collateral { .. } => "collateral",
    }
}
