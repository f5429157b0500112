//! What can be done.

use berth_domain::{OrderId, ResourceGroup, Terms, TermsNumber};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

use super::Parameters;

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
