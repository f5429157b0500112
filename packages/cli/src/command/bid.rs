//! `berth bid`: fulfillments, what providers offer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use berth_api::market::{Bid, EligibilityResponse, ExecuteMsg, FulfillmentResponse, OwnFulfillment};
use berth_domain::{OrderId, ResourceGroup};
use clap::Subcommand;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::command::order::denoms;
use crate::context::Context;
use crate::currency::MONTH;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Bids (fulfillments): what providers offer on open orders
#[derive(Debug, Subcommand)]
pub enum Command {
    Submit(Submit),
    /// Takes bids back, while they are not firm; frees those that are dead
    Cancel {
        /// Orders, as in 7.1.2
        #[arg(required = true)]
        orders: Vec<OrderId>,
    },
    /// Lists the bids on an order, or those of a provider
    List {
        /// On this order
        #[arg(long, value_name = "ORDER", conflicts_with = "provider")]
        order: Option<OrderId>,
        /// Of this provider [default: that of --key]
        #[arg(long, value_name = "ADDRESS")]
        provider: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Shows one bid
    Show {
        /// On which order, as in 7.1.2
        order: OrderId,
        /// Whose [default: that of --key]
        #[arg(long, value_name = "ADDRESS")]
        provider: Option<String>,
    },
    /// Says whether a provider may bid on an order, and why not
    Check {
        /// On which order, as in 7.1.2
        order: OrderId,
        /// Who [default: that of --key]
        #[arg(long, value_name = "ADDRESS")]
        provider: Option<String>,
    },
    /// Frees the collateral of dead bids, of whomever
    Release {
        /// At most so many, 1 to 32
        #[arg(long, value_name = "N", default_value_t = 32)]
        limit: u32,
    },
}

/// Bids on an open order
#[derive(Debug, clap::Args)]
pub struct Submit {
    /// Which, as in 7.1.2
    order: OrderId,
    /// The price of one compute unit for a month of 30 days, as in 12.50USDC; one for each group of the order, in its sequence
    #[arg(long, value_name = "AMOUNT", required_unless_present = "percent")]
    price: Vec<String>,
    /// Instead: so many percent of what the tenant pays at most, for every group
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(1..=100), conflicts_with = "price")]
    percent: Option<u64>,
}

/// The bids on an order.
#[derive(Debug, Serialize)]
struct OnOrder {
    order: OrderId,
    denom: String,
    bids: Vec<FulfillmentResponse>,
}

/// The bids of a provider.
#[derive(Debug, Serialize)]
struct Own {
    provider: String,
    bids: Vec<OwnFulfillment>,
    /// What each deployment is paid in.
    denoms: BTreeMap<u64, String>,
}

/// Whether a provider may bid.
#[derive(Debug, Serialize)]
struct Eligible {
    order: OrderId,
    provider: String,
    #[serde(flatten)]
    eligibility: EligibilityResponse,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Submit(args) => submit(args, context).await,
            Self::Cancel { mut orders } => {
                orders.sort();
                orders.dedup();
                let what = format!("take back the bids on {}", joined(&orders));
                carry_out(context, what, vec![(ExecuteMsg::CancelFulfillment { orders }.into(), vec![])]).await
            }
            Self::List { order: Some(order), limit, .. } => {
                let exchange = context.exchange().await?;
                let denom = exchange.deployment().deployment(order.deployment).await?.denom;
                let mut bids = exchange.market().every_fulfillment(order).await?;
                bids.truncate(limit.unwrap_or(usize::MAX));
                context.answer(&OnOrder { order, denom, bids })
            }
            Self::List { order: None, provider, limit } => {
                let provider = context.address_or_own(provider.as_ref())?;
                let exchange = context.exchange().await?;
                let mut bids = exchange.market().every_own_fulfillment(&provider).await?;
                bids.truncate(limit.unwrap_or(usize::MAX));
                let denoms = denoms(&exchange, bids.iter().map(|bid| bid.order)).await?;
                context.answer(&Own { provider, bids, denoms })
            }
            Self::Show { order, provider } => {
                let provider = context.address_or_own(provider.as_ref())?;
                let exchange = context.exchange().await?;
                let bid = exchange.market().fulfillment(order, &provider).await?;
                let denom = exchange.deployment().deployment(order.deployment).await?.denom;
                context.answer(&OnOrder { order, denom, bids: vec![bid] })
            }
            Self::Check { order, provider } => {
                let provider = context.address_or_own(provider.as_ref())?;
                let eligibility = context.exchange().await?.market().eligibility(&provider, order).await?;
                context.answer(&Eligible { order, provider, eligibility })
            }
            Self::Release { limit } => {
                let what = format!("free the collateral of at most {limit} dead bids");
                carry_out(context, what, vec![(ExecuteMsg::ReleaseFulfillments { limit }.into(), vec![])]).await
            }
        }
    }
}

