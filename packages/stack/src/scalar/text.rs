//! Text.

use crate::read::{Scalar, scalar_schema};

/// Any text that a process can be given.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) String);

impl Scalar for Text {
    const ALLOWED: &'static str = "text without NUL; in quotes where it is empty";

    fn parse(text: &str) -> Option<Self> {
        (!text.contains('\0')).then(|| Self(text.to_owned()))
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": ["string", "number", "boolean"] })
    }
}

/// A word whose bounds are those of the exchange, which are checked when all of it is read.
#[derive(Clone, Debug)]
pub(crate) struct Word(pub(crate) String);

impl Scalar for Word {
    const ALLOWED: &'static str = "a word";

    fn parse(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": ["string", "number", "boolean"] })
    }
}

/// A container image.
#[derive(Clone, Debug)]
pub(crate) struct Image(pub(crate) String);

impl Scalar for Image {
    const ALLOWED: &'static str = "1 to 255 characters without spaces, as in `nginx:1.29`";

    fn parse(text: &str) -> Option<Self> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["string"], "^[!-~]{1,255}$")
    }
}

/// A coin's name on chain, by the host chains' own rule.
#[derive(Clone, Debug)]
pub(crate) struct DenomName(pub(crate) String);

impl Scalar for DenomName {
    const ALLOWED: &'static str = "3 to 128 characters out of a-z, A-Z, 0-9 and / : . _ -, a letter first, as in uusdc";

    fn parse(text: &str) -> Option<Self> {
        let fits = (3..=128).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic());
        let allowed = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
        (fits && text.chars().all(allowed)).then(|| Self(text.to_owned()))
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["string"], "^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$")
    }
}

/// A coin's name among people.
#[derive(Clone, Debug)]
pub(crate) struct Symbol(pub(crate) String);

impl Scalar for Symbol {
    const ALLOWED: &'static str = "1 to 16 characters out of a-z, A-Z, 0-9 and . _ -, as in USDC";

    fn parse(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        ((1..=16).contains(&text.len()) && text.chars().all(allowed)).then(|| Self(text.to_owned()))
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["string"], "^[a-zA-Z0-9._-]{1,16}$")
    }
}
