//! An order's life: open, leased, closed.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128};

use crate::{Lease, Moment, MoneyError, Movement, Now, Quotation, Terms, TermsNumber, WaitDuration};

/// An order in whatever state it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Collecting bids, or waiting to be matched.
    Open(OpenOrder),
    /// Given to the lowest bid.
    Leased(Lease),
    /// Over, for good.
    Closed {
        /// How it ended.
        reason: CloseReason,
        /// In which block.
        height: u64,
    },
}

/// How an order or its lease ended (spec 3).
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CloseReason {
    /// The deployment was cancelled.
    Cancelled,
    /// The tenant took its infrastructure out of the deployment.
    Removed,
    /// The tenant changed its infrastructure; the next round asks for the new one.
    Replaced,
    /// It was ready, but the account could not pay for the lowest bid.
    NoFunds,
    /// The tenant closed the lease.
    TenantClosed,
    /// The account ran dry under the lease.
    Unfunded,
    /// The provider left after the notice it had given.
    NoticeServed,
    /// Broken: the provider did not confirm in time.
    Stale,
    /// Broken: the provider left without notice, or before it was over.
    ProviderLeft,
}

impl CloseReason {
    /// Whether the provider broke the lease: paid to the last confirmation only, collateral forfeited.
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Stale | Self::ProviderLeft)
    }

    /// As events spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::NoFunds => "no_funds",
            Self::TenantClosed => "tenant_closed",
            Self::Unfunded => "unfunded",
            Self::NoticeServed => "notice_served",
            Self::Stale => "stale",
            Self::ProviderLeft => "provider_left",
        }
    }
}

/// An order that takes bids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOrder {
    /// When bidding ends and the winner is fixed; set by the first bid.
    pub ready_at: Option<Moment>,
    /// The most that its lease can cost, 10^-18 per second.
    pub max_rate: Uint128,
    /// What a bid locks.
    pub collateral: Uint128,
    /// Who may not bid: the provider of the lease whose end opened this order.
    pub barred: Option<Addr>,
    /// The rules of its denom when it opened.
    pub terms: TermsNumber,
    /// Seconds of notice after which the provider of its lease may leave.
    pub notice: u64,
}

impl OpenOrder {
    /// An order that opens now.
    pub const fn open(quote: Quotation, barred: Option<Addr>, terms: TermsNumber, notice: u64) -> Self {
        Self { ready_at: None, max_rate: quote.max_rate, collateral: quote.collateral, barred, terms, notice }
    }

    /// Whether bidding has ended: from `ready_at` on the winner is fixed, whenever it is matched.
    pub fn is_ready(&self, now: Now) -> bool {
        self.ready_at.is_some_and(|ready_at| ready_at.reached(now))
    }

    /// When the order becomes ready if it takes a bid now: the first bid starts the wait, and so does the next one after
    /// a wait that ended with no bid left.
    pub fn ready_after_bid(&self, wait: WaitDuration, now: Now) -> Moment {
        self.ready_at.filter(|ready_at| !ready_at.reached(now)).unwrap_or_else(|| wait.from_now(now))
    }

    /// Whether a bid may be taken back now: while more than half of the wait lies ahead. After that it is firm.
    pub fn bids_may_go(&self, wait: WaitDuration, now: Now) -> bool {
        let (left, whole) = match (self.ready_at, wait) {
            (Some(Moment::Height(height)), WaitDuration::Blocks(blocks)) => (height.saturating_sub(now.height), blocks),
            (Some(Moment::Time(time)), WaitDuration::Seconds(seconds)) => (time.saturating_sub(now.time), seconds),
            // A wait never changes its unit; an order that waits for nothing has no bid.
            _ => return false,
        };
        left.saturating_mul(2) > whole
    }

    /// The account's step when the order opens.
    pub fn opening(&self, terms: &Terms) -> Result<Movement, MoneyError> {
        Ok(Movement::Open { max_rate: self.max_rate, hold: terms.hold()? })
    }

    /// The lease that it becomes, and the account's step. `tipped`: somebody gets the match tip.
    pub fn lease(&self, winner: Addr, rate: Uint128, terms: &Terms, tipped: bool, now: Now) -> (Lease, Movement) {
        let lease = Lease::begin(self, winner, rate, terms, now);
        let tip = if tipped { terms.match_tip } else { Uint128::zero() };
        (lease, Movement::Match { max_rate: self.max_rate, rate, hold: terms.match_tip, tip })
    }

    /// The account's step when the order closes without a lease. `tipped`: somebody gets the match tip.
    pub fn closing(&self, terms: &Terms, tipped: bool) -> Result<Movement, MoneyError> {
        let tip = if tipped { terms.match_tip } else { Uint128::zero() };
        Ok(Movement::Close { max_rate: self.max_rate, hold: terms.hold()?, tip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bid_is_firm_from_the_middle_of_the_wait_on() {
        let quote = Quotation { max_rate: Uint128::one(), collateral: Uint128::one() };
        let open = OpenOrder::open(quote, None, 1, 0);
        let may_go =
            |ready_at, wait, now| OpenOrder { ready_at: Some(ready_at), ..open.clone() }.bids_may_go(wait, now);
        let blocks = |height| may_go(Moment::Height(20), WaitDuration::Blocks(10), Now { height, time: 0 });
        assert_eq!([14, 15, 16, 20, 21].map(blocks), [true, false, false, false, false]);
        let odd = |height| may_go(Moment::Height(20), WaitDuration::Blocks(3), Now { height, time: 0 });
        assert_eq!([17, 18, 19].map(odd), [true, true, false]);
        let seconds = |time| may_go(Moment::Time(200), WaitDuration::Seconds(100), Now { height: 0, time });
        assert_eq!([149, 150].map(seconds), [true, false]);
    }

    #[test]
    fn a_wait_that_ended_without_a_bid_begins_anew() {
        let quote = Quotation { max_rate: Uint128::one(), collateral: Uint128::one() };
        let order = OpenOrder { ready_at: Some(Moment::Height(13)), ..OpenOrder::open(quote, None, 1, 0) };
        let at = |height| order.ready_after_bid(WaitDuration::Blocks(3), Now { height, time: 0 });
        assert_eq!([12, 13, 50].map(at), [Moment::Height(13), Moment::Height(16), Moment::Height(53)]);
    }

    #[test]
    fn the_first_bid_starts_the_wait_and_later_ones_do_not_move_it() {
        let quote = Quotation { max_rate: Uint128::one(), collateral: Uint128::one() };
        let order = OpenOrder::open(quote, None, 1, 0);
        let at = |height| Now { height, time: 0 };
        assert!(!order.is_ready(at(u64::MAX)));
        let ready_at = order.ready_after_bid(WaitDuration::Blocks(3), at(10));
        assert_eq!(ready_at, Moment::Height(13));
        let order = OpenOrder { ready_at: Some(ready_at), ..order };
        assert_eq!(order.ready_after_bid(WaitDuration::Blocks(3), at(12)), Moment::Height(13));
        assert!(!order.is_ready(at(12)));
        assert!(order.is_ready(at(13)));
    }
}
