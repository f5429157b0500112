//! What becomes of earnings: collateral first, then the purse.

use std::collections::BTreeSet;

use berth_api::market::{ExecuteMsg, MAX_BIDS};
use berth_api::{Call, escrow};
use berth_domain::Invalid;
use cosmwasm_std::{Coin, Uint128};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Situation;

/// How much of one coin stays in the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// Which coin.
    pub denom: String,
    /// What is to stay free in the balance, as collateral for bids to come.
    pub keep: Uint128,
    /// What is above `keep` is sent to the purse once it is at least so much. Absent: earnings stay in the balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw_above: Option<Uint128>,
    /// While less than this is free, the purse fills the balance up to `keep`. Absent: the purse is never touched. Lost collateral is
    /// then replaced too, and may be lost again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_up_below: Option<Uint128>,
    /// What the purse keeps of this coin, whatever is missing: fees, if they are paid in it.
    #[serde(default)]
    pub purse: Uint128,
}

impl Reserve {
    /// Filling up never triggers withdrawing, nor the other way round.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.withdraw_above.is_some_and(|above| above.is_zero()) {
            return Err(Invalid::new("withdraw_above", 0, "at least 1"));
        }
        match self.top_up_below {
            Some(below) if below > self.keep => {
                Err(Invalid::new("top_up_below", below, format!("at most `keep`, {}", self.keep)))
            }
            _ => Ok(()),
        }
    }

    /// Each entry by itself, and no denom twice.
    pub fn check_all(reserves: &[Self]) -> Result<(), Invalid> {
        let mut denoms = BTreeSet::new();
        for (index, reserve) in reserves.iter().enumerate() {
            reserve.check().map_err(|e| e.at("reserves", index))?;
            if !denoms.insert(&reserve.denom) {
                let twice = Invalid::new("denom", format!("`{}` again", reserve.denom), "each denom once");
                return Err(twice.at("reserves", index));
            }
        }
        Ok(())
    }
}

/// What is to be taken out of the balance. `situation` is what will be once everything else is carried out, so what is locked for
/// bids of this block stays.
pub fn withdrawals(situation: &Situation, reserves: &[Reserve]) -> Vec<Call> {
    let excess = |reserve: &Reserve| {
        let above = reserve.withdraw_above?;
        let amount = free(situation, &reserve.denom)?.saturating_sub(reserve.keep);
        let message = escrow::ExecuteMsg::Withdraw { denom: reserve.denom.clone(), amount: Some(amount) };
        (amount >= above).then(|| message.into())
    };
    reserves.iter().filter_map(excess).collect()
}

/// What is to be added to the balance out of a purse that holds `purse` of the reserve's coin.
pub fn top_up(situation: &Situation, reserve: &Reserve, purse: Uint128) -> Option<Coin> {
    let free = free(situation, &reserve.denom)?;
    let below = reserve.top_up_below?;
    let missing = reserve.keep.saturating_sub(free);
    let amount = missing.min(purse.saturating_sub(reserve.purse));
    (free < below && !amount.is_zero()).then(|| Coin::new(amount, reserve.denom.clone()))
}

/// Frees dead bids though nobody wants what they lock, once there are `at_least` of them: a message full of them costs little more
/// than one. 0: never; others free them with their own bids, one for one.
pub fn tidy_up(situation: &Situation, at_least: usize) -> Option<Call> {
    let dead = situation.bids.iter().filter(|bid| !bid.fulfillment.live).map(|bid| bid.fulfillment.order);
    let mut orders: Vec<_> = dead.collect();
    if at_least == 0 || orders.len() < at_least {
        return None;
    }
    orders.sort_unstable();
    orders.truncate(MAX_BIDS);
    Some(ExecuteMsg::CancelFulfillment { orders }.into())
}

fn free(situation: &Situation, denom: &str) -> Option<Uint128> {
    situation.collateral.iter().find(|free| free.denom == denom).map(|free| free.free)
}
