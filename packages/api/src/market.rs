//! The market contract: orders, fulfillments, leases.

use berth_domain::{CloseReason, DeploymentInfrastructure, Moment, OrderId, ResourceGroup, Terms, TermsNumber};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Uint128};

use crate::Contracts;

/// Bids in one message.
pub const MAX_BIDS: usize = 20;
/// Leases in one confirmation.
pub const MAX_CONFIRMED: usize = 100;
/// Leases in one confirmation that collects.
pub const MAX_COLLECTED: usize = 40;
/// The largest `limit`.
pub const MAX_LIMIT: u32 = 32;
/// Deployments named in one message.
pub const MAX_DEPLOYMENTS: usize = 32;

/// Its rules.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// The rules of each denom that may be used, 1 to 16, each denom once.
    pub terms: Vec<Terms>,
}

/// What providers, tenants and keepers do. Batches take strictly increasing ids and answer with a
/// [`Vec<ItemOutcome>`](crate::ItemOutcome); messages with a limit answer with [`WorkDone`](crate::WorkDone).
#[cw_serde]
pub enum ExecuteMsg {
    /// Bids on open orders; each locks the order's collateral of the sender's balance in escrow.
    ///
    /// A registered provider; no coins. Frees one dead bid of anybody's per bid.
    SubmitFulfillment {
        /// 1 to 20, by strictly increasing order.
        bids: Vec<Bid>,
    },
    /// Gives every order that is ready to its lowest bid; what is left of the limit frees dead bids.
    ///
    /// Anyone, who gets the match tips; no coins.
    MatchOpenOrders {
        /// Orders and dead bids, 1 to 32.
        limit: u32,
    },
    /// Confirms that leases are being provided.
    ///
    /// Their provider; no coins.
    SubmitLeaseConfirmation {
        /// 1 to 100 (40 with `collect`), strictly increasing.
        leases: Vec<OrderId>,
        /// Move what they have earned into the sender's balance.
        collect: bool,
        /// With `collect`: send it to the sender instead.
        payout: bool,
    },
    /// Ends leases whose provider has let its period pass.
    ///
    /// Anyone, who gets the stale tips; no coins.
    InvalidateStaleLeases {
        /// Leases, 1 to 32.
        limit: u32,
    },
    /// Ends the leases of accounts that ran dry.
    ///
    /// Anyone, who gets the close tips; no coins.
    CloseUnfundedLeases {
        /// 1 to 32, strictly increasing; those that are not dry are passed over.
        deployments: Vec<u64>,
        /// Leases, 1 to 32.
        limit: u32,
    },
    /// Frees the collateral of bids whose order is matched or closed.
    ///
    /// Anyone; no coins.
    ReleaseFulfillments {
        /// Bids, 1 to 32.
        limit: u32,
    },
    /// Ends a lease, paid to now.
    ///
    /// The tenant; no coins.
    CloseLease {
        /// Which.
        lease: OrderId,
        /// Open a new order for its infrastructure, barred to this provider.
        reorder: bool,
    },
    /// Opens orders. Only the deployment contract.
    OpenOrders {
        /// Whose.
        deployment: u64,
        /// The rules under which they open.
        terms: TermsNumber,
        /// By slot, each in its first round.
        orders: Vec<NewOrder>,
    },
    /// Ends every order and lease, closes the account. Only the deployment contract.
    CloseDeployment {
        /// Which.
        deployment: u64,
        /// Who gets what is left.
        owner: String,
        /// What it is paid in.
        denom: String,
        /// Its infrastructures.
        slots: Vec<u32>,
        /// Send what this credits to the owner.
        payout: bool,
    },
}

/// One bid.
#[cw_serde]
pub struct Bid {
    /// On which order.
    pub order: OrderId,
    /// The order's resources with the offered prices.
    pub resources: Vec<ResourceGroup>,
}

/// An order to be opened.
#[cw_serde]
pub struct NewOrder {
    /// Of which infrastructure.
    pub slot: u32,
    /// The most its lease can cost, 10^-18 per second.
    pub max_rate: Uint128,
    /// What a bid locks.
    pub collateral: Uint128,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// The current rules of one denom.
    #[returns(TermsResponse)]
    Terms {
        /// Which.
        denom: String,
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
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The open orders of all deployments with what they ask for, by id.
    #[returns(OpenOrdersResponse)]
    OpenOrders {
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The bids on one order, dead ones that are not freed yet included, cheapest first.
    #[returns(FulfillmentsResponse)]
    Fulfillments {
        /// Which.
        order: OrderId,
        /// Begin after this place in the book.
        start_after: Option<BookPlace>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The live leases of one provider, by id.
    #[returns(LeasesResponse)]
    Leases {
        /// Whose.
        provider: String,
        /// Begin after this one.
        start_after: Option<OrderId>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// What of a balance is locked as collateral.
    #[returns(Uint128)]
    Locked {
        /// Whose.
        owner: String,
        /// Of what.
        denom: String,
    },
    /// What binds a provider: asked before it deregisters.
    #[returns(ObligationsResponse)]
    Obligations {
        /// Whom.
        provider: String,
    },
    /// What a keeper would do in this block, and when there will be something next.
    #[returns(PendingWorkResponse)]
    PendingWork {
        /// Ids of each kind: default 30, at most 100.
        limit: Option<u32>,
    },
}

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

/// A place in an order's book.
#[cw_serde]
#[derive(Copy)]
pub struct BookPlace {
    /// Total price, 10^-18 per second.
    pub price: Uint128,
    /// Lower is earlier.
    pub sequence: u64,
}

/// A bid.
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
