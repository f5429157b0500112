//! `berth chain migrate`.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::Role;
use berth_api::plan::Codes;
use berth_client::ExchangeFile;
use berth_client::deploy::Migration;
use serde::Serialize;

use super::{codes, steps};
use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Moves the contracts to newer code, all in one transaction, as their admin
///
/// Those that run it already are left alone. Where it is interrupted it goes on when it is called again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    codes: codes::CodeArgs,
}

/// The codes before and after.
#[derive(Debug, Serialize)]
struct Moved {
    file: PathBuf,
    before: Codes,
    after: Codes,
}

impl Answer for Moved {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = Role::ALL
            .map(|role| [role.name().to_owned(), self.before.get(role).to_string(), self.after.get(role).to_string()]);
        table(out, ["contract", "code before", "code now"], rows, "nothing")?;
        writeln!(out, "written down in {}", self.file.display())
    }
}

/// Moves them.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let codes = args.codes.read()?;
    let missing = "--exchange is missing, allowed: the file that `berth chain deploy` wrote";
    let path = context.globals.exchange.clone().ok_or_else(|| Failure::Input(missing.into()))?;
    let ExchangeFile { codes: before, contracts, chain_id, .. } = ExchangeFile::read(&path)?;
    let (chain, writer) = (context.network().await?, context.writer().await?);
    if context.globals.dry_run {
        return Err(Failure::Input("--dry-run: a migration cannot be tried before its codes are stored".into()));
    }
    context.confirm(&format!("move the contracts of market {} on {chain_id} to other code", contracts.market))?;
    let migration = Migration::new(chain, writer, &path, codes)?;
    let (mut watcher, heard) = steps::watcher();
    let after = steps::told(context, heard, migration.run(&mut watcher)).await?.codes;
    context.answer(&Moved { file: path, before, after })
}
