//! The bounds of what tenants may ask for, and the bounds of those.

use berth_api::deployment::{MAX_WAIT_BLOCKS, MAX_WAIT_SECONDS, Parameters};
use berth_api::event::DeploymentParametersSet;
use berth_domain::{Invalid, MAX_NOTICE};

/// What is said when they are written.
pub const fn set_event(parameters: &Parameters) -> DeploymentParametersSet {
    let Parameters { max_wait_blocks, max_wait_seconds, max_notice } = *parameters;
    DeploymentParametersSet { max_wait_blocks, max_wait_seconds, max_notice }
}

/// Each within its hard range, which nobody can change.
pub fn check(parameters: &Parameters) -> Result<(), Invalid> {
    in_range("max_wait_blocks", parameters.max_wait_blocks, 1, MAX_WAIT_BLOCKS)?;
    in_range("max_wait_seconds", parameters.max_wait_seconds, 1, MAX_WAIT_SECONDS)?;
    in_range("max_notice", parameters.max_notice, 0, MAX_NOTICE)
}

fn in_range(field: &str, value: u64, min: u64, max: u64) -> Result<(), Invalid> {
    if value < min || value > max {
        return Err(Invalid::new(field, value, format!("{min} to {max}")));
    }
    Ok(())
}
