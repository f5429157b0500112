//! `berth demo`: the whole life of a lease, on an embedded chain.

mod cast;
mod chain;
mod happened;
mod ledger;
mod opening;
mod play;
mod random;
mod reckoning;
mod record;
mod sheet;
mod sites;
mod stage;
mod story;
mod tell;
mod tenant;
mod wanted;

use std::io::Write;
use std::path::PathBuf;

use crate::Failure;
use crate::demo::wanted::Wanted;

/// Plays the whole life of a lease on an embedded chain, and accounts for every coin.
///
/// The tenant's stack is bid for by three providers; the cheapest gets it, confirms it for a while and then falls silent. Its
/// lease goes stale, its collateral goes to the tenant, and another provider takes over. Then the tenant changes what it
/// wants; lets its account run dry, tops it up too late and resumes; and a provider gives notice, serves it and leaves. In the
/// end the tenant cancels, everybody withdraws, and the books are checked. The contracts are the real ones, and so is the code
/// that decides for the providers and the keeper.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all went well, 1 the story or the reckoning failed, 2 bad input.")]
pub struct Args {
    /// The tenant's stack file [default: an example, a web site with its database]
    #[arg(long, value_name = "FILE")]
    pub stack: Option<PathBuf>,
    /// In which block the tenant cancels; 100 is plenty, too few is exit code 1
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(3..=10_000))]
    pub blocks: u64,
    /// Decides the price sheets, who falls silent, and when; same seed, same output
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Write JSON lines instead of text
    #[arg(long)]
    pub json: bool,
}

/// Plays it.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Failure> {
    let wanted = Wanted::read(args.stack.as_deref())?;
    let mut teller = tell::teller(args.json, out);
    play::play(&wanted, args.seed, args.blocks, teller.as_mut())
}
