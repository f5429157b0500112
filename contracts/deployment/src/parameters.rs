//! The bounds of what tenants may ask for.

use berth_api::deployment::Parameters;
use berth_api::event::DeploymentParametersSet;

/// What is said when they are written.
pub const fn set_event(parameters: &Parameters) -> DeploymentParametersSet {
    let Parameters { max_wait_blocks, max_wait_seconds, max_notice } = *parameters;
    DeploymentParametersSet { max_wait_blocks, max_wait_seconds, max_notice }
}
