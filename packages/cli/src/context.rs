//! What a command works with: where it writes, whom it can ask, and what it opens on first need.

use std::io::{BufRead, Write};
use std::sync::Arc;

use berth_chain::config::ChainConfig;
use berth_chain::keys::Signer;
use berth_chain::{Network, Writer};
use berth_client::{Exchange, ExchangeFile};

use crate::globals::Globals;
use crate::keyring::{self, Keyring};
use crate::money::Currencies;
use crate::output::Answer;
use crate::{Failure, chain_choice};

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
    network: Option<Arc<Network>>,
    exchange: Option<Exchange>,
    writer: Option<Arc<dyn Writer>>,
}

impl<'a> Context<'a> {
    /// With the coins that `--display` tells.
    pub const fn new(globals: Globals, io: Io<'a>, money: Currencies) -> Self {
        Self { globals, io, money, network: None, exchange: None, writer: None }
    }

    /// Coins whose display units are known.
    pub const fn money(&self) -> &Currencies {
        &self.money
    }

    /// From here on coins are counted so.
    pub fn set_money(&mut self, money: Currencies) {
        self.money = money;
    }

    /// Where answers go, for those that are not an [`Answer`].
    pub fn out(&mut self) -> &mut dyn Write {
        self.io.out
    }

    /// Whether somebody watches the progress.
    pub const fn is_watched(&self) -> bool {
        self.io.watched
    }

    /// Where failures go.
    pub fn err(&mut self) -> &mut dyn Write {
        self.io.err
    }

    /// Whether somebody can be asked.
    pub const fn asks(&self) -> bool {
        self.io.asked.is_some() && !self.globals.json
    }

    /// The exchange file, if the options name one.
    ///
    /// Errors say what is wrong with it.
    pub fn exchange_file(&self) -> Result<Option<ExchangeFile>, Failure> {
        Ok(self.globals.exchange.as_deref().map(ExchangeFile::read).transpose()?)
    }

    /// What is to be known of the chain.
    ///
    /// Errors say which option is missing or wrong.
    pub fn chain_config(&self) -> Result<ChainConfig, Failure> {
        // The exchange file is of use only where no chain is named.
        let file = if self.globals.chain.is_some() { None } else { self.exchange_file()? };
        chain_choice::config(&self.globals, file.as_ref())
    }

    /// The chain.
    pub async fn network(&mut self) -> Result<Arc<Network>, Failure> {
        if let Some(network) = &self.network {
            return Ok(Arc::clone(network));
        }
        let network = Network::connect(self.chain_config()?).await?;
        self.network = Some(Arc::clone(&network));
        Ok(network)
    }

    /// The exchange, after looking at its four contracts.
    pub async fn exchange(&mut self) -> Result<Exchange, Failure> {
        if let Some(exchange) = &self.exchange {
            return Ok(exchange.clone());
        }
        let missing = "--exchange is missing, allowed: the file that `berth chain deploy` wrote";
        let file = self.exchange_file()?.ok_or_else(|| Failure::Input(missing.into()))?;
        let exchange = Exchange::open_file(self.network().await?, &file).await?;
        self.exchange = Some(exchange.clone());
        Ok(exchange)
    }

    /// The key that signs. To look and to try, what is known of it without its passphrase is enough.
    pub fn signer(&self, to_look: bool) -> Result<Arc<dyn Signer>, Failure> {
        let scheme = self.chain_config()?.keys;
        if keyring::in_environment(&self.globals) {
            return Ok(Arc::new(keyring::of_environment(&scheme)?));
        }
        let ring = Keyring::open(&self.globals)?;
        let name = ring.chosen(&self.globals)?;
        if let (true, Some(public)) = (to_look, ring.public(&name, &scheme)) {
            return Ok(Arc::new(public));
        }
        let passphrase = keyring::passphrase(&self.globals, &name, self.asks())?;
        let key = ring.files().unlock(&name, &passphrase, &scheme)?;
        if ring.public(&name, &scheme).is_none() {
            ring.publish(&key, &scheme)?;
        }
        Ok(Arc::new(key))
    }

    /// The address of the key that signs, or that of `--generate-only`.
    pub fn own_address(&self) -> Result<String, Failure> {
        if let Some(sender) = &self.globals.generate_only {
            self.chain_config()?.check_address(sender, "--generate-only")?;
            return Ok(sender.clone());
        }
        Ok(self.signer(true)?.address(&self.chain_config()?.prefix)?)
    }

    /// The address that was named, or one's own.
    pub fn address_or_own(&self, named: Option<&String>) -> Result<String, Failure> {
        named.map_or_else(|| self.own_address(), |address| Ok(address.clone()))
    }

    /// What signs and sends; with `--dry-run` it only tries.
    pub async fn writer(&mut self) -> Result<Arc<dyn Writer>, Failure> {
        if let Some(writer) = &self.writer {
            return Ok(Arc::clone(writer));
        }
        let signer = self.signer(self.globals.dry_run)?;
        let writer: Arc<dyn Writer> = self.network().await?.writer(signer)?;
        self.writer = Some(Arc::clone(&writer));
        Ok(writer)
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
