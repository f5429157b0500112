//! `berth keys`: the keys of this machine.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_chain::config::KeyScheme;
use berth_chain::keys::{Key, Secret, SecretString, Signer, generate};
use clap::Subcommand;
use cosmwasm_std::HexBinary;
use secrecy::ExposeSecret as _;
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::keyring::{Keyring, ethereum, new_passphrase, passphrase};
use crate::money::Currencies;
use crate::output::{Answer, pairs, table};

/// The keys of this machine
///
/// Each is an encrypted file in the key directory (the format of `age`), opened by its passphrase. Addresses differ from chain to
/// chain: they are told of the chain that --chain, or the exchange file, names.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a new key out of 24 new words
    New {
        /// What to call it: letters, digits, - and _
        name: String,
        /// Show the words, to be written down; whoever has them has the key
        #[arg(long)]
        show_words: bool,
    },
    /// Makes a key out of the words, or the hexadecimal private key, that you have
    ///
    /// They are read from --file, or asked for at the terminal; never from the command line, which others can see.
    Import {
        /// What to call it: letters, digits, - and _
        name: String,
        /// A file with the words
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Lists the keys
    List,
    /// Shows what may be known of a key
    Show {
        /// Its name
        name: String,
    },
    /// Shows the words of a key; whoever has them has the key
    Export {
        /// Its name
        name: String,
        /// Yes, show them
        #[arg(long, required = true)]
        show_words: bool,
    },
    /// Deletes a key for good; without its words nobody can bring it back
    Delete {
        /// Its name
        name: String,
    },
}

/// A key, as far as it may be known.
#[derive(Debug, Serialize)]
struct KeyTold {
    /// Its name.
    name: String,
    /// On the chain that the options name; none if they name none, or if the key was not opened for such a chain yet.
    address: Option<String>,
    /// Compressed, hexadecimal.
    public_key: Option<String>,
    /// What it is made from, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// The keys there are.
#[derive(Debug, Serialize)]
struct KeysTold {
    keys: Vec<KeyTold>,
}

/// A key that is gone.
#[derive(Debug, Serialize)]
struct Deleted {
    deleted: String,
}

impl Answer for KeyTold {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let unknown = |text: &Option<String>| text.clone().unwrap_or_else(|| "not known without --chain".into());
        let mut rows = vec![
            ("name", self.name.clone()),
            ("address", unknown(&self.address)),
            ("public key", self.public_key.clone().unwrap_or_else(|| "not known yet".into())),
        ];
        rows.extend(self.words.clone().map(|words| ("words", words)));
        pairs(out, &rows)
    }
}

impl Answer for KeysTold {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
        let rows = self.keys.iter().map(|key| [key.name.clone(), dash(&key.address), dash(&key.public_key)]);
        table(out, ["name", "address", "public key"], rows, "no keys yet: `berth keys new NAME` makes one")
    }
}

impl Answer for Deleted {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "key {} is deleted", self.deleted)
    }
}

impl Command {
    /// Does it.
    pub fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        let ring = Keyring::open(&context.globals)?;
        match self {
            Self::New { name, show_words } => {
                let words = generate().map_err(anyhow::Error::msg)?;
                create(&ring, &name, &words, show_words, context)
            }
            Self::Import { name, file } => {
                let words = words(file, context)?;
                create(&ring, &name, &words, false, context)
            }
            Self::List => {
                let names = ring.files().names()?;
                let keys = names.iter().map(|name| told(&ring, name, context)).collect();
                context.answer(&KeysTold { keys })
            }
            Self::Show { name } => {
                let name = ring.there(&name)?;
                let told = told(&ring, &name, context);
                context.answer(&told)
            }
            Self::Export { name, .. } => {
                let name = ring.there(&name)?;
                context.confirm(&format!("show the words of key {name} to whoever sees this screen"))?;
                let passphrase = passphrase(&context.globals, &name, context.asks())?;
                let secret = ring.files().secret(&name, &passphrase)?;
                let words = secret.text().expose_secret().to_owned();
                let told = KeyTold { words: Some(words), ..told(&ring, &name, context) };
                context.answer(&told)
            }
            Self::Delete { name } => {
                let name = ring.there(&name)?;
                context.confirm(&format!("delete key {name} for good"))?;
                ring.files().remove(&name)?;
                ring.forget(&name);
                context.answer(&Deleted { deleted: name })
            }
        }
    }
}

fn words(file: Option<PathBuf>, context: &mut Context<'_>) -> Result<SecretString, Failure> {
    match file {
        Some(file) => Ok(crate::files::read(&file)?.into()),
        None if context.asks() => Ok(rpassword::prompt_password("words, or private key in hexadecimal: ")?.into()),
        None => Err(Failure::Input("--file is missing, allowed: a file with the words; there is no terminal".into())),
    }
}

fn create(
    ring: &Keyring,
    name: &str,
    words: &SecretString,
    show: bool,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    ring.files().path(name)?;
    let secret = Secret::parse(words.clone()).map_err(|reason| Failure::Input(format!("key {name}: {reason}")))?;
    let passphrase = new_passphrase(&context.globals, name, context.asks())?;
    ring.files().create(name, &secret, &passphrase)?;
    for scheme in schemes(context) {
        ring.publish(&Key::new(name, &secret, &scheme)?, &scheme)?;
    }
    if !show {
        context.note(&format!("write down its words: `berth keys export {name} --show-words` shows them"));
    }
    let told = KeyTold { words: show.then(|| words.expose_secret().to_owned()), ..told(ring, name, context) };
    context.answer(&told)
}

/// Those of nearly all chains, and that of the chain that the options name.
fn schemes(context: &Context<'_>) -> Vec<KeyScheme> {
    let mut all = vec![KeyScheme::default(), ethereum()];
    if let Ok(config) = context.chain_config()
        && !all.iter().any(|one| (one.algorithm, one.coin_type) == (config.keys.algorithm, config.keys.coin_type))
    {
        all.push(config.keys);
    }
    all
}

fn told(ring: &Keyring, name: &str, context: &Context<'_>) -> KeyTold {
    let config = context.chain_config().ok();
    let scheme = config.as_ref().map(|config| config.keys.clone()).unwrap_or_default();
    let public = ring.public(name, &scheme);
    let address = public.as_ref().zip(config).and_then(|(key, config)| key.address(&config.prefix).ok());
    let public_key = public.map(|key| HexBinary::from(key.public_key()).to_hex());
    KeyTold { name: name.to_owned(), address, public_key, words: None }
}
