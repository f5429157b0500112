//! From text to tree, within limits.

use std::collections::BTreeMap;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::{Key, Node, Value, item, key};
use crate::error::{Problem, StackError};

/// A manifest travels to every provider: what does not fit here belongs into an image or a volume.
const MAX_BYTES: usize = 262_144;
/// Deeper than any stack file; the parser keeps a stack of its own, so this is about readable errors only.
const MAX_DEPTH: usize = 32;
/// Nodes, those that aliases stand for counted each time: a short file of aliases on aliases could otherwise become a tree without end.
const MAX_NODES: usize = 20_000;

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
    let mut loader = Loader { errors, open: Vec::new(), anchors: BTreeMap::new(), nodes: 0, root: None };
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
    Map { entries: Vec<(Key, Rc<Node>)>, pending: Option<Key>, twice: bool },
}

struct Loader<'a> {
    errors: &'a mut Vec<StackError>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    nodes: usize,
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
                let value = match style {
                    ScalarStyle::Plain if nothing => Value::Nothing,
                    _ => Value::Text(text.into_owned()),
                };
                self.finish(Rc::new(Node { line, column, size: 1, value }), anchor, 1)
            }
            Event::SequenceStart(_, anchor, None) => {
                self.open.push(Open { line, column, size: 1, anchor, children: Children::List(Vec::new()) });
                Ok(())
            }
            Event::MappingStart(_, anchor, None) => {
                let children = Children::Map { entries: Vec::new(), pending: None, twice: false };
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

    /// A node is complete: it goes where the innermost open collection expects one. `more` nodes come with it that were
    /// not counted yet: what stands below a collection was, what stands behind an alias was not.
    fn finish(&mut self, node: Rc<Node>, anchor: usize, more: usize) -> Result<(), StackError> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MAX_NODES {
            let reason = format!("it has more than {MAX_NODES} values, those behind aliases counted each time");
            return Err(unreadable(self.path(), node.line, node.column, reason));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        let path = self.path();
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.children {
            Children::List(items) => {
                open.size = open.size.saturating_add(node.size);
                items.push(node);
            }
            Children::Map { entries, pending, twice } => match pending.take() {
                Some(name) if !*twice => {
                    open.size = open.size.saturating_add(node.size);
                    entries.push((name, node));
                }
                Some(_) => *twice = false,
                None => {
                    let name = key_of(&node).ok_or_else(|| {
                        let reason = format!("a key is {}, allowed: text", node.shown());
                        unreadable(path.clone(), node.line, node.column, reason)
                    })?;
                    if let Some((first, _)) = entries.iter().find(|(known, _)| known.name == name.name) {
                        *twice = true;
                        let problem = Problem::DuplicateKey { first_line: first.line };
                        let (line, column) = (name.line, name.column);
                        self.errors.push(StackError { path: key(&path, &name.name), line, column, problem });
                    }
                    *pending = Some(name);
                }
            },
        }
        Ok(())
    }

    /// Where the reading stands.
    fn path(&self) -> String {
        self.open.iter().fold(String::new(), |path, open| match &open.children {
            Children::List(items) => item(&path, items.len()),
            Children::Map { pending: Some(name), .. } => key(&path, &name.name),
            Children::Map { pending: None, .. } => path,
        })
    }
}

fn key_of(node: &Node) -> Option<Key> {
    match &node.value {
        Value::Text(name) => Some(Key { name: name.clone(), line: node.line, column: node.column }),
        _ => None,
    }
}

fn unreadable(path: String, line: usize, column: usize, reason: impl Into<String>) -> StackError {
    StackError { path, line, column, problem: Problem::Unreadable { reason: reason.into() } }
}
