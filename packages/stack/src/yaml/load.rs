//! From text to tree, within limits.

use std::collections::BTreeMap;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::{Entries, Key, Node, Value, item, key};
use crate::error::{Problem, StackError};

/// A manifest travels to every provider: what does not fit here belongs into an image or a volume.
const MAX_BYTES: usize = 262_144;
/// Deeper than any stack file; the parser keeps a stack of its own, so this is about readable errors only.
const MAX_DEPTH: usize = 32;
/// Size of the tree ([`Node::size`]), what aliases stand for counted each time: a short file of aliases on aliases could otherwise
/// become a tree without end.
const MAX_SIZE: usize = 20_000;
/// Bytes of a scalar that weigh as much as one node.
const WEIGHED: usize = 64;

/// The one document in `text`. Keys that are there twice are reported in `errors`, everything else that is wrong ends the reading.
pub(crate) fn load(text: &str, errors: &mut Vec<StackError>) -> Result<Rc<Node>, StackError> {
    if text.len() > MAX_BYTES {
        return Err(unreadable(String::new(), 1, 1, format!("it has {} bytes, allowed: {MAX_BYTES}", text.len())));
    }
    let options = granit_parser::options! {
        disallow_directives: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH
    };
    let mut loader = Loader { errors, open: Vec::new(), anchors: BTreeMap::new(), size: 0, root: None };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => loader.event(event, span)?,
            Err(error) => {
                let (line, column) = (error.marker().line(), error.marker().col().saturating_add(1));
                return Err(unreadable(loader.path(), line, column, error.info()));
            }
        }
    }
    loader.root.ok_or_else(|| unreadable(String::new(), 1, 1, "it is empty"))
}

/// A list or mapping whose end has not come yet.
struct Open {
    line: usize,
    column: usize,
    size: usize,
    anchor: usize,
    children: Children,
}

enum Children {
    List(Vec<Rc<Node>>),
    Map { entries: Entries, key: Option<Key>, twice: bool },
}

/// What a mapping does not take as its next key.
enum BadKey {
    NotText,
    Twice { first_line: usize },
}

impl Open {
    /// The next element, key or value. Of a key that is there twice, the second value is dropped.
    fn put(&mut self, node: Rc<Node>) -> Result<(), BadKey> {
        self.size = self.size.saturating_add(node.size);
        match &mut self.children {
            Children::List(items) => items.push(node),
            Children::Map { entries, key, twice } => match (key.take(), &node.value) {
                (Some(_), _) if *twice => *twice = false,
                (Some(key), _) => entries.push((key, node)),
                (None, Value::Text(name)) => {
                    let first = entries.iter().find(|(known, _)| known.name == *name).map(|(known, _)| known.line);
                    *twice = first.is_some();
                    *key = Some(Key { name: name.clone(), line: node.line, column: node.column });
                    return first.map_or(Ok(()), |first_line| Err(BadKey::Twice { first_line }));
                }
                (None, _) => return Err(BadKey::NotText),
            },
        }
        Ok(())
    }

    /// The path of what comes next, in the collection at `path`.
    fn path(&self, path: &str) -> String {
        match &self.children {
            Children::List(items) => item(path, items.len()),
            Children::Map { key: Some(name), .. } => key(path, &name.name),
            Children::Map { key: None, .. } => path.to_owned(),
        }
    }
}

struct Loader<'a> {
    errors: &'a mut Vec<StackError>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    size: usize,
    root: Option<Rc<Node>>,
}

impl Loader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), StackError> {
        let (line, column) = (span.start.line(), span.start.col().saturating_add(1));
        match event {
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, _, Some(_))
            | Event::MappingStart(_, _, Some(_)) => {
                Err(unreadable(self.path(), line, column, "it has a tag (`!`), allowed: values without tags"))
            }
            Event::Scalar(text, style, anchor, None) => {
                let nothing = matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let size = (text.len() / WEIGHED).saturating_add(1);
                let value = match style {
                    ScalarStyle::Plain if nothing => Value::Nothing,
                    _ => Value::Text(text.into_owned()),
                };
                self.finish(Rc::new(Node { line, column, size, value }), anchor, size)
            }
            Event::SequenceStart(_, anchor, None) => {
                self.open.push(Open { line, column, size: 1, anchor, children: Children::List(Vec::new()) });
                Ok(())
            }
            Event::MappingStart(_, anchor, None) => {
                let children = Children::Map { entries: Entries::new(), key: None, twice: false };
                self.open.push(Open { line, column, size: 1, anchor, children });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => match self.anchors.get(&anchor).map(Rc::clone) {
                Some(node) => {
                    let size = node.size;
                    self.finish(node, 0, size)
                }
                None => Err(unreadable(self.path(), line, column, "it is an alias of what it stands in")),
            },
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(unreadable(String::new(), line, column, "a second document begins, allowed: one"))
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self) -> Result<(), StackError> {
        let Some(Open { line, column, size, anchor, children }) = self.open.pop() else {
            return Ok(());
        };
        let value = match children {
            Children::List(items) => Value::List(items),
            Children::Map { entries, .. } => Value::Map(entries),
        };
        self.finish(Rc::new(Node { line, column, size, value }), anchor, 1)
    }

    /// A node is complete: it goes where the innermost open collection expects one. `more` of its size
    /// was not counted yet: what stands below a collection was, what stands behind an alias was not.
    fn finish(&mut self, node: Rc<Node>, anchor: usize, more: usize) -> Result<(), StackError> {
        self.size = self.size.saturating_add(more);
        if self.size > MAX_SIZE {
            let reason = format!("it has more than {MAX_SIZE} values, those behind aliases counted each time");
            return Err(unreadable(self.path(), node.line, node.column, reason));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        let (line, column, shown) = (node.line, node.column, node.shown());
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match open.put(node) {
            Ok(()) => Ok(()),
            Err(BadKey::NotText) => {
                Err(unreadable(self.path(), line, column, format!("a key is {shown}, allowed: text")))
            }
            Err(BadKey::Twice { first_line }) => {
                let problem = Problem::DuplicateKey { first_line };
                let path = self.path();
                self.errors.push(StackError { path, line, column, problem });
                Ok(())
            }
        }
    }

    /// Where the reading stands.
    fn path(&self) -> String {
        self.open.iter().fold(String::new(), |path, open| open.path(&path))
    }
}

/// The reason may quote the file: it is shown without control characters.
fn unreadable(path: String, line: usize, column: usize, reason: impl Into<String>) -> StackError {
    let reason: String = reason.into();
    let reason = reason.replace(char::is_control, " ");
    StackError { path, line, column, problem: Problem::Unreadable { reason } }
}
