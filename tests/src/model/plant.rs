//! Bugs, one at a time.

/// A bug that the market could be written with. Each is planted in the model, where it makes the model say something else
/// than the contracts do: a comparison that is worth anything finds every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// A broken lease is paid up to now instead of to its last confirmation.
    BrokenPaidToNow,
    /// A lease is late at its due height already.
    StaleAtDueHeight,
    /// Price and interest of a lease are floored together.
    OneFloor,
    /// The protocol's fee is floored with each payment instead of in total.
    FeeOfEachPayment,
    /// A provider that is barred from an order may bid on it.
    BarsIgnored,
    /// Every tip is paid twice, the second time out of nothing.
    TipsPaidTwice,
    /// An account is dry in the second up to which it is funded, when a deposit should still save it.
    DryASecondEarly,
    /// A deposit ends a dry spell.
    DepositRevives,
    /// A lease of a dry account that is late is Unfunded, confirmed since or not.
    UnfundedBeforeStale,
    /// Of equal bids the last one wins.
    LastOfEqualBidsWins,
    /// A lower bid of the same provider keeps the place of its first.
    LowerBidKeepsItsNumber,
    /// Each bid starts the wait anew.
    EachBidRestartsTheWait,
    /// A bid may be taken back in the very middle of the wait.
    FirmAfterTheMiddle,
    /// Losing bids give their collateral back at once.
    LosersFreedByTheMatch,
    /// A shorter period is taken over by a confirmation, too.
    PeriodShortens,
    /// What a match needs is counted after the hold went back.
    MatchCountsTheHold,
    /// A withdrawal leaves nothing for open orders.
    OpenOrdersForgotten,
    /// The forfeited collateral of a broken lease does not pay for the hold of its successor.
    ForfeitComesTooLate,
    /// A provider that books its own stale lease gets the tip.
    StaleTipToItsOwnProvider,
    /// Who leaves after its notice keeps all of its collateral.
    LeavingIsFree,
    /// Notice is over a second late.
    NoticeASecondLong,
    /// An update books with the persist flag that it brings.
    NewPersistFlag,
    /// A lease that is closed by its tenant is closed though it is overdue.
    ActBeforeBooking,
    /// Slashing knows no cap.
    NoCap,
    /// Coins on their way out of a stake cannot be slashed.
    UnbondingIsSafe,
    /// A payout sends all of the balance.
    PayoutOfEverything,
    /// Rules that are changed hold for what has opened before.
    RulesAreLive,
    /// While paused CloseLease opens another order.
    ReorderWhilePaused,
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::BrokenPaidToNow,
        Self::StaleAtDueHeight,
        Self::OneFloor,
        Self::FeeOfEachPayment,
        Self::BarsIgnored,
        Self::TipsPaidTwice,
        Self::DryASecondEarly,
        Self::DepositRevives,
        Self::UnfundedBeforeStale,
        Self::LastOfEqualBidsWins,
        Self::LowerBidKeepsItsNumber,
        Self::EachBidRestartsTheWait,
        Self::FirmAfterTheMiddle,
        Self::LosersFreedByTheMatch,
        Self::PeriodShortens,
        Self::MatchCountsTheHold,
        Self::OpenOrdersForgotten,
        Self::ForfeitComesTooLate,
        Self::StaleTipToItsOwnProvider,
        Self::LeavingIsFree,
        Self::NoticeASecondLong,
        Self::NewPersistFlag,
        Self::ActBeforeBooking,
        Self::NoCap,
        Self::UnbondingIsSafe,
        Self::PayoutOfEverything,
        Self::RulesAreLive,
        Self::ReorderWhilePaused,
    ];
}
