//! Who may send what, with which coins.

use berth_api::deployment::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// The rule of a message.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    match msg {
        ExecuteMsg::SubmitDeployment { .. } => Rule::new(Who::Anyone, Coins::One).not_while_paused(),
        ExecuteMsg::ResumeDeployment { .. } => Rule::new(Who::Tenant, Coins::None).not_while_paused(),
        // While paused the handler lets through what opens no order.
        ExecuteMsg::UpdateDeployment { .. } | ExecuteMsg::CancelDeployment { .. } => {
            Rule::new(Who::Tenant, Coins::None)
        }
        ExecuteMsg::SetParameters { .. } => Rule::new(Who::Admin, Coins::None),
    }
}
