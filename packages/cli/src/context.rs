//! What a command works with: where it writes, whom it can ask, and what it opens on first need.

use std::io::{BufRead, Write};

use crate::Failure;
use crate::globals::Globals;
use crate::money::Currencies;
use crate::output::Answer;

/// Where a program writes and whom it can ask.
pub struct Io<'a> {
    /// Answers.
    pub out: &'a mut dyn Write,
    /// What went wrong, questions, progress.
    pub err: &'a mut dyn Write,
    /// Whoever answers questions; nobody if there is no terminal.
    pub asked: Option<&'a mut dyn BufRead>,
    /// Whether somebody watches the progress on `err`.
    pub watched: bool,
}

/// What a command works with.
pub struct Context<'a> {
    /// What every command takes.
    pub globals: Globals,
    io: Io<'a>,
    money: Currencies,
}

impl<'a> Context<'a> {
    /// With the coins that `--display` tells.
    pub const fn new(globals: Globals, io: Io<'a>, money: Currencies) -> Self {
        Self { globals, io, money }
    }

    /// Coins whose display units are known.
    pub const fn money(&self) -> &Currencies {
        &self.money
    }

    /// Where answers go, for those that are not an [`Answer`].
    pub fn out(&mut self) -> &mut dyn Write {
        self.io.out
    }

    /// Where failures go.
    pub fn err(&mut self) -> &mut dyn Write {
        self.io.err
    }

    /// Answers.
    pub fn answer(&mut self, answer: &impl Answer) -> Result<(), Failure> {
        if self.globals.json {
            let line = serde_json::to_string(answer).map_err(anyhow::Error::from)?;
            writeln!(self.io.out, "{line}")?;
        } else {
            answer.text(&self.money, self.io.out)?;
        }
        Ok(())
    }

    /// Tells whoever watches how far it is; nobody, if nobody does.
    pub fn progress(&mut self, text: &str) {
        if self.io.watched && !self.globals.json {
            // With a closed standard error there is nobody left to tell.
            drop(writeln!(self.io.err, "{text}"));
        }
    }

    /// Tells a person something that is not the answer. Programs are told nothing.
    pub fn note(&mut self, text: &str) {
        if !self.globals.json {
            drop(writeln!(self.io.err, "{text}"));
        }
    }

    /// Asks whether to go on with `what`; `--yes` answers.
    ///
    /// Errors if the answer is no, or if there is nobody to ask.
    pub fn confirm(&mut self, what: &str) -> Result<(), Failure> {
        if self.globals.yes {
            return Ok(());
        }
        let json = self.globals.json;
        let Some(asked) = self.io.asked.as_mut().filter(|_| !json) else {
            return Err(Failure::Unconfirmed(format!("{what}: nobody can be asked, so nothing was done")));
        };
        write!(self.io.err, "{what}: go on? [y/N] ")?;
        self.io.err.flush()?;
        let mut line = String::new();
        asked.read_line(&mut line)?;
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Failure::Unconfirmed(format!("{what}: the answer was no, so nothing was done"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of the question, and what was written on `err`.
    fn ask(globals: Globals, typed: Option<&str>) -> (Result<(), Failure>, String) {
        let (mut out, mut err) = (vec![], vec![]);
        let mut typed = typed.map(str::as_bytes);
        let asked = typed.as_mut().map(|typed| -> &mut dyn BufRead { typed });
        let io = Io { out: &mut out, err: &mut err, asked, watched: false };
        let answer = Context::new(globals, io, Currencies::new(&[]).unwrap()).confirm("send 3stake");
        (answer, String::from_utf8(err).unwrap())
    }

    #[test]
    fn only_a_yes_goes_on() {
        for typed in ["y\n", "YES\n", " yes "] {
            assert!(ask(Globals::default(), Some(typed)).0.is_ok(), "{typed}");
        }
        for typed in ["", "\n", "n\n", "yep\n"] {
            let (answer, err) = ask(Globals::default(), Some(typed));
            assert!(matches!(answer, Err(Failure::Unconfirmed(_))), "{typed}");
            assert_eq!(err, "send 3stake: go on? [y/N] ");
        }
    }

    #[test]
    fn nobody_to_ask_is_no() {
        let (answer, err) = ask(Globals::default(), None);
        assert!(matches!(answer, Err(Failure::Unconfirmed(_))));
        assert_eq!(err, "");
        let json = Globals { json: true, ..Globals::default() };
        assert!(matches!(ask(json, Some("y\n")).0, Err(Failure::Unconfirmed(_))));
        let yes = Globals { yes: true, ..Globals::default() };
        assert!(ask(yes, None).0.is_ok());
    }
}
