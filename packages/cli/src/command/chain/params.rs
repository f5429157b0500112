//! `berth chain params` and `berth chain setup`.

use std::io::{self, Write};

use berth_api::plan::Setup;
use berth_api::provider_registry::AuthorityResponse;
use berth_client::deploy::rules;
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, utc};

/// The rules as they are.
#[derive(Debug, Serialize)]
struct Rules {
    /// Whether new business is stopped, and who holds authority.
    authority: AuthorityResponse,
    /// In the form of a setup.
    setup: Setup,
}

impl Answer for Rules {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let AuthorityResponse { pending, paused, .. } = &self.authority;
        if *paused {
            writeln!(out, "# paused: new business is stopped")?;
        }
        if let Some(pending) = pending {
            writeln!(out, "# {} is proposed as admin, until {}", pending.address, utc(pending.expires_at))?;
        }
        text(&self.setup, out)
    }
}

#[derive(Debug, Serialize)]
struct Defaults(Setup);

impl Answer for Defaults {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# admin, guardian and fee_collector may be named here; without them it is whoever deploys.")?;
        text(&self.0, out)
    }
}

fn text(setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(toml::to_string(setup).map_err(io::Error::other)?.as_bytes())
}

/// Shows them.
pub async fn run(context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let authority = exchange.provider_registry().authority().await?;
    let setup = rules(&exchange).await?;
    context.answer(&Rules { authority, setup })
}

/// Those that an exchange has by default.
pub fn defaults(context: &mut Context<'_>) -> Result<(), Failure> {
    context.answer(&Defaults(Setup::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read() {
        let mut out = vec![];
        Defaults(Setup::default()).text(&Currencies::new(&[]).unwrap(), &mut out).unwrap();
        let read: Setup = toml::from_str(std::str::from_utf8(&out).unwrap()).unwrap();
        assert_eq!(read, Setup::default());
    }
}
