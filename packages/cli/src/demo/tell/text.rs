//! The text: a line per message under the number of its block, and tables where there is something to compare.

use std::io::{self, Write};

use berth_domain::OrderId;

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
    /// The time of each block that anything was told of, in order.
    pub times: Vec<(u64, u64)>,
    /// The names of the infrastructures by slot, and whether each persists.
    pub infrastructure: Vec<(String, bool)>,
}

impl Terms {
    /// An amount with its unit.
    pub fn coins(&self, amount: impl Into<cosmwasm_std::Uint256>) -> String {
        format!("{} {}", self.currency.short(amount), self.currency.symbol)
    }

    /// What an order is for, and whether that persists.
    pub fn infrastructure(&self, order: OrderId) -> (&str, bool) {
        let index = usize::try_from(order.slot).unwrap_or_default().saturating_sub(1);
        self.infrastructure.get(index).map(|(name, persists)| (name.as_str(), *persists)).unwrap_or_default()
    }

    pub const fn block(&self, height: u64) -> u64 {
        height.saturating_sub(self.base)
    }

    /// The first block at or after a time, as far as is known.
    pub fn block_at(&self, time: u64) -> u64 {
        let (first, last) = (self.times.iter().find(|(_, of)| *of >= time), self.times.last());
        first.or(last).map_or(0, |(block, _)| *block)
    }
}

pub struct Text<W> {
    out: W,
    terms: Option<Terms>,
    /// The block and the name that were written last; neither is repeated, except after a table.
    block: u64,
    actor: String,
    /// How many chapters have begun.
    chapter: u64,
}

/// From this chapter on everybody knows what a book and a lease are: no more tables.
const CONCISE: u64 = 3;

impl<W: Write> Text<W> {
    pub const fn new(out: W) -> Self {
        Self { out, terms: None, block: 0, actor: String::new(), chapter: 0 }
    }

    /// Where it is written.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// One sentence of somebody, wrapped.
    fn say(&mut self, block: u64, actor: &str, sentence: &str) -> io::Result<()> {
        let mut number = String::new();
        if block != self.block {
            number = format!("block {block:>3}");
            (self.block, self.actor) = (block, String::new());
        }
        let mut actor = if self.actor == actor { "" } else { actor };
        if !actor.is_empty() {
            actor.clone_into(&mut self.actor);
        }
        for line in wrapped(sentence, WIDTH - BLOCK - ACTOR - 2) {
            writeln!(self.out, "{number:<BLOCK$}  {actor:<ACTOR$}{line}")?;
            (number, actor) = (String::new(), "");
        }
        Ok(())
    }

    fn table(&mut self, table: &str) -> io::Result<()> {
        self.block = 0;
        writeln!(self.out, "\n{table}\n")
    }
}

impl<W: Write> Teller for Text<W> {
    fn tell(&mut self, record: &Record) -> io::Result<()> {
        if let What::Setup(setup) = &record.what {
            let rows = setup.infrastructure.iter().map(|row| &row.infrastructure);
            let infrastructure = rows.map(|one| (one.name.clone(), one.persist)).collect();
            self.terms =
                Some(Terms { currency: setup.currency.clone(), base: record.height, times: vec![], infrastructure });
        }
        if let Some(terms) = &mut self.terms
            && terms.times.last().is_none_or(|(block, _)| *block < record.block)
        {
            terms.times.push((record.block, record.time));
        }
        // The setup comes first.
        let Some(terms) = self.terms.clone() else { return Ok(()) };
        let block = record.block;
        match &record.what {
            What::Setup(setup) => writeln!(self.out, "{}", opening::opening(setup, &terms)),
            What::Chapter { title } => {
                self.chapter += 1;
                (self.block, self.actor) = (0, String::new());
                let line = if self.chapter == 1 { "" } else { "\n" };
                writeln!(self.out, "{line}  {}. {}\n", self.chapter, title.to_uppercase())
            }
            What::Message(message) => {
                for (actor, sentence) in sentences::sentences(message, &terms) {
                    self.say(block, &actor, &sentence)?;
                }
                Ok(())
            }
            What::Book { .. } if self.chapter >= CONCISE => Ok(()),
            What::Leases { leases } if self.chapter >= CONCISE => {
                self.say(block, "market", &sentences::begun(leases, &terms))
            }
            What::Book { orders } => self.table(&tables::book(orders, &terms)),
            What::Leases { leases } => self.table(&tables::leases(leases, &terms)),
            What::Account(account) => {
                self.say(block, &format!("account {}", account.deployment), &sentences::account(account, &terms))
            }
            What::Failed(failed) => {
                self.say(block, &failed.sender, &format!("fails with a message: {}", failed.reason))
            }
            What::Silent { provider, leases, due_block } => {
                self.say(block, provider, &sentences::silent(leases, *due_block))
            }
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
