//! The tree.

use std::rc::Rc;

use super::shorten;

/// One node and where it begins.
#[derive(Debug)]
pub(crate) struct Node {
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column, from 1.
    pub(crate) column: usize,
    /// Nodes in it, itself and what its aliases stand for included; long text weighs more than one.
    pub(crate) size: usize,
    /// What it is.
    pub(crate) value: Value,
}

/// What a node is. Children are shared, because an alias is the node that it names.
#[derive(Debug)]
pub(crate) enum Value {
    /// No value at all: `key:`, `~` or `null`.
    Nothing,
    /// A scalar, in whatever style it was written.
    Text(String),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping in the order of the file, no key twice.
    Map(Entries),
}

/// Keys and what stands under them.
pub(crate) type Entries = Vec<(Key, Rc<Node>)>;

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column, from 1.
    pub(crate) column: usize,
}

impl Node {
    /// What an error message says was found.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::Nothing => "empty".into(),
            Value::Text(text) => format!("{:?}", shorten(text)),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a mapping".into(),
        }
    }
}
