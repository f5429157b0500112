//! What the contracts say has happened: one event per change of state and per movement of money.
//!
//! On a chain the type gets the prefix `wasm-`, and `_contract_address` says which contract spoke: anybody can emit
//! an event of the same name, so check it. Each struct here converts both ways.

use std::str::FromStr;

use berth_domain::OrderId;
use cosmwasm_std::{Addr, Event, HexBinary, Uint128, Uint256};
use thiserror::Error;

/// An event that is not what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EventError {
    /// Another event.
    #[error("the event is a `{actual}`, expected `{expected}`")]
    Type {
        /// Its type.
        actual: String,
        /// The one expected.
        expected: &'static str,
    },
    /// An attribute is missing or does not parse.
    #[error("event `{event}` has no usable attribute `{attribute}`")]
    Attribute {
        /// Its type.
        event: &'static str,
        /// Which attribute.
        attribute: &'static str,
    },
}

/// A value in an event's attribute. Absent ones are the empty text.
trait AttributeValue: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! plain_attributes {
    ($($type:ty),*) => {$(
        impl AttributeValue for $type {
            fn write(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                Self::from_str(text).ok()
            }
        }
    )*};
}

plain_attributes!(u32, u64, bool, String, Uint128, Uint256, OrderId);

impl AttributeValue for Addr {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self::unchecked(text))
    }
}

impl AttributeValue for HexBinary {
    fn write(&self) -> String {
        self.to_hex()
    }

    fn read(text: &str) -> Option<Self> {
        Self::from_hex(text).ok()
    }
}

impl<T: AttributeValue> AttributeValue for Option<T> {
    fn write(&self) -> String {
        self.as_ref().map(AttributeValue::write).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { T::read(text).map(Some) }
    }
}

fn read<T: AttributeValue>(event: &Event, kind: &'static str, attribute: &'static str) -> Result<T, EventError> {
    let found = event.attributes.iter().find(|candidate| candidate.key == attribute);
    found.and_then(|found| T::read(&found.value)).ok_or(EventError::Attribute { event: kind, attribute })
}

/// What there is to know about one kind of event: made out of the documentation of its struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKind {
    /// Its type, as the contract emits it.
    pub ty: &'static str,
    /// Which contract emits it, and what it says.
    pub doc: &'static str,
    /// In the order in which they are emitted.
    pub attributes: &'static [AttributeKind],
}

/// One attribute of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeKind {
    /// Its key.
    pub key: &'static str,
    /// The Rust type of its value; an absent one is the empty text.
    pub value: &'static str,
    /// What it says.
    pub doc: &'static str,
}

macro_rules! events {
    ($($(#[doc = $doc:literal])* $name:ident = $kind:literal {
        $($(#[doc = $field_doc:literal])* $field:ident: $type:ty,)*
    })*) => {
        /// Every event there is, contract by contract.
        pub const CATALOGUE: &[EventKind] = &[$(EventKind {
            ty: $kind,
            doc: concat!($($doc),*),
            attributes: &[$(AttributeKind {
                key: stringify!($field),
                value: stringify!($type),
                doc: concat!($($field_doc),*),
            },)*],
        },)*];

        $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// The event's type, as the contract emits it.
            pub const TYPE: &'static str = $kind;
        }

        impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Event::new($kind)$(.add_attribute(stringify!($field), event.$field.write()))*
            }
        }

        impl TryFrom<&Event> for $name {
            type Error = EventError;

            fn try_from(event: &Event) -> Result<Self, EventError> {
                if event.ty.strip_prefix("wasm-").unwrap_or(&event.ty) != $kind {
                    return Err(EventError::Type { actual: event.ty.clone(), expected: $kind });
                }
                Ok(Self { $($field: read(event, $kind, stringify!($field))?,)* })
            }
        }
    )*};
}

