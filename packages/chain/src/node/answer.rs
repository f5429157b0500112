//! A way through a JSON answer that knows where it is.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::{Fault, Said};

/// How much of a wrong value is shown.
const SHOWN: usize = 80;

/// A place in an answer.
pub(crate) struct Answer<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Answer<'a> {
    /// The whole answer to a method.
    pub fn new(method: &str, value: &'a Value) -> Self {
        Self { path: method.into(), value }
    }

    /// What is here cannot be.
    pub fn wrong(&self, allowed: &str) -> Fault {
        Fault::Answer { field: self.path.clone(), found: cut(&self.value.to_string()), allowed: allowed.into() }
    }

    /// A field of an object; it must be there.
    pub fn get(&self, key: &str) -> Said<Self> {
        let path = format!("{}.{key}", self.path);
        match self.value.get(key) {
            Some(value) if !value.is_null() => Ok(Self { path, value }),
            _ => Err(Fault::Answer { field: path, found: "nothing".into(), allowed: "a value".into() }),
        }
    }

    /// A field that nodes leave out or set to null if it is empty.
    pub fn find(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Self { path: format!("{}.{key}", self.path), value })
    }

    /// A string.
    pub fn text(&self) -> Said<&'a str> {
        self.value.as_str().ok_or_else(|| self.wrong("a string"))
    }

    /// True or false.
    pub fn bool(&self) -> Said<bool> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    /// A whole number: a string, as 64 bits are in JSON; a number too.
    pub fn u64(&self) -> Said<u64> {
        let number = match self.value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_u64(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong("a whole number of 64 bits, from 0 on"))
    }

    /// A whole number of either sign.
    pub fn integer(&self) -> Said<i64> {
        self.value.as_i64().ok_or_else(|| self.wrong("a whole number of 64 bits"))
    }

    /// Bytes in base64.
    pub fn base64(&self) -> Said<Vec<u8>> {
        BASE64_STANDARD.decode(self.text()?).map_err(|_| self.wrong("base64"))
    }

    /// The elements of a list.
    pub fn items(&self) -> Said<Vec<Self>> {
        let list = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        let item = |(index, value)| Self { path: format!("{}[{index}]", self.path), value };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// The elements of a field that may be missing.
    pub fn items_or_none(&self, key: &str) -> Said<Vec<Self>> {
        self.find(key).map_or_else(|| Ok(Vec::new()), |list| list.items())
    }

    /// A number of 32 bits in a field that may be missing: then 0.
    pub fn zero(&self, key: &str) -> Said<u32> {
        let Some(answer) = self.find(key) else { return Ok(0) };
        u32::try_from(answer.u64()?).map_err(|_| answer.wrong("a whole number of 32 bits, from 0 on"))
    }

    /// A number in a field that may be missing: then 0.
    pub fn u64_or_zero(&self, key: &str) -> Said<u64> {
        self.find(key).map_or(Ok(0), |answer| answer.u64())
    }

    /// A string in a field that may be missing: then empty.
    pub fn text_or_empty(&self, key: &str) -> Said<&'a str> {
        self.find(key).map_or(Ok(""), |answer| answer.text())
    }

    /// Bytes in a field that may be missing: then none.
    pub fn base64_or_empty(&self, key: &str) -> Said<Vec<u8>> {
        self.find(key).map_or_else(|| Ok(Vec::new()), |answer| answer.base64())
    }
}

/// The beginning of a text, marked if it is not the whole.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}..", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}
