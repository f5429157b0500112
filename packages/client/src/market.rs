//! Market: orders, bids, leases.

use berth_api::market::*;
use berth_api::{Contracts, MAX_PAGE, Role, VersionResponse};
use berth_domain::{OrderId, TermsNumber};
use cosmwasm_std::Uint128;

use crate::Result;
use crate::pages::shorter;
use crate::view::{lists, questions};

questions! {
    /// Market: orders, bids, leases.
    Market = Role::Market, market;
    /// The four contracts.
    contracts() -> Contracts = Contracts;
    /// Which code it runs.
    version() -> VersionResponse = Version;
    /// What market goes by beside the rules of each denom.
    parameters() -> Parameters = Parameters;
    /// The current rules of one denom. Errors: `denom_not_allowed`.
    terms(denom: &str) -> TermsResponse = Terms;
    /// The rules of one number, current or not. Errors: `no_terms`.
    numbered_terms(number: TermsNumber) -> TermsResponse = NumberedTerms;
    /// A page of the current rules, by denom.
    all_terms(start_after: Option<String>, limit: Option<u32>) -> AllTermsResponse = AllTerms;
    /// One order or lease. Errors: `no_order`.
    order(order: OrderId) -> OrderResponse = Order;
    /// A page of the orders and leases of one deployment, closed ones included, by id.
    orders(deployment: u64, start_after: Option<OrderId>, limit: Option<u32>) -> OrdersResponse = Orders;
    /// A page of the open orders of all deployments with what they ask for, by id.
    open_orders(start_after: Option<OrderId>, limit: Option<u32>) -> OpenOrdersResponse = OpenOrders;
    /// The orders that are ready, those that wait for a height first. Work to be done: there are no pages.
    ready_orders(limit: Option<u32>) -> ReadyOrdersResponse = ReadyOrders;
    /// The best bids on an order, and when it is ready.
    quote(order: OrderId) -> QuoteResponse = Quote;
    /// One bid. Errors: `no_bid`.
    fulfillment(order: OrderId, provider: &str) -> FulfillmentResponse = Fulfillment;
    /// A page of the bids on one order, dead ones that are not freed yet included, cheapest first.
    fulfillments(order: OrderId, start_after: Option<BookPlace>, limit: Option<u32>) -> FulfillmentsResponse = Fulfillments;
    /// A page of the bids of one provider, dead ones that are not freed yet included, by order.
    own_fulfillments(provider: &str, start_after: Option<OrderId>, limit: Option<u32>) -> OwnFulfillmentsResponse = OwnFulfillments;
    /// Whether a provider may bid on an order, whatever it offers, and why not.
    eligibility(provider: &str, order: OrderId) -> EligibilityResponse = Eligibility;
    /// A page of the live leases of one provider, by id.
    leases(provider: &str, start_after: Option<OrderId>, limit: Option<u32>) -> LeasesResponse = Leases;
    /// A page of the live leases of all that are due at `until` or before, by the height until which they must be confirmed.
    due_leases(until: Option<u64>, start_after: Option<DueKey>, limit: Option<u32>) -> LeasesResponse = DueLeases;
    /// What of a balance is locked as collateral.
    locked(owner: &str, denom: &str) -> Uint128 = Locked;
    /// How a provider has served; nothing for one that never did.
    track_record(provider: &str) -> TrackRecordResponse = TrackRecord;
    /// Whether a provider has leases or bids, live or dead.
    obligations(provider: &str) -> ObligationsResponse = Obligations;
    /// What a keeper would do in this block, and when there will be something next. `limit`: ids of each kind.
    pending_work(limit: Option<u32>) -> PendingWorkResponse = PendingWork;
    /// A page of all that a provider's daemon needs for one block; `denoms`: at most 16.
    provider_work(provider: &str, denoms: Vec<String>, cursor: Option<WorkCursor>, limit: Option<u32>) -> ProviderWorkResponse = ProviderWork;
}

lists! {
    Market;
    /// The current rules of every denom that may be used, by denom.
    every_terms() -> TermsResponse = all_terms.terms after |row| row.terms.denom.clone();
    /// The orders and leases of one deployment, closed ones included, by id.
    every_order(deployment: u64) -> OrderResponse = orders.orders after |row| row.order;
    /// The open orders of all deployments with what they ask for, by id.
    every_open_order() -> OpenOrderResponse = open_orders.orders after |row| row.order;
    /// The bids on one order, cheapest first.
    every_fulfillment(order: OrderId) -> FulfillmentResponse = fulfillments.fulfillments after |row| row.place;
    /// The bids of one provider, by order.
    every_own_fulfillment(provider: &str) -> OwnFulfillment = own_fulfillments.fulfillments after |row| row.order;
    /// The live leases of one provider, by id.
    every_lease(provider: &str) -> LeaseResponse = leases.leases after |row| row.lease;
    /// The live leases of all that are due at `until` or before, the next first.
    every_due_lease(until: Option<u64>) -> LeaseResponse = due_leases.leases
        after |row| DueKey { due_height: row.status.due_height, lease: row.lease };
}

impl Market<'_> {
    /// All that a provider's daemon needs for one block: every row of every list, as of one height (the latest if none was
    /// named). `denoms`: at most 16.
    pub async fn whole_provider_work(&self, provider: &str, denoms: Vec<String>) -> Result<ProviderWorkResponse> {
        let pinned = Self(self.0.pinned().await?);
        let (mut limit, mut cursor) = (MAX_PAGE, None);
        let mut whole: Option<ProviderWorkResponse> = None;
        loop {
            let page = match pinned.provider_work(provider, denoms.clone(), cursor.clone(), Some(limit)).await {
                Ok(page) => page,
                Err(error) => {
                    limit = shorter(error, limit)?;
                    continue;
                }
            };
            // A page that leads nowhere new would be read for ever.
            let next = page.next.clone().filter(|next| cursor.as_ref() != Some(next));
            let joined = match whole {
                None => page,
                Some(whole) => join(whole, page),
            };
            match next {
                None => return Ok(ProviderWorkResponse { next: None, ..joined }),
                Some(next) => (whole, cursor) = (Some(joined), Some(next)),
            }
        }
    }
}

fn join(mut whole: ProviderWorkResponse, page: ProviderWorkResponse) -> ProviderWorkResponse {
    whole.leases.extend(page.leases);
    whole.bids.extend(page.bids);
    whole.orders.extend(page.orders);
    whole
}
