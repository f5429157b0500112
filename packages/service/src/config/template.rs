//! The file that `config init` writes.

use std::fmt;

use schemars::schema::{InstanceType, SchemaObject};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{ConfigError, Settings, schema};

/// Width of comments.
const WIDTH: usize = 100;

/// A TOML file with every key, what it means and its default. Keys without a default stand in a comment.
pub fn template<T: Settings>(env_prefix: &str) -> Result<String, ConfigError> {
    let print = |reason: String| ConfigError::Print { reason };
    // Through JSON's text, which keeps the order of the fields as the struct has them.
    let defaults = serde_json::to_string(&T::default()).map_err(|error| print(error.to_string()))?;
    let Node::Table(defaults) = serde_json::from_str(&defaults).map_err(|error| print(error.to_string()))? else {
        return Err(print("the settings are no table".to_owned()));
    };
    let schema = schema::of::<T>();
    let mut page = Page(String::new());
    page.comment(schema::description(&schema).unwrap_or_default());
    page.comment(&format!(
        "Every key may be left out: what stands here is the default. An environment variable overrides the file, as in \
         {env_prefix}{}=.., with two underscores between table and key; a flag overrides both.",
        example(&defaults).to_ascii_uppercase()
    ));
    page.table("", &defaults, Some(&schema)).map_err(print)?;
    Ok(page.0)
}

/// The path of some field, as an environment variable has it.
fn example(table: &Table) -> String {
    let Some((name, node)) = table.0.first() else { return String::new() };
    node.table().map_or_else(|| name.clone(), |inner| format!("{name}__{}", example(inner)))
}

struct Page(String);

impl Page {
    fn table(&mut self, path: &str, table: &Table, schema: Option<&SchemaObject>) -> Result<(), String> {
        let of = |name: &str| schema.and_then(|schema| schema::field(schema, name));
        // TOML has a table's own keys before its tables.
        for (name, node) in &table.0 {
            if let Node::Leaf(value) = node {
                self.0.push('\n');
                self.comment(of(name).and_then(schema::description).unwrap_or_default());
                self.leaf(name, value, of(name))?;
            }
        }
        for (name, node) in &table.0 {
            if let Some(inner) = node.table() {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                self.0.push('\n');
                self.comment(of(name).and_then(schema::description).unwrap_or_default());
                self.line(&format!("[{path}]"));
                self.table(&path, inner, of(name))?;
            }
        }
        Ok(())
    }

    fn leaf(&mut self, name: &str, value: &serde_json::Value, schema: Option<&SchemaObject>) -> Result<(), String> {
        if value.is_null() {
            let example = match schema.and_then(schema::kind) {
                Some(InstanceType::Integer) => "0",
                Some(InstanceType::Number) => "0.0",
                Some(InstanceType::Boolean) => "false",
                Some(InstanceType::Array) => "[]",
                Some(InstanceType::Object) => "{}",
                _ => "\"..\"",
            };
            self.line(&format!("# {name} = {example}"));
            return Ok(());
        }
        let value = toml::Value::try_from(value).map_err(|error| error.to_string())?;
        self.line(&format!("{name} = {value}"));
        Ok(())
    }

    fn comment(&mut self, text: &str) {
        for paragraph in text.split("\n\n") {
            let mut line = String::from("#");
            for word in paragraph.split_whitespace() {
                if line.len().saturating_add(word.len()) >= WIDTH {
                    self.line(&line);
                    line = String::from("#");
                }
                line.push(' ');
                line.push_str(word);
            }
            if line.len() > 1 {
                self.line(&line);
            }
        }
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// A table whose keys stand as they were written.
struct Table(Vec<(String, Node)>);

enum Node {
    Table(Table),
    Leaf(serde_json::Value),
}

impl Node {
    const fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            Self::Leaf(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Ordered)
    }
}

/// Reads JSON without sorting its keys.
struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = vec![];
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Table(Table(fields)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items: Vec<serde_json::Value> = vec![];
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::Leaf(items.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Leaf(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Leaf(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Leaf(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Leaf(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Leaf(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf(serde_json::Value::Null))
    }
}
