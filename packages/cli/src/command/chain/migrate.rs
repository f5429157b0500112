//! `berth chain migrate`.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::Role;
use berth_api::plan::{Codes, Each};
use berth_client::ExchangeFile;
use berth_client::deploy::{Migration, Move};
use serde::Serialize;

use super::{codes, steps};
use crate::Failure;
use crate::act::generate;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Moves the contracts to newer code, all in one transaction, as their admin
///
/// Those that run it already are left alone. Where it is interrupted it goes on when it is called again. With --generate-only, for an
/// admin that is no key, the codes must be stored already, and named with --code.
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

/// What would be done.
#[derive(Debug, Serialize)]
struct Planned {
    /// Always true.
    dry_run: bool,
    /// What would become of each.
    plan: Each<MoveTold>,
}

/// What would become of a contract.
#[derive(Clone, Debug, Serialize)]
struct MoveTold {
    /// The number of the code that it runs.
    code_id: u64,
    /// The checksum of the code that it would run.
    checksum: String,
    /// Whether that is another one.
    is_due: bool,
    /// Who may move it.
    admin: Option<String>,
}

impl From<&Move> for MoveTold {
    fn from(one: &Move) -> Self {
        let Move { code_id, checksum, is_due, admin } = one.clone();
        Self { code_id, checksum: checksum.to_hex(), is_due, admin }
    }
}

impl Answer for Planned {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = Role::ALL.map(|role| {
            let MoveTold { code_id, checksum, is_due, admin } = self.plan.get(role);
            let fate = if *is_due { format!("moves to {checksum}") } else { "runs it already".to_owned() };
            let admin = admin.as_deref().unwrap_or("nobody");
            [role.name().to_owned(), code_id.to_string(), fate, admin.to_owned()]
        });
        table(out, ["contract", "code now", "", "who may move it"], rows, "nothing")?;
        writeln!(out, "nothing was sent")
    }
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
    let migration = Migration::new(context.network().await?, &path, codes)?;
    if context.globals.dry_run {
        let plan = migration.plan().await?;
        return context.answer(&Planned { dry_run: true, plan: Each::of(|role| plan.get(role).into()) });
    }
    let what = format!("move the contracts of market {} on {chain_id} to other code", contracts.market);
    if context.globals.generate_only.is_some() {
        let messages = migration.messages().await?;
        return generate(context, &what, &messages);
    }
    let writer = context.writer().await?;
    context.confirm(&what)?;
    let (mut watcher, heard) = steps::watcher();
    let after = steps::told(context, heard, migration.run(&writer, &mut watcher)).await?.codes;
    context.answer(&Moved { file: path, before, after })
}
