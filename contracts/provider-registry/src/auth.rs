//! Who may send what, with which coins, and what a pause stops.

use berth_api::provider_registry::ExecuteMsg;
use berth_contract_kit::{Coins, Rule, Who};

/// No message of the registry takes coins.
const fn by(who: Who) -> Rule {
    Rule::new(who, Coins::None)
}

/// The rule of a message.
pub const fn rule(msg: &ExecuteMsg) -> Rule {
    match msg {
        ExecuteMsg::RegisterProvider { .. } => by(Who::Anyone).not_while_paused(),
        ExecuteMsg::UpdateProvider { .. }
        | ExecuteMsg::ActivateProvider {}
        | ExecuteMsg::DeactivateProvider {}
        | ExecuteMsg::DeregisterProvider {}
        | ExecuteMsg::PublishCertificate { .. }
        | ExecuteMsg::RotateCertificate { .. }
        | ExecuteMsg::RevokeCertificate {} => by(Who::Provider),
        ExecuteMsg::Attest { .. } | ExecuteMsg::RevokeAttestation { .. } => by(Who::Anyone),
        ExecuteMsg::ProposeAdmin { .. }
        | ExecuteMsg::CancelAdminProposal {}
        | ExecuteMsg::SetGuardian { .. }
        | ExecuteMsg::Unpause {} => by(Who::Admin),
        ExecuteMsg::AcceptAdmin {} => by(Who::PendingAdmin),
        ExecuteMsg::Pause {} => by(Who::Guardian),
    }
}
