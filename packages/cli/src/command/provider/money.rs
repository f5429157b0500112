//! Stake and collateral.

use berth_api::escrow::ExecuteMsg;
use clap::Subcommand;
use cosmwasm_std::{Coin, Uint128};

use crate::Failure;
use crate::act::carry_out;
use crate::command::balance;
use crate::context::Context;

/// The balance in the exchange.
#[derive(Debug, Subcommand)]
pub enum Collateral {
    /// Adds coins to your balance in the exchange
    Deposit {
        /// How much, as in 100USDC
        amount: String,
    },
    /// Takes coins out of it, as `berth withdraw` does
    Withdraw(balance::WithdrawArgs),
    /// Shows it, as `berth balance` does
    Balance(balance::Args),
}

impl Collateral {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Deposit { amount } => {
                let coin = context.money().coin("AMOUNT", &amount)?;
                let told = context.money().coins(std::slice::from_ref(&coin));
                let what = format!("deposit {told} into your balance in the exchange");
                carry_out(context, what, vec![(ExecuteMsg::Deposit { deployment: None }.into(), vec![coin])]).await
            }
            Self::Withdraw(args) => balance::withdraw(args, context).await,
            Self::Balance(args) => balance::run(args, context).await,
        }
    }
}

/// Stake.
pub async fn stake(amount: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let coin = staking(amount, context).await?;
    let what = format!("stake {}", context.money().coins(std::slice::from_ref(&coin)));
    carry_out(context, what, vec![(ExecuteMsg::Stake {}.into(), vec![coin])]).await
}

/// Unstake.
pub async fn unstake(amount: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let coin = staking(amount, context).await?;
    let seconds = context.exchange().await?.escrow().parameters().await?.unbonding;
    let told = context.money().coins(std::slice::from_ref(&coin));
    let what = format!("unstake {told}, which takes {}", crate::output::span(seconds));
    let amount = Uint128::try_from(coin.amount).unwrap_or(Uint128::MAX);
    carry_out(context, what, vec![(ExecuteMsg::Unstake { amount }.into(), vec![])]).await
}

/// An amount of the staking coin.
async fn staking(amount: &str, context: &mut Context<'_>) -> Result<Coin, Failure> {
    let coin = context.money().coin("AMOUNT", amount)?;
    let denom = context.exchange().await?.escrow().parameters().await?.staking_denom;
    if coin.denom == denom {
        return Ok(coin);
    }
    Err(Failure::Input(format!(
        "AMOUNT is {amount:?}, allowed: an amount of {denom}, which is staked on this exchange"
    )))
}
