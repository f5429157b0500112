//! What a key is made from.

use std::fmt;

use bip39::{Language, Mnemonic, WordCount};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// A mnemonic, or a private key. Shown as neither.
#[derive(Clone)]
pub enum Secret {
    /// BIP-39 words, English, 12 to 24.
    Mnemonic(SecretString),
    /// The private key itself: 64 hex digits.
    Hex(SecretString),
}

impl Secret {
    /// Words or hex digits. Errors with a reason that holds nothing of them.
    pub fn parse(text: SecretString) -> Result<Self, String> {
        let trimmed = text.expose_secret().trim();
        if trimmed.is_empty() {
            return Err("it is empty, allowed: 12 to 24 words or 64 hex digits".into());
        }
        if trimmed.split_whitespace().count() > 1 {
            let words = Zeroizing::new(trimmed.split_whitespace().collect::<Vec<_>>().join(" "));
            let secret = SecretString::from(words.as_str());
            mnemonic(&secret)?;
            return Ok(Self::Mnemonic(secret));
        }
        let secret = SecretString::from(trimmed);
        number(&secret)?;
        Ok(Self::Hex(secret))
    }

    /// As it was parsed.
    pub fn text(&self) -> &SecretString {
        match self {
            Self::Mnemonic(text) | Self::Hex(text) => text,
        }
    }
}

/// A new mnemonic of 24 words, to be shown once and written down.
///
/// Errors: never, unless the machine gives no random numbers.
pub fn generate() -> Result<SecretString, String> {
    let mnemonic = Mnemonic::generate_in(Language::English, WordCount::Words24).map_err(|error| error.to_string())?;
    let words = Zeroizing::new(mnemonic.to_string());
    Ok(SecretString::from(words.as_str()))
}

/// The library's errors name a word by its place only.
pub(super) fn mnemonic(words: &SecretString) -> Result<Mnemonic, String> {
    Mnemonic::parse_in(Language::English, words.expose_secret())
        .map_err(|error| format!("{error}, allowed: 12 to 24 English words of BIP-39"))
}

pub(super) fn number(digits: &SecretString) -> Result<Zeroizing<[u8; 32]>, String> {
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(digits.expose_secret(), bytes.as_mut_slice()).map_err(|_| {
        let found = digits.expose_secret().len();
        format!("it is one word of {found} characters, allowed: 12 to 24 words or 64 hex digits")
    })?;
    Ok(bytes)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mnemonic(_) => "Mnemonic(..)",
            Self::Hex(_) => "Hex(..)",
        })
    }
}
