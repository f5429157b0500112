//! `berth chain list`: the chains that this program knows.

use std::io::{self, Write};

use berth_chain::config::Chains;
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Lists the chains that --chain takes by name
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the whole chains file, with what each key means: a chain of your own goes into one like it
    #[arg(long)]
    file: bool,
}

#[derive(Debug, Serialize)]
struct Known {
    chains: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    id: String,
    /// What its addresses begin with.
    prefix: String,
    /// What fees are paid in.
    fee_denom: String,
    endpoints: usize,
}

impl Answer for Known {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.chains.iter().map(|row| {
            let Row { name, id, prefix, fee_denom, endpoints } = row;
            [name.clone(), id.clone(), prefix.clone(), fee_denom.clone(), endpoints.to_string()]
        });
        table(out, ["name", "chain id", "prefix", "fees in", "endpoints"], rows, "none")
    }
}

/// Lists them.
pub fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    if args.file {
        context.out().write_all(Chains::builtin_text().as_bytes())?;
        return Ok(());
    }
    let known = Chains::builtin()?;
    let mut chains = vec![];
    for name in known.names() {
        let config = known.get(name)?;
        chains.push(Row {
            name: name.to_owned(),
            id: config.id.clone(),
            prefix: config.prefix.clone(),
            fee_denom: config.fee.denom.clone(),
            endpoints: config.endpoints.len(),
        });
    }
    context.answer(&Known { chains })
}
