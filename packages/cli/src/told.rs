//! What a chain and the contracts have said, as commands tell it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use berth_api::event::ContractEvent;
use berth_chain::{Estimate, Receipt};
use berth_client::Heard;
use cosmwasm_std::{Coin, Event, Uint128};
use serde::Serialize;

use crate::money::Currencies;

/// A coin.
#[derive(Debug, Serialize)]
pub struct CoinTold {
    /// Of what.
    pub denom: String,
    /// How much.
    pub amount: String,
}

impl From<&Coin> for CoinTold {
    fn from(coin: &Coin) -> Self {
        Self { denom: coin.denom.clone(), amount: coin.amount.to_string() }
    }
}

/// A transaction that was carried out.
#[derive(Debug, Serialize)]
pub struct TxTold {
    /// Upper-case hex SHA-256 of its bytes.
    pub hash: String,
    /// In which block.
    pub height: u64,
    /// Its gas limit.
    pub gas_wanted: u64,
    /// Gas that it used.
    pub gas_used: u64,
    /// What it paid.
    pub fee: CoinTold,
}

impl From<&Receipt> for TxTold {
    fn from(receipt: &Receipt) -> Self {
        let Receipt { hash, height, gas_wanted, gas_used, fee, .. } = receipt;
        Self { hash: hash.clone(), height: *height, gas_wanted: *gas_wanted, gas_used: *gas_used, fee: fee.into() }
    }
}

/// What a transaction would cost.
#[derive(Debug, Serialize)]
pub struct EstimateTold {
    /// Gas that the simulation used.
    pub gas_used: u64,
    /// What it would ask for.
    pub gas_wanted: u64,
    /// What it would pay.
    pub fee: CoinTold,
}

impl From<&Estimate> for EstimateTold {
    fn from(estimate: &Estimate) -> Self {
        let Estimate { gas_used, gas_limit, fee, .. } = estimate;
        Self { gas_used: *gas_used, gas_wanted: *gas_limit, fee: fee.into() }
    }
}

/// Something that one of the four contracts has said.
#[derive(Debug, Serialize)]
pub struct EventTold {
    /// Which contract.
    pub contract: &'static str,
    /// What kind of thing.
    pub event: String,
    /// The rest, as `docs/events.md` has it.
    pub attributes: BTreeMap<String, String>,
}

impl From<&Heard> for EventTold {
    fn from(heard: &Heard) -> Self {
        Self::from(heard.event.clone())
    }
}

impl From<ContractEvent> for EventTold {
    fn from(event: ContractEvent) -> Self {
        let contract = event.role().name();
        let Event { ty, attributes, .. } = event.into();
        let attributes = attributes.into_iter().map(|one| (one.key, one.value)).collect();
        Self { contract, event: ty, attributes }
    }
}

impl EventTold {
    /// On one line: `order_opened  order 1.1.1, collateral 5.00 USDC, ..`.
    pub fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let denom = self.attributes.get("denom");
        let shown = self.attributes.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| {
            let amount = if key == "amount" { value.parse::<u128>().ok() } else { None };
            match (amount, denom) {
                (Some(amount), Some(denom)) => format!("{key} {}", money.show(Uint128::new(amount), denom)),
                _ => format!("{key} {value}"),
            }
        });
        writeln!(out, "  {:<22} {}", self.event, shown.collect::<Vec<_>>().join(", "))
    }
}
