//! `berth demo`: the whole life of a lease, played by the real programs on a node.

mod actors;
mod cast;
mod happened;
mod ledger;
mod opening;
mod place;
mod play;
mod programs;
mod random;
mod reckoning;
mod record;
mod sheet;
mod sites;
mod story;
mod tell;
mod tenant;
mod wanted;
mod watch;

use std::io::IsTerminal;
use std::path::PathBuf;

use crate::Failure;
use crate::context::Context;
use crate::demo::tell::Manner;
use crate::demo::wanted::Wanted;

/// Plays the whole life of a lease on a node, and accounts for every coin
///
/// The node runs inside this command and answers as a real one does. The contracts are deployed on it; a keeper, three
/// providers and a tenant are programs of their own, the ones that run for years elsewhere, and know the chain by its node only.
///
/// The tenant's stack is bid for; the cheapest gets it, confirms it for a while, and is killed. Its lease goes stale, its
/// collateral goes to the tenant, and another provider takes over. Then the tenant changes what it wants; lets its account run
/// dry, tops it up too late and resumes; and a provider gives notice, serves it and leaves. In the end the tenant cancels,
/// everybody withdraws, and the books are checked.
///
/// With --node or --chain it plays on a real chain, at the expense of --key: the contracts of --artifacts are stored there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all went well, 1 the story or the reckoning failed, 2 bad input.")]
pub struct Args {
    /// The tenant's stack file [default: an example, a web site with its database]
    #[arg(long, value_name = "FILE")]
    pub stack: Option<PathBuf>,
    /// In which block the tenant cancels at the latest; too few is exit code 1 [default: 150, on a real chain 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(3..=10_000))]
    pub blocks: Option<u64>,
    /// Decides the price sheets, who is killed, and when
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Make blocks as fast as the programs follow, instead of as fast as a person reads
    #[arg(long)]
    pub fast: bool,
    /// On a real chain: where the compiled contracts are, as scripts/build-wasm.sh leaves them
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    pub artifacts: PathBuf,
}

/// Plays it.
pub async fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let wanted = Wanted::read(args.stack.as_deref())?;
    let place = programs::place(args, &wanted.currency.denom, context).await?;
    let manner = match context.globals.json {
        true => Manner::Json,
        false if context.is_watched() && std::io::stdout().is_terminal() => Manner::Live,
        false => Manner::Text,
    };
    let mut teller = tell::teller(manner, context.out());
    let plenty = if place.is_embedded() { 150 } else { 1_000 };
    play::play(&place, &wanted, args.seed, args.blocks.unwrap_or(plenty), teller.as_mut()).await
}
