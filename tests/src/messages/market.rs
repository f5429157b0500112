//! Messages to market.

use berth_api::Role;
use berth_api::market::{Bid, ExecuteMsg as Market, NewOrder, Parameters};
use berth_domain::{OrderId, ReputationParameters, Terms};
use berth_sandbox::Setup;
use cosmwasm_std::Uint128;

use super::Sample;
use crate::cast::{BID_ON, Cast, LEASED, OPEN, READY, Sender};
use crate::stage::{COLLATERAL, DENOM, infrastructure};

pub(super) fn samples(cast: &Cast) -> Vec<Sample> {
    let all = [of_providers(), of_anyone(cast), of_the_admin(), of_deployment(cast)];
    let close = Market::CloseLease { lease: LEASED, reorder: true };
    all.into_iter().flatten().chain([Sample::new(Sender::Tenant, close)]).collect()
}

/// A bid of everything that an order asks for.
pub fn bid(order: OrderId) -> Market {
    Market::SubmitFulfillment { bids: vec![Bid { order, resources: infrastructure("any", false).resources }] }
}

fn of_providers() -> Vec<Sample> {
    let leases = vec![LEASED];
    let by_provider = |msg| Sample::new(Sender::Provider, msg);
    vec![
        by_provider(bid(OPEN)).by_any_provider(),
        by_provider(Market::CancelFulfillment { orders: vec![BID_ON] }),
        by_provider(Market::SubmitLeaseConfirmation { leases: leases.clone(), collect: false, payout: false }),
        by_provider(Market::SubmitLeaseConfirmation { leases: leases.clone(), collect: true, payout: true })
            .noting("collecting"),
        by_provider(Market::CollectEarnings { leases, payout: false }),
        by_provider(Market::GiveNotice { lease: LEASED }),
        by_provider(Market::LeaveLease { lease: LEASED }),
    ]
}

fn of_anyone(cast: &Cast) -> Vec<Sample> {
    let provider = cast.address(Sender::Provider).into_string();
    let calls = [
        Market::MatchOpenOrders { limit: 32 },
        Market::SubmitLease { order: READY, provider },
        Market::InvalidateStaleLeases { limit: 32 },
        Market::SubmitStaleLease { lease: LEASED },
        Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 },
        Market::ReleaseFulfillments { limit: 32 },
        Market::Facilitate { limit: 32, deployments: vec![1], skip: vec![] },
    ];
    calls.map(|msg| Sample::new(Sender::Keeper, msg)).into()
}

fn of_the_admin() -> Vec<Sample> {
    let terms = Terms { reconfirmation_period: 100, ..Setup::default().terms[0].clone() };
    let reputation = ReputationParameters { half_service: 1, half_stake: Uint128::one(), penalty: 1 };
    let calls = [
        Market::SetTerms { terms },
        Market::RemoveTerms { denom: DENOM.to_owned() },
        Market::SetParameters { parameters: Parameters { reputation, sudo_limit: 0 } },
    ];
    calls.map(|msg| Sample::new(Sender::Admin, msg)).into()
}

fn of_deployment(cast: &Cast) -> Vec<Sample> {
    let (owner, denom) = (cast.address(Sender::Tenant).into_string(), DENOM.to_owned());
    let order = NewOrder { slot: 9, max_rate: Uint128::one(), collateral: Uint128::new(COLLATERAL), notice: 0 };
    let (update, close) = ((owner.clone(), denom.clone()), (owner, denom));
    let calls = [
        Market::OpenOrders { deployment: 1, terms: 1, orders: vec![order] },
        Market::UpdateOrders { deployment: 1, owner: update.0, denom: update.1, slots: vec![], resume: false },
        Market::CloseDeployment {
            deployment: 1,
            owner: close.0,
            denom: close.1,
            slots: vec![1, 2, 3, 4],
            payout: false,
        },
    ];
    calls.map(|msg| Sample::new(Sender::Contract(Role::Deployment), msg)).into()
}
