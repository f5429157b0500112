//! Who may send what, with which coins.

use berth_api::provider_registry::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// The rule of a message.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    match msg {
        ExecuteMsg::RegisterProvider { .. } => Rule::new(Who::Anyone, Coins::None).not_while_paused(),
    }
}
