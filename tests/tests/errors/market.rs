//! What market refuses.

use berth_api::ItemOutcome;
use berth_api::market::{Bid, ExecuteMsg as Market, QueryMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::OrderId;
use berth_tests::cast::{BID_ON, Cast, LEASED, OPEN, OTHER_LEASE, READY, Sender};
use berth_tests::messages::market::bid;
use berth_tests::messages::tenants::update;
use berth_tests::stage::{COLLATERAL, DENOM, PERIOD, infrastructure};
use cosmwasm_std::{Decimal, Uint128, coin, from_json};

use crate::{Case, refusal};

const NOWHERE: OrderId = OrderId::new(9, 1, 1);

pub const CASES: &[Case] = &[
    ("market/unauthorized", |cast| {
        refusal(cast, Sender::Stranger, Market::RemoveTerms { denom: DENOM.to_owned() }, &[])
    }),
    ("market/paused", |cast| {
        cast.send(Sender::Guardian, Registry::Pause {}, &[]).unwrap();
        refusal(cast, Sender::Keeper, Market::MatchOpenOrders { limit: 1 }, &[])
    }),
    ("market/payment", |cast| refusal(cast, Sender::Keeper, matching(1), &[coin(1, DENOM)])),
    ("market/invalid_field", |cast| refusal(cast, Sender::Keeper, matching(33), &[])),
    ("market/not_registered", |cast| refusal(cast, Sender::Stranger, bid(OPEN), &[])),
    ("market/inactive", |cast| {
        cast.send(Sender::OtherProvider, Registry::DeactivateProvider {}, &[]).unwrap();
        refusal(cast, Sender::OtherProvider, bid(OPEN), &[])
    }),
    ("market/no_order", |cast| refusal(cast, Sender::Provider, bid(NOWHERE), &[])),
    ("market/order_not_open", |cast| refusal(cast, Sender::OtherProvider, bid(LEASED), &[])),
    ("market/bidding_ended", |cast| refusal(cast, Sender::OtherProvider, bid(READY), &[])),
    ("market/ineligible", |cast| {
        let reorder = Market::CloseLease { lease: LEASED, reorder: true };
        cast.send(Sender::Tenant, reorder, &[]).unwrap();
        refusal(cast, Sender::Provider, bid(OrderId::new(1, 1, 2)), &[])
    }),
    ("market/mismatch", |cast| refusal(cast, Sender::Provider, bid_at(OPEN, 101), &[])),
    ("market/account_dry", |cast| {
        cast.stage.sandbox.next_block(100_000_000);
        refusal(cast, Sender::OtherProvider, bid(OPEN), &[])
    }),
    ("market/not_lower", |cast| refusal(cast, Sender::Provider, bid_at(BID_ON, 50), &[])),
    ("market/insufficient_collateral", more_than_he_has),
    ("market/no_bid", |cast| refusal(cast, Sender::Provider, Market::CancelFulfillment { orders: vec![OPEN] }, &[])),
    ("market/firm", |cast| refusal(cast, Sender::Provider, Market::CancelFulfillment { orders: vec![READY] }, &[])),
    ("market/not_ready", |cast| {
        let provider = cast.address(Sender::Provider).into_string();
        refusal(cast, Sender::Keeper, Market::SubmitLease { order: BID_ON, provider }, &[])
    }),
    ("market/not_winner", |cast| {
        let provider = cast.address(Sender::OtherProvider).into_string();
        refusal(cast, Sender::Keeper, Market::SubmitLease { order: READY, provider }, &[])
    }),
    ("market/not_due", |cast| refusal(cast, Sender::Keeper, Market::SubmitStaleLease { lease: LEASED }, &[])),
    ("market/not_dry", |cast| refusal(cast, Sender::Keeper, unfunded(1), &[])),
    ("market/limit_reached", |cast| {
        cast.stage.pass(1_000_000);
        let deployments = vec![LEASED.deployment, OTHER_LEASE.deployment];
        let close = Market::CloseUnfundedLeases { deployments, limit: 1 };
        let outcomes: Vec<ItemOutcome> =
            from_json(cast.send(Sender::Keeper, close, &[]).unwrap().data.unwrap()).unwrap();
        assert_eq!(outcomes[0].refused, None);
        outcomes[1].refused.clone().unwrap()
    }),
    ("market/notice_given", |cast| {
        let notice = Market::GiveNotice { lease: LEASED };
        cast.send(Sender::Provider, notice.clone(), &[]).unwrap();
        refusal(cast, Sender::Provider, notice, &[])
    }),
    ("market/denom_not_allowed", |cast| {
        refusal(cast, Sender::Admin, Market::RemoveTerms { denom: "uother".to_owned() }, &[])
    }),
    ("market/insufficient_funds", |cast| {
        let mut dear = infrastructure("dear", false);
        dear.resources[0].price = Decimal::from_ratio(1_000_u128, 1_u128);
        refusal(cast, Sender::Tenant, update(vec![dear], vec![]), &[])
    }),
    ("market/not_your_lease", |cast| refusal(cast, Sender::Provider, Market::GiveNotice { lease: OTHER_LEASE }, &[])),
    ("market/late", |cast| {
        cast.stage.pass(PERIOD + 1);
        let leases = vec![LEASED];
        let confirm = Market::SubmitLeaseConfirmation { leases, collect: false, payout: false };
        refusal(cast, Sender::Provider, confirm, &[])
    }),
    ("market/not_leased", |cast| {
        refusal(cast, Sender::Tenant, Market::CloseLease { lease: OPEN, reorder: false }, &[])
    }),
    ("market/not_owner", |cast| {
        refusal(cast, Sender::OtherTenant, Market::CloseLease { lease: LEASED, reorder: false }, &[])
    }),
    ("market/no_account", |cast| refusal(cast, Sender::Keeper, unfunded(9), &[])),
    ("market/no_terms", |cast| asked(cast, &QueryMsg::NumberedTerms { number: 9 })),
    ("market/std", |cast| asked(cast, &QueryMsg::Locked { owner: "nobody".to_owned(), denom: DENOM.to_owned() })),
];

fn asked(cast: &Cast, question: &QueryMsg) -> String {
    cast.stage.sandbox.query_market::<serde_json::Value>(question).unwrap_err().to_string()
}

const fn matching(limit: u32) -> Market {
    Market::MatchOpenOrders { limit }
}

fn unfunded(deployment: u64) -> Market {
    Market::CloseUnfundedLeases { deployments: vec![deployment], limit: 1 }
}

fn bid_at(order: OrderId, percent: u64) -> Market {
    let mut resources = infrastructure("any", false).resources;
    resources[0].price = Decimal::percent(percent);
    Market::SubmitFulfillment { bids: vec![Bid { order, resources }] }
}

/// A new order asks for all that a provider has, and he has a lease already.
fn more_than_he_has(cast: &mut Cast) -> String {
    let mut safe = infrastructure("safe", false);
    safe.resources[0].collateral = Uint128::new(7 * COLLATERAL);
    cast.send(Sender::Tenant, update(vec![safe.clone()], vec![]), &[]).unwrap();
    let bids = vec![Bid { order: OrderId::new(1, 5, 1), resources: safe.resources }];
    refusal(cast, Sender::Provider, Market::SubmitFulfillment { bids }, &[])
}
