//! Who may send what, with which coins.

use berth_api::Role;
use berth_api::escrow::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// The rule of a message.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    match msg {
        ExecuteMsg::Deposit { .. } => Rule::new(Who::Anyone, Coins::One),
        ExecuteMsg::Withdraw { .. } => Rule::new(Who::Anyone, Coins::None),
        ExecuteMsg::WithdrawDeposit { .. } => Rule::new(Who::Tenant, Coins::None),
        ExecuteMsg::Stake {} => Rule::new(Who::Anyone, Coins::One).not_while_paused(),
        ExecuteMsg::Unstake { .. } => Rule::new(Who::Anyone, Coins::None),
        ExecuteMsg::SetParameters { .. } => Rule::new(Who::Admin, Coins::None),
        ExecuteMsg::OpenAccount { .. } => Rule::new(Who::Contract(Role::Deployment), Coins::One),
        ExecuteMsg::Settle(_) => Rule::new(Who::Contract(Role::Market), Coins::None),
    }
}
