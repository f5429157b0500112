//! What a transaction would do.

use std::sync::Arc;

use cosmrs::{
    Any,
    proto::{
        cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse},
        prost::Message as _,
        tendermint::abci,
    },
};
use cosmwasm_std::{Attribute, Event, Uint128};

use super::{
    State, TxWriter,
    refusal::{Verdict, unwrapped, verdict},
    sign::Draft,
};
use crate::{
    Error, Estimate, Result, Stage,
    network::{Slot, Word},
    node::{Fault, Queried, Said},
};

const SIMULATE: &str = "/cosmos.tx.v1beta1.Service/Simulate";
/// How often the sequence is put right.
const TRIES: usize = 4;

impl TxWriter {
    /// Tries messages on top of what waits in the pool.
    pub(super) async fn tried(&self, state: &mut State, messages: &[Any], memo: &str) -> Result<Estimate> {
        let mut tries = 0_usize;
        loop {
            let answer = self.try_once(state, messages, memo).await?;
            let refusal = match answer.value {
                Ok(bytes) => return self.estimate(&bytes, answer.height).await,
                Err(refusal) => unwrapped(refusal),
            };
            tries = tries.saturating_add(1);
            match verdict(&refusal) {
                Verdict::Sequence(expected) if tries < TRIES => self.heal(state, expected).await?,
                _ => return Err(Error::Refused { stage: Stage::Simulation, refusal }),
            }
        }
    }

    async fn try_once(&self, state: &mut State, messages: &[Any], memo: &str) -> Result<Queried> {
        let config = &self.shared.config;
        // Real coins: without them the fee's own gas is missing from the result. How many changes nothing.
        let mut fee = self.fee(config.gas.floor).await?;
        if !config.fee.price.is_zero() {
            fee.amount = fee.amount.max(Uint128::one().into());
        }
        let timeout_height = self.shared.head.borrow().height.saturating_add(config.timeout_blocks);
        let sequence = state.next;
        let draft = Draft { messages, memo, timeout_height, sequence, gas_limit: config.gas.floor, fee }.checked()?;
        let tx_bytes = self.unsigned(&draft);
        let request = SimulateRequest { tx_bytes, ..SimulateRequest::default() }.encode_to_vec();
        self.ask_pinned(state, &request).await
    }

    /// Only the node that has what was sent before can judge the sequence; another one is asked when it fails or is silent.
    async fn ask_pinned(&self, state: &mut State, request: &[u8]) -> Result<Queried> {
        let mut error = None;
        let judge = |word: Word<'_, Said<Queried>>| {
            let fault = match word.answer {
                Ok(answer) => return Some((word.index, answer)),
                Err(fault) => fault,
            };
            if matches!(fault, Fault::Down { .. } | Fault::Answer { .. }) {
                word.slot.failed(&fault.reason());
            }
            if !matches!(fault, Fault::Down { .. }) {
                error = Some(fault.into_error(&self.shared.config.id, &word.slot.node.endpoint));
            }
            None
        };
        let asked = |slot: Arc<Slot>| async move { slot.node.query(SIMULATE, request, None).await };
        match self.shared.first_of(self.route(state), asked, judge).await {
            Some((index, answer)) => {
                state.pin = Some(index);
                Ok(answer)
            }
            None => Err(error.unwrap_or_else(|| self.shared.unreachable())),
        }
    }

    /// Goes on from the sequence that the node wants.
    ///
    /// If it is one that is on its way, the node has lost it, as one does that was restarted: it gets it again.
    pub(super) async fn heal(&self, state: &mut State, expected: Option<u64>) -> Result<()> {
        let Some(expected) = expected else { return self.read_account(state).await };
        let lost = if expected < state.next { self.flights().from(expected) } else { Vec::new() };
        if lost.is_empty() {
            tracing::debug!(address = self.address, from = state.next, to = expected, "sequence put right");
            state.next = expected;
            return Ok(());
        }
        tracing::info!(address = self.address, count = lost.len(), "a node lost what was sent: sending it again");
        if self.again(state, &lost).await == Some(Verdict::JustStarted) {
            self.next_block().await;
            return Ok(());
        }
        // If they are not taken this time either, nothing but a new one can have their sequence.
        for flight in &lost {
            self.flights().retire(&flight.hash);
        }
        Ok(())
    }

    async fn estimate(&self, bytes: &[u8], height: u64) -> Result<Estimate> {
        let answer = SimulateResponse::decode(bytes);
        let wrong = |found: String| Error::Answer {
            endpoint: self.shared.config.id.clone(),
            field: SIMULATE.into(),
            found,
            allowed: "protobuf with gas_info and result".into(),
        };
        let answer = answer.map_err(|error| wrong(error.to_string()))?;
        let gas_used = answer.gas_info.ok_or_else(|| wrong("no gas_info".into()))?.gas_used;
        let events = answer.result.ok_or_else(|| wrong("no result".into()))?.events;
        let gas_limit = self.gas_limit(gas_used)?;
        let height = if height == 0 { self.shared.head.borrow().height } else { height };
        let fee = self.fee(gas_limit).await?;
        Ok(Estimate { gas_used, gas_limit, fee, events: events.into_iter().map(event).collect(), height })
    }
}

fn event(event: abci::Event) -> Event {
    let attributes = event.attributes.into_iter().map(|attribute| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Attribute { key: text(attribute.key.as_ref()), value: text(attribute.value.as_ref()) }
    });
    Event::new(event.r#type).add_attributes(attributes.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    #[test]
    fn events_keep_the_chains_own_attributes() {
        let attribute = abci::EventAttribute { key: "_contract_address".into(), value: "a".into(), index: true };
        let found = event(abci::Event { r#type: "wasm".into(), attributes: vec![attribute] });
        assert_eq!(found.attributes[0].key, "_contract_address");
    }

    #[test]
    fn a_mismatch_in_a_simulation_is_one() {
        let log = "account sequence mismatch, expected 3, got 2: incorrect account sequence".to_owned();
        let refusal = unwrapped(Refusal { code: 6, codespace: "sdk".into(), log });
        assert_eq!(verdict(&refusal), Verdict::Sequence(Some(3)));
    }
}
