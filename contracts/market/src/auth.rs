//! Who may send what, with which coins.

use berth_api::Role;
use berth_api::market::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// The rule of a message. No message of market takes coins.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    let who = match msg {
        ExecuteMsg::SubmitFulfillment { .. } | ExecuteMsg::SubmitLeaseConfirmation { .. } => Who::Provider,
        ExecuteMsg::MatchOpenOrders { .. }
        | ExecuteMsg::InvalidateStaleLeases { .. }
        | ExecuteMsg::CloseUnfundedLeases { .. }
        | ExecuteMsg::ReleaseFulfillments { .. } => Who::Anyone,
        ExecuteMsg::CloseLease { .. } => Who::Tenant,
        ExecuteMsg::OpenOrders { .. } | ExecuteMsg::CloseDeployment { .. } => Who::Contract(Role::Deployment),
    };
    Rule::new(who, Coins::None)
}
