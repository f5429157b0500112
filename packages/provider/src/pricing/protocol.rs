//! What a pricing program is asked, and what it answers: one JSON document each.

use berth_api::market::EligibleOrder;
use cosmwasm_std::{Decimal, Uint128};
use serde::{Deserialize, Serialize};

/// The version of both documents.
const VERSION: u32 = 1;
/// Characters of a reason that are kept.
const MAX_REASON: usize = 200;

/// On standard input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// 1. Raised when a field goes or changes its meaning; fields may be added without.
    pub version: u32,
    /// Who would bid.
    pub provider: String,
    /// The block that was read last.
    pub height: u64,
    /// Its time.
    pub time: u64,
    /// The order, what it asks for, and how the bidding stands: as market's query `ProviderWork` tells it.
    pub order: EligibleOrder,
    /// The total price of the own bid that stands, 10^-18 of the denom per second. A new one replaces it only if it is lower.
    pub standing_price: Option<Uint128>,
}

impl Question {
    /// The question about an order.
    pub fn new(provider: String, now: berth_domain::Now, wanted: super::Wanted) -> Self {
        let super::Wanted { order, standing } = wanted;
        Self { version: VERSION, provider, height: now.height, time: now.time, order, standing_price: standing }
    }
}

/// On standard output: either field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The price of one unit of each group of the order, in the order's denom per second: as many as the order has groups, more than 0,
    /// at most the order's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<Decimal>>,
    /// Why there is no bid, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline: Option<String>,
}

impl Answer {
    /// Reads it. Errors say what is wrong with it, or why the program declines.
    pub(super) fn read(text: &[u8]) -> Result<Vec<Decimal>, String> {
        let answer: Self = serde_json::from_slice(text).map_err(|e| {
            format!("the pricing program's answer is {}, allowed: prices or decline ({e})", quoted(text))
        })?;
        match answer {
            Self { prices: Some(prices), decline: None } => Ok(prices),
            Self { prices: None, decline: Some(reason) } => Err(format!("declined: {}", cut(&reason))),
            Self { .. } => Err(format!("the pricing program's answer is {}, allowed: prices or decline", quoted(text))),
        }
    }
}

/// Some of what a program wrote, on one line.
pub(super) fn quoted(text: &[u8]) -> String {
    format!("`{}`", cut(&String::from_utf8_lossy(text)))
}

fn cut(text: &str) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    text.trim().chars().take(MAX_REASON).map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_or_a_reason() {
        let read = |text: &str| Answer::read(text.as_bytes());
        assert_eq!(read(r#"{"prices":["0.5","2"]}"#), Ok(vec![Decimal::percent(50), Decimal::percent(200)]));
        assert_eq!(read("{\"decline\":\"too\\nsmall\"}"), Err("declined: too small".into()));
        for wrong in [
            "",
            "{}",
            "null",
            "0.5",
            r#"{"prices":[0.5]}"#,
            r#"{"prices":["-1"]}"#,
            r#"{"prices":["1"],"decline":"x"}"#,
            r#"{"price":["1"]}"#,
            r#"{"prices":["1"]} {"prices":["1"]}"#,
        ] {
            let error = read(wrong).unwrap_err();
            assert!(
                error.contains("allowed: prices or decline") && error.contains(&quoted(wrong.as_bytes())),
                "{error}"
            );
        }
        assert!(read(&"x".repeat(100_000)).unwrap_err().len() < 500);
    }
}
