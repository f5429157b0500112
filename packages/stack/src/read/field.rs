//! A key's value, or why there is none.

use crate::read::{Report, Shape};
use crate::yaml::{Key, Node, Value, key};

/// What stands under a key. A broken value is not an absent one: it was reported, and nothing more is to be said about it.
#[derive(Debug)]
pub(crate) enum Field<T> {
    /// The key is not there.
    Absent,
    /// The key or its value is wrong, and reported.
    Broken,
    /// The value.
    Given(Place<T>),
}

/// A value and its path in the file.
#[derive(Debug)]
pub(crate) struct Place<T> {
    /// Its path.
    pub(crate) path: String,
    /// The value.
    pub(crate) value: T,
}

impl<T> Field<T> {
    /// The value and its place, if it is there and right.
    pub(crate) const fn given(&self) -> Option<&Place<T>> {
        match self {
            Self::Given(place) => Some(place),
            Self::Absent | Self::Broken => None,
        }
    }

    /// The value, if it is there and right.
    pub(crate) fn value(&self) -> Option<&T> {
        self.given().map(|place| &place.value)
    }

    /// The value, or that there is none; nothing if it is broken.
    pub(crate) fn optional(&self) -> Option<Option<&T>> {
        match self {
            Self::Absent => Some(None),
            Self::Broken => None,
            Self::Given(place) => Some(Some(&place.value)),
        }
    }
}

impl<T: Clone> Field<T> {
    /// The value, or `default` if the key is absent; nothing if it is broken.
    pub(crate) fn or(&self, default: T) -> Option<T> {
        self.optional().map(|value| value.cloned().unwrap_or(default))
    }
}

/// A mapping whose keys are the tenant's own names, in the order of the file.
#[derive(Debug)]
pub(crate) struct Named<T>(pub(crate) Vec<Entry<T>>);

/// One of them.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    /// Its name and where that stands.
    pub(crate) key: Key,
    /// Its path.
    pub(crate) path: String,
    /// What it names; nothing if that is broken and reported.
    pub(crate) value: Option<T>,
}

impl<T: Shape> Shape for Named<T> {
    fn allowed() -> String {
        format!("a mapping from names to {}", T::allowed())
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "object", "additionalProperties": T::schema() })
    }

    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            report.wrong(path, Self::allowed());
            return None;
        };
        let read = entries.iter().map(|(name, node)| {
            let path = key(path, &name.name);
            report.visit(&path, node);
            Entry { key: name.clone(), value: T::read(node, &path, report), path }
        });
        Some(Self(read.collect()))
    }
}
