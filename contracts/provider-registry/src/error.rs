//! What can go wrong, each with a stable code.

use berth_api::Role;
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
    /// Not registered, or not any more.
    #[error("provider-registry/not_registered: {0} is not registered as a provider")]
    NotRegistered(String),
    /// It would say what is said already.
    #[error("provider-registry/unchanged: {0} is that already")]
    Unchanged(&'static str),
    /// It may bid already.
    #[error("provider-registry/already_active: provider {0} is active")]
    AlreadyActive(String),
    /// It has stopped bidding already.
    #[error("provider-registry/not_active: provider {0} is not active")]
    NotActive(String),
    /// Something in market binds it.
    #[error("provider-registry/has_obligations: provider {provider} has {held}, allowed: no live lease and no bid")]
    HasObligations {
        /// Whom.
        provider: String,
        /// What it has.
        held: &'static str,
    },
    /// There is one already.
    #[error("provider-registry/certificate_exists: provider {0} has a certificate")]
    CertificateExists(String),
    /// There is none.
    #[error("provider-registry/no_certificate: provider {0} has no certificate")]
    NoCertificate(String),
    /// Serial numbers are used up.
    #[error("provider-registry/serials_exhausted: there are no serial numbers left")]
    SerialsExhausted,
    /// Nobody vouches for himself.
    #[error("provider-registry/self_attestation: {0} cannot vouch for itself")]
    SelfAttestation(String),
    /// There is none.
    #[error("provider-registry/no_attestation: {auditor} does not vouch for {provider}")]
    NoAttestation {
        /// About whom.
        provider: String,
        /// By whom.
        auditor: String,
    },
    /// A contract of the exchange would hold authority over it.
    #[error("provider-registry/own_contract: {field} is {address}, the {role} contract of this exchange")]
    OwnContract {
        /// Which field of the message.
        field: &'static str,
        /// Which contract.
        role: Role,
        /// Its address.
        address: String,
    },
    /// Nobody is proposed.
    #[error("provider-registry/no_proposal: no admin is proposed")]
    NoProposal,
    /// Too late.
    #[error("provider-registry/proposal_expired: the proposal expired at {expires_at}, now is {now}")]
    ProposalExpired {
        /// When.
        expires_at: u64,
        /// Block time.
        now: u64,
    },
    /// New business is stopped already.
    #[error("provider-registry/already_paused: the exchange is paused")]
    AlreadyPaused,
    /// New business is not stopped.
    #[error("provider-registry/not_paused: the exchange is not paused")]
    NotPaused,
    /// Storage, addresses.
    #[error("provider-registry/std: {0}")]
    Std(#[from] StdError),
}
