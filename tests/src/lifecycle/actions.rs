//! What tenants, providers and keepers can do about an order.

use crate::messages::tenants::update;
use crate::stage::{DENOM, Stage, infrastructure};
use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Addr, Coin, Decimal, coin};

use super::states::{ORDER, wanted};

/// One message, by somebody who might have reason to send it.
pub struct Action {
    /// As tables spell it.
    pub name: &'static str,
    /// Who.
    pub sender: Addr,
    /// What.
    pub call: Call,
    /// With which coins.
    pub funds: Vec<Coin>,
}

fn by(sender: &Addr, name: &'static str, call: impl Into<Call>) -> Action {
    Action { name, sender: sender.clone(), call: call.into(), funds: vec![] }
}

/// All of them, about deployment 1 and its first order.
pub fn actions(stage: &Stage) -> Vec<Action> {
    let all = [of_bidders(stage), of_the_provider(stage), of_keepers(stage), of_the_tenant(stage), with_coins(stage)];
    all.into_iter().flatten().collect()
}

fn bid(percent: u64) -> Market {
    let mut resources = infrastructure("any", false).resources;
    resources[0].price = Decimal::percent(percent);
    Market::SubmitFulfillment { bids: vec![Bid { order: ORDER, resources }] }
}

/// The winner bid 0.5, the loser 0.6.
fn of_bidders(stage: &Stage) -> Vec<Action> {
    let [winner, loser, third] = &stage.providers;
    let take_back = || Market::CancelFulfillment { orders: vec![ORDER] };
    vec![
        by(third, "bid by a third provider", bid(70)),
        by(winner, "bid by the winner, lower", bid(40)),
        by(winner, "bid by the winner, the same", bid(50)),
        by(winner, "CancelFulfillment by the winner", take_back()),
        by(loser, "CancelFulfillment by the loser", take_back()),
        by(winner, "DeregisterProvider", Registry::DeregisterProvider {}),
        by(winner, "DeactivateProvider", Registry::DeactivateProvider {}),
    ]
}

fn of_the_provider(stage: &Stage) -> Vec<Action> {
    let provider = &stage.providers[0];
    let leases = || vec![ORDER];
    let confirm = |collect| Market::SubmitLeaseConfirmation { leases: leases(), collect, payout: false };
    vec![
        by(provider, "SubmitLeaseConfirmation", confirm(false)),
        by(provider, "SubmitLeaseConfirmation, collecting", confirm(true)),
        by(provider, "CollectEarnings", Market::CollectEarnings { leases: leases(), payout: false }),
        by(provider, "GiveNotice", Market::GiveNotice { lease: ORDER }),
        by(provider, "LeaveLease", Market::LeaveLease { lease: ORDER }),
    ]
}

fn of_keepers(stage: &Stage) -> Vec<Action> {
    let keeper = &stage.keeper;
    let [winner, loser, _] = stage.providers.clone().map(Addr::into_string);
    let deployments = || vec![1];
    vec![
        by(keeper, "MatchOpenOrders", Market::MatchOpenOrders { limit: 32 }),
        by(keeper, "SubmitLease, naming the winner", Market::SubmitLease { order: ORDER, provider: winner }),
        by(keeper, "SubmitLease, naming the loser", Market::SubmitLease { order: ORDER, provider: loser }),
        by(keeper, "InvalidateStaleLeases", Market::InvalidateStaleLeases { limit: 32 }),
        by(keeper, "SubmitStaleLease", Market::SubmitStaleLease { lease: ORDER }),
        by(&stage.providers[0], "SubmitStaleLease by the provider itself", Market::SubmitStaleLease { lease: ORDER }),
        by(keeper, "CloseUnfundedLeases", Market::CloseUnfundedLeases { deployments: deployments(), limit: 32 }),
        by(keeper, "ReleaseFulfillments", Market::ReleaseFulfillments { limit: 32 }),
        by(keeper, "Facilitate", Market::Facilitate { limit: 32, deployments: deployments(), skip: vec![] }),
        by(
            keeper,
            "Facilitate, skipping the order",
            Market::Facilitate { limit: 32, deployments: deployments(), skip: vec![ORDER] },
        ),
    ]
}

fn of_the_tenant(stage: &Stage) -> Vec<Action> {
    let tenant = &stage.tenant;
    let close = |reorder| Market::CloseLease { lease: ORDER, reorder };
    let set = |infrastructure| update(vec![infrastructure], vec![]);
    let fleeting = DeploymentInfrastructure { persist: false, ..wanted() };
    let mut cheaper = wanted();
    cheaper.resources[0].price = Decimal::percent(90);
    let version =
        Deployment::UpdateDeployment { deployment: 1, version: Some([8; 32].into()), set: vec![], remove: vec![] };
    vec![
        by(tenant, "CloseLease", close(false)),
        by(tenant, "CloseLease, reordering", close(true)),
        by(tenant, "UpdateDeployment: another version", version),
        by(tenant, "UpdateDeployment: the same again", set(wanted())),
        by(tenant, "UpdateDeployment: persist off", set(fleeting)),
        by(tenant, "UpdateDeployment: a lower price", set(cheaper)),
        by(tenant, "UpdateDeployment: one more", set(infrastructure("more", false))),
        by(tenant, "UpdateDeployment: without it", update(vec![], vec![wanted().name])),
        by(tenant, "ResumeDeployment", Deployment::ResumeDeployment { deployment: 1 }),
        by(tenant, "CancelDeployment", Deployment::CancelDeployment { deployment: 1, payout: false }),
        by(tenant, "CancelDeployment, paid out", Deployment::CancelDeployment { deployment: 1, payout: true }),
        by(
            tenant,
            "WithdrawDeposit, all there is",
            Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: false },
        ),
    ]
}

fn with_coins(stage: &Stage) -> Vec<Action> {
    let withdraw = Escrow::Withdraw { denom: DENOM.to_owned(), amount: None };
    let deposit = by(&stage.keeper, "Deposit to the account, by anyone", Escrow::Deposit { deployment: Some(1) });
    vec![
        Action { funds: vec![coin(50_000, DENOM)], ..deposit },
        by(&stage.providers[0], "Withdraw by the provider, all there is", withdraw),
    ]
}
