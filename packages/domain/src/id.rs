//! The name that an order and the lease it becomes share.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_schema::{DefinitionReference, Node, NodeType, SchemaVisitor, Schemaifier};
use cosmwasm_std::{StdError, StdResult};
use cw_storage_plus::{Key, KeyDeserialize, Prefixer, PrimaryKey};
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Schema, SchemaObject};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Names one order, and the lease it becomes: written `deployment.slot.round`, as in `7.1.2`.
///
/// Slots number the infrastructures of a deployment and are never reused; each new order for the
/// same slot is a further round. All three start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId {
    /// The deployment that the order comes out of.
    pub deployment: u64,
    /// The infrastructure within the deployment.
    pub slot: u32,
    /// How many orders this infrastructure has had, this one included.
    pub round: u32,
}

impl OrderId {
    /// The order's name.
    pub const fn new(deployment: u64, slot: u32, round: u32) -> Self {
        Self { deployment, slot, round }
    }

    /// The name of the order that follows this one for the same infrastructure; `None` after 2^32 - 1 rounds.
    pub const fn next_round(self) -> Option<Self> {
        match self.round.checked_add(1) {
            Some(round) => Some(Self { round, ..self }),
            None => None,
        }
    }

    /// Sixteen big-endian bytes, so that keys sort as the ids do.
    fn to_key(self) -> [u8; 16] {
        let high = u128::from(self.deployment) << 64;
        let low = (u128::from(self.slot) << 32) | u128::from(self.round);
        (high | low).to_be_bytes()
    }

    fn from_key(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            deployment: u64::from_be_bytes(bytes.get(..8)?.try_into().ok()?),
            slot: u32::from_be_bytes(bytes.get(8..12)?.try_into().ok()?),
            round: u32::from_be_bytes(bytes.get(12..)?.try_into().ok()?),
        })
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.deployment, self.slot, self.round)
    }
}

/// A text that does not name an order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no order id, expected deployment.slot.round with numbers from 1 on, as in 7.1.2")]
pub struct OrderIdError(String);

impl FromStr for OrderId {
    type Err = OrderIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| OrderIdError(text.chars().take(40).collect()))
    }
}

fn parse(text: &str) -> Option<OrderId> {
    let mut parts = text.split('.');
    let id = OrderId::new(number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?);
    parts.next().is_none().then_some(id)
}

/// One spelling per number: no sign, no leading zero, and so never 0.
fn number<T: FromStr>(text: &str) -> Option<T> {
    text.starts_with(|c: char| ('1'..='9').contains(&c)).then(|| text.parse().ok())?
}

impl Serialize for OrderId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrderId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for OrderId {
    fn schema_name() -> String {
        "OrderId".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = SchemaObject { instance_type: Some(InstanceType::String.into()), ..Default::default() };
        schema.string().pattern = Some(r"^[1-9]\d*\.[1-9]\d*\.[1-9]\d*$".to_owned());
        schema.metadata().description =
            Some("Names an order and the lease it becomes: deployment.slot.round, as in 7.1.2".to_owned());
        schema.into()
    }
}

impl Schemaifier for OrderId {
    fn visit_schema(visitor: &mut SchemaVisitor) -> DefinitionReference {
        let node = Node { name: Cow::Borrowed("OrderId"), description: None, value: NodeType::String };
        visitor.insert(Self::id(), node)
    }
}

impl PrimaryKey<'_> for OrderId {
    type Prefix = ();
    type SubPrefix = ();
    type Suffix = Self;
    type SuperSuffix = Self;

    fn key(&self) -> Vec<Key<'_>> {
        vec![Key::Val128(self.to_key())]
    }
}

impl Prefixer<'_> for OrderId {
    fn prefix(&self) -> Vec<Key<'_>> {
        self.key()
    }
}

impl KeyDeserialize for OrderId {
    type Output = Self;
    const KEY_ELEMS: u16 = 1;

    fn from_vec(value: Vec<u8>) -> StdResult<Self::Output> {
        Self::from_key(&value).ok_or_else(|| StdError::msg("an order's key has 16 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_key_round_trip() {
        let id = OrderId::new(7, 1, 2);
        assert_eq!(id.to_string(), "7.1.2");
        assert_eq!("7.1.2".parse(), Ok(id));
        assert_eq!(OrderId::from_vec(id.joined_key()).unwrap(), id);
        assert_eq!(cosmwasm_std::to_json_string(&id).unwrap(), r#""7.1.2""#);
    }

    #[test]
    fn keys_sort_as_ids_do() {
        let mut ids = [(2, 1, 1), (1, 2, 1), (1, 1, 256), (1, 1, 2), (1, 1, 1)].map(|(d, s, r)| OrderId::new(d, s, r));
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0].to_key() < pair[1].to_key()));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "7", "7.1", "7.1.2.3", "07.1.2", "0.1.1", "+7.1.2", "7.1.99999999999", "7.1. 2"] {
            assert!(text.parse::<OrderId>().is_err(), "{text}");
        }
    }

    #[test]
    fn rounds_end() {
        assert_eq!(OrderId::new(1, 1, u32::MAX).next_round(), None);
        assert_eq!(OrderId::new(1, 1, 1).next_round(), Some(OrderId::new(1, 1, 2)));
    }
}
