//! What providers, auditors, the guardian and the admin do.

mod accept_admin;
mod activate_provider;
mod attest;
mod cancel_admin_proposal;
mod deactivate_provider;
mod deregister_provider;
mod pause;
mod propose_admin;
mod publish_certificate;
mod register_provider;
mod revoke_attestation;
mod revoke_certificate;
mod rotate_certificate;
mod set_guardian;
mod unpause;
mod update_provider;

use berth_domain::Invalid;
use cosmwasm_std::Env;

pub use accept_admin::accept_admin;
pub use activate_provider::activate_provider;
pub use attest::attest;
pub use cancel_admin_proposal::cancel_admin_proposal;
pub use deactivate_provider::deactivate_provider;
pub use deregister_provider::deregister_provider;
pub use pause::pause;
pub use propose_admin::propose_admin;
pub use publish_certificate::publish_certificate;
pub use register_provider::register_provider;
pub use revoke_attestation::revoke_attestation;
pub use revoke_certificate::revoke_certificate;
pub use rotate_certificate::rotate_certificate;
pub use set_guardian::set_guardian;
pub use unpause::unpause;
pub use update_provider::update_provider;

/// `expires_at` lies in the future, at most `longest` seconds ahead.
fn check_expiry(env: &Env, expires_at: u64, longest: u64) -> Result<(), Invalid> {
    let now = env.block.time.seconds();
    let (first, last) = (now.saturating_add(1), now.saturating_add(longest));
    if expires_at < first || expires_at > last {
        return Err(Invalid::new("expires_at", expires_at, format!("{first} to {last}")));
    }
    Ok(())
}
