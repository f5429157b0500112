//! What a tenant asks of a provider beyond its machines.

use std::fmt;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

use crate::invalid::{check_increasing, check_len, check_range, check_word};
use crate::{Invalid, MAX_REPUTATION};

/// Attributes of a provider, or required of one.
pub const MAX_ATTRIBUTES: usize = 24;
/// Excluded providers in one infrastructure.
pub const MAX_EXCLUDED: usize = 16;
/// Auditors named in one infrastructure.
pub const MAX_AUDITORS: usize = 4;
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
    /// Who must have signed those attributes.
    pub signed_by: SignedBy,
    /// The least bonded stake, in the staking denom.
    pub min_stake: Uint128,
    /// The least reputation, 0 to 1000.
    pub min_reputation: u32,
    /// Addresses that may not bid; strictly increasing, at most 16.
    pub exclude: Vec<String>,
}

/// Auditors whose word a tenant takes: each signs for all the required attributes. At most 4 in the two lists together.
#[cw_serde]
#[derive(Default)]
pub struct SignedBy {
    /// Every one of these; strictly increasing.
    pub all_of: Vec<String>,
    /// One of these, if there are any; strictly increasing.
    pub any_of: Vec<String>,
}

impl SignedBy {
    /// Every auditor who is named; one who stands in both lists twice.
    pub fn auditors(&self) -> impl Iterator<Item = &String> {
        self.all_of.iter().chain(&self.any_of)
    }

    fn check(&self) -> Result<(), Invalid> {
        check_len("signed_by", self.auditors().count(), 0, MAX_AUDITORS)?;
        check_increasing("signed_by.all_of", &self.all_of)?;
        check_increasing("signed_by.any_of", &self.any_of)
    }
}

impl Requirements {
    /// Lists within their bounds. Whether the excluded are addresses is for the chain to say.
    pub fn check(&self) -> Result<(), Invalid> {
        check_attributes("attributes", &self.attributes)?;
        self.signed_by.check()?;
        check_range("min_reputation", self.min_reputation, 0, MAX_REPUTATION)?;
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
    fn at_most_four_auditors_are_named_and_none_twice_in_a_list() {
        let names = |from: u32, to: u32| (from..to).map(|n| format!("a{n}")).collect::<Vec<_>>();
        let signed_by = |all_of, any_of| Requirements { signed_by: SignedBy { all_of, any_of }, ..Default::default() };
        assert_eq!(signed_by(names(0, 2), names(1, 3)).check(), Ok(()));
        assert_eq!(signed_by(names(0, 2), names(2, 5)).check().unwrap_err().field, "signed_by");
        let twice = vec!["a".to_owned(), "a".to_owned()];
        assert_eq!(signed_by(twice.clone(), vec![]).check().unwrap_err().field, "signed_by.all_of");
        assert_eq!(signed_by(vec![], twice).check().unwrap_err().field, "signed_by.any_of");
    }

    #[test]
    fn reputation_ends_at_a_thousand() {
        let with = |min_reputation| Requirements { min_reputation, ..Default::default() }.check();
        assert_eq!(with(MAX_REPUTATION), Ok(()));
        assert_eq!(with(MAX_REPUTATION + 1).unwrap_err().field, "min_reputation");
    }

    #[test]
    fn nobody_is_excluded_twice() {
        let twice = Requirements { exclude: vec!["x".into(), "x".into()], ..Default::default() };
        assert!(twice.check().is_err());
        let many = Requirements { exclude: (0..17).map(|n| format!("a{n:02}")).collect(), ..Default::default() };
        assert!(many.check().is_err());
    }
}
