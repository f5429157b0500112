//! `berth chain deploy`.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::plan::Setup;
use berth_api::{Contracts, Role};
use berth_chain::Chain as _;
use berth_client::ExchangeFile;
use berth_client::deploy::{Deployed, Deployer, Difference};
use serde::Serialize;

use super::{codes, steps};
use crate::Failure;
use crate::context::Context;
use crate::files;
use crate::money::Currencies;
use crate::output::{Answer, pairs};

/// Makes an exchange, and writes the file that all programs read
///
/// Stores the four codes, makes the four contracts in one transaction at addresses that are known before, and looks at
/// them. Where it is interrupted it goes on when it is called again; it never makes the same exchange twice.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rules, as `berth chain setup` prints them
    #[arg(long, value_name = "FILE")]
    setup: PathBuf,
    #[command(flatten)]
    codes: codes::CodeArgs,
    /// Tells one exchange of the same key and codes from another: 1 to 64 bytes
    #[arg(long, value_name = "TEXT", default_value = "berth")]
    salt: String,
    /// Where the exchange is written down [default: what --exchange says, else exchange.toml]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// An exchange that is made.
#[derive(Debug, Serialize)]
struct Made {
    /// Whether it was there before.
    already: bool,
    /// Where it is written down.
    file: PathBuf,
    chain_id: String,
    height: u64,
    contracts: Contracts,
    codes: berth_api::plan::Codes,
    /// Rules that are not those of the setup, if it was there before.
    differences: Vec<DifferenceTold>,
}

/// Where it would be.
#[derive(Debug, Serialize)]
struct Foretold {
    /// Always true.
    dry_run: bool,
    chain_id: String,
    contracts: Contracts,
}

/// A rule that is not as it was set up.
#[derive(Debug, Serialize)]
pub struct DifferenceTold {
    pub field: String,
    pub found: String,
    pub setup: String,
}

impl From<Difference> for DifferenceTold {
    fn from(difference: Difference) -> Self {
        Self { field: difference.field, found: difference.found, setup: difference.wanted }
    }
}

impl DifferenceTold {
    /// On a line.
    pub fn line(&self) -> String {
        format!("{} is {}, the setup says {}", self.field, self.found, self.setup)
    }
}

/// The four, a line each.
pub fn addresses(contracts: &Contracts, out: &mut dyn Write) -> io::Result<()> {
    let lines = Role::ALL.map(|role| (role.name(), contracts.get(role).to_owned()));
    pairs(out, &lines)
}

impl Answer for Made {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        addresses(&self.contracts, out)?;
        let was = if self.already { "was made before" } else { "is made" };
        writeln!(out, "the exchange {was} on {}; it is written down in {}", self.chain_id, self.file.display())?;
        self.differences.iter().try_for_each(|difference| writeln!(out, "{}", difference.line()))
    }
}

impl Answer for Foretold {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        addresses(&self.contracts, out)?;
        writeln!(out, "there the exchange would be made on {}, unless it is; nothing was sent", self.chain_id)
    }
}

/// A setup file.
///
/// Errors name the line or field, what was found and what is allowed.
pub fn setup(file: &std::path::Path) -> Result<Setup, Failure> {
    let wrong = |reason: String| Failure::Input(format!("{}: {}", file.display(), reason.trim_end()));
    let setup: Setup = toml::from_str(&files::read(file)?).map_err(|error| wrong(error.to_string()))?;
    setup.check().map_err(|invalid| wrong(invalid.to_string()))?;
    Ok(setup)
}

/// Makes it.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    if context.globals.generate_only.is_some() {
        let reason =
            "--generate-only is no option of `berth chain deploy`: the addresses follow from the key that deploys";
        return Err(Failure::Input(reason.into()));
    }
    let setup = setup(&args.setup)?;
    let codes = args.codes.read()?;
    // It is written here, not read.
    let named = context.globals.exchange.take();
    let out = args.out.or(named).unwrap_or_else(|| "exchange.toml".into());
    let (chain, writer) = (context.network().await?, context.writer().await?);
    let sender = writer.address().to_owned();
    let deployer = Deployer::new(chain.clone(), writer, setup, codes, args.salt.into_bytes())?;
    let contracts = deployer.addresses().await?;
    let chain_id = chain.id().to_owned();
    if context.globals.dry_run {
        return context.answer(&Foretold { dry_run: true, chain_id, contracts });
    }
    let what = format!("make an exchange on {chain_id} by {sender}, market at {}", contracts.market);
    context.confirm(&what)?;
    let (mut watcher, heard) = steps::watcher();
    let Deployed { file, already, differences, .. } =
        steps::told(context, heard, deployer.run(&out, &mut watcher)).await?;
    let ExchangeFile { chain_id, height, contracts, codes, .. } = file;
    let differences = differences.into_iter().map(Into::into).collect();
    context.answer(&Made { already, file: out, chain_id, height, contracts, codes, differences })
}
