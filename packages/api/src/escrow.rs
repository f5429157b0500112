//! The escrow contract: every coin of the exchange.

use berth_domain::{Invalid, Movement};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Uint128, Uint256};

use crate::Contracts;

/// The shortest unbonding period, in seconds: 1 day. Anything shorter is over before a broken lease is booked.
pub const MIN_UNBONDING: u64 = 86_400;
/// The longest unbonding period, in seconds: 90 days.
pub const MAX_UNBONDING: u64 = 7_776_000;
/// Longest name of a coin on a Cosmos chain.
const MAX_DENOM: usize = 128;

/// Its rules.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// Whose balance the protocol's fee and slashed stake are credited to; none of the four contracts.
    pub fee_collector: String,
    /// What is staked; fixed for ever. 3 to 128 characters. It needs no terms.
    pub staking_denom: String,
    /// Seconds from Unstake until the coins are the owner's again; fixed for ever. [`MIN_UNBONDING`] to [`MAX_UNBONDING`].
    pub unbonding: u64,
    /// The most that one provider can lose of its stake in each window `floor(time / unbonding)`. 0: nothing is slashed.
    pub slash_cap: Uint128,
}

/// What is fixed for ever is within its hard range.
pub fn check_rules(staking_denom: &str, unbonding: u64) -> Result<(), Invalid> {
    let denom_fits = (3..=MAX_DENOM).contains(&staking_denom.len());
    if !denom_fits || !staking_denom.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let shown = format!("`{staking_denom}`");
        return Err(Invalid::new("staking_denom", shown, "3 to 128 characters, a letter first"));
    }
    if !(MIN_UNBONDING..=MAX_UNBONDING).contains(&unbonding) {
        return Err(Invalid::new("unbonding", unbonding, format!("{MIN_UNBONDING} to {MAX_UNBONDING}")));
    }
    Ok(())
}

/// What can be done with coins.
#[cw_serde]
pub enum ExecuteMsg {
    /// Adds coins to a deployment's account (a gift to it: refunds go to its owner) or to the sender's own balance.
    ///
    /// Anyone; exactly one coin, for an account in its denom.
    Deposit {
        /// Which deployment; absent: the sender's own balance.
        deployment: Option<u64>,
    },
    /// Sends what is not locked as collateral to the sender.
    ///
    /// Anyone; no coins.
    Withdraw {
        /// Which coin.
        denom: String,
        /// How much; absent: all that is not locked.
        amount: Option<Uint128>,
    },
    /// Takes coins back out of a deployment's account: all but what its leases and open orders need for `min_runway`, or
    /// all while it is dry. They are credited to the owner.
    ///
    /// The deployment's owner; no coins.
    WithdrawDeposit {
        /// Out of which account.
        deployment: u64,
        /// How much, at least 1; absent: all that can be.
        amount: Option<Uint128>,
        /// Send the coins instead of crediting them.
        payout: bool,
    },
    /// Adds to the sender's stake, which orders may ask for and broken leases are slashed from.
    ///
    /// Anyone, registered or not; exactly one coin, of the staking denom. Not while paused.
    Stake {},
    /// Begins to take coins out of the sender's stake. They can be slashed until the unbonding period is over; then they
    /// are the sender's, and Withdraw sends them.
    ///
    /// Whoever has a stake, at most 7 times within one period; no coins.
    Unstake {
        /// 1 to what is bonded.
        amount: Uint128,
    },
    /// Sets what can be set. Absent: stays as it is. Live: holds from now on.
    ///
    /// The admin; no coins.
    SetParameters {
        /// Whose balance the protocol's fee and slashed stake are credited to; none of the four contracts.
        fee_collector: Option<String>,
        /// The most that one provider can lose of its stake in each window.
        slash_cap: Option<Uint128>,
    },
    /// Opens a deployment's account. Only the deployment contract, with the tenant's coin.
    OpenAccount {
        /// Whose account.
        deployment: u64,
        /// Seconds that must be affordable when an order opens or is matched.
        min_runway: u64,
        /// The openings of its orders.
        movements: Vec<Movement>,
    },
    /// Carries out what market computed. Only market; no coins.
    Settle(Settlement),
}

/// All the movements of one message to market.
#[cw_serde]
pub struct Settlement {
    /// Who sent that message: gets the tips, and the coins of a payout.
    pub caller: String,
    /// Send what this credits to the caller, instead of adding it to the balance.
    pub payout: bool,
    /// Each account once.
    pub accounts: Vec<AccountSettlement>,
    /// Stake that broken leases cost; none most of the time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slashes: Vec<Slash>,
}

/// What a broken lease costs its provider beside the collateral.
#[cw_serde]
pub struct Slash {
    /// Who broke a lease.
    pub provider: String,
    /// The flat amount of its terms; taken is what stake there is, and what the cap leaves in this window.
    pub amount: Uint128,
}

