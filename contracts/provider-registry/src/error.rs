//! What can go wrong, each with a stable code.

use berth_contract_kit::{AdmissionError, MigrateError, WiringError};
use berth_domain::Invalid;
use cosmwasm_std::StdError;
use thiserror::Error;

/// An error of this contract; its text begins with a stable code.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Not let in.
    #[error("provider-registry/{0}")]
    Admission(#[from] AdmissionError),
    /// Contracts that do not belong together.
    #[error("provider-registry/wiring: {0}")]
    Wiring(#[from] WiringError),
    /// Code that does not follow what the contract runs.
    #[error("provider-registry/{0}")]
    Migrate(#[from] MigrateError),
    /// A field out of its bounds.
    #[error("provider-registry/invalid_field: {0}")]
    Invalid(#[from] Invalid),
    /// Registered before.
    #[error("provider-registry/registered: {0} is registered already")]
    Registered(String),
    /// Storage, addresses.
    #[error("provider-registry/std: {0}")]
    Std(#[from] StdError),
}