/// Ids in a sentence.
pub fn joined(ids: &[OrderId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

async fn submit(args: Submit, context: &mut Context<'_>) -> Result<(), Failure> {
    let Submit { order, price, percent } = args;
    let exchange = context.exchange().await?;
    // Whether it is open is for the contract to say; an infrastructure that is gone has no order.
    exchange.market().order(order).await?;
    let denom = exchange.deployment().deployment(order.deployment).await?.denom;
    let asked = exchange.deployment().infrastructure(order.deployment, order.slot).await?.infrastructure.resources;
    let resources = match percent {
        Some(percent) => asked.into_iter().map(|group| at_percent(group, percent)).collect(),
        None => at_prices(asked, &price, &denom, context.money())?,
    };
    let total = berth_domain::total_price(&resources);
    let what = format!("bid {} on order {order}", context.money().per_month(total, &denom));
    let bids = vec![Bid { order, resources }];
    carry_out(context, what, vec![(ExecuteMsg::SubmitFulfillment { bids }.into(), vec![])]).await
}

fn at_percent(group: ResourceGroup, percent: u64) -> ResourceGroup {
    let price = group.price.checked_mul(Decimal::percent(percent)).unwrap_or(group.price);
    ResourceGroup { price, ..group }
}

/// One price for each group.
fn at_prices(
    asked: Vec<ResourceGroup>,
    prices: &[String],
    denom: &str,
    money: &Currencies,
) -> Result<Vec<ResourceGroup>, Failure> {
    if prices.len() != asked.len() {
        let allowed = format!("{}, one for each group of the order", asked.len());
        return Err(Failure::Input(format!("--price is there {} times, allowed: {allowed}", prices.len())));
    }
    let priced = asked.into_iter().zip(prices).map(|(group, text)| {
        let coin = money.coin("--price", text)?;
        if coin.denom != denom {
            let allowed = format!("an amount of {denom}, in which the order is paid");
            return Err(Failure::Input(format!("--price is {text:?}, allowed: {allowed}")));
        }
        let per_second = per_second(coin.amount).ok_or_else(|| {
            Failure::Input(format!("--price is {text:?}, allowed: less than 2^128 x 10^-18 {denom} per second"))
        })?;
        Ok(ResourceGroup { price: per_second, ..group })
    });
    priced.collect()
}

/// The price per second of so much a month, rounded down.
fn per_second(month: Uint256) -> Option<Decimal> {
    let atto = month.checked_mul(Uint256::from(berth_domain::ATTO)).ok()?;
    let second = atto.checked_div(Uint256::from(MONTH)).ok()?;
    Uint128::try_from(second).ok().map(Decimal::new)
}

impl Answer for OnOrder {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.bids.iter().map(|bid| {
            [bid.provider.to_string(), money.per_month(bid.place.price, &self.denom), bid.place.sequence.to_string()]
        });
        table(out, ["provider", "price", "sequence"], rows, "no bids")
    }
}

impl Answer for Own {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.bids.iter().map(|bid| {
            let stands = if bid.live { "stands" } else { "dead: it waits to be freed" };
            let denom = self.denoms.get(&bid.order.deployment).map(String::as_str).unwrap_or_default();
            let price = money.per_month(bid.place.price, denom);
            [bid.order.to_string(), price, bid.place.sequence.to_string(), stands.into()]
        });
        table(out, ["order", "price", "sequence", ""], rows, "no bids")
    }
}

impl Answer for Eligible {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { order, provider, eligibility } = self;
        let may = if eligibility.eligible { "may" } else { "may not" };
        writeln!(out, "{provider} {may} bid on order {order}")?;
        eligibility.reasons.iter().try_for_each(|reason| writeln!(out, "  {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use berth_domain::ComputeUnit;

    use super::*;

    fn group(price: u128) -> ResourceGroup {
        let compute = ComputeUnit { cpu: 1, memory: 1, disk: 0, bandwidth: 0, gpu: None };
        ResourceGroup { compute, price: Decimal::new(Uint128::new(price)), collateral: Uint128::one(), count: 1 }
    }

    #[test]
    fn a_share_of_the_highest_price() {
        assert_eq!(at_percent(group(1_000), 90).price, Decimal::new(Uint128::new(900)));
        assert_eq!(at_percent(group(1_001), 100).price, Decimal::new(Uint128::new(1_001)));
    }

    #[test]
    fn prices_a_month_are_rounded_down_to_a_second() {
        let money = Currencies::new(&[]).unwrap();
        let priced = |prices: &[&str]| {
            let prices: Vec<String> = prices.iter().map(|price| (*price).to_owned()).collect();
            at_prices(vec![group(1), group(1)], &prices, "uusdc", &money)
        };
        let found = priced(&["2.592USDC", "1uusdc"]).unwrap();
        assert_eq!((found[0].price, found[1].price.atomics().u128()), (Decimal::one(), 385_802_469_135));
        for (prices, told) in [
            (&["1USDC"][..], "--price is there 1 times, allowed: 2, one for each group of the order"),
            (&["1USDC", "1ATOM"], "--price is \"1ATOM\", allowed: an amount of uusdc, in which the order is paid"),
            (&["1USDC", "x"], "--price is \"x\", allowed: a number and its coin"),
        ] {
            assert!(priced(prices).unwrap_err().to_string().starts_with(told), "{prices:?}");
        }
    }
}
