//! `berth deployment import`: a stack file out of another network's deployment file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use berth_stack::Denom;
use berth_stack::sdl::{BlockTime, Dropped, ImportError, Imported, Options, Rate, import};
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::files;
use crate::money::Currencies;
use crate::output::Answer;

/// Makes a stack file out of an SDL 2.0 file, the deployment file of another network
///
/// What cannot be carried over is named, with its place in the file, on standard error and on top of the stack file. The other
/// network's prices are for one of its blocks in one of its coins: --rate says what such coins are worth here.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The SDL file
    file: PathBuf,
    /// Where the stack file goes; a file that is there is not touched [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The coin in which the deployment is paid here, as in uusdc, or uusdc=USDC:6 if it is not known
    #[arg(long, value_name = "COIN")]
    coin: String,
    /// What so many of a coin of the file are worth in the display unit of --coin, as in 1000000uakt=1.05; may be given several times
    #[arg(long, value_name = "MANY=WORTH")]
    rate: Vec<Rate>,
    /// How long a block of the other network takes, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "6.1")]
    block_time: BlockTime,
    /// What a provider posts as collateral for each group of machines, in the display unit of --coin
    #[arg(long, value_name = "AMOUNT")]
    collateral: String,
    /// For how long everything at its highest price is paid in
    #[arg(long, value_name = "TIME", default_value = "30d")]
    fund_for: String,
    /// How long orders collect bids, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
    /// Have a new order follow each lease that its provider breaks or leaves
    #[arg(long)]
    persist: bool,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Answered<'a> {
    /// The stack file's text, if it was not written to a file.
    stack: Option<&'a str>,
    /// Where it was written.
    file: Option<&'a Path>,
    /// SHA-256 of the manifest.
    version: String,
    dropped: Vec<Told<'a>>,
}

/// One thing that was not carried over.
#[derive(Debug, Serialize)]
struct Told<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    what: &'a str,
}

impl<'a> From<&'a Dropped> for Told<'a> {
    fn from(one: &'a Dropped) -> Self {
        Self { path: &one.path, line: one.line, column: one.column, what: &one.what }
    }
}

impl Answer for Answered<'_> {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        match (self.stack, self.file) {
            (Some(stack), _) => write!(out, "{stack}"),
            (None, Some(file)) => writeln!(out, "{} is written", file.display()),
            (None, None) => Ok(()),
        }
    }
}

/// Makes it.
pub fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let coin = context.money().named("--coin", &args.coin)?;
    let options = Options {
        coin: Denom { name: coin.denom, display: coin.symbol, exponent: coin.decimals },
        rates: args.rate.clone(),
        block_time: args.block_time,
        collateral: args.collateral.clone(),
        fund_for: args.fund_for.clone(),
        wait: args.wait,
        persist: args.persist,
    };
    let text = files::read(&args.file)?;
    let Imported { text, stack, dropped } = import(&text, &options).map_err(|error| wrong(&args.file, &error))?;
    if let Some(file) = &args.output {
        files::write_new(file, &text)?;
    }
    for one in &dropped {
        context.note(&format!("{}: {one}", args.file.display()));
    }
    context.answer(&Answered {
        stack: args.output.is_none().then_some(text.as_str()),
        file: args.output.as_deref(),
        version: stack.version().to_hex(),
        dropped: dropped.iter().map(Told::from).collect(),
    })
}

fn wrong(file: &Path, error: &ImportError) -> Failure {
    match error {
        ImportError::Option(invalid) => {
            let field = invalid.field.replace('_', "-");
            Failure::Input(format!("--{field} is {}, allowed: {}", invalid.value, invalid.allowed))
        }
        ImportError::File(errors) => files::wrong(file, errors),
        ImportError::Outcome(_) => Failure::Input(format!("{}: {error}", file.display())),
    }
}
