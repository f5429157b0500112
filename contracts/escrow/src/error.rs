//! What can go wrong, each with a stable code.

use berth_contract_kit::{AdmissionError, MigrateError, WiringError};
use berth_domain::{Invalid, MoneyError, StakeError};
use cosmwasm_std::{StdError, Uint128};
use thiserror::Error;

/// An error of this contract; its text begins with a stable code.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Not let in.
    #[error("escrow/{0}")]
    Admission(#[from] AdmissionError),
    /// Contracts that do not belong together.
    #[error("escrow/wiring: {0}")]
    Wiring(#[from] WiringError),
    /// Code that does not follow what the contract runs.
    #[error("escrow/{0}")]
    Migrate(#[from] MigrateError),
    /// A parameter out of its bounds.
    #[error("escrow/invalid_field: {0}")]
    Invalid(#[from] Invalid),
    /// Money that does not add up; never by a user's doing.
    #[error("escrow/money: {0}")]
    Money(#[from] MoneyError),
    /// A message that must bring a coin came without.
    #[error("escrow/payment: exactly one coin is required")]
    NoCoin,
    /// A denom without rules.
    #[error("escrow/denom_not_allowed: {0} is not a denom of this exchange")]
    DenomNotAllowed(String),
    /// A deposit in another coin than the account's.
    #[error("escrow/wrong_denom: sent {sent}, deployment {deployment} is paid in {expected}")]
    WrongDenom {
        /// Whose account.
        deployment: u64,
        /// What came.
        sent: String,
        /// What it takes.
        expected: String,
    },
    /// Another coin than what is staked.
    #[error("escrow/wrong_denom: sent {sent}, stake is in {expected}")]
    NotStaked {
        /// What came.
        sent: String,
        /// What it takes.
        expected: String,
    },
    /// A stake that does not change as asked.
    #[error("escrow/{}: {_0}", stake_code(_0))]
    Stake(#[from] StakeError),
    /// Somebody else's deployment.
    #[error("escrow/not_owner: sender is {sender}, deployment {deployment} is owned by {owner}")]
    NotOwner {
        /// Which.
        deployment: u64,
        /// Who sent the message.
        sender: String,
        /// Who may.
        owner: String,
    },
    /// More than an account can spare, or nothing.
    #[error(
        "escrow/insufficient_deposit: amount is {wanted}, allowed: 1 to {bound} {denom} of deployment {deployment}"
    )]
    InsufficientDeposit {
        /// Whose account.
        deployment: u64,
        /// Of what.
        denom: String,
        /// Asked for.
        wanted: Uint128,
        /// What leases and open orders leave, now.
        bound: Uint128,
    },
    /// No such account: the deployment never was, or is cancelled.
    #[error("escrow/no_account: deployment {0} has no account")]
    NoAccount(u64),
    /// An account that is there already; never by a user's doing.
    #[error("escrow/account_exists: deployment {0} has an account already")]
    AccountExists(u64),
    /// Less is free than was asked for.
    #[error("escrow/insufficient_balance: {wanted} {denom} asked for, {free} free: balance {balance}, locked {locked}")]
    InsufficientBalance {
        /// Of what.
        denom: String,
        /// Asked for.
        wanted: Uint128,
        /// Not locked.
        free: Uint128,
        /// All of it.
        balance: Uint128,
        /// Locked as collateral.
        locked: Uint128,
    },
    /// Nothing is not withdrawn.
    #[error("escrow/nothing_to_withdraw: amount is 0, allowed: 1 to {free} {denom}")]
    NothingToWithdraw {
        /// Of what.
        denom: String,
        /// Not locked.
        free: Uint128,
    },
    /// Storage, addresses.
    #[error("escrow/std: {0}")]
    Std(#[from] StdError),
}

const fn stake_code(error: &StakeError) -> &'static str {
    match error {
        StakeError::Amount { .. } => "insufficient_stake",
        StakeError::TooMany { .. } => "too_many_unbonding",
        StakeError::Money(_) => "money",
    }
}
