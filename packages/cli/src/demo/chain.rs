//! What providers and the keeper read of the chain: each list to its end, as a daemon would.

use anyhow::Result;
use berth_api::escrow::{self, BalanceResponse};
use berth_api::market::{
    self, FulfillmentResponse, FulfillmentsResponse, LeaseResponse, LeasesResponse, OrderResponse, PendingWorkResponse,
};
use berth_domain::OrderId;
use berth_provider::Situation;
use berth_sandbox::Sandbox;
use cosmwasm_std::Addr;

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
    let address = provider.party.address.to_string();
    let denoms: Vec<String> = provider.config.sheets.iter().map(|sheet| sheet.denom.clone()).collect();
    Situation::gather(|cursor| {
        let (provider, denoms) = (address.clone(), denoms.clone());
        chain.query_market(&market::QueryMsg::ProviderWork { provider, denoms, cursor, limit: None })
    })
}
