//! The text: a line per message under the number of its block, and tables where there is something to compare.

use std::io::{self, Write};

use crate::currency::Currency;
use crate::demo::record::{Record, What};
use crate::demo::tell::{Teller, closing, opening, sentences, tables};

/// Columns of the text.
pub const WIDTH: usize = 100;
/// Columns of the block's number and the name of who acts.
const BLOCK: usize = 9;
const ACTOR: usize = 11;

/// What the text needs to know of the setup.
#[derive(Clone, Debug)]
pub struct Terms {
    pub currency: Currency,
    /// The height of block 0.
    pub base: u64,
    /// The names of the infrastructures, by slot.
    pub infrastructure: Vec<String>,
    pub protocol: String,
}

impl Terms {
    /// An amount with its unit.
    pub fn coins(&self, amount: impl Into<cosmwasm_std::Uint256>) -> String {
        format!("{} {}", self.currency.short(amount), self.currency.symbol)
    }

    pub const fn block(&self, height: u64) -> u64 {
        height.saturating_sub(self.base)
    }
}

pub struct Text<'a> {
    out: &'a mut dyn Write,
    terms: Option<Terms>,
    /// The block whose number was written last.
    block: u64,
    after_table: bool,
}

impl<'a> Text<'a> {
    pub const fn new(out: &'a mut dyn Write) -> Self {
        Self { out, terms: None, block: 0, after_table: false }
    }

    /// One sentence of somebody, wrapped.
    fn say(&mut self, block: u64, actor: &str, sentence: &str) -> io::Result<()> {
        let mut number = String::new();
        if block != self.block || self.after_table {
            number = format!("block {block:>3}");
            (self.block, self.after_table) = (block, false);
        }
        let mut actor = actor;
        for line in wrapped(sentence, WIDTH - BLOCK - ACTOR - 2) {
            writeln!(self.out, "{number:<BLOCK$}  {actor:<ACTOR$}{line}")?;
            (number, actor) = (String::new(), "");
        }
        Ok(())
    }

    fn table(&mut self, table: &str) -> io::Result<()> {
        self.after_table = true;
        writeln!(self.out, "\n{table}\n")
    }
}

impl Teller for Text<'_> {
    fn tell(&mut self, record: &Record) -> io::Result<()> {
        if let What::Setup(setup) = &record.what {
            let infrastructure = setup.infrastructure.iter().map(|row| row.infrastructure.name.clone()).collect();
            let protocol = setup.parties.last().map(|party| party.address.to_string()).unwrap_or_default();
            let (currency, base) = (setup.currency.clone(), record.height);
            self.terms = Some(Terms { currency, base, infrastructure, protocol });
        }
        // The setup comes first.
        let Some(terms) = self.terms.clone() else { return Ok(()) };
        let block = record.block;
        match &record.what {
            What::Setup(setup) => writeln!(self.out, "{}", opening::opening(setup, &terms)),
            What::Message(message) => {
                for (actor, sentence) in sentences::sentences(message, &terms) {
                    self.say(block, &actor, &sentence)?;
                }
                Ok(())
            }
            What::Book { orders } => self.table(&tables::book(orders, &terms)),
            What::Leases { leases } => self.table(&tables::leases(leases, &terms)),
            What::Account(account) => self.say(block, "account", &sentences::account(account, &terms)),
            What::PassedOver { provider, order, reason } => {
                self.say(block, provider, &format!("does not bid on {order}: {reason}"))
            }
            What::Silent { provider } => self.say(block, provider, sentences::SILENT),
            What::Reckoning(reckoning) => self.table(&closing::reckoning(reckoning, &terms)),
            What::End { facts, missing, .. } => write!(self.out, "{}", closing::end(facts, missing)),
        }
    }
}

/// `text` in lines of at most `width` characters, broken between words.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("a bb ccc dd", 6), ["a bb", "ccc dd"]);
        assert_eq!(wrapped("longer-than-that a", 6), ["longer-than-that", "a"]);
        assert_eq!(wrapped("", 6), Vec::<String>::new());
    }
}
