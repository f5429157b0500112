//! Who may send a message, with which coins, and whether while paused: one rule per message, checked in one place,
//! before anything else.

use berth_api::Role;
use berth_api::raw::Authority;
use cosmwasm_std::{Deps, MessageInfo, StdError, StdResult, Uint128};
use cw_utils::{PaymentError, nonpayable, one_coin};
use thiserror::Error;

use crate::authority::authority;
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
    /// Who sets parameters.
    Admin,
    /// Who was proposed as admin; whether in time is for the handler to check.
    PendingAdmin,
    /// Who may stop new business: the guardian, or the admin.
    Guardian,
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
    /// Whether it is let in while the exchange is paused.
    pub while_paused: bool,
}

impl Rule {
    /// A rule of a message that is let in while paused too.
    pub const fn new(who: Who, coins: Coins) -> Self {
        Self { who, coins, while_paused: true }
    }

    /// The same, but refused while paused. Costs one read of the authority record.
    #[must_use]
    pub const fn not_while_paused(self) -> Self {
        Self { while_paused: false, ..self }
    }

    /// Whether the authority record decides.
    const fn needs_authority(self) -> bool {
        !self.while_paused || matches!(self.who, Who::Admin | Who::PendingAdmin | Who::Guardian)
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
    #[error("unauthorized: sender is {sender}, allowed: {allowed}")]
    Unauthorized {
        /// Who sent it.
        sender: String,
        /// Who may: what it is, and its address.
        allowed: String,
    },
    /// New business is stopped.
    #[error("paused: new business is stopped until the admin unpauses the exchange")]
    Paused,
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

/// Lets a message in, with the coin its rule asks for. The authority record is read raw from the provider registry, and
/// only when the rule needs it.
///
/// What the rule leaves to the handler ([`Who::Tenant`], [`Who::Provider`]) is not checked here.
pub fn admit(rule: Rule, deps: Deps, info: &MessageInfo) -> Result<Option<Paid>, AdmissionError> {
    admit_with(rule, deps, info, authority)
}

/// The same, where the authority record comes from elsewhere: the provider registry has it in its own storage.
pub fn admit_with(
    rule: Rule,
    deps: Deps,
    info: &MessageInfo,
    authority: impl FnOnce(Deps) -> StdResult<Authority>,
) -> Result<Option<Paid>, AdmissionError> {
    if let Who::Contract(role) = rule.who {
        let address = address_of(deps.storage, role)?;
        allow(info, info.sender == address, || format!("the {role} contract {address}"))?;
    }
    if rule.needs_authority() {
        let authority = authority(deps)?;
        check_authority(rule.who, info, &authority)?;
        if authority.paused && !rule.while_paused {
            return Err(AdmissionError::Paused);
        }
    }
    take_coins(rule.coins, info)
}

fn check_authority(who: Who, info: &MessageInfo, authority: &Authority) -> Result<(), AdmissionError> {
    let Authority { admin, pending, guardian, .. } = authority;
    match who {
        Who::Admin => allow(info, info.sender == admin, || format!("the admin {admin}")),
        Who::PendingAdmin => match pending {
            Some(pending) => {
                let proposed = &pending.address;
                allow(info, info.sender == proposed, || format!("the proposed admin {proposed}"))
            }
            None => allow(info, false, || "nobody: no admin is proposed".to_owned()),
        },
        Who::Guardian => {
            let known = [admin, guardian].contains(&&info.sender);
            allow(info, known, || format!("the guardian {guardian} and the admin {admin}"))
        }
        Who::Anyone | Who::Tenant | Who::Provider | Who::Contract(_) => Ok(()),
    }
}

fn allow(info: &MessageInfo, known: bool, allowed: impl FnOnce() -> String) -> Result<(), AdmissionError> {
    if known {
        return Ok(());
    }
    Err(AdmissionError::Unauthorized { sender: info.sender.to_string(), allowed: allowed() })
}

fn take_coins(coins: Coins, info: &MessageInfo) -> Result<Option<Paid>, AdmissionError> {
    match coins {
        Coins::None => nonpayable(info).map(|()| None).map_err(AdmissionError::from),
        Coins::One => {
            let coin = one_coin(info)?;
            let amount = Uint128::try_from(coin.amount).map_err(|_| AdmissionError::TooMuch(coin.to_string()))?;
            Ok(Some(Paid { denom: coin.denom, amount }))
        }
    }
}

#[cfg(test)]
mod tests {
    use berth_api::raw::PendingAdmin;
    use cosmwasm_std::testing::{message_info, mock_dependencies};
    use cosmwasm_std::{Addr, coins};

    use super::*;

    fn authority(paused: bool) -> Authority {
        let [admin, guardian] = ["admin", "guardian"].map(Addr::unchecked);
        Authority { admin, guardian, paused, pending: None }
    }

    fn refusal(rule: Rule, sender: &str, paused: bool) -> Option<String> {
        refusal_by(authority(paused), rule, sender)
    }

    fn refusal_by(authority: Authority, rule: Rule, sender: &str) -> Option<String> {
        let info = message_info(&Addr::unchecked(sender), &[]);
        admit_with(rule, mock_dependencies().as_ref(), &info, |_| Ok(authority)).err().map(|e| e.to_string())
    }

    #[test]
    fn the_admin_is_the_admin_and_may_do_what_the_guardian_may() {
        let admins = Rule::new(Who::Admin, Coins::None);
        assert_eq!(refusal(admins, "admin", true), None);
        let refused = "unauthorized: sender is guardian, allowed: the admin admin";
        assert_eq!(refusal(admins, "guardian", false).as_deref(), Some(refused));

        let guardians = Rule::new(Who::Guardian, Coins::None);
        assert_eq!(refusal(guardians, "admin", false), None);
        assert_eq!(refusal(guardians, "guardian", false), None);
        let refused = "unauthorized: sender is mallory, allowed: the guardian guardian and the admin admin";
        assert_eq!(refusal(guardians, "mallory", false).as_deref(), Some(refused));
    }

    #[test]
    fn only_who_was_proposed_becomes_admin() {
        let rule = Rule::new(Who::PendingAdmin, Coins::None);
        let refused = "unauthorized: sender is next, allowed: nobody: no admin is proposed";
        assert_eq!(refusal(rule, "next", false).as_deref(), Some(refused));
        let pending = PendingAdmin { address: Addr::unchecked("next"), expires_at: 1 };
        let proposed = Authority { pending: Some(pending), ..authority(false) };
        assert_eq!(refusal_by(proposed.clone(), rule, "next"), None);
        let refused = "unauthorized: sender is admin, allowed: the proposed admin next";
        assert_eq!(refusal_by(proposed, rule, "admin").as_deref(), Some(refused));
    }

    #[test]
    fn a_pause_stops_only_what_says_so() {
        let rule = Rule::new(Who::Anyone, Coins::None);
        assert_eq!(refusal(rule, "alice", true), None);
        assert_eq!(refusal(rule.not_while_paused(), "alice", false), None);
        let refused = "paused: new business is stopped until the admin unpauses the exchange";
        assert_eq!(refusal(rule.not_while_paused(), "alice", true).as_deref(), Some(refused));
    }

    #[test]
    fn the_record_is_read_only_when_the_rule_needs_it() {
        let (deps, info) = (mock_dependencies(), message_info(&Addr::unchecked("alice"), &coins(7, "uusdc")));
        let unread = |_: Deps| -> StdResult<Authority> { Err(StdError::msg("read")) };
        for who in [Who::Anyone, Who::Tenant, Who::Provider] {
            let rule = Rule::new(who, Coins::One);
            let paid = Paid { denom: "uusdc".into(), amount: Uint128::new(7) };
            assert_eq!(admit_with(rule, deps.as_ref(), &info, unread).unwrap(), Some(paid));
            assert!(admit_with(rule.not_while_paused(), deps.as_ref(), &info, unread).is_err());
        }
    }
}
