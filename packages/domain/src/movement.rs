//! What market tells escrow to do with an account, and who is credited by it.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128, Uint256};

/// One step of one account. Market applies it to its working copy and escrow to the account itself, by the same
/// [`Account::apply`](crate::Account::apply), so the two cannot disagree.
#[cw_serde]
#[derive(Eq)]
pub enum Movement {
    /// An order opens: its hold is set aside.
    Open {
        /// Added to the sum of open rates, 10^-18 per second.
        max_rate: Uint128,
        /// Moved from spendable to the holds.
        hold: Uint128,
    },
    /// An order becomes a lease.
    Match {
        /// Leaves the sum of open rates.
        max_rate: Uint128,
        /// Added to the sum of lease rates.
        rate: Uint128,
        /// Leaves the holds.
        hold: Uint128,
        /// What of it the caller gets; the rest is spendable again.
        tip: Uint128,
    },
    /// An open order closes.
    Close {
        /// Leaves the sum of open rates.
        max_rate: Uint128,
        /// Leaves the holds.
        hold: Uint128,
        /// What of it the caller gets; the rest is spendable again.
        tip: Uint128,
    },
    /// A lease is paid while it goes on.
    Pay(Payment),
    /// A lease ends.
    End {
        /// Leaves the sum of lease rates.
        rate: Uint128,
        /// The last payment.
        payment: Payment,
        /// Of what had accrued for the lease, in 10^-18: spendable again.
        unearned: Uint256,
        /// Leaves the holds.
        hold: Uint128,
        /// What of it the caller gets; the rest is spendable again.
        tip: Uint128,
    },
    /// Collateral comes out of its provider's balance into the account: all of a broken lease's; after a notice that was
    /// served the price of matching a successor.
    Forfeit {
        /// Whose lease it was.
        provider: String,
        /// What of it is lost.
        collateral: Uint128,
        /// What of it the caller gets; the rest is spendable.
        tip: Uint128,
    },
    /// The dry spell is over: every lease that it ended is booked, orders may open again.
    Resume {},
}

/// What a lease has earned since it was last paid.
#[cw_serde]
#[derive(Eq)]
pub struct Payment {
    /// Who is paid.
    pub provider: String,
    /// To the provider, the protocol's fee taken off.
    pub amount: Uint128,
    /// To the protocol.
    pub fee: Uint128,
}

/// Why a balance grows.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CreditReason {
    /// Paid for a lease.
    Earning,
    /// The protocol's share of a price.
    Fee,
    /// Paid for calling what was due.
    Tip,
    /// What is left of a cancelled deployment.
    Refund,
    /// Coins that came in.
    Deposit,
    /// Taken back out of a deployment's account.
    DepositWithdrawn,
    /// Stake that has unbonded.
    Unbonded,
    /// Stake that was slashed, to the protocol.
    Slash,
}

impl CreditReason {
    /// As events spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earning => "earning",
            Self::Fee => "fee",
            Self::Tip => "tip",
            Self::Refund => "refund",
            Self::Deposit => "deposit",
            Self::DepositWithdrawn => "deposit_withdrawn",
            Self::Unbonded => "unbonded",
            Self::Slash => "slash",
        }
    }
}

/// Somebody's balance grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit<'a> {
    /// Whose.
    pub to: &'a str,
    /// By how much.
    pub amount: Uint128,
    /// What for.
    pub reason: CreditReason,
}

impl Movement {
    /// Whose balances grow by this step: whole units that leave the account. Zero amounts are left out.
    pub fn credits<'a>(&'a self, caller: &'a Addr, fee_collector: &'a Addr) -> Vec<Credit<'a>> {
        let tip = |amount: &Uint128| Credit { to: caller.as_str(), amount: *amount, reason: CreditReason::Tip };
        let paid = |payment: &'a Payment| {
            [
                Credit { to: &payment.provider, amount: payment.amount, reason: CreditReason::Earning },
                Credit { to: fee_collector.as_str(), amount: payment.fee, reason: CreditReason::Fee },
            ]
        };
        let mut credits = match self {
            Self::Open { .. } | Self::Resume {} => vec![],
            Self::Match { tip: amount, .. } | Self::Close { tip: amount, .. } | Self::Forfeit { tip: amount, .. } => {
                vec![tip(amount)]
            }
            Self::Pay(payment) => paid(payment).to_vec(),
            Self::End { payment, tip: amount, .. } => {
                let [earning, fee] = paid(payment);
                vec![earning, fee, tip(amount)]
            }
        };
        credits.retain(|credit| !credit.amount.is_zero());
        credits
    }
}
