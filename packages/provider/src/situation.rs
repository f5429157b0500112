//! What a provider sees of the chain in one block.

use berth_api::escrow::BalanceResponse;
use berth_api::market::{LeaseResponse, OpenOrderResponse};
use berth_domain::{Now, OrderId, ProviderProfile, ResourceGroup, Signature};
use cosmwasm_std::{Addr, Uint128};

/// All that a decision rests on. Lists must be whole: whoever fills them pages through to the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation {
    /// The block.
    pub now: Now,
    /// The provider's own address.
    pub address: Addr,
    /// What it has registered about itself.
    pub profile: ProviderProfile,
    /// What auditors have signed for it and still stand by.
    pub signed: Vec<Signature>,
    /// Its bonded stake.
    pub stake: Uint128,
    /// Its reputation.
    pub reputation: u32,
    /// The open orders of all deployments.
    pub open_orders: Vec<OpenOrderResponse>,
    /// Its live leases.
    pub leases: Vec<OwnLease>,
    /// Its bids on orders that are still open.
    pub bids: Vec<OwnBid>,
    /// Its balances in escrow; what is withdrawable can be locked as collateral.
    pub balances: Vec<BalanceResponse>,
}

/// A live lease, and what its deployment says about it (an infrastructure that changes ends its lease, so they agree).
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLease {
    /// The lease.
    pub lease: LeaseResponse,
    /// What it is paid in.
    pub denom: String,
    /// What runs under it.
    pub resources: Vec<ResourceGroup>,
}

/// A standing bid.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnBid {
    /// On which order.
    pub order: OrderId,
    /// Total price, 10^-18 per second.
    pub price: Uint128,
}
