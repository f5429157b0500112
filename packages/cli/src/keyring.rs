//! The keys of this machine, and how they are opened.

use std::path::{Path, PathBuf};
use std::{env, fs};

use async_trait::async_trait;
use berth_chain::config::{Algorithm, KeyScheme};
use berth_chain::keys::{ENV, Key, KeyFiles, SecretString, Signer, from_env};
use cosmwasm_std::HexBinary;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::globals::Globals;

/// The environment variable that opens keys where no file does.
pub const PASSPHRASE: &str = "BERTH_PASSPHRASE";
/// Shortest passphrase of a new key.
const SHORTEST: usize = 8;

/// The keys of a directory, each with a file beside it that says what may be known without its passphrase.
pub struct Keyring {
    files: KeyFiles,
    directory: PathBuf,
}

/// What may be known of a key without its passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublicKey {
    /// Its name.
    #[serde(skip)]
    pub name: String,
    /// Its kind.
    pub algorithm: Algorithm,
    /// Of the path at which it was derived.
    pub coin_type: u32,
    /// Compressed.
    pub public_key: HexBinary,
}

impl Keyring {
    /// That of the global options.
    ///
    /// Errors if there is neither --keys-dir nor a home directory.
    pub fn open(globals: &Globals) -> Result<Self, Failure> {
        let home = || env::var_os("HOME").map(|home| Path::new(&home).join(".berth/keys"));
        let missing =
            || Failure::Input("--keys-dir is missing, allowed: a directory; there is no home directory".into());
        let directory = globals.keys_dir.clone().or_else(home).ok_or_else(missing)?;
        Ok(Self { files: KeyFiles::new(&directory), directory })
    }

    /// The encrypted files.
    pub const fn files(&self) -> &KeyFiles {
        &self.files
    }

    /// The name that --key gives, or the only one there is.
    ///
    /// Errors if there is no such key, or several and none is named.
    pub fn chosen(&self, globals: &Globals) -> Result<String, Failure> {
        let names = self.files.names()?;
        let told = |names: &[String]| if names.is_empty() { "none yet".into() } else { names.join(", ") };
        match (&globals.key, names.as_slice()) {
            (Some(name), _) => self.there(name),
            (None, [only]) => Ok(only.clone()),
            (None, several) => {
                let allowed = format!("the name of a key: {}", told(several));
                Err(Failure::Input(format!("--key is missing, allowed: {allowed}")))
            }
        }
    }

    /// The name, if there is such a key.
    pub fn there(&self, name: &str) -> Result<String, Failure> {
        self.files.path(name)?;
        let names = self.files.names()?;
        if names.iter().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        let known =
            if names.is_empty() { "there are none yet".into() } else { format!("there are {}", names.join(", ")) };
        Err(Failure::NotFound(format!("there is no key {name:?} in {}: {known}", self.directory.display())))
    }

    /// What may be known of a key, if that was written down for a chain of this scheme.
    pub fn public(&self, name: &str, scheme: &KeyScheme) -> Option<PublicKey> {
        let text = fs::read_to_string(self.public_path(name, scheme)).ok()?;
        let key: PublicKey = serde_json::from_str(&text).ok()?;
        let fits = key.algorithm == scheme.algorithm && key.coin_type == scheme.coin_type && key.public_key.len() == 33;
        fits.then(|| PublicKey { name: name.to_owned(), ..key })
    }

    /// Writes it down, so that addresses can be told without the passphrase.
    pub fn publish(&self, key: &Key, scheme: &KeyScheme) -> Result<(), Failure> {
        let path = self.public_path(key.name(), scheme);
        let public_key = HexBinary::from(key.public_key());
        let (name, algorithm, coin_type) = (key.name().to_owned(), scheme.algorithm, scheme.coin_type);
        let text = serde_json::to_string(&PublicKey { name, algorithm, coin_type, public_key });
        fs::write(path, text.map_err(anyhow::Error::from)?)?;
        Ok(())
    }

    /// Takes back what was written down of a key.
    pub fn forget(&self, name: &str) {
        for scheme in [KeyScheme::default(), ethereum()] {
            // It may never have been written.
            drop(fs::remove_file(self.public_path(name, &scheme)));
        }
    }

    fn public_path(&self, name: &str, scheme: &KeyScheme) -> PathBuf {
        let coin_type = scheme.coin_type;
        self.directory.join(format!("{name}.{coin_type}.pub"))
    }
}

/// The scheme of chains with Ethereum's addresses.
pub fn ethereum() -> KeyScheme {
    KeyScheme { algorithm: Algorithm::Ethsecp256k1, coin_type: 60, public_key_type: None }
}

/// Whether the key of the environment is meant: --key names none, and there is one.
pub fn in_environment(globals: &Globals) -> bool {
    globals.key.is_none() && env::var_os(ENV).is_some()
}

/// The key of the environment.
pub fn of_environment(scheme: &KeyScheme) -> Result<Key, Failure> {
    Ok(from_env(ENV, scheme)?)
}

/// What opens the key of this name: the file, the environment, or whoever sits at the terminal.
///
/// Errors say where it may come from.
pub fn passphrase(globals: &Globals, name: &str, asks: bool) -> Result<SecretString, Failure> {
    if let Some(file) = &globals.passphrase_file {
        let text = fs::read_to_string(file)
            .map_err(|error| Failure::Input(format!("--passphrase-file is {}: {error}", file.display())))?;
        return Ok(text.lines().next().unwrap_or_default().into());
    }
    match env::var(PASSPHRASE) {
        Ok(passphrase) => Ok(passphrase.into()),
        Err(_) if asks => Ok(rpassword::prompt_password(format!("passphrase of key {name}: "))?.into()),
        Err(_) => {
            let allowed = format!("--passphrase-file, the environment variable {PASSPHRASE}, or a terminal");
            Err(Failure::Input(format!("the passphrase of key {name} is missing, allowed: {allowed}")))
        }
    }
}

/// What is to open a new key; at a terminal it is asked for twice.
pub fn new_passphrase(globals: &Globals, name: &str, asks: bool) -> Result<SecretString, Failure> {
    let passphrase = passphrase(globals, name, asks)?;
    let typed = asks && globals.passphrase_file.is_none() && env::var_os(PASSPHRASE).is_none();
    if passphrase.expose_secret().chars().count() < SHORTEST {
        return Err(Failure::Input(format!(
            "the passphrase of key {name} is too short, allowed: {SHORTEST} characters or more"
        )));
    }
    if typed {
        let again = rpassword::prompt_password("the same again: ")?;
        if again != passphrase.expose_secret() {
            return Err(Failure::Input(format!("the passphrases of key {name} are not the same")));
        }
    }
    Ok(passphrase)
}

/// Knows the address, and signs nothing: enough to look, and to try what a transaction would do.
#[async_trait]
impl Signer for PublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> [u8; 33] {
        self.public_key.as_slice().try_into().unwrap_or([0; 33])
    }

    async fn sign(&self, _: &[u8]) -> berth_chain::Result<[u8; 64]> {
        Err(berth_chain::Error::Key { name: self.name.clone(), reason: "it was not opened".into() })
    }
}
