//! Who may send a message, and with which coins: one rule per message, checked in one place, before anything else.

use berth_api::Role;
use cosmwasm_std::{MessageInfo, StdError, Storage, Uint128};
use cw_utils::{PaymentError, nonpayable, one_coin};
use thiserror::Error;

use crate::wiring::address_of;

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever likes.
    Anyone,
    /// The tenant of the deployment it is about; the handler checks it against the record.
    Tenant,
    /// A registered provider, or the provider of the lease it is about; the handler checks it against the record.
    Provider,
    /// One of the sibling contracts, by its address.
    Contract(Role),
}

/// Which coins a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coins {
    /// None.
    None,
    /// Exactly one, of more than 0.
    One,
}

/// The rule of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Who may send it.
    pub who: Who,
    /// With which coins.
    pub coins: Coins,
}

impl Rule {
    /// A rule.
    pub const fn new(who: Who, coins: Coins) -> Self {
        Self { who, coins }
    }
}

/// The coin that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Of what.
    pub denom: String,
    /// How much.
    pub amount: Uint128,
}

/// A message that is not let in. The contract's name comes before it.
#[derive(Debug, Error)]
pub enum AdmissionError {
    /// Somebody else's message.
    #[error("unauthorized: sender is {sender}, allowed: the {allowed} contract {address}")]
    Unauthorized {
        /// Who sent it.
        sender: String,
        /// Who may.
        allowed: Role,
        /// Its address.
        address: String,
    },
    /// The wrong coins.
    #[error("payment: {0}")]
    Payment(#[from] PaymentError),
    /// More than any supply.
    #[error("payment: {0} is more than 2^128 - 1")]
    TooMuch(String),
    /// Storage.
    #[error("std: {0}")]
    Std(#[from] StdError),
}

/// Lets a message in, with the coin its rule asks for.
///
/// What the rule leaves to the handler ([`Who::Tenant`], [`Who::Provider`]) is not checked here.
pub fn admit(rule: Rule, storage: &dyn Storage, info: &MessageInfo) -> Result<Option<Paid>, AdmissionError> {
    if let Who::Contract(role) = rule.who {
        let address = address_of(storage, role)?;
        if info.sender != address {
            let sender = info.sender.to_string();
            return Err(AdmissionError::Unauthorized { sender, allowed: role, address: address.into_string() });
        }
    }
    match rule.coins {
        Coins::None => nonpayable(info).map(|()| None).map_err(AdmissionError::from),
        Coins::One => {
            let coin = one_coin(info)?;
            let amount = Uint128::try_from(coin.amount).map_err(|_| AdmissionError::TooMuch(coin.to_string()))?;
            Ok(Some(Paid { denom: coin.denom, amount }))
        }
    }
}
