//! Where a bid's prices come from: the sheets, or what was asked for beforehand.

use std::collections::BTreeMap;

use berth_api::market::OpenOrderResponse;
use berth_domain::OrderId;
use cosmwasm_std::Decimal;

use crate::{PriceSheet, Unfit};

/// What an order's units cost. A pure lookup: whoever has to ask somebody else asks first and hands over [`Quotes`].
pub trait Prices {
    /// The price of one unit of each group of the order, in the order's denom per second.
    ///
    /// Errors say why the order gets no bid.
    fn unit_prices(&self, order: &OpenOrderResponse) -> Result<Vec<Decimal>, Unfit>;
}

impl<P: Prices + ?Sized> Prices for &P {
    fn unit_prices(&self, order: &OpenOrderResponse) -> Result<Vec<Decimal>, Unfit> {
        (**self).unit_prices(order)
    }
}

impl Prices for [PriceSheet] {
    fn unit_prices(&self, order: &OpenOrderResponse) -> Result<Vec<Decimal>, Unfit> {
        let sheet = self.iter().find(|sheet| sheet.denom == order.denom);
        let sheet = sheet.ok_or_else(|| Unfit::Denom(order.denom.clone()))?;
        let groups = order.infrastructure.resources.iter().enumerate();
        groups.map(|(group, asked)| sheet.price_ceil(&asked.compute).ok_or(Unfit::Gpu { group })).collect()
    }
}

/// Prices that were asked for in this block, by order. They are of no use in the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quotes(BTreeMap<OrderId, Result<Vec<Decimal>, Unfit>>);

impl Quotes {
    /// Notes the unit prices of an order's groups, or why there are none.
    pub fn insert(&mut self, order: OrderId, quote: Result<Vec<Decimal>, Unfit>) {
        self.0.insert(order, quote);
    }

    /// What is noted of an order.
    pub fn get(&self, order: OrderId) -> Option<&Result<Vec<Decimal>, Unfit>> {
        self.0.get(&order)
    }

    /// Adds the quotes of `other`, which win.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// All of them, by order.
    pub fn iter(&self) -> impl Iterator<Item = (OrderId, &Result<Vec<Decimal>, Unfit>)> {
        self.0.iter().map(|(order, quote)| (*order, quote))
    }
}

impl Prices for Quotes {
    fn unit_prices(&self, order: &OpenOrderResponse) -> Result<Vec<Decimal>, Unfit> {
        match self.0.get(&order.order) {
            Some(Ok(prices)) => Ok(prices.clone()),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err(Unfit::Unpriced("no price was asked for in this block".into())),
        }
    }
}
