//! Requests and their parameters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::error::RpcError;

/// A request that wants an answer.
#[derive(Clone, Debug)]
pub struct Call {
    /// Told again in the answer.
    pub id: Value,
    /// What is wanted.
    pub method: String,
    params: Value,
}

impl Call {
    /// Reads a request; none for one that wants no answer.
    pub fn read(request: &Value) -> Result<Option<Self>, RpcError> {
        let Some(fields) = request.as_object() else {
            return Err(RpcError::parse("error unmarshaling request: json: cannot unmarshal into types.RPCRequest"));
        };
        let Some(id) = fields.get("id").filter(|id| id.is_number() || id.is_string()) else { return Ok(None) };
        let method = fields.get("method").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Some(Self { id: id.clone(), method, params: fields.get("params").cloned().unwrap_or_default() }))
    }

    /// A request by GET: the method is the path, values are bare numbers, quoted texts, or bytes as `0x..`.
    pub fn from_uri(method: &str, query: &str) -> Self {
        let mut params = Map::new();
        for pair in query.split('&') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            let value = value.replace("%22", "\"").replace("%27", "'").replace("%3D", "=").replace("%2F", "/");
            let value = match value.strip_prefix("0x") {
                Some(bytes) if name != "data" => {
                    hex::decode(bytes).map(|bytes| STANDARD.encode(bytes)).unwrap_or_default()
                }
                Some(bytes) => bytes.to_owned(),
                None => value.trim_matches('"').to_owned(),
            };
            params.insert(name.to_owned(), value.into());
        }
        Self { id: Value::from(-1), method: method.to_owned(), params: params.into() }
    }

    /// What is asked, in a word: the method, or the service's method that is queried through it.
    pub fn question(&self) -> String {
        let path = self.text(0, "path").ok().filter(|path| self.method == "abci_query" && !path.is_empty());
        path.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or(&self.method).to_owned()
    }

    fn param(&self, index: usize, name: &str) -> Option<&Value> {
        let found = match &self.params {
            Value::Array(list) => list.get(index),
            other => other.get(name),
        };
        found.filter(|value| !value.is_null())
    }

    /// A whole number, written as a text.
    pub fn number(&self, index: usize, name: &str) -> Result<Option<i64>, RpcError> {
        match self.param(index, name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| {
                let first = text.chars().next().unwrap_or_default();
                RpcError::params(format!("invalid character '{first}' looking for beginning of value"))
            }),
            Some(other) => {
                Err(RpcError::params(format!("invalid 64-bit integer encoding \"{other}\", expected string")))
            }
        }
    }

    /// A text; empty if it is missing.
    pub fn text(&self, index: usize, name: &str) -> Result<String, RpcError> {
        match self.param(index, name) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(RpcError::params("json: cannot unmarshal into Go value of type string")),
        }
    }

    /// Bytes in base64; none if they are missing.
    pub fn bytes(&self, index: usize, name: &str) -> Result<Vec<u8>, RpcError> {
        let text = self.text(index, name)?;
        STANDARD.decode(&text).map_err(|error| {
            let at = match error {
                base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => at,
                _ => 0,
            };
            RpcError::params(format!("illegal base64 data at input byte {at}"))
        })
    }

    /// Bytes in hex; none if they are missing.
    pub fn hex(&self, index: usize, name: &str) -> Result<Vec<u8>, RpcError> {
        let text = self.text(index, name)?;
        hex::decode(&text).map_err(|error| match error {
            hex::FromHexError::InvalidHexCharacter { c, .. } => {
                RpcError::params(format!("encoding/hex: invalid byte: U+{:04X} '{c}'", u32::from(c)))
            }
            _ => RpcError::params("encoding/hex: odd length hex string"),
        })
    }
}
