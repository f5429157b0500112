//! What a unit of gas costs.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cosmrs::proto::cosmos::base::{
    node::v1beta1::{ConfigRequest, ConfigResponse},
    v1beta1::DecCoin,
};
use cosmwasm_std::{Coin, Decimal, Uint128};
use prost::Message;
use tokio::time::Instant;

use crate::{
    Error, Result,
    config::{FeeConfig, PriceSource},
    network::Shared,
};

/// How long a price that the chain told stays good.
const GOOD: Duration = Duration::from_secs(5);

/// The price of gas for one key.
pub(super) struct Price {
    config: FeeConfig,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    /// Which factor of the ladder is in force.
    step: usize,
    /// What the chain said, and until when that is good.
    base: Option<(Decimal, Instant)>,
}

impl Price {
    pub fn new(config: FeeConfig) -> Self {
        Self { config, now: Mutex::default() }
    }

    /// What a gas limit costs.
    ///
    /// Errors as [`Error::TooDear`] if the price without the ladder is above the highest allowed.
    pub async fn fee(&self, shared: &Shared, gas_limit: u64) -> Result<Coin> {
        let base = self.base(shared).await;
        let most = self.config.max_price;
        if base > most {
            let allowed = format!("at most {most}");
            return Err(Error::TooDear { field: "gas_price", found: base.to_string(), allowed });
        }
        let step = self.now().step;
        let factor = self.config.ladder.get(step).copied().unwrap_or(Decimal::one());
        let price = base.saturating_mul(factor).min(most);
        let amount = Uint128::from(gas_limit).checked_mul_ceil(price).map_err(|_| {
            let found = format!("{gas_limit} gas at {price}");
            Error::TooDear { field: "fee", found, allowed: "what fits into 128 bits".into() }
        })?;
        Ok(Coin::new(amount, self.config.denom.clone()))
    }

    /// The fee, or what somebody wants to pay if that is more, up to the highest price: for a transaction that must not wait.
    pub fn at_least(&self, fee: Coin, wanted: Option<&Coin>, gas_limit: u64) -> Coin {
        let Some(wanted) = wanted.filter(|wanted| wanted.denom == fee.denom && wanted.amount > fee.amount) else {
            return fee;
        };
        let most = Uint128::from(gas_limit).checked_mul_ceil(self.config.max_price).unwrap_or(Uint128::MAX);
        Coin { denom: fee.denom, amount: wanted.amount.min(most.into()) }
    }

    /// It was too low. False if there is no higher one.
    pub fn up(&self) -> bool {
        let mut now = self.now();
        // What the chain said may be old.
        now.base = None;
        let higher = now.step.saturating_add(1) < self.config.ladder.len();
        if higher {
            now.step = now.step.saturating_add(1);
        }
        higher
    }

    /// It was enough.
    pub fn down(&self) {
        let mut now = self.now();
        now.step = now.step.saturating_sub(1);
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Without the ladder. A source that does not answer must not stop anybody: then it is the config's.
    async fn base(&self, shared: &Shared) -> Decimal {
        if self.config.source == PriceSource::Fixed {
            return self.config.price;
        }
        if let Some((price, until)) = self.now().base
            && Instant::now() < until
        {
            return price;
        }
        let price = match self.ask(shared).await {
            Ok(price) => price,
            Err(error) => {
                tracing::warn!(%error, price = %self.config.price, "no gas price from the chain: taking the config's");
                self.config.price
            }
        };
        self.now().base = Instant::now().checked_add(GOOD).map(|until| (price, until));
        price
    }

    async fn ask(&self, shared: &Shared) -> Result<Decimal> {
        let denom = &self.config.denom;
        match self.config.source {
            PriceSource::Fixed => Ok(self.config.price),
            PriceSource::Node => {
                let path = "/cosmos.base.node.v1beta1.Service/Config";
                let answer: ConfigResponse = shared.get(path, &ConfigRequest {}, None).await?;
                let price = of_denom(&answer.minimum_gas_price, denom);
                price.ok_or_else(|| wrong("minimum_gas_price", &answer.minimum_gas_price, denom))
            }
            PriceSource::Feemarket => {
                let path = "/feemarket.feemarket.v1.Query/GasPrice";
                let answer: GasPriceResponse =
                    shared.get(path, &GasPriceRequest { denom: denom.clone() }, None).await?;
                let coin = answer.price.unwrap_or_default();
                of_atomics(&coin.amount).ok_or_else(|| wrong("price.amount", &coin.amount, denom))
            }
            PriceSource::Osmosis => {
                let path = "/osmosis.txfees.v1beta1.Query/GetEipBaseFee";
                let answer: BaseFeeResponse = shared.get(path, &BaseFeeRequest {}, None).await?;
                of_atomics(&answer.base_fee).ok_or_else(|| wrong("base_fee", &answer.base_fee, denom))
            }
        }
    }
}

fn wrong(field: &str, found: &str, denom: &str) -> Error {
    Error::invalid(field, found, format!("a price in {denom}"))
}

/// From a list as in `0.01stake,0.2uatom`.
fn of_denom(list: &str, denom: &str) -> Option<Decimal> {
    list.split(',').find_map(|price| price.trim().strip_suffix(denom)?.parse().ok())
}

/// In protobuf a decimal is a whole number of 10^-18.
fn of_atomics(text: &str) -> Option<Decimal> {
    text.parse::<Uint128>().ok().map(Decimal::new)
}

#[derive(Clone, PartialEq, Message)]
struct GasPriceRequest {
    #[prost(string, tag = "1")]
    denom: String,
}

#[derive(Clone, PartialEq, Message)]
struct GasPriceResponse {
    #[prost(message, optional, tag = "1")]
    price: Option<DecCoin>,
}

#[derive(Clone, PartialEq, Message)]
struct BaseFeeRequest {}

#[derive(Clone, PartialEq, Message)]
struct BaseFeeResponse {
    #[prost(string, tag = "1")]
    base_fee: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_in_both_forms() {
        let price: Decimal = "0.01".parse().unwrap();
        assert_eq!(of_denom("0.010000000000000000stake,2uatom", "stake"), Some(price));
        assert_eq!(of_denom("2uatom,0.01stake", "stake"), Some(price));
        assert_eq!(of_denom("", "stake"), None);
        assert_eq!(of_denom("0.01mystake", "stake"), None);
        assert_eq!(of_atomics("10000000000000000"), Some(price));
        assert_eq!(of_atomics("0.01"), None);
    }
}
