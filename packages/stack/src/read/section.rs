//! Mappings with known keys.

use serde_json::{Map, Value as Json, json};

use crate::read::{Field, Place, Report, Shape};
use crate::yaml::{self, Entries, Node, Value};

/// One key of a section, for the schema.
pub(crate) struct KeySpec {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is for: the doc comment of its field.
    pub(crate) docs: &'static str,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// What it takes.
    pub(crate) schema: Json,
}

/// A section while it is read.
pub(crate) struct Fields<'a> {
    entries: &'a Entries,
    path: &'a str,
    report: &'a mut Report,
}

impl<'a> Fields<'a> {
    /// The section at `path`, its unknown keys reported; nothing if it is not a mapping.
    pub(crate) fn open(node: &'a Node, path: &'a str, report: &'a mut Report, known: &[&'static str]) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            report.wrong(path, section_allowed(known));
            return None;
        };
        for (key, _) in entries {
            if !known.contains(&key.name.as_str()) {
                report.unknown_key(&yaml::key(path, &key.name), key, known.to_vec());
            }
        }
        Some(Self { entries, path, report })
    }

    /// What stands under `name`.
    pub(crate) fn take<T: Shape>(&mut self, name: &str, required: bool) -> Field<T> {
        let path = yaml::key(self.path, name);
        match self.entries.iter().find(|(key, _)| key.name == name) {
            Some((_, node)) => {
                self.report.visit(&path, node);
                T::read(node, &path, self.report).map_or(Field::Broken, |value| Field::Given(Place { path, value }))
            }
            None if required => {
                self.report.missing(self.path, &path, T::allowed());
                Field::Broken
            }
            None => Field::Absent,
        }
    }

    /// One of the keys `names` is there, and no other of them.
    pub(crate) fn exactly_one(&mut self, names: &[&'static str]) {
        let is_there = |name: &&str| self.entries.iter().any(|(key, _)| key.name == **name);
        let there: Vec<&'static str> = names.iter().copied().filter(is_there).collect();
        if there.len() != 1 {
            self.report.not_one(self.path, there, names.to_vec());
        }
    }
}

/// In an error: what stands where a section should is not one.
pub(crate) fn section_allowed(known: &[&str]) -> String {
    format!("a mapping with keys out of {}", known.join(", "))
}

/// The schema of a section.
pub(crate) fn section_schema(docs: &str, keys: Vec<KeySpec>, one_of: &[&str]) -> Json {
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut properties = Map::new();
    for KeySpec { name, docs, schema, .. } in keys {
        let mut schema = schema;
        if let Json::Object(fields) = &mut schema {
            fields.insert("description".into(), docs.trim().into());
        }
        properties.insert(name.into(), schema);
    }
    let mut schema = json!({
        "description": docs.trim(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let Json::Object(fields) = &mut schema
        && !one_of.is_empty()
    {
        let choices = one_of.iter().map(|name| json!({ "required": [name] }));
        fields.insert("oneOf".into(), choices.collect());
    }
    schema
}

/// Declares a section: a struct with a [`Field`] per key, and its [`Shape`]. Of the keys behind `one of`, which are
/// optional each, exactly one must be there. A key that is no name in Rust is said beside its field: `field = "key"`.
macro_rules! section {
    (@required required) => { true };
    (@required optional) => { false };
    (@name $key:ident) => { stringify!($key) };
    (@name $key:ident $called:literal) => { $called };
    (@names $($key:ident $($called:literal)?),+) => { &[$($crate::read::section!(@name $key $($called)?)),+] };
    (
        $(#[doc = $docs:literal])+
        $name:ident $(one of ($($choice:ident),+))? {
            $($(#[doc = $key_docs:literal])+ $kind:ident $key:ident $(= $called:literal)?: $form:ty,)+
        }
    ) => {
        $(#[doc = $docs])+
        #[derive(Debug)]
        pub(crate) struct $name {
            $($(#[doc = $key_docs])+ pub(crate) $key: $crate::read::Field<$form>,)+
        }

        impl $crate::read::Shape for $name {
            fn allowed() -> String {
                $crate::read::section_allowed($crate::read::section!(@names $($key $($called)?),+))
            }

            fn schema() -> serde_json::Value {
                let keys = vec![$($crate::read::KeySpec {
                    name: $crate::read::section!(@name $key $($called)?),
                    docs: concat!($($key_docs),+),
                    required: $crate::read::section!(@required $kind),
                    schema: <$form as $crate::read::Shape>::schema(),
                }),+];
                $crate::read::section_schema(concat!($($docs),+), keys, &[$($(stringify!($choice)),+)?])
            }

            fn read(node: &$crate::yaml::Node, path: &str, report: &mut $crate::read::Report) -> Option<Self> {
                let mut fields = $crate::read::Fields::open(node, path, report, $crate::read::section!(@names $($key $($called)?),+))?;
                $(fields.exactly_one(&[$(stringify!($choice)),+]);)?
                Some(Self {
                    $($key: fields.take(
                        $crate::read::section!(@name $key $($called)?),
                        $crate::read::section!(@required $kind),
                    ),)+
                })
            }
        }
    };
}
pub(crate) use section;
