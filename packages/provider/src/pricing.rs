//! Who says what a bid costs.

mod program;
mod protocol;

use async_trait::async_trait;
use berth_api::market::EligibleOrder;
use berth_domain::Now;
use cosmwasm_std::Uint128;

pub use program::Program;
pub use protocol::{Answer, Question};

use crate::{PriceSheet, Prices, Quotes};

/// An order that wants a price.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The order.
    pub order: EligibleOrder,
    /// The total price of the bid that stands already, 10^-18 per second.
    pub standing: Option<Uint128>,
}

/// Says what bids cost: [`PriceSheet`]s, or a [`Program`].
#[async_trait]
pub trait Pricing: Send + Sync {
    /// A price or a reason for each order that is wanted, as of `now`. One that is missing in the answer gets no bid.
    async fn quotes(&self, now: Now, wanted: Vec<Wanted>) -> Quotes;

    /// Whether an answer costs somebody something: then it is asked about an order again only after a while.
    fn is_costly(&self) -> bool;
}

#[async_trait]
impl Pricing for Vec<PriceSheet> {
    async fn quotes(&self, _: Now, wanted: Vec<Wanted>) -> Quotes {
        let mut quotes = Quotes::default();
        for Wanted { order, .. } in wanted {
            quotes.insert(order.order.order, self.as_slice().unit_prices(&order.order));
        }
        quotes
    }

    fn is_costly(&self) -> bool {
        false
    }
}
