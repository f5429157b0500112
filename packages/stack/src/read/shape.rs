//! What a value may look like.

use serde_json::json;

use crate::read::{Field, Place, Report};
use crate::yaml::{Node, Value, item};

/// A form of value: how it is read, what the schema says about it, and what an error says is allowed.
pub(crate) trait Shape: Sized {
    /// In an error: "allowed: ...".
    fn allowed() -> String;
    /// In the published schema.
    fn schema() -> serde_json::Value;
    /// The value, or nothing if what is wrong with it was reported.
    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self>;
}

/// A value written as one piece of text.
pub(crate) trait Scalar: Sized {
    /// In an error: "allowed: ...".
    const ALLOWED: &'static str;

    /// The value of this text.
    fn parse(text: &str) -> Option<Self>;
    /// In the published schema.
    fn schema() -> serde_json::Value;
}

impl<T: Scalar> Shape for T {
    fn allowed() -> String {
        T::ALLOWED.into()
    }

    fn schema() -> serde_json::Value {
        <T as Scalar>::schema()
    }

    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self> {
        let value = match &node.value {
            Value::Text(text) => T::parse(text),
            _ => None,
        };
        if value.is_none() {
            report.wrong(path, T::ALLOWED);
        }
        value
    }
}

impl<T: Shape> Shape for Vec<Field<T>> {
    fn allowed() -> String {
        format!("a list, each element of it {}", T::allowed())
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": T::schema() })
    }

    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            report.wrong(path, Self::allowed());
            return None;
        };
        let read = nodes.iter().enumerate().map(|(index, node)| {
            let path = item(path, index);
            report.visit(&path, node);
            T::read(node, &path, report).map_or(Field::Broken, |value| Field::Given(Place { path, value }))
        });
        Some(read.collect())
    }
}

/// Text of one of these JSON types; `pattern` holds for strings only, which is how JSON Schema has it.
pub(crate) fn scalar_schema(types: &[&str], pattern: &str) -> serde_json::Value {
    json!({ "type": types, "pattern": pattern })
}
