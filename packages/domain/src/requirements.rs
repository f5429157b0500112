//! What a tenant asks of a provider beyond its machines.

use std::fmt;

use cosmwasm_schema::cw_serde;

use crate::Invalid;
use crate::invalid::{check_increasing, check_len, check_word};

/// Attributes of a provider, or required of one.
pub const MAX_ATTRIBUTES: usize = 24;
/// Excluded providers in one infrastructure.
pub const MAX_EXCLUDED: usize = 16;
const MAX_KEY: usize = 32;
const MAX_VALUE: usize = 64;

/// One fact that a provider states about itself, as in `tier` = `community`.
#[cw_serde]
#[derive(PartialOrd, Eq, Ord)]
pub struct Attribute {
    /// 1 to 32 characters out of a-z, 0-9, `-`, `_`, `.`, `/`.
    pub key: String,
    /// 1 to 64 characters of the same kind.
    pub value: String,
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

/// What a provider must be to bid on an order (judged when it bids, never again).
#[cw_serde]
#[derive(Default)]
pub struct Requirements {
    /// Attributes that it must state, all of them; strictly increasing by key, at most 24.
    pub attributes: Vec<Attribute>,
    /// Addresses that may not bid; strictly increasing, at most 16.
    pub exclude: Vec<String>,
}

impl Requirements {
    /// Lists within their bounds. Whether the excluded are addresses is for the chain to say.
    pub fn check(&self) -> Result<(), Invalid> {
        check_attributes("attributes", &self.attributes)?;
        check_len("exclude", self.exclude.len(), 0, MAX_EXCLUDED)?;
        check_increasing("exclude", &self.exclude)
    }
}

/// At most 24 attributes in strictly increasing order of their keys, each within its bounds.
pub fn check_attributes(field: &str, attributes: &[Attribute]) -> Result<(), Invalid> {
    check_len(field, attributes.len(), 0, MAX_ATTRIBUTES)?;
    for (index, attribute) in attributes.iter().enumerate() {
        check_word("key", &attribute.key, MAX_KEY, "-_./").map_err(|e| e.at(field, index))?;
        check_word("value", &attribute.value, MAX_VALUE, "-_./").map_err(|e| e.at(field, index))?;
    }
    let keys: Vec<&String> = attributes.iter().map(|attribute| &attribute.key).collect();
    check_increasing(field, &keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(key: &str, value: &str) -> Attribute {
        Attribute { key: key.into(), value: value.into() }
    }

    #[test]
    fn attributes_are_a_sorted_set() {
        let check = |list: &[Attribute]| check_attributes("attributes", list).map_err(|e| e.to_string());
        assert_eq!(check(&[attribute("a", "1"), attribute("b", "1")]), Ok(()));
        assert!(check(&[attribute("b", "1"), attribute("a", "1")]).is_err());
        assert!(check(&[attribute("a", "1"), attribute("a", "2")]).is_err());
        let error = check(&[attribute("a", "Big")]).unwrap_err();
        assert!(error.starts_with("attributes[0].value is `Big`, allowed: "), "{error}");
        let many: Vec<_> = (0..25).map(|n| attribute(&format!("k{n:02}"), "v")).collect();
        assert!(check(&many).is_err());
        assert_eq!(check(&many[..24]), Ok(()));
    }

    #[test]
    fn nobody_is_excluded_twice() {
        let twice = Requirements { exclude: vec!["x".into(), "x".into()], ..Default::default() };
        assert!(twice.check().is_err());
        let many = Requirements { exclude: (0..17).map(|n| format!("a{n:02}")).collect(), ..Default::default() };
        assert!(many.check().is_err());
    }
}
