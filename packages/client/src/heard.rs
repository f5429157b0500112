//! What the four have said, out of a chain's events.

use std::collections::BTreeMap;

use berth_api::event::{ContractEvent, EscrowEvent};
use berth_api::{Contracts, Role};
use berth_chain::{Block, Head};
use cosmwasm_std::{Coin, Event, Uint128};

use crate::{Error, Result};

/// Of a contract's event: who emitted it. The chain writes it, and lets no contract write an attribute that begins with `_`.
const EMITTER: &str = "_contract_address";

/// Something that one of the four has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What.
    pub event: ContractEvent,
    /// Which message of the transaction led to it, from 0; none if the chain does not say.
    pub message: Option<u32>,
    /// Its place among all events of the transaction, from 0.
    pub index: usize,
}

/// Something that one of the four has said in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The block.
    pub head: Head,
    /// The transaction's place in the block, from 0.
    pub tx: usize,
    /// Upper-case hex SHA-256 of the transaction's bytes.
    pub hash: String,
    /// What.
    pub heard: Heard,
}

pub fn hear(contracts: &Contracts, events: &[Event]) -> Result<Vec<Heard>> {
    let heard = events.iter().enumerate().filter_map(|(index, event)| {
        let role = emitter(contracts, event)?;
        match ContractEvent::read(role, event) {
            // Of a kind that this program does not know.
            Ok(None) => None,
            Ok(Some(known)) => {
                let message = attribute(event, "msg_index").and_then(|text| text.parse().ok());
                Some(Ok(Heard { event: known, message, index }))
            }
            Err(event) => Some(Err(Error::Event { role, event })),
        }
    });
    heard.collect()
}

pub fn hear_block(contracts: &Contracts, block: &Block) -> Result<Vec<Placed>> {
    let mut all = vec![];
    for (tx, outcome) in block.txs.iter().enumerate().filter(|(_, outcome)| outcome.code == 0) {
        let heard = hear(contracts, &outcome.events)?;
        all.extend(heard.into_iter().map(|heard| Placed { head: block.head, tx, hash: outcome.hash.clone(), heard }));
    }
    Ok(all)
}

/// Which of the four emitted it.
fn emitter(contracts: &Contracts, event: &Event) -> Option<Role> {
    if !event.ty.starts_with("wasm-") {
        return None;
    }
    let address = attribute(event, EMITTER)?;
    Role::ALL.into_iter().find(|role| contracts.get(*role) == address)
}

fn attribute<'a>(event: &'a Event, key: &str) -> Option<&'a str> {
    event.attributes.iter().find(|attribute| attribute.key == key).map(|attribute| attribute.value.as_str())
}

/// The tips that an address got, by denom: of an [`berth_chain::Estimate`], what the messages would earn.
pub fn tips_to(heard: &[Heard], address: &str) -> Vec<Coin> {
    let mut tips: BTreeMap<&str, Uint128> = BTreeMap::new();
    for heard in heard {
        if let ContractEvent::Escrow(EscrowEvent::Credited(credited)) = &heard.event
            && credited.reason == "tip"
            && credited.owner.as_str() == address
        {
            let sum = tips.entry(&credited.denom).or_default();
            *sum = sum.saturating_add(credited.amount);
        }
    }
    tips.into_iter().map(|(denom, amount)| Coin { denom: denom.to_owned(), amount: amount.into() }).collect()
}

#[cfg(test)]
mod tests {
    use berth_api::event::{Credited, EventError, OrderClosed};
    use berth_chain::TxOutcome;
    use berth_domain::OrderId;
    use cosmwasm_std::Addr;

    use super::*;

    fn contracts() -> Contracts {
        let [deployment, market, escrow, provider_registry] = ["d", "m", "e", "p"].map(str::to_owned);
        Contracts { deployment, market, escrow, provider_registry }
    }

