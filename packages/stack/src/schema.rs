//! The published schema.

use serde_json::{Value, json};

use crate::file::StackFile;
use crate::read::Shape;

/// The JSON schema of a stack file. It knows every key and the form of every value; bounds and references are checked by
/// [`Stack::parse`](crate::Stack::parse) alone.
pub fn schema() -> Value {
    let mut schema = StackFile::schema();
    if let Value::Object(fields) = &mut schema {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".into(), json!("Berth stack file"));
    }
    schema
}
