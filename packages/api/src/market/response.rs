//! What is answered.

use berth_domain::{
    CloseReason, DeploymentInfrastructure, Moment, OrderId, ResourceGroup, Terms, TermsNumber, WaitDuration,
};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128};

/// What binds a provider.
#[cw_serde]
pub struct ObligationsResponse {
    /// Whether it has a live lease.
    pub leases: bool,
    /// Whether it has a bid, a dead one that is not freed yet included.
    pub bids: bool,
}

/// The rules of a denom.
#[cw_serde]
pub struct TermsResponse {
    /// Their number.
    pub number: TermsNumber,
    /// What they say.
    pub terms: Terms,
}

/// An order or lease.
#[cw_serde]
pub struct OrderResponse {
    /// Its id.
    pub order: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
}

/// Where an order stands.
#[cw_serde]
pub enum OrderStatus {
    /// It takes bids, or waits to be matched.
    Open(OpenStatus),
    /// It was given to the lowest bid.
    Leased(LeaseStatus),
    /// It is over.
    Closed {
        /// How it ended.
        reason: CloseReason,
        /// In which block.
        height: u64,
    },
}

/// An open order.
#[cw_serde]
pub struct OpenStatus {
    /// When bidding ends; absent until the first bid.
    pub ready_at: Option<Moment>,
    /// The most its lease can cost, 10^-18 per second.
    pub max_rate: Uint128,
    /// What a bid locks.
    pub collateral: Uint128,
    /// Who may not bid.
    pub barred: Option<Addr>,
    /// The number of its rules.
    pub terms: TermsNumber,
    /// Seconds of notice after which the provider of its lease may leave.
    pub notice: u64,
}

/// A live lease.
#[cw_serde]
pub struct LeaseStatus {
    /// Who provides.
    pub provider: Addr,
    /// Price and interest, 10^-18 per second.
    pub rate: Uint128,
    /// Price alone, 10^-18 per second.
    pub price: Uint128,
    /// Locked until it ends.
    pub collateral: Uint128,
    /// Block time of the match.
    pub started_at: u64,
    /// The number of its rules.
    pub terms: TermsNumber,
    /// Seconds of notice after which the provider may leave.
    pub notice: u64,
    /// From when on it may, once it has given notice.
    pub leave_at: Option<u64>,
    /// Blocks between confirmations.
    pub reconfirmation_period: u64,
    /// Height of the last confirmation.
    pub confirmed_height: u64,
    /// The last height at which it is not stale.
    pub due_height: u64,
    /// Block time of the last confirmation.
    pub confirmed_at: u64,
    /// Paid since it began, fee included.
    pub paid: Uint128,
    /// Of it the protocol's fee.
    pub fee: Uint128,
}

/// A page of orders.
#[cw_serde]
pub struct OrdersResponse {
    /// By id.
    pub orders: Vec<OrderResponse>,
}

/// An open order, and what a provider must know to bid on it.
#[cw_serde]
pub struct OpenOrderResponse {
    /// Its id.
    pub order: OrderId,
    /// Where it stands.
    pub status: OpenStatus,
    /// The tenant.
    pub owner: Addr,
    /// What it is paid in.
    pub denom: String,
    /// What is asked for.
    pub infrastructure: DeploymentInfrastructure,
}

/// A page of open orders.
#[cw_serde]
pub struct OpenOrdersResponse {
    /// By id.
    pub orders: Vec<OpenOrderResponse>,
}

/// Denoms and their rules.
#[cw_serde]
pub struct AllTermsResponse {
    /// By denom.
    pub terms: Vec<TermsResponse>,
}

/// An order that is ready.
#[cw_serde]
pub struct ReadyOrder {
    /// Its id.
    pub order: OrderId,
    /// Since when.
    pub ready_at: Moment,
}

/// Orders that are ready.
#[cw_serde]
pub struct ReadyOrdersResponse {
    /// In the order in which they are visited.
    pub orders: Vec<ReadyOrder>,
}

/// How the bidding on an open order stands.
#[cw_serde]
pub struct QuoteResponse {
    /// Which.
    pub order: OrderId,
    /// When bidding ends; absent until the first bid.
    pub ready_at: Option<Moment>,
    /// Whether it has ended.
    pub ready: bool,
    /// What wins if nothing better comes.
    pub best: Option<FulfillmentResponse>,
    /// What comes after it.
    pub second: Option<FulfillmentResponse>,
}

/// Whether a provider may bid.
#[cw_serde]
pub struct EligibilityResponse {
    /// It may.
    pub eligible: bool,
    /// Why not, each beginning with the code with which a bid would be refused.
    pub reasons: Vec<String>,
}

/// Names a row of the leases by due height.
#[cw_serde]
#[derive(Copy)]
pub struct DueKey {
    /// Until when it must be confirmed.
    pub due_height: u64,
    /// Which.
    pub lease: OrderId,
}

