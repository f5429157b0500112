//! An endpoint's address, and how it is shown.

use url::Url;

use crate::{Error, Result};

/// From what length on a part of a path is taken for a token, and not shown.
const TOKEN: usize = 20;

/// A node's RPC URL.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// With user and password.
    pub url: Url,
    /// Of its websocket.
    pub socket: Url,
    /// Without anything secret.
    pub shown: String,
}

impl Endpoint {
    /// Errors as [`Error::Invalid`] for `field`.
    pub fn parse(text: &str, field: &str) -> Result<Self> {
        let wrong = || Error::invalid(field, shown(text), "a URL as in https://rpc.example.com:443");
        let url = Url::parse(text).map_err(|_| wrong())?;
        let scheme = match url.scheme() {
            "http" => "ws",
            "https" => "wss",
            _ => return Err(wrong()),
        };
        url.host_str().ok_or_else(wrong)?;
        let mut socket = url.clone();
        socket.set_scheme(scheme).map_err(|()| wrong())?;
        socket.set_path(&format!("{}/websocket", url.path().trim_end_matches('/')));
        Ok(Self { url, socket, shown: shown(text) })
    }
}

/// A URL without user, password, query and what looks like a token.
pub(crate) fn shown(text: &str) -> String {
    let url = Url::parse(text).ok().filter(Url::has_host);
    let Some(url) = url else {
        return if text.contains('@') { "(not shown)".into() } else { text.into() };
    };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let path: String = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(|part| if part.len() < TOKEN { format!("/{part}") } else { "/..".into() })
        .collect();
    format!("{}://{host}{port}{path}", url.scheme())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let cases = [
            ("http://127.0.0.1:26657", "http://127.0.0.1:26657"),
            ("https://user:secret@rpc.example.com/juno/", "https://rpc.example.com/juno"),
            ("https://rpc.example.com/17515cb3ec0e43b7817f182e5de6066a?key=secret", "https://rpc.example.com/.."),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected);
        }
        assert_eq!(shown("user:secret@"), "(not shown)");
    }

    #[test]
    fn the_websocket_is_beneath_the_url() {
        let of = |text| Endpoint::parse(text, "endpoint").unwrap().socket.to_string();
        assert_eq!(of("http://127.0.0.1:26657"), "ws://127.0.0.1:26657/websocket");
        assert_eq!(of("https://a:b@rpc.example.com:443/juno/"), "wss://a:b@rpc.example.com/juno/websocket");
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in ["", "localhost:26657", "tcp://localhost:26657", "ftp://a/b", "https://"] {
            let error = Endpoint::parse(text, "endpoints[0]").err().unwrap();
            assert!(error.to_string().starts_with("endpoints[0] is "), "{error}");
        }
    }
}
