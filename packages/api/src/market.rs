//! The market contract: orders, fulfillments, leases.

use berth_domain::{
    CloseReason, DeploymentInfrastructure, Moment, OrderId, ReputationParameters, ResourceGroup, Terms, TermsNumber,
    WaitDuration,
};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Uint128};

use crate::Contracts;

/// Bids in one message.
pub const MAX_BIDS: usize = 20;
/// Leases in one confirmation.
pub const MAX_CONFIRMED: usize = 100;
/// Leases in one confirmation that collects, and in CollectEarnings.
pub const MAX_COLLECTED: usize = 40;
/// Ids that Facilitate leaves alone.
pub const MAX_SKIPPED: usize = 8;
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
    /// What is not a denom's.
    pub parameters: Parameters,
}

/// What market goes by beside the rules of each denom. Live: a change counts from its block on.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Parameters {
    /// How service and stake are weighed. Bids that stand are not judged again.
    pub reputation: ReputationParameters,
    /// How much of what is due the host chain's scheduler does per call, 0 to 32. While it has less than 300,000 gas per
    /// call this must be 0: out of gas cannot be caught there, and some hosts punish it.
    pub sudo_limit: u32,
}

/// What providers, tenants and keepers do. Batches take strictly increasing ids and answer with a
/// [`Vec<ItemOutcome>`](crate::ItemOutcome), CloseUnfundedLeases included; other messages with a limit answer with
/// [`WorkDone`](crate::WorkDone).
#[cw_serde]
pub enum ExecuteMsg {
    /// Bids on open orders; each locks the order's collateral of the sender's balance in escrow.
    ///
    /// A registered provider; no coins. Frees one dead bid of anybody's per bid.
    SubmitFulfillment {
        /// 1 to 20, by strictly increasing order.
        bids: Vec<Bid>,
    },
    /// Takes back bids that are not firm: while more than half of the wait lies ahead, and always while paused. Frees
    /// those that are dead.
    ///
    /// The provider of the bids; no coins.
    CancelFulfillment {
        /// 1 to 20, strictly increasing.
        orders: Vec<OrderId>,
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
    /// Gives one order that is ready to its lowest bid, or closes it for want of funds.
    ///
    /// Anyone, who gets the match tip; no coins. Errors if `provider` has not won it.
    SubmitLease {
        /// Which.
        order: OrderId,
        /// Whose bid is the lowest.
        provider: String,
    },
    /// Pays leases up to their last confirmation.
    ///
    /// The provider of the leases; no coins.
    CollectEarnings {
        /// 1 to 40, strictly increasing.
        leases: Vec<OrderId>,
        /// Send what this credits to the sender, instead of adding it to the balance.
        payout: bool,
    },
    /// Says that the provider will leave: once, and for good. The lease must still be confirmed.
    ///
    /// The provider of the lease; no coins.
    GiveNotice {
        /// Which.
        lease: OrderId,
    },
    /// Ends a lease for its provider. Once its notice is over it is paid to now and costs the tip of matching a successor;
    /// before, or without notice, the lease is broken: paid to the last confirmation, the collateral is the tenant's.
    ///
    /// The provider of the lease; no coins.
    LeaveLease {
        /// Which.
        lease: OrderId,
    },
    /// Ends leases whose provider has let its period pass.
    ///
    /// Anyone, who gets the stale tips; no coins.
    InvalidateStaleLeases {
        /// Leases, 1 to 32.
        limit: u32,
    },
    /// Ends one lease that is stale or unfunded. Succeeds if it is neither: its [`ItemOutcome`](crate::ItemOutcome) says so.
    ///
    /// Anyone, who gets the tip; no coins.
    SubmitStaleLease {
        /// Which.
        lease: OrderId,
    },
    /// Ends the leases of accounts that ran dry.
    ///
    /// Anyone, who gets the close tips; no coins.
    CloseUnfundedLeases {
        /// 1 to 32, strictly increasing; those that are not dry are passed over, and their outcome says so. One of which
        /// leases are left when the limit is used up is refused with `limit_reached`: name it again in the next call.
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
    /// MatchOpenOrders (not while paused), InvalidateStaleLeases, CloseUnfundedLeases and ReleaseFulfillments, in this order
    /// and in one call: the cheapest way to do what is due.
    ///
    /// Anyone, who gets the tips; no coins.
    Facilitate {
        /// Orders, leases and dead bids in all, 1 to 32.
        limit: u32,
        /// Whose unfunded leases to close: at most 32, strictly increasing; those that are not dry are passed over.
        deployments: Vec<u64>,
        /// Orders and leases to leave alone: at most 8, strictly increasing.
        skip: Vec<OrderId>,
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
    /// Writes the rules of a denom under a new number; a denom with rules may be used. What has opened keeps its own.
    ///
    /// The admin; no coins.
    SetTerms {
        /// All of them.
        terms: Terms,
    },
    /// Takes a denom out of use: nothing opens in it any more, everything else goes on.
    ///
    /// The admin; no coins.
    RemoveTerms {
        /// Which.
        denom: String,
    },
    /// Replaces the parameters that are not a denom's.
    ///
    /// The admin; no coins.
    SetParameters {
        /// All of them.
        parameters: Parameters,
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
    /// Ends orders and leases of an updated deployment, and opens others. Only the deployment contract.
    ///
    /// Fails if an order would open that the rules or the money do not allow.
    UpdateOrders {
        /// Whose.
        deployment: u64,
        /// Who sent the message: gets the tips of what is booked.
        owner: String,
        /// What it is paid in.
        denom: String,
        /// By strictly increasing slot.
        slots: Vec<SlotUpdate>,
        /// Ends a dry spell once every lease is booked.
        resume: bool,
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
    /// Seconds of notice after which the provider of its lease may leave.
    pub notice: u64,
}

/// What becomes of one infrastructure of a deployment that is updated or resumed. In this order: what is overdue is
/// booked, `end` is carried out, `open` is done.
#[cw_serde]
pub struct SlotUpdate {
    /// Which.
    pub slot: u32,
    /// Whether a broken lease that is booked here is followed by a new order: the flag that held before the message.
    /// Without effect beside `end`.
    pub persist: bool,
    /// Ends its order or lease.
    pub end: Option<SlotEnd>,
    /// Opens an order if it has neither order nor lease then.
    pub open: bool,
}

/// Why a tenant ends an order or lease of one infrastructure.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum SlotEnd {
    /// Another takes its place.
    Replaced,
    /// It is taken out of the deployment.
    Removed,
}

/// What the schedulers of host chains send, each under its own name.
#[cw_serde]
pub enum SudoMsg {
    /// At the end of a block (Juno's and Neutron's clock).
    ClockEndBlock {},
    /// At the beginning of a block.
    BeginBlock {},
    /// At the end of a block.
    EndBlock {},
    /// At the beginning of a block, by another name.
    BeginBlocker {},
    /// A job that was registered beforehand.
    Callback {
        /// Which.
        job_id: u64,
    },
}

/// What can be asked. Lists are pages: `start_after` is the last row of the page before, `limit` is 30 by default and at most 100.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// What runs here.
    #[returns(crate::VersionResponse)]
    Version {},
    /// What market goes by beside the rules of each denom.
    #[returns(Parameters)]
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
    #[returns(Uint128)]
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
