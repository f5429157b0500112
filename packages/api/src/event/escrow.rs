//! What escrow says.

use cosmwasm_std::{Addr, Event, Uint128};

use super::convert::{AttributeKind, AttributeValue, EventError, EventKind, events, read};

events! {
    /// All that escrow says.
    enum EscrowEvent;

    /// escrow: an account has its first coins.
    AccountOpened = "account_opened" {
        /// Whose.
        deployment: u64,
        /// What it holds.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: coins came into an account.
    AccountDeposited = "account_deposited" {
        /// Whose.
        deployment: u64,
        /// From whom.
        sender: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: an account is gone; what was left is credited to its owner.
    AccountClosed = "account_closed" {
        /// Whose.
        deployment: u64,
        /// How much was left.
        amount: Uint128,
    }

    /// escrow: what an account sets aside for tips is another sum now.
    AccountHeld = "account_held" {
        /// Whose.
        deployment: u64,
        /// All that is set aside.
        holds: Uint128,
    }

    /// escrow: a second was found that an account cannot pay. Its leases are over from there on.
    AccountRanDry = "account_ran_dry" {
        /// Whose.
        deployment: u64,
        /// That second.
        dry_at: u64,
    }

    /// escrow: an account's dry spell is over.
    AccountResumed = "account_resumed" {
        /// Whose.
        deployment: u64,
    }

    /// escrow: a balance grew; with a payout the coins are sent on at once.
    Credited = "credited" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// By how much.
        amount: Uint128,
        /// `earning`, `fee`, `tip`, `refund`, `deposit`, `deposit_withdrawn`, `unbonded` or `slash`.
        reason: String,
        /// Out of which account, if out of one.
        deployment: Option<u64>,
    }

    /// escrow: collateral left its provider's balance, for the account and the tip: all of a broken lease's; after a notice
    /// that was served the price of matching a successor.
    Forfeited = "forfeited" {
        /// Whose balance.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
        /// Into which account, less the tip.
        deployment: u64,
    }

    /// escrow: coins left for their owner.
    Withdrawn = "withdrawn" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: coins came in and are bonded.
    Staked = "staked" {
        /// Whose.
        owner: Addr,
        /// Of what.
        denom: String,
        /// How much.
        amount: Uint128,
    }

    /// escrow: bonded coins are on their way out. When they are the owner's, `credited` says so, for all whose time has come.
    UnbondingStarted = "unbonding_started" {
        /// Whose.
        owner: Addr,
        /// How much.
        amount: Uint128,
        /// The first second at which they are the owner's again.
        release_at: u64,
    }

    /// escrow: a broken lease cost stake; `credited` says to whom it went.
    Slashed = "slashed" {
        /// Whose stake.
        owner: Addr,
        /// How much.
        amount: Uint128,
        /// Of it bonded; the rest was unbonding, the oldest first.
        bonded: Uint128,
    }

    /// escrow: its rules, when it is made and whenever they change.
    EscrowParametersSet = "escrow_parameters_set" {
        /// Whose balance the protocol's fee and slashed stake are credited to.
        fee_collector: Addr,
        /// What is staked.
        staking_denom: String,
        /// Seconds from Unstake until the coins are the owner's again.
        unbonding: u64,
        /// The most that one provider can lose of its stake in each window.
        slash_cap: Uint128,
    }
}
