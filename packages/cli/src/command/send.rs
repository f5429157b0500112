//! `berth send`: coins from one's own address to another.

use berth_chain::Message;

use crate::Failure;
use crate::act::carry_out_plain;
use crate::context::Context;

/// Sends coins to an address
#[derive(Debug, clap::Args)]
pub struct Args {
    /// To whom
    to: String,
    /// How much, as in 1500uusdc or 1.5USDC; several are sent together
    #[arg(required = true, value_name = "AMOUNT")]
    amounts: Vec<String>,
}

/// Sends them.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let coins = args.amounts.iter().map(|amount| context.money().coin("AMOUNT", amount));
    let mut coins = coins.collect::<Result<Vec<_>, _>>()?;
    // As the chain wants them.
    coins.sort_by(|one, other| one.denom.cmp(&other.denom));
    let what = format!("send {} to {}", context.money().coins(&coins), args.to);
    carry_out_plain(context, what, vec![Message::Send { to: args.to, coins }]).await
}
