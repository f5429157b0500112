//! Telling what happens: to people, or to programs.

mod closing;
mod opening;
mod sentences;
mod tables;
mod text;

use std::io::{self, Write};

use crate::demo::record::Record;
use crate::demo::tell::text::Text;

/// Somebody who tells records as they come.
pub trait Teller {
    fn tell(&mut self, record: &Record) -> io::Result<()>;
}

/// Tells in JSON lines or in text.
pub fn teller<'a>(json: bool, out: &'a mut dyn Write) -> Box<dyn Teller + 'a> {
    if json { Box::new(JsonLines(out)) } else { Box::new(Text::new(out)) }
}

/// One JSON object per record and line.
struct JsonLines<'a>(&'a mut dyn Write);

impl Teller for JsonLines<'_> {
    fn tell(&mut self, record: &Record) -> io::Result<()> {
        serde_json::to_writer(&mut *self.0, record)?;
        writeln!(self.0)
    }
}
