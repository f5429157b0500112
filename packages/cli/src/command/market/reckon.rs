//! `berth market reckon`: whether the exchange has what it owes, and whether its books add up.

use std::io::{self, Write};

use berth_client::reckon::{Reckoning, reckon};
use berth_domain::attos;
use cosmwasm_std::{Uint128, Uint256};
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Checks from outside whether the exchange has what it owes, and whether its books add up to the last fraction
///
/// Reads all balances, accounts, stakes, leases and open orders as of one block, and compares. Exits with 1 if anything does
/// not add up.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// As of this block, instead of the latest; the node must still have it
    #[arg(long, value_name = "HEIGHT")]
    height: Option<u64>,
}

/// The reckoning.
#[derive(Debug, Serialize)]
struct Told {
    height: u64,
    sound: bool,
    coins: Vec<Row>,
    /// How many were looked at.
    accounts: usize,
    balances: usize,
    leases: usize,
    open_orders: usize,
    /// What does not add up.
    faults: Vec<String>,
}

/// Of one coin.
#[derive(Debug, Serialize)]
struct Row {
    denom: String,
    /// By the bank.
    held: Uint256,
    /// By escrow's own word.
    owed: Uint128,
    /// Of it balances.
    balances: Uint128,
    /// Of it accounts, in 10^-18.
    accounts_atto: Uint256,
    /// Of it stakes.
    stakes: Uint128,
}

impl From<Reckoning> for Told {
    fn from(reckoning: Reckoning) -> Self {
        let sound = reckoning.is_sound();
        let Reckoning { height, coins, accounts, balances, leases, open_orders, faults } = reckoning;
        let coins = coins.into_iter().map(|coins| Row {
            denom: coins.denom,
            held: coins.held,
            owed: coins.owed,
            balances: coins.balances,
            accounts_atto: coins.accounts,
            stakes: coins.stakes,
        });
        let faults = faults.iter().map(ToString::to_string).collect();
        Self { height, sound, coins: coins.collect(), accounts, balances, leases, open_orders, faults }
    }
}

/// Whole coins; fractions of several accounts make whole ones only together.
fn whole(atto: Uint256) -> Uint128 {
    atto.checked_div(attos(Uint128::one())).ok().and_then(|whole| whole.try_into().ok()).unwrap_or(Uint128::MAX)
}

impl Answer for Told {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.coins.iter().map(|row| {
            let show = |amount: Uint128| money.show(amount, &row.denom);
            let held = money.text(&row.held.to_string(), &row.denom);
            [held, show(row.owed), show(row.balances), show(whole(row.accounts_atto)), show(row.stakes)]
        });
        table(out, ["held", "owed", "of it balances", "accounts", "stakes"], rows, "nothing is held and nothing owed")?;
        let Self { height, accounts, balances, leases, open_orders, .. } = self;
        writeln!(
            out,
            "as of block {height}: {accounts} accounts, {balances} balances, {leases} leases, {open_orders} open orders"
        )?;
        self.faults.iter().try_for_each(|fault| writeln!(out, "{fault}"))?;
        if self.sound {
            writeln!(out, "everything adds up")?;
        }
        Ok(())
    }
}

/// Reckons.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    context.progress("reading everything that is owed");
    let told = Told::from(reckon(&exchange, args.height).await?);
    context.answer(&told)?;
    match told.faults.len() {
        0 => Ok(()),
        count => Err(Failure::Story(format!("{count} things do not add up"))),
    }
}