/// The movements of one account.
#[cw_serde]
pub struct AccountSettlement {
    /// Whose account.
    pub deployment: u64,
    /// What it holds.
    pub denom: String,
    /// Steps, in this order.
    pub movements: Vec<Movement>,
    /// Closes the account after them and credits what is left to this address. Rare, and each byte of a settlement costs gas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_to: Option<String>,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// Which code it runs.
    #[returns(crate::VersionResponse)]
    Version {},
    /// Its rules.
    #[returns(Parameters)]
    Parameters {},
    /// The account of one deployment, settled to now.
    #[returns(AccountResponse)]
    Account {
        /// Which.
        deployment: u64,
    },
    /// All accounts, settled to now, by deployment.
    #[returns(AccountsResponse)]
    Accounts {
        /// Begin after this one.
        start_after: Option<u64>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// One balance.
    #[returns(BalanceResponse)]
    Balance {
        /// Whose.
        owner: String,
        /// Of what.
        denom: String,
    },
    /// All balances, by owner and denom.
    #[returns(BalancesResponse)]
    Balances {
        /// Begin after this one.
        start_after: Option<BalanceKey>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// One stake, as of now; all zero if there is none.
    #[returns(StakeResponse)]
    Stake {
        /// Whose.
        owner: String,
    },
    /// All stakes, as of now, by owner.
    #[returns(StakesResponse)]
    Stakes {
        /// Begin after this one.
        start_after: Option<String>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The deployments whose leases are over for want of money, longest first. Work to be done: what is closed leaves the
    /// list, so there are no pages.
    #[returns(DryAccountsResponse)]
    DryAccounts {
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// Whether escrow has what it owes, of one denom.
    #[returns(SolvencyResponse)]
    Solvency {
        /// Of what.
        denom: String,
    },
    /// What it owes of every denom, by denom.
    #[returns(TotalsResponse)]
    Totals {
        /// Begin after this one.
        start_after: Option<String>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
}

/// Its rules.
#[cw_serde]
pub struct Parameters {
    /// Whose balance the protocol's fee and slashed stake are credited to. Live.
    pub fee_collector: String,
    /// What is staked. Fixed for ever.
    pub staking_denom: String,
    /// Seconds from Unstake until the coins are the owner's again. Fixed for ever.
    pub unbonding: u64,
    /// The most that one provider can lose of its stake in each window `floor(time / unbonding)`. Live.
    pub slash_cap: Uint128,
}

/// The money of one deployment.
#[cw_serde]
pub struct AccountResponse {
    /// Whose.
    pub deployment: u64,
    /// Neither owed nor held, in 10^-18.
    pub spendable: Uint256,
    /// Run up by live leases and not yet paid, in 10^-18.
    pub accrued: Uint256,
    /// Sum of the rates of live leases, 10^-18 per second.
    pub lease_rate: Uint256,
    /// Sum of the maximum rates of open orders, 10^-18 per second.
    pub open_rate: Uint256,
    /// Set aside for tips.
    pub holds: Uint128,
    /// The block time this is as of.
    pub settled_at: u64,
    /// The first second that could not be paid, once there was one.
    pub dry_at: Option<u64>,
    /// Until when the live leases are paid for; absent while nothing runs or the account is dry.
    pub funded_until: Option<u64>,
    /// Seconds until then.
    pub runway: Option<u64>,
    /// What WithdrawDeposit can take out now.
    pub withdrawable: Uint128,
    /// Seconds that must be affordable when an order opens or is matched.
    pub min_runway: u64,
}

/// A page of accounts.
#[cw_serde]
pub struct AccountsResponse {
    /// By deployment.
    pub accounts: Vec<AccountResponse>,
}

/// Names one balance.
#[cw_serde]
pub struct BalanceKey {
    /// Whose.
    pub owner: String,
    /// Of what.
    pub denom: String,
}

/// One balance.
#[cw_serde]
pub struct BalanceResponse {
    /// Whose.
    pub owner: String,
    /// Of what.
    pub denom: String,
    /// All of it.
    pub balance: Uint128,
    /// Locked by market as collateral.
    pub locked: Uint128,
    /// The rest.
    pub withdrawable: Uint128,
}

/// A page of balances.
#[cw_serde]
pub struct BalancesResponse {
    /// By owner and denom.
    pub balances: Vec<BalanceResponse>,
}

/// Accounts that ran dry.
#[cw_serde]
pub struct DryAccountsResponse {
    /// Those that are due to be closed now.
    pub deployments: Vec<u64>,
    /// The block time from which on the next will be, if nothing changes.
    pub next_time: Option<u64>,
}

/// One stake.
#[cw_serde]
pub struct StakeResponse {
    /// Whose.
    pub owner: String,
    /// Counts for orders that ask for stake, and for reputation.
    pub bonded: Uint128,
    /// On its way out: counts no longer, can be slashed still. Oldest first.
    pub unbonding: Vec<UnbondingEntry>,
    /// The owner's again, but not in its balance yet: Stake, Unstake, Withdraw or a slash puts it there.
    pub matured: Uint128,
    /// Slashed in this window.
    pub slashed: Uint128,
    /// The most that can still be slashed in this window.
    pub slashable: Uint128,
}

/// Coins on their way out of a stake.
#[cw_serde]
pub struct UnbondingEntry {
    /// How much.
    pub amount: Uint128,
    /// The first second, as block time, at which they are the owner's again.
    pub release_at: u64,
}

/// A page of stakes.
#[cw_serde]
pub struct StakesResponse {
    /// By owner.
    pub stakes: Vec<StakeResponse>,
}

/// What escrow has and owes of one denom.
#[cw_serde]
pub struct SolvencyResponse {
    /// Of what.
    pub denom: String,
    /// What the bank says escrow has. More than owed only if somebody sent coins without a message; nobody can have those.
    pub held: Uint256,
    /// All balances, accounts, holds and stakes: what came in by messages and did not go out.
    pub owed: Uint128,
}

/// What escrow owes of one denom.
#[cw_serde]
pub struct Total {
    /// Of what.
    pub denom: String,
    /// All balances, accounts, holds and stakes.
    pub owed: Uint128,
}

/// A page of totals.
#[cw_serde]
pub struct TotalsResponse {
    /// By denom; those of nothing are left out.
    pub totals: Vec<Total>,
}
