//! `berth deployment submit`: a deployment out of a stack file.

use std::path::PathBuf;

use berth_api::deployment::ExecuteMsg;
use berth_domain::{Invalid, Terms};
use berth_stack::{Denom, Stack};
use cosmwasm_std::{Coin, Uint128};

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::files;
use crate::money::Currencies;

/// Submits a deployment: opens an order for each infrastructure of a stack file, and an account for them all
///
/// What is paid in is what the file says (`deposit` or `fund_for`), or --deposit.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The stack file
    stack: PathBuf,
    /// What is paid in, as in 100USDC, instead of what the file says
    #[arg(long, value_name = "AMOUNT")]
    deposit: Option<String>,
}

/// Submits it.
pub async fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let stack = files::stack(&args.stack)?;
    context.know(&stack.denom);
    let named = args.deposit.as_deref().map(|text| context.money().coin("--deposit", text)).transpose()?;
    let exchange = context.exchange().await?;
    let terms = exchange.market().terms(&stack.denom.name).await?.terms;
    let wrong = |invalid: Invalid| Failure::Input(format!("{}: {invalid}", args.stack.display()));
    let amount = match named {
        Some(coin) => deposit(&stack, &terms, coin)?,
        None => stack.deposit(&terms).map_err(wrong)?,
    };
    say(&stack, &terms, context).map_err(wrong)?;
    let paid = context.money().show(amount, &stack.denom.name);
    let many = stack.infrastructure.len();
    let what = format!("submit a deployment of {many} infrastructure{}, paying in {paid}", plural(many));
    let msg = ExecuteMsg::SubmitDeployment {
        version: stack.version(),
        denom: stack.denom.name.clone(),
        wait_duration: stack.wait,
        infrastructure: stack.infrastructure,
    };
    let funds = vec![Coin::new(amount.u128(), stack.denom.name)];
    carry_out(context, what, vec![(msg.into(), funds)]).await
}

/// What --deposit says, if it is enough.
fn deposit(stack: &Stack, terms: &Terms, coin: Coin) -> Result<Uint128, Failure> {
    let wrong = |invalid: Invalid| Failure::Input(format!("--{}", invalid.to_string().replace('_', "-")));
    if coin.denom != stack.denom.name {
        return Err(wrong(Invalid::new("deposit", coin, format!("{}, the stack file's coin", stack.denom.name))));
    }
    let amount = Uint128::try_from(coin.amount).unwrap_or(Uint128::MAX);
    let mut told = stack.clone();
    told.funding = berth_stack::Funding::Deposit(amount);
    told.deposit(terms).map_err(wrong)
}

/// What each infrastructure costs at most.
fn say(stack: &Stack, terms: &Terms, context: &mut Context<'_>) -> Result<(), Invalid> {
    for (infrastructure, quote) in stack.infrastructure.iter().zip(terms.quote_all(&stack.infrastructure)?) {
        let most = context.money().per_month(quote.max_rate, &stack.denom.name);
        let collateral = context.money().show(quote.collateral, &stack.denom.name);
        let name = &infrastructure.name;
        context.note(&format!("{name}: at most {most} with interest, collateral {collateral}"));
    }
    Ok(())
}

/// How a stack file counts its coin.
pub fn currency(denom: &Denom) -> crate::currency::Currency {
    let Denom { name, display, exponent } = denom;
    crate::currency::Currency { denom: name.clone(), symbol: display.clone(), decimals: *exponent }
}

const fn plural(many: usize) -> &'static str {
    if many == 1 { "" } else { "s" }
}

impl Context<'_> {
    /// From here on the coin of a stack file is counted as the file does.
    pub fn know(&mut self, denom: &Denom) {
        let told = Currencies::with(self.money().clone(), currency(denom));
        self.set_money(told);
    }
}