events! {
    /// provider-registry: the exchange is made.
    ExchangeMade = "exchange_made" {
        /// Who sets parameters.
        admin: Addr,
        /// Who may stop new business in an emergency.
        guardian: Addr,
    }

    /// provider-registry: a provider may bid from now on.
    ProviderRegistered = "provider_registered" {
        /// Its address.
        provider: Addr,
        /// Where it stands.
        region: String,
    }

    /// provider-registry: a provider says something else about itself.
    ProviderUpdated = "provider_updated" {
        /// Its address.
        provider: Addr,
        /// Where it stands from now on.
        region: String,
    }

    /// provider-registry: a provider may bid again.
    ProviderActivated = "provider_activated" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider bids no more.
    ProviderDeactivated = "provider_deactivated" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider is gone.
    ProviderDeregistered = "provider_deregistered" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider has a root certificate.
    CertificatePublished = "certificate_published" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: a provider has another root certificate.
    CertificateRotated = "certificate_rotated" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: a provider has no root certificate any more.
    CertificateRevoked = "certificate_revoked" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: an auditor vouches for a provider, instead of what he vouched for before.
    ProviderAttested = "provider_attested" {
        /// About whom.
        provider: Addr,
        /// By whom.
        auditor: Addr,
        /// Block time in seconds from which on it says nothing.
        expires_at: u64,
    }

    /// provider-registry: an auditor took his word back.
    AttestationRevoked = "attestation_revoked" {
        /// About whom.
        provider: Addr,
        /// By whom.
        auditor: Addr,
    }

    /// provider-registry: somebody may become admin.
    AdminProposed = "admin_proposed" {
        /// Who.
        admin: Addr,
        /// Block time in seconds from which on it is too late.
        expires_at: u64,
    }

    /// provider-registry: nobody may become admin any more.
    AdminProposalCancelled = "admin_proposal_cancelled" {
        /// Who might have.
        admin: Addr,
    }

    /// provider-registry: the exchange has another admin.
    AdminAccepted = "admin_accepted" {
        /// Who it is.
        admin: Addr,
        /// Who it was.
        former: Addr,
    }

    /// provider-registry: the exchange has another guardian.
    GuardianSet = "guardian_set" {
        /// Who it is.
        guardian: Addr,
        /// Who it was.
        former: Addr,
    }

    /// provider-registry: new business is stopped.
    ExchangePaused = "exchange_paused" {
        /// By whom.
        by: Addr,
    }

    /// provider-registry: new business is let in again.
    ExchangeUnpaused = "exchange_unpaused" {
        /// By whom.
        by: Addr,
    }

    /// deployment: a tenant wants something.
    DeploymentSubmitted = "deployment_submitted" {
        /// Its id.
        deployment: u64,
        /// The tenant.
        owner: Addr,
        /// What it is paid in.
        denom: String,
        /// SHA-256 of the manifest.
        version: HexBinary,
        /// What the tenant sent along.
        deposit: Uint128,
    }

    /// deployment: its owner changed a deployment, by removing or setting infrastructures or by another manifest.
    DeploymentUpdated = "deployment_updated" {
        /// Its id.
        deployment: u64,
        /// SHA-256 of the manifest, from now on.
        version: HexBinary,
    }

    /// deployment: its owner asked for an order wherever there is neither order nor lease.
    DeploymentResumed = "deployment_resumed" {
        /// Its id.
        deployment: u64,
    }

    /// deployment: an infrastructure is new, or was changed. What else it says is in the message and in the query.
    InfrastructureSet = "infrastructure_set" {
        /// Of which deployment.
        deployment: u64,
        /// Its number there; what was there under this number before is replaced.
        slot: u32,
        /// What the tenant calls it.
        name: String,
        /// Whether the lease that its provider ends is followed by a new order by itself.
        persist: bool,
    }

    /// deployment: an infrastructure is gone. None of these when all are gone with the deployment.
    InfrastructureRemoved = "infrastructure_removed" {
        /// Of which deployment.
        deployment: u64,
        /// Its number there, which is never given again.
        slot: u32,
        /// What the tenant called it.
        name: String,
    }

    /// deployment: the bounds of what tenants may ask for, from now on.
    DeploymentParametersSet = "deployment_parameters_set" {
        /// The longest wait in blocks.
        max_wait_blocks: u64,
        /// The longest wait in seconds.
        max_wait_seconds: u64,
        /// The longest notice in seconds.
        max_notice: u64,
    }

    /// deployment: a deployment is over, with all its infrastructures.
    DeploymentCancelled = "deployment_cancelled" {
        /// Its id.
        deployment: u64,
    }

    /// market: an order takes bids.
    OrderOpened = "order_opened" {
        /// Its id.
        order: OrderId,
        /// The most its lease can cost, 10^-18 per second.
        max_rate: Uint128,
        /// What a bid locks.
        collateral: Uint128,
        /// Who may not bid.
        barred: Option<Addr>,
        /// The number of its rules.
        terms: u32,
        /// Seconds of notice after which the provider of its lease may leave.
        notice: u64,
    }

    /// market: an order is over without a lease.
    OrderClosed = "order_closed" {
        /// Its id.
        order: OrderId,
        /// `no_funds`, `cancelled`, `removed` or `replaced`.
        reason: String,
    }

    /// market: a bid stands, its collateral is locked.
    FulfillmentSubmitted = "fulfillment_submitted" {
        /// On which order.
        order: OrderId,
        /// Whose.
        provider: Addr,
        /// Total price, 10^-18 per second.
        price: Uint128,
        /// The groups' prices, in the order's sequence, as decimals joined by commas.
        prices: String,
        /// Its place among equal prices.
        sequence: u64,
        /// Locked by it; a bid that replaces one of the same provider locks nothing more.
        collateral: Uint128,
        /// When the order is ready: `height:N` or `time:N`.
        ready_at: String,
    }

    /// market: a bid is gone, its collateral is free.
    FulfillmentReleased = "fulfillment_released" {
        /// On which order.
        order: OrderId,
        /// Whose.
        provider: Addr,
        /// What is free again.
        collateral: Uint128,
    }

    /// market: an order was given to its lowest bid.
    LeaseStarted = "lease_started" {
        /// Its id.
        lease: OrderId,
        /// The winner.
        provider: Addr,
        /// Price and interest, 10^-18 per second.
        rate: Uint128,
        /// Price alone, 10^-18 per second.
        price: Uint128,
        /// Locked until it ends.
        collateral: Uint128,
        /// The last height at which it is not stale.
        due_height: u64,
    }

    /// market: the provider says that it provides.
    LeaseConfirmed = "lease_confirmed" {
        /// Which lease.
        lease: OrderId,
        /// The last height at which it is not stale.
        due_height: u64,
    }

    /// market: a lease was paid while it goes on.
    LeasePaid = "lease_paid" {
        /// Which lease.
        lease: OrderId,
        /// Paid since it began, fee included.
        paid: Uint128,
        /// Of it the protocol's fee.
        fee: Uint128,
    }

    /// market: a lease is over.
    LeaseEnded = "lease_ended" {
        /// Which lease.
        lease: OrderId,
        /// Who provided.
        provider: Addr,
        /// `stale`, `provider_left`, `notice_served`, `unfunded`, `tenant_closed`, `cancelled`, `removed` or `replaced`.
        reason: String,
        /// Seconds paid for.
        seconds: u64,
        /// Paid with its end.
        amount: Uint128,
        /// Of the collateral, what went to the deployment and the caller; the rest is free.
        forfeited: Uint128,
    }

    /// market: a provider has given notice.
    NoticeGiven = "notice_given" {
        /// Of which lease.
        lease: OrderId,
        /// Who.
        provider: Addr,
        /// Block time from which on it may leave.
        leave_at: u64,
    }

    /// market: what is remembered of a provider has changed.
    RecordChanged = "record_changed" {
        /// Of whom.
        provider: Addr,
        /// Seconds of ended leases that were paid for, in all.
        served_seconds: u64,
        /// Leases that it broke, in all.
        broken: u32,
    }

    /// market: a denom has new rules.
    TermsSet = "terms_set" {
        /// Which denom.
        denom: String,
        /// Their number.
        terms: u32,
    }

    /// market: a denom is taken out of use.
    TermsRemoved = "terms_removed" {
        /// Which.
        denom: String,
    }

    /// market: what is not a denom's has changed.
    MarketParametersSet = "market_parameters_set" {
        /// Paid seconds at which half the service's share of reputation is reached.
        half_service: u64,
        /// Stake at which half the stake's share is reached.
        half_stake: Uint128,
        /// What a broken lease counts against the service, in seconds.
        penalty: u64,
        /// How much the host chain's scheduler does per call.
        sudo_limit: u32,
    }

    /// market: what the host chain's scheduler asked for has failed and was undone.
    FacilitateFailed = "facilitate_failed" {
        /// As the chain tells it.
        reason: String,
    }

    /// escrow: an account has its first coins.
    AccountOpened = "account_opened" {
        /// Whose.
        deployment: u64,
        /// What it holds.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: coins came into an account.
    AccountDeposited = "account_deposited" {
        /// Whose.
        deployment: u64,
        /// From whom.
        sender: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: an account is gone; what was left is credited to its owner.
    AccountClosed = "account_closed" {
        /// Whose.
        deployment: u64,
        /// How much was left.
        amount: Uint128,
    }

    /// escrow: what an account sets aside for tips is another sum now.
    AccountHeld = "account_held" {
        /// Whose.
        deployment: u64,
        /// All that is set aside.
        holds: Uint128,
    }

    /// escrow: a second was found that an account cannot pay. Its leases are over from there on.
    AccountRanDry = "account_ran_dry" {
        /// Whose.
        deployment: u64,
        /// That second.
        dry_at: u64,
    }

    /// escrow: an account's dry spell is over.
    AccountResumed = "account_resumed" {
        /// Whose.
        deployment: u64,
    }

    /// escrow: a balance grew; with a payout the coins are sent on at once.
    Credited = "credited" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// By how much.
        amount: Uint128,
        /// `earning`, `fee`, `tip`, `refund`, `deposit`, `deposit_withdrawn`, `unbonded` or `slash`.
        reason: String,
        /// Out of which account, if out of one.
        deployment: Option<u64>,
    }

    /// escrow: collateral left its provider's balance, for the account and the tip: all of a broken lease's; after a notice
    /// that was served the price of matching a successor.
    Forfeited = "forfeited" {
        /// Whose balance.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
        /// Into which account, less the tip.
        deployment: u64,
    }

    /// escrow: coins left for their owner.
    Withdrawn = "withdrawn" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: coins came in and are bonded.
    Staked = "staked" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: bonded coins are on their way out. When they are the owner's, `credited` says so, for all whose time has come.
    UnbondingStarted = "unbonding_started" {
        /// Whose.
        owner: Addr,
        /// How much.
        amount: Uint128,
        /// The first second at which they are the owner's again.
        release_at: u64,
    }

    /// escrow: a broken lease cost stake; `credited` says to whom it went.
    Slashed = "slashed" {
        /// Whose stake.
        owner: Addr,
        /// How much.
        amount: Uint128,
        /// Of it bonded; the rest was unbonding, the oldest first.
        bonded: Uint128,
    }

    /// escrow: its rules, when it is made and whenever they change.
    EscrowParametersSet = "escrow_parameters_set" {
        /// Whose balance the protocol's fee and slashed stake are credited to.
        fee_collector: Addr,
        /// What is staked.
        staking_denom: String,
        /// Seconds from Unstake until the coins are the owner's again.
        unbonding: u64,
        /// The most that one provider can lose of its stake in each window.
        slash_cap: Uint128,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_convert_both_ways() {
        let opened = OrderOpened {
            order: OrderId::new(7, 1, 2),
            max_rate: Uint128::new(5),
            collateral: Uint128::new(6),
            barred: None,
            terms: 1,
            notice: 60,
        };
        let mut event = Event::from(opened.clone());
        assert_eq!(OrderOpened::try_from(&event), Ok(opened.clone()));
        event.ty = "wasm-order_opened".into();
        assert_eq!(OrderOpened::try_from(&event), Ok(opened));
        assert!(matches!(OrderClosed::try_from(&event), Err(EventError::Type { .. })));
        event.attributes.retain(|attribute| attribute.key != "terms");
        assert_eq!(
            OrderOpened::try_from(&event),
            Err(EventError::Attribute { event: "order_opened", attribute: "terms" })
        );
    }
}
