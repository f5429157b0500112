//! What market says.

use berth_domain::OrderId;
use cosmwasm_std::{Addr, Event, Uint128};

use super::convert::{AttributeKind, AttributeValue, EventError, EventKind, events, read};

events! {
    /// All that market says.
    enum MarketEvent;

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
}
