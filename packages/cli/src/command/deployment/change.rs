//! What changes a deployment that is there.

use std::path::Path;

use berth_api::deployment::ExecuteMsg;
use berth_api::escrow;
use cosmwasm_std::Uint128;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::files;
use crate::money::Currencies;
use crate::output::Answer;

/// Nothing had to be done.
#[derive(Debug, Serialize)]
struct Unchanged {
    deployment: u64,
    /// Always true.
    unchanged: bool,
}

impl Answer for Unchanged {
    fn text(&self, _: &Currencies, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        writeln!(out, "deployment {} is what the stack file says already", self.deployment)
    }
}

/// UpdateDeployment.
pub async fn update(deployment: u64, file: &Path, context: &mut Context<'_>) -> Result<(), Failure> {
    let stack = files::stack(file)?;
    context.know(&stack.denom);
    let exchange = context.exchange().await?;
    let record = exchange.deployment().deployment(deployment).await?;
    let update = stack.update(&record).map_err(|e| Failure::Input(format!("{}: {e}", file.display())))?;
    let Some(msg) = update else { return context.answer(&Unchanged { deployment, unchanged: true }) };
    let mut parts = vec![];
    if let ExecuteMsg::UpdateDeployment { version, set, remove, .. } = &msg {
        parts.extend(version.iter().map(|version| format!("version {}", version.to_hex())));
        parts.extend(set.iter().map(|set| format!("set {}", set.name)));
        parts.extend(remove.iter().map(|name| format!("remove {name}")));
    }
    let what = format!("update deployment {deployment}: {}", parts.join(", "));
    carry_out(context, what, vec![(msg.into(), vec![])]).await
}

/// CancelDeployment.
pub async fn cancel(deployment: u64, payout: bool, context: &mut Context<'_>) -> Result<(), Failure> {
    let what = format!("cancel deployment {deployment} with all its orders and leases");
    let msg = ExecuteMsg::CancelDeployment { deployment, payout };
    carry_out(context, what, vec![(msg.into(), vec![])]).await
}

/// ResumeDeployment.
pub async fn resume(deployment: u64, context: &mut Context<'_>) -> Result<(), Failure> {
    let what = format!("resume deployment {deployment}");
    carry_out(context, what, vec![(ExecuteMsg::ResumeDeployment { deployment }.into(), vec![])]).await
}

/// Deposit into the account of a deployment.
pub async fn deposit(deployment: u64, amount: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let coin = context.money().coin("AMOUNT", amount)?;
    let what = format!("deposit {} for deployment {deployment}", context.money().coins(std::slice::from_ref(&coin)));
    let msg = escrow::ExecuteMsg::Deposit { deployment: Some(deployment) };
    carry_out(context, what, vec![(msg.into(), vec![coin])]).await
}

/// WithdrawDeposit.
pub async fn withdraw(
    deployment: u64,
    amount: Option<&str>,
    payout: bool,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let coin = amount.map(|amount| context.money().coin("AMOUNT", amount)).transpose()?;
    let (amount, told) = match &coin {
        None => (None, "all that can be".to_owned()),
        Some(coin) => {
            let record = context.exchange().await?.deployment().deployment(deployment).await?;
            if coin.denom != record.denom {
                let allowed = format!("an amount of {}, in which deployment {deployment} is paid", record.denom);
                return Err(Failure::Input(format!("AMOUNT is {coin}, allowed: {allowed}")));
            }
            (Uint128::try_from(coin.amount).ok(), context.money().coins(std::slice::from_ref(coin)))
        }
    };
    let what = format!("withdraw {told} of what deployment {deployment} has");
    let msg = escrow::ExecuteMsg::WithdrawDeposit { deployment, amount, payout };
    carry_out(context, what, vec![(msg.into(), vec![])]).await
}
