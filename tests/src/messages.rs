//! A sample of every message of the four contracts that is carried out when the right one sends it.

pub mod market;
mod money;
pub mod registry;
pub mod tenants;

use std::collections::BTreeSet;

use berth_api::{Call, Role};
use berth_contract_kit::Rule;
use cosmwasm_std::{Coin, from_json};

use crate::cast::{Cast, Sender};

/// A message and its circumstances, in the exchange of [`cast`](crate::cast::cast).
pub struct Sample {
    /// The message.
    pub call: Call,
    /// Which coins come with it.
    pub funds: Vec<Coin>,
    /// Who sends it.
    pub sender: Sender,
    /// Of messages that are for providers: whether any may send it, or only the one whose lease or bid it is about.
    pub any_provider: bool,
    /// What must be sent before.
    pub before: Vec<(Sender, Call)>,
    /// Tells it from other samples of the same message.
    pub note: &'static str,
}

impl Sample {
    /// A message without coins that needs no preparation.
    fn new(sender: Sender, call: impl Into<Call>) -> Self {
        Self { call: call.into(), funds: vec![], sender, any_provider: false, before: vec![], note: "" }
    }

    fn with(self, coin: Coin) -> Self {
        Self { funds: vec![coin], ..self }
    }

    fn noting(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    fn by_any_provider(self) -> Self {
        Self { any_provider: true, ..self }
    }

    fn after(mut self, sender: Sender, call: impl Into<Call>) -> Self {
        self.before.push((sender, call.into()));
        self
    }

    /// The contract, the message, and which sample of it, as in `escrow deposit, to an account`.
    pub fn name(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!(", {}", self.note) };
        format!("{} {}{note}", self.call.role(), message_name(&self.call))
    }

    /// What the contract's own table says about it.
    pub const fn rule(&self) -> Rule {
        match &self.call {
            Call::ProviderRegistry(msg) => berth_provider_registry::auth::rule(msg),
            Call::Escrow(msg) => berth_escrow::auth::rule(msg),
            Call::Market(msg) => berth_market::auth::rule(msg),
            Call::Deployment(msg) => berth_deployment::auth::rule(msg),
        }
    }

    /// Everything as it was prepared, and as this message needs it.
    pub fn prepare(&self, cast: &mut Cast) {
        cast.begin_again();
        for (sender, call) in &self.before {
            cast.send(*sender, call.clone(), &[]).unwrap();
        }
    }
}

/// All samples: at least one of every message, which `assert_exhaustive` makes sure of.
pub fn samples(cast: &Cast) -> Vec<Sample> {
    let all = [tenants::samples(cast), money::samples(cast), market::samples(cast), registry::samples(cast)];
    let samples: Vec<Sample> = all.into_iter().flatten().collect();
    assert_exhaustive(&samples);
    samples
}

/// The message alone, as in `close_lease`.
pub fn message_name(call: &Call) -> String {
    let message: serde_json::Value = from_json(call.to_binary().unwrap()).unwrap();
    message.as_object().unwrap().keys().next().unwrap().clone()
}

/// The published schemas name every message; a message without a sample stops the test.
fn assert_exhaustive(samples: &[Sample]) {
    for (role, schema) in [
        (Role::Deployment, include_str!("../../schema/deployment.json")),
        (Role::Market, include_str!("../../schema/market.json")),
        (Role::Escrow, include_str!("../../schema/escrow.json")),
        (Role::ProviderRegistry, include_str!("../../schema/provider_registry.json")),
    ] {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let variants = schema["execute"]["oneOf"].as_array().unwrap();
        let published: BTreeSet<String> =
            variants.iter().map(|variant| variant["required"][0].as_str().unwrap().to_owned()).collect();
        let here = samples.iter().filter(|sample| sample.call.role() == role);
        let sampled: BTreeSet<String> = here.map(|sample| message_name(&sample.call)).collect();
        assert_eq!(sampled, published, "messages of {role} without a sample");
    }
}
