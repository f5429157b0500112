//! What can be asked.

use berth_domain::{OrderId, TermsNumber};
use cosmwasm_schema::{QueryResponses, cw_serde};

use super::response::*;

/// What can be asked. Lists are pages: `start_after` is the last row of the page before, `limit` is 30 by default and at most 100.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(crate::Contracts)]
    Contracts {},
    /// What runs here.
    #[returns(crate::VersionResponse)]
    Version {},
    /// What market goes by beside the rules of each denom.
    #[returns(super::Parameters)]
    Parameters {},
    /// The current rules of one denom.
    #[returns(TermsResponse)]
    Terms {
        /// Which.
        denom: String,
    },
    /// The rules of one number, current or not.
    #[returns(TermsResponse)]
    NumberedTerms {
        /// Which.
        number: TermsNumber,
    },
    /// The current rules of every denom that may be used, by denom.
    #[returns(AllTermsResponse)]
    AllTerms {
        /// Begin after this one.
        start_after: Option<String>,
        /// Rows.
        limit: Option<u32>,
    },
    /// One order or lease.
    #[returns(OrderResponse)]
    Order {
        /// Which.
        order: OrderId,
    },
    /// The orders and leases of one deployment, closed ones included, by id.
    #[returns(OrdersResponse)]
    Orders {
        /// Whose.
        deployment: u64,
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows.
        limit: Option<u32>,
    },
    /// The open orders of all deployments with what they ask for, by id.
    #[returns(OpenOrdersResponse)]
    OpenOrders {
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows.
        limit: Option<u32>,
    },
    /// The orders that are ready, those that wait for a height first: what MatchOpenOrders visits, but while paused.
    #[returns(ReadyOrdersResponse)]
    ReadyOrders {
        /// Rows.
        limit: Option<u32>,
    },
    /// The best bids on an order, and when it is ready.
    #[returns(QuoteResponse)]
    Quote {
        /// Which.
        order: OrderId,
    },
    /// One bid.
    #[returns(FulfillmentResponse)]
    Fulfillment {
        /// On which order.
        order: OrderId,
        /// Whose.
        provider: String,
    },
    /// The bids on one order, dead ones that are not freed yet included, cheapest first.
    #[returns(FulfillmentsResponse)]
    Fulfillments {
        /// Which.
        order: OrderId,
        /// Begin after this place in the book.
        start_after: Option<BookPlace>,
        /// Rows.
        limit: Option<u32>,
    },
    /// The bids of one provider, dead ones that are not freed yet included, by order.
    #[returns(OwnFulfillmentsResponse)]
    OwnFulfillments {
        /// Whose.
        provider: String,
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows.
        limit: Option<u32>,
    },
    /// Whether a provider may bid on an order, whatever it offers, and why not: the check that SubmitFulfillment makes.
    #[returns(EligibilityResponse)]
    Eligibility {
        /// Who.
        provider: String,
        /// On which.
        order: OrderId,
    },
    /// The live leases of one provider, by id.
    #[returns(LeasesResponse)]
    Leases {
        /// Whose.
        provider: String,
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows.
        limit: Option<u32>,
    },
    /// The live leases of all, by the height until which they must be confirmed.
    #[returns(LeasesResponse)]
    DueLeases {
        /// Only those that are due at this height or before; absent: all.
        until: Option<u64>,
        /// Begin after this one.
        start_after: Option<DueKey>,
        /// Rows.
        limit: Option<u32>,
    },
    /// What of a balance is locked as collateral.
    #[returns(cosmwasm_std::Uint128)]
    Locked {
        /// Whose.
        owner: String,
        /// Of what.
        denom: String,
    },
    /// How a provider has served; nothing for one that never did.
    #[returns(TrackRecordResponse)]
    TrackRecord {
        /// Whose.
        provider: String,
    },
    /// Whether a provider has leases or bids, live or dead: what keeps it from deregistering.
    #[returns(ObligationsResponse)]
    Obligations {
        /// Whose.
        provider: String,
    },
    /// What a keeper would do in this block, and when there will be something next.
    #[returns(PendingWorkResponse)]
    PendingWork {
        /// Ids of each kind: 30 by default, at most 100.
        limit: Option<u32>,
    },
    /// All that a provider's daemon needs for one block: its leases, its bids, the open orders on which it may bid, its
    /// balances.
    #[returns(ProviderWorkResponse)]
    ProviderWork {
        /// Whose.
        provider: String,
        /// Of which coins to tell the balance: at most 16.
        denoms: Vec<String>,
        /// Where to begin; absent: each list at its beginning.
        cursor: Option<WorkCursor>,
        /// Rows of each list that are looked at.
        limit: Option<u32>,
    },
}