    fn closed() -> OrderClosed {
        OrderClosed { order: OrderId::new(1, 1, 1), reason: "cancelled".into() }
    }

    /// As a chain tells it.
    fn said(event: impl Into<Event>, by: &str, message: &str) -> Event {
        let event = event.into();
        let mut told = Event::new(format!("wasm-{}", event.ty));
        // Tests may not write it either, but by the fields.
        told.attributes.push(cosmwasm_std::Attribute { key: EMITTER.into(), value: by.into() });
        told.attributes.extend(event.attributes);
        told.add_attribute("msg_index", message)
    }

    fn credited(owner: &str, denom: &str, amount: u128, reason: &str) -> Event {
        let owner = Addr::unchecked(owner);
        let (denom, amount, reason) = (denom.into(), Uint128::new(amount), reason.into());
        said(Credited { owner, denom, amount, reason, deployment: None }, "e", "0")
    }

    #[test]
    fn only_the_four_are_believed_each_in_its_own_matters() {
        let ours = said(closed(), "m", "1");
        let forged = said(closed(), "somebody", "0");
        let of_a_sibling = said(closed(), "e", "0");
        let mut twice = forged.clone();
        twice.attributes.push(cosmwasm_std::Attribute { key: EMITTER.into(), value: "m".into() });
        let mut nobody = forged.clone();
        nobody.attributes.remove(0);
        let mut of_the_chain = ours.clone();
        of_the_chain.ty = "order_closed".into();
        let events = [forged, of_a_sibling, twice, nobody, of_the_chain, ours];
        let heard = hear(&contracts(), &events).unwrap();
        let expected = Heard { event: ContractEvent::Market(closed().into()), message: Some(1), index: 5 };
        assert_eq!(heard, [expected]);
    }

    #[test]
    fn what_one_of_the_four_says_must_make_sense() {
        let mut broken = said(closed(), "m", "0");
        broken.attributes.retain(|attribute| attribute.key != "order");
        let event = EventError::Attribute { event: "order_closed", attribute: "order" };
        assert_eq!(hear(&contracts(), &[broken]), Err(Error::Event { role: Role::Market, event }));
        let newer = said(Event::new("order_postponed"), "m", "0");
        assert_eq!(hear(&contracts(), &[newer]), Ok(vec![]));
    }

    #[test]
    fn a_block_is_told_in_order_and_what_failed_is_not() {
        let tx = |hash: &str, code, events| TxOutcome {
            hash: hash.into(),
            messages: vec![],
            code,
            codespace: String::new(),
            log: String::new(),
            gas_wanted: 0,
            gas_used: 0,
            events,
            data: vec![],
        };
        let event = || said(closed(), "m", "0");
        let txs =
            vec![tx("A", 0, vec![]), tx("B", 5, vec![event()]), tx("C", 0, vec![Event::new("tx"), event(), event()])];
        let block = Block { head: Head { height: 7, time: 70 }, txs };
        let placed = hear_block(&contracts(), &block).unwrap();
        let places: Vec<_> = placed.iter().map(|p| (p.head.height, p.tx, p.hash.as_str(), p.heard.index)).collect();
        assert_eq!(places, [(7, 2, "C", 1), (7, 2, "C", 2)]);
    }

    #[test]
    fn tips_are_summed_for_one_address() {
        let events = [
            credited("keeper", "uusdc", 5, "tip"),
            credited("keeper", "uusdc", 7, "tip"),
            credited("keeper", "uatom", 1, "tip"),
            credited("keeper", "uusdc", 100, "earning"),
            credited("other", "uusdc", 100, "tip"),
        ];
        let heard = hear(&contracts(), &events).unwrap();
        let tips = tips_to(&heard, "keeper");
        assert_eq!(tips, [Coin::new(1_u128, "uatom"), Coin::new(12_u128, "uusdc")]);
        assert_eq!(tips_to(&heard, "nobody"), []);
    }
}
