//! What was sent, when, and what it cost: in the form that the offline estimator reads.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use berth_api::Call;
use berth_api::plan::Setup;
use berth_client::Done;
use serde_json::{Map, Value, json};

use crate::party::Party;
use crate::wanted::DENOM;

/// A transcript.
#[derive(Default)]
pub struct Transcript {
    steps: Vec<Value>,
    /// Gas of each step on the node, in their order.
    pub gas: Vec<(String, u64)>,
}

/// One step.
pub struct Step<'a> {
    /// Its name, which no other has.
    pub name: &'a str,
    /// Who sent it.
    pub party: &'a Party,
    /// What.
    pub call: &'a Call,
    /// With how much.
    pub amount: u128,
    /// Of what; of nothing if there is no amount.
    pub denom: &'a str,
}

impl Transcript {
    /// Notes a step. `time` is that of its block.
    pub fn note(&mut self, step: &Step<'_>, done: &Done, time: u64) -> Result<()> {
        let coins = if step.amount == 0 { String::new() } else { format!("{}{}", step.amount, step.denom) };
        let msg = match step.call {
            Call::ProviderRegistry(msg) => serde_json::to_value(msg)?,
            Call::Escrow(msg) => serde_json::to_value(msg)?,
            Call::Market(msg) => serde_json::to_value(msg)?,
            Call::Deployment(msg) => serde_json::to_value(msg)?,
        };
        self.gas.push((step.name.to_owned(), done.receipt.gas_used));
        self.steps.push(json!({
            "step": step.name,
            "role": step.call.role().name(),
            "sender": step.party.name,
            "msg": msg,
            "coins": coins,
            "gas": done.receipt.gas_used,
            "height": done.receipt.height,
            "seconds": time,
        }));
        Ok(())
    }

    /// Writes it.
    pub fn write(&self, path: &Path, setup: &Setup, parties: &[&Party]) -> Result<()> {
        let actors: BTreeMap<&str, &str> = parties.iter().map(|p| (p.name.as_str(), p.address.as_str())).collect();
        let escrow = json!({
            "staking_denom": setup.staking_denom, "unbonding": setup.unbonding, "slash_cap": setup.slash_cap,
        });
        let market = json!({"terms": setup.terms, "parameters": setup.parameters});
        let whole = json!({
            "actors": actors, "instantiate": {"market": market, "escrow": escrow}, "steps": self.steps,
        });
        Ok(std::fs::write(path, serde_json::to_vec_pretty(&whole)?)?)
    }
}

/// What a provider has at stake, beside [`DENOM`].
pub fn denom_of(call: &Call) -> &'static str {
    match call {
        Call::Escrow(berth_api::escrow::ExecuteMsg::Stake {}) => crate::wanted::STAKE,
        _ => DENOM,
    }
}

/// Gas by message, as the estimator prints it.
pub type Estimates = Map<String, Value>;
