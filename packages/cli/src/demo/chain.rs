//! What providers and the keeper read of the chain: each list to its end, as a daemon would.

use anyhow::Result;
use berth_api::deployment::{self, DeploymentResponse};
use berth_api::escrow::{self, BalanceResponse};
use berth_api::market::{
    self, FulfillmentResponse, FulfillmentsResponse, LeaseResponse, LeasesResponse, OpenOrderResponse,
    OpenOrdersResponse, OrderResponse, PendingWorkResponse,
};
use berth_domain::{OrderId, ResourceGroup};
use berth_provider::{OwnBid, OwnLease, Situation};
use berth_sandbox::Sandbox;
use cosmwasm_std::{Addr, Uint128};

use crate::demo::cast::Datacenter;

/// All pages of a list: `page` gets the last row of the one before.
fn all<T>(mut page: impl FnMut(Option<&T>) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let mut rows: Vec<T> = vec![];
    loop {
        let more = page(rows.last())?;
        if more.is_empty() {
            return Ok(rows);
        }
        rows.extend(more);
    }
}

pub fn open_orders(chain: &Sandbox) -> Result<Vec<OpenOrderResponse>> {
    all(|last: Option<&OpenOrderResponse>| {
        let start_after = last.map(|row| row.order);
        let page: OpenOrdersResponse =
            chain.query_market(&market::QueryMsg::OpenOrders { start_after, limit: None })?;
        Ok(page.orders)
    })
}

pub fn bids(chain: &Sandbox, order: OrderId) -> Result<Vec<FulfillmentResponse>> {
    all(|last: Option<&FulfillmentResponse>| {
        let start_after = last.map(|row| row.place);
        let page: FulfillmentsResponse =
            chain.query_market(&market::QueryMsg::Fulfillments { order, start_after, limit: None })?;
        Ok(page.fulfillments)
    })
}

pub fn leases(chain: &Sandbox, provider: &Addr) -> Result<Vec<LeaseResponse>> {
    all(|last: Option<&LeaseResponse>| {
        let (provider, start_after) = (provider.to_string(), last.map(|row| row.lease));
        let page: LeasesResponse =
            chain.query_market(&market::QueryMsg::Leases { provider, start_after, limit: None })?;
        Ok(page.leases)
    })
}

pub fn balance(chain: &Sandbox, owner: &Addr, denom: &str) -> Result<BalanceResponse> {
    chain.query_escrow(&escrow::QueryMsg::Balance { owner: owner.to_string(), denom: denom.to_owned() })
}

pub fn order(chain: &Sandbox, order: OrderId) -> Result<OrderResponse> {
    chain.query_market(&market::QueryMsg::Order { order })
}

pub fn pending_work(chain: &Sandbox) -> Result<PendingWorkResponse> {
    chain.query_market(&market::QueryMsg::PendingWork { limit: None })
}

/// What one provider sees in this block.
pub fn situation(chain: &Sandbox, provider: &Datacenter) -> Result<Situation> {
    let address = &provider.party.address;
    let open_orders = open_orders(chain)?;
    let mut own_bids = vec![];
    for order in &open_orders {
        let own = bids(chain, order.order)?.into_iter().filter(|bid| bid.provider == *address);
        own_bids.extend(own.map(|bid| OwnBid { order: order.order, price: bid.place.price }));
    }
    let leases = leases(chain, address)?.into_iter().map(|lease| own_lease(chain, lease)).collect::<Result<_>>()?;
    let denoms = provider.config.sheets.iter().map(|sheet| balance(chain, address, &sheet.denom));
    Ok(Situation {
        now: chain.now(),
        address: address.clone(),
        profile: provider.profile.clone(),
        // The demo's stacks are judged by region and attributes; whoever asks for more waits for the real daemon.
        signed: vec![],
        stake: Uint128::zero(),
        reputation: 0,
        balances: denoms.collect::<Result<_>>()?,
        bids: own_bids,
        leases,
        open_orders,
    })
}

fn own_lease(chain: &Sandbox, lease: LeaseResponse) -> Result<OwnLease> {
    let deployment = lease.lease.deployment;
    let record: DeploymentResponse = chain.query_deployment(&deployment::QueryMsg::Deployment { deployment })?;
    let runs = record.infrastructure.into_iter().find(|row| row.slot == lease.lease.slot);
    let resources: Vec<ResourceGroup> = runs.map(|row| row.infrastructure.resources).unwrap_or_default();
    Ok(OwnLease { lease, denom: record.denom, resources })
}
