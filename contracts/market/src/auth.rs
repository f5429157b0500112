//! Who may send what, with which coins.

use berth_api::Role;
use berth_api::market::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// No message of market takes coins.
const fn by(who: Who) -> Rule {
    Rule::new(who, Coins::None)
}

/// The rule of a message.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    match msg {
        ExecuteMsg::SubmitFulfillment { .. } => by(Who::Provider).not_while_paused(),
        ExecuteMsg::SubmitLeaseConfirmation { .. } => by(Who::Provider),
        ExecuteMsg::MatchOpenOrders { .. } => by(Who::Anyone).not_while_paused(),
        ExecuteMsg::InvalidateStaleLeases { .. }
        | ExecuteMsg::CloseUnfundedLeases { .. }
        | ExecuteMsg::ReleaseFulfillments { .. } => by(Who::Anyone),
        ExecuteMsg::CloseLease { .. } => by(Who::Tenant),
        ExecuteMsg::OpenOrders { .. } | ExecuteMsg::CloseDeployment { .. } => by(Who::Contract(Role::Deployment)),
    }
}
