//! Who may send what, with which coins, and what a pause stops.

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
        ExecuteMsg::CancelFulfillment { .. }
        | ExecuteMsg::SubmitLeaseConfirmation { .. }
        | ExecuteMsg::CollectEarnings { .. }
        | ExecuteMsg::GiveNotice { .. }
        | ExecuteMsg::LeaveLease { .. } => by(Who::Provider),
        ExecuteMsg::MatchOpenOrders { .. } | ExecuteMsg::SubmitLease { .. } => by(Who::Anyone).not_while_paused(),
        ExecuteMsg::InvalidateStaleLeases { .. }
        | ExecuteMsg::SubmitStaleLease { .. }
        | ExecuteMsg::CloseUnfundedLeases { .. }
        | ExecuteMsg::ReleaseFulfillments { .. }
        | ExecuteMsg::Facilitate { .. } => by(Who::Anyone),
        ExecuteMsg::CloseLease { .. } => by(Who::Tenant),
        ExecuteMsg::SetTerms { .. } | ExecuteMsg::RemoveTerms { .. } | ExecuteMsg::SetParameters { .. } => {
            by(Who::Admin)
        }
        ExecuteMsg::OpenOrders { .. } | ExecuteMsg::UpdateOrders { .. } | ExecuteMsg::CloseDeployment { .. } => {
            by(Who::Contract(Role::Deployment))
        }
    }
}
