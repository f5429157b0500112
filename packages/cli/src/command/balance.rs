//! `berth balance` and `berth withdraw`: what an address has, on the chain and in the exchange.

use std::collections::BTreeSet;
use std::io::{self, Write};

use berth_api::escrow::ExecuteMsg;
use berth_chain::Chain as _;
use berth_client::Exchange;
use cosmwasm_std::Uint128;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Shows what an address has, on the chain and, with --exchange, in the exchange
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose [default: that of --key]
    address: Option<String>,
}

/// Takes coins out of your balance in the exchange: earnings, refunds, tips, free collateral
#[derive(Debug, clap::Args)]
pub struct WithdrawArgs {
    /// How much, as in 1.5USDC; or a coin alone, as in uusdc: all that is not locked
    #[arg(value_name = "AMOUNT|DENOM")]
    amount: String,
}

/// What an address has.
#[derive(Debug, Serialize)]
struct Balances {
    /// Whose.
    address: String,
    /// By denom.
    coins: Vec<Row>,
}

/// Of one coin.
#[derive(Debug, Serialize)]
pub struct Row {
    denom: String,
    /// On the chain.
    chain: Uint128,
    /// In the exchange, all of it; none if no exchange was named.
    exchange: Option<Uint128>,
    /// Of it locked as collateral.
    locked: Option<Uint128>,
    /// The rest.
    withdrawable: Option<Uint128>,
}

impl Answer for Balances {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.coins.iter().map(|row| {
            let told =
                |amount: Option<Uint128>| amount.map_or_else(|| "-".into(), |amount| money.show(amount, &row.denom));
            [told(Some(row.chain)), told(row.exchange), told(row.locked), told(row.withdrawable)]
        });
        writeln!(out, "{}", self.address)?;
        table(out, ["on the chain", "in the exchange", "of it locked", "withdrawable"], rows, "nothing")
    }
}

/// Shows it.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let address = context.address_or_own(args.address.as_ref())?;
    let network = context.network().await?;
    let bank = network.balances(&address).await?;
    let exchange = match context.exchange_file()? {
        Some(_) => Some(context.exchange().await?),
        None => None,
    };
    let mut denoms: BTreeSet<String> = bank.iter().map(|coin| coin.denom.clone()).collect();
    if let Some(exchange) = &exchange {
        denoms.extend(used(exchange).await?);
    }
    let mut coins = vec![];
    for denom in denoms {
        let chain = bank.iter().find(|coin| coin.denom == denom);
        let chain = chain.and_then(|coin| Uint128::try_from(coin.amount).ok()).unwrap_or_default();
        let own = match &exchange {
            Some(exchange) => Some(exchange.escrow().balance(&address, &denom).await?),
            None => None,
        };
        let row = Row {
            denom,
            chain,
            exchange: own.as_ref().map(|own| own.balance),
            locked: own.as_ref().map(|own| own.locked),
            withdrawable: own.as_ref().map(|own| own.withdrawable),
        };
        if !row.chain.is_zero() || row.exchange.is_some_and(|own| !own.is_zero()) {
            coins.push(row);
        }
    }
    context.answer(&Balances { address, coins })
}

/// The coins that balances in the exchange can be of: those with rules now, those of which it owes anything.
async fn used(exchange: &Exchange) -> Result<BTreeSet<String>, Failure> {
    let terms = exchange.market().every_terms().await?;
    let totals = exchange.escrow().every_total().await?;
    let denoms = terms.into_iter().map(|row| row.terms.denom).chain(totals.into_iter().map(|total| total.denom));
    Ok(denoms.collect())
}

/// Takes them out.
pub async fn withdraw(args: WithdrawArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let starts_with_digit = args.amount.starts_with(|c: char| c.is_ascii_digit());
    let (denom, amount, what) = if starts_with_digit {
        let coin = context.money().coin("AMOUNT", &args.amount)?;
        let what = format!("withdraw {} from the exchange", context.money().coins(std::slice::from_ref(&coin)));
        (coin.denom, Uint128::try_from(coin.amount).ok(), what)
    } else {
        let denom = context.money().denom(&args.amount);
        let what = format!("withdraw all {denom} that is not locked from the exchange");
        (denom, None, what)
    };
    carry_out(context, what, vec![(ExecuteMsg::Withdraw { denom, amount }.into(), vec![])]).await
}
