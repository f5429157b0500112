//! Settings that are never shown.

use std::fmt;

use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// What stands for what is not shown.
const HIDDEN: &str = "(not shown)";

/// Text that nobody may read but who uses it: a passphrase, a mnemonic. It is wiped from memory when it is dropped, and shown
/// nowhere, neither in logs nor in errors nor by `config check`.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> String {
        "Secret".to_owned()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<String>().into_object();
        schema.metadata().write_only = true;
        schema.into()
    }
}

/// The URL of a node. Hosts give them out with a user, a password or a key in them: only its scheme and host are shown.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Endpoint(String);

impl Endpoint {
    /// The whole.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may be shown: scheme, host and port, and three dots for whatever else there is.
    pub fn shown(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return HIDDEN.to_owned();
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let more = if authority.len() != host.len() || !["", "/"].contains(&tail) { "/..." } else { "" };
        format!("{scheme}://{host}{more}")
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown())
    }
}

impl JsonSchema for Endpoint {
    fn schema_name() -> String {
        "Endpoint".to_owned()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Secret::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_shows_its_host_and_nothing_more() {
        for (url, shown) in [
            ("https://rpc.example:443", "https://rpc.example:443"),
            ("https://rpc.example/", "https://rpc.example/"),
            ("https://me:word@rpc.example/", "https://rpc.example/..."),
            ("https://rpc.example/k3y", "https://rpc.example/..."),
            ("https://rpc.example?key=k3y", "https://rpc.example/..."),
            ("https://a@b@rpc.example", "https://rpc.example/..."),
            ("me:word@rpc.example", "(not shown)"),
        ] {
            let shown = if shown.ends_with("example/") { shown.trim_end_matches('/') } else { shown };
            assert_eq!(Endpoint::from(url).shown(), shown, "{url}");
        }
        assert_eq!(format!("{:?}", Endpoint::from("https://u:p@h")), "https://h/...");
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("open sesame".to_owned());
        assert_eq!(secret.expose(), "open sesame");
        assert_eq!(format!("{secret:?} {}", serde_json::to_string(&secret).unwrap()), "(not shown) \"(not shown)\"");
    }
}
