//! What can go wrong, each with a stable code. Errors about one id of a batch become its outcome.

use berth_contract_kit::{AdmissionError, MigrateError, WiringError};
use berth_domain::{Ineligible, Invalid, Mismatch, MoneyError, OrderId};
use cosmwasm_std::{StdError, Uint128};
use thiserror::Error;

/// An error of this contract; its text begins with a stable code.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Not let in.
    #[error("market/{0}")]
    Admission(#[from] AdmissionError),
    /// Contracts that do not belong together.
    #[error("market/wiring: {0}")]
    Wiring(#[from] WiringError),
    /// A field out of its bounds.
    #[error("market/invalid_field: {0}")]
    Invalid(#[from] Invalid),
    /// Money that does not add up; never by a user's doing.
    #[error("market/money: {0}")]
    Money(#[from] MoneyError),
    /// The sender is no provider.
    #[error("market/not_registered: {0} is not registered as a provider")]
    NotRegistered(String),
    /// The sender has stopped bidding.
    #[error("market/inactive: provider {0} is not active")]
    Inactive(String),
    /// No such order.
    #[error("market/no_order: there is no order {0}")]
    NoOrder(OrderId),
    /// The order takes no bids any more.
    #[error("market/order_not_open: order {0} is leased or closed")]
    OrderNotOpen(OrderId),
    /// Its bidding has ended.
    #[error("market/bidding_ended: order {0} is ready to be matched")]
    BiddingEnded(OrderId),
    /// The provider may not bid on it.
    #[error("market/ineligible: order {order}: {reason}")]
    Ineligible {
        /// Which.
        order: OrderId,
        /// Why not.
        reason: Ineligible,
    },
    /// The offer does not answer the order.
    #[error("market/mismatch: order {order}: {reason}")]
    Mismatch {
        /// Which.
        order: OrderId,
        /// How.
        reason: Mismatch,
    },
    /// The tenant has no money.
    #[error("market/account_dry: the account of deployment {0} has run dry")]
    AccountDry(u64),
    /// A second bid must be lower.
    #[error(
        "market/not_lower: order {order}: the total price is {price}, allowed: below the standing bid's {standing}"
    )]
    NotLower {
        /// Which.
        order: OrderId,
        /// The new total.
        price: Uint128,
        /// The old one.
        standing: Uint128,
    },
    /// Too little to post.
    #[error("market/insufficient_collateral: order {order} takes {required} {denom}, free: {free}")]
    InsufficientCollateral {
        /// Which.
        order: OrderId,
        /// What it takes.
        required: Uint128,
        /// Of what.
        denom: String,
        /// What is not locked.
        free: Uint128,
    },
    /// No bid of the sender.
    #[error("market/no_bid: the sender has no bid on order {0}")]
    NoBid(OrderId),
    /// A bid that may not be taken back any more.
    #[error("market/firm: the bid on order {0} is firm: half of the wait is over")]
    Firm(OrderId),
    /// The order cannot be matched yet.
    #[error("market/not_ready: order {0} has no bid, or its bidding has not ended")]
    NotReady(OrderId),
    /// Another bid has won.
    #[error("market/not_winner: order {order} was won by {winner}, not by {named}")]
    NotWinner {
        /// Which.
        order: OrderId,
        /// Who was named.
        named: String,
        /// Who has won.
        winner: String,
    },
    /// The lease has not ended.
    #[error("market/not_due: {0} is no lease that is stale or unfunded")]
    NotDue(OrderId),
    /// Notice was given before.
    #[error("market/notice_given: notice of lease {0} was given already")]
    NoticeGiven(OrderId),
    /// A denom without rules.
    #[error("market/denom_not_allowed: {0} is not a denom of this exchange")]
    DenomNotAllowed(String),
    /// The account does not cover what would open.
    #[error(
        "market/insufficient_funds: the account of deployment {0} does not cover min_runway of its leases and orders with those that would open"
    )]
    InsufficientFunds(u64),
    /// Not a live lease of the sender.
    #[error("market/not_your_lease: the sender has no live lease {0}")]
    NotYourLease(OrderId),
    /// Too late to confirm.
    #[error("market/late: lease {lease} was due by height {due_height}, this is {height}")]
    Late {
        /// Which.
        lease: OrderId,
        /// By when.
        due_height: u64,
        /// Now.
        height: u64,
    },
    /// The order is not leased yet.
    #[error("market/not_leased: order {0} is open")]
    NotLeased(OrderId),
    /// Somebody else's deployment.
    #[error("market/not_owner: sender is {sender}, deployment {deployment} is {owner}'s")]
    NotOwner {
        /// Which.
        deployment: u64,
        /// Who sent it.
        sender: String,
        /// Who may.
        owner: String,
    },
    /// The deployment has no account: it never was, or is cancelled.
    #[error("market/no_account: deployment {0} has no account")]
    NoAccount(u64),
    /// The account can still pay.
    #[error("market/not_dry: the account of deployment {0} has not run dry")]
    NotDry(u64),
    /// Some of the account's leases are left for the next call.
    #[error("market/limit_reached: the limit was used up before every lease of deployment {0} was closed")]
    LimitReached(u64),
    /// Rules that are not there; never by a user's doing.
    #[error("market/no_terms: there are no terms {0}")]
    NoTerms(String),
    /// Rounds of one infrastructure are used up.
    #[error("market/rounds_exhausted: there is no round after {0}")]
    RoundsExhausted(OrderId),
    /// Numbers of rules are used up.
    #[error("market/terms_exhausted: there are no numbers of terms left")]
    TermsExhausted,
    /// Code that does not follow what the contract runs.
    #[error("market/{0}")]
    Migrate(#[from] MigrateError),
    /// An answer to a message that was never sent.
    #[error("market/unknown_reply: {0} is no reply that is waited for")]
    UnknownReply(u64),
    /// Sequence numbers are used up.
    #[error("market/sequence_exhausted: there are no sequence numbers left")]
    SequenceExhausted,
    /// Storage, addresses.
    #[error("market/std: {0}")]
    Std(#[from] StdError),
}
