//! Telling what happens: to people, or to programs.

mod closing;
mod live;
mod opening;
mod sentences;
mod tables;
mod text;

use std::io::{self, Write};

use crate::demo::record::Record;
use crate::demo::tell::live::Live;
use crate::demo::tell::text::Text;

/// Somebody who tells records as they come.
pub trait Teller {
    fn tell(&mut self, record: &Record) -> io::Result<()>;

    /// A block has been seen, whether there was anything to tell or not.
    fn block(&mut self, _block: u64) -> io::Result<()> {
        Ok(())
    }
}

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// One JSON object a line.
    Json,
    /// Plain lines.
    Text,
    /// The text with a foot that changes, on a terminal.
    Live,
}

/// Tells in this manner; live, on the terminal itself.
pub fn teller<'a>(manner: Manner, out: &'a mut dyn Write) -> Box<dyn Teller + 'a> {
    match manner {
        Manner::Json => Box::new(JsonLines(out)),
        Manner::Text => Box::new(Text::new(out)),
        Manner::Live => Box::new(Live::new()),
    }
}

/// One JSON object per record and line.
struct JsonLines<'a>(&'a mut dyn Write);

impl Teller for JsonLines<'_> {
    fn tell(&mut self, record: &Record) -> io::Result<()> {
        serde_json::to_writer(&mut *self.0, record)?;
        writeln!(self.0)
    }
}