/// How a provider has served.
#[cw_serde]
pub struct TrackRecordResponse {
    /// Whose.
    pub provider: Addr,
    /// Seconds of ended leases that were paid for.
    pub served_seconds: u64,
    /// Leases that it broke.
    pub broken: u32,
    /// Its bonded stake.
    pub stake: Uint128,
    /// 0 to 1000.
    pub reputation: u32,
}

/// A bid of one provider.
#[cw_serde]
pub struct OwnFulfillment {
    /// On which order.
    pub order: OrderId,
    /// Its place in the book.
    pub place: BookPlace,
    /// Whether its order is open; if not the bid is dead and waits to be freed.
    pub live: bool,
}

/// A page of one provider's bids.
#[cw_serde]
pub struct OwnFulfillmentsResponse {
    /// By order.
    pub fulfillments: Vec<OwnFulfillment>,
}

/// A place in an order's book.
#[cw_serde]
#[derive(Copy)]
pub struct BookPlace {
    /// Total price, 10^-18 per second.
    pub price: Uint128,
    /// Lower is earlier.
    pub sequence: u64,
}

/// A bid on an order.
#[cw_serde]
pub struct FulfillmentResponse {
    /// Whose.
    pub provider: Addr,
    /// Its place in the book.
    pub place: BookPlace,
}

/// A page of bids.
#[cw_serde]
pub struct FulfillmentsResponse {
    /// Cheapest first, of equal prices the earliest.
    pub fulfillments: Vec<FulfillmentResponse>,
}

/// A live lease.
#[cw_serde]
pub struct LeaseResponse {
    /// Its id.
    pub lease: OrderId,
    /// Where it stands.
    pub status: LeaseStatus,
}

/// A page of leases.
#[cw_serde]
pub struct LeasesResponse {
    /// By id.
    pub leases: Vec<LeaseResponse>,
}

/// What is due.
#[cw_serde]
pub struct PendingWorkResponse {
    /// As of this block.
    pub height: u64,
    /// And its time.
    pub time: u64,
    /// Orders that MatchOpenOrders would match or close.
    pub ready: Vec<OrderId>,
    /// Leases that InvalidateStaleLeases would end.
    pub stale: Vec<OrderId>,
    /// Deployments whose leases CloseUnfundedLeases would end.
    pub dry: Vec<u64>,
    /// Orders with dead bids that ReleaseFulfillments would free.
    pub finished: Vec<OrderId>,
    /// The next height at which an order or lease falls due, if nothing changes.
    pub next_height: Option<u64>,
    /// The next time at which an order or account falls due, if nothing changes.
    pub next_time: Option<u64>,
}

/// Where a page of [`ProviderWorkResponse`] begins. A list that has no row after is at its end.
#[cw_serde]
pub struct WorkCursor {
    /// The last lease of the page before.
    pub leases: Option<OrderId>,
    /// The last bid of the page before.
    pub bids: Option<OrderId>,
    /// The last open order that was looked at for the page before.
    pub orders: Option<OrderId>,
}

/// A live lease, and what its provider must know to serve it.
#[cw_serde]
pub struct ServedLease {
    /// The lease.
    pub lease: LeaseResponse,
    /// What it is paid in.
    pub denom: String,
    /// What runs under it.
    pub resources: Vec<ResourceGroup>,
    /// Since when its account is dry: from then on the lease earns nothing.
    pub dry_at: Option<u64>,
}

/// A bid of one provider, and what it has promised by it.
#[cw_serde]
pub struct OfferedFulfillment {
    /// The bid.
    pub fulfillment: OwnFulfillment,
    /// What its order is paid in.
    pub denom: String,
    /// What it has locked.
    pub collateral: Uint128,
    /// What runs if it wins, whether the provider could still bid or not; empty if it is dead.
    pub resources: Vec<ResourceGroup>,
}

/// An open order on which a provider may bid.
#[cw_serde]
pub struct EligibleOrder {
    /// The order.
    pub order: OpenOrderResponse,
    /// How long it collects bids.
    pub wait_duration: WaitDuration,
    /// The price of the best bid, 10^-18 per second.
    pub best_price: Option<Uint128>,
}

/// What a coin's balance leaves for collateral.
#[cw_serde]
pub struct FreeCollateral {
    /// Which coin.
    pub denom: String,
    /// What is neither locked nor spent.
    pub free: Uint128,
}

/// All that a provider's daemon needs for one block.
#[cw_serde]
pub struct ProviderWorkResponse {
    /// As of this block.
    pub height: u64,
    /// And its time.
    pub time: u64,
    /// Whether new business is stopped: then no order is told.
    pub paused: bool,
    /// Whether it is registered and active: if not no order is told.
    pub may_bid: bool,
    /// Its live leases, by id.
    pub leases: Vec<ServedLease>,
    /// Its bids, dead ones included, by order.
    pub bids: Vec<OfferedFulfillment>,
    /// The open orders on which it may bid, by id.
    pub orders: Vec<EligibleOrder>,
    /// Of the coins that were asked about.
    pub collateral: Vec<FreeCollateral>,
    /// Where to go on; absent at the end of all three lists.
    pub next: Option<WorkCursor>,
}
