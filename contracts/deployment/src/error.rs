//! What can go wrong, each with a stable code.

use berth_contract_kit::{AdmissionError, MigrateError, WiringError};
use berth_domain::{Invalid, MoneyError};
use cosmwasm_std::{StdError, Uint128};
use thiserror::Error;

/// An error of this contract; its text begins with a stable code.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Not let in.
    #[error("deployment/{0}")]
    Admission(#[from] AdmissionError),
    /// Contracts that do not belong together.
    #[error("deployment/wiring: {0}")]
    Wiring(#[from] WiringError),
    /// Code that does not follow what the contract runs.
    #[error("deployment/{0}")]
    Migrate(#[from] MigrateError),
    /// A field out of its bounds.
    #[error("deployment/invalid_field: {0}")]
    Invalid(#[from] Invalid),
    /// A sum out of its range.
    #[error("deployment/money: {0}")]
    Money(#[from] MoneyError),
    /// A denom without rules.
    #[error("deployment/denom_not_allowed: {0} is not a denom of this exchange")]
    DenomNotAllowed(String),
    /// Another coin than the deployment names.
    #[error("deployment/wrong_denom: sent {sent}, the deployment names {expected}")]
    WrongDenom {
        /// What came.
        sent: String,
        /// What it names.
        expected: String,
    },
    /// A message that must bring a coin came without.
    #[error("deployment/payment: exactly one coin is required")]
    NoCoin,
    /// Too little to begin with.
    #[error(
        "deployment/insufficient_deposit: sent {sent} {denom}, at least {required}: the holds and {min_runway} s at the maximum rates"
    )]
    InsufficientDeposit {
        /// What came.
        sent: Uint128,
        /// Of what.
        denom: String,
        /// What is needed.
        required: Uint128,
        /// Seconds that must be affordable.
        min_runway: u64,
    },
    /// No such deployment.
    #[error("deployment/not_found: there is no deployment {0}")]
    NotFound(u64),
    /// No such infrastructure, or its deployment is cancelled.
    #[error("deployment/infrastructure_not_found: deployment {deployment} has no infrastructure {slot}")]
    InfrastructureNotFound {
        /// Of which deployment.
        deployment: u64,
        /// Under which number.
        slot: u32,
    },
    /// A cancelled deployment takes no message.
    #[error("deployment/closed: deployment {0} is cancelled")]
    Closed(u64),
    /// Somebody else's deployment.
    #[error("deployment/not_owner: sender is {sender}, deployment {deployment} is {owner}'s")]
    NotOwner {
        /// Which.
        deployment: u64,
        /// Who sent it.
        sender: String,
        /// Who may.
        owner: String,
    },
    /// A message that changes nothing.
    #[error("deployment/nothing_to_do: the message names nothing that is to change")]
    NothingToDo,
    /// Something that is to be removed is not there.
    #[error("deployment/unknown_infrastructure: `{0}` is none of the deployment's")]
    UnknownInfrastructure(String),
    /// Slots are used up.
    #[error("deployment/slots_exhausted: there are no slots left in this deployment")]
    SlotsExhausted,
    /// Ids are used up.
    #[error("deployment/ids_exhausted: there are no deployment ids left")]
    IdsExhausted,
    /// Storage, addresses.
    #[error("deployment/std: {0}")]
    Std(#[from] StdError),
}

/// A stranger's text is shown, but not at any length: names are this long at most.
const SHOWN: usize = 32;

impl ContractError {
    /// There is no infrastructure of this name.
    pub(crate) fn unknown_infrastructure(name: &str) -> Self {
        Self::UnknownInfrastructure(name.chars().take(SHOWN).collect())
    }
}
