//! Errors of JSON-RPC.

use serde_json::{Value, json};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    /// JSON-RPC's number.
    pub code: i64,
    /// Its name.
    pub message: &'static str,
    /// What is wrong.
    pub data: String,
}

impl RpcError {
    /// The text was no JSON.
    pub fn parse(data: impl ToString) -> Self {
        Self { code: -32_700, message: "Parse error. Invalid JSON", data: data.to_string() }
    }

    /// The JSON was no request.
    pub fn request(data: impl ToString) -> Self {
        Self { code: -32_600, message: "Invalid Request", data: data.to_string() }
    }

    /// No such method.
    pub fn method() -> Self {
        Self { code: -32_601, message: "Method not found", data: String::new() }
    }

    /// A parameter is wrong.
    pub fn params(data: impl std::fmt::Display) -> Self {
        let data = format!("error converting json params to arguments: {data}");
        Self { code: -32_602, message: "Invalid params", data }
    }

    /// Everything else.
    pub fn internal(data: impl ToString) -> Self {
        Self { code: -32_603, message: "Internal error", data: data.to_string() }
    }

    /// A whole answer; some have no id.
    pub fn to_answer(&self, id: Option<&Value>) -> String {
        let mut error = json!({"code": self.code, "message": self.message});
        if let (false, Some(fields)) = (self.data.is_empty(), error.as_object_mut()) {
            fields.insert("data".to_owned(), self.data.clone().into());
        }
        let mut answer = json!({"jsonrpc": "2.0", "error": error});
        if let (Some(id), Some(fields)) = (id, answer.as_object_mut()) {
            fields.insert("id".to_owned(), id.clone());
        }
        answer.to_string()
    }
}

/// A whole answer with a result that is JSON already.
pub fn answer(id: &Value, result: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{result}}}")
}
