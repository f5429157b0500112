//! Every message at the limits that are documented for it, on records as large as they may be.

use berth_api::deployment::{ExecuteMsg as Deployment, MAX_INFRASTRUCTURE_BYTES};
use berth_api::market::{Bid, ExecuteMsg as Market, MAX_BIDS, MAX_COLLECTED, MAX_CONFIRMED, MAX_LIMIT};
use berth_domain::{
    Attribute, ComputeUnit, DeploymentInfrastructure, Gpu, OrderId, Requirements, ResourceGroup, WaitDuration,
};
use cosmwasm_std::{Addr, Decimal, HexBinary, Uint128, coin};

use crate::rig::{DENOM, PERIOD, Rig, WAIT};
use crate::scenarios::Note;

const SLOTS: u32 = 16;
const GROUPS: usize = 8;
const ATTRIBUTES: usize = 4;
const EXCLUDED: usize = 1;

/// Notes what each costs.
pub fn all(note: Note) {
    deployments(note);
    market(note);
}

/// Sixteen of these are as long as the infrastructures of one message may be; no single limit but the number of slots and
/// groups is reached by all of them, the sum is.
fn largest(rig: &Rig, slot: u32) -> DeploymentInfrastructure {
    let gpu = Gpu { count: 8, vendor: "nvidia".to_owned(), model: Some("h100".to_owned()), memory: Some(81_920) };
    let compute = ComputeUnit { cpu: 64_000, memory: 524_288, disk: 10_485_760, bandwidth: 10_000, gpu: Some(gpu) };
    let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(1_000_000), count: 8 };
    let attributes = (0..ATTRIBUTES).map(|n| Attribute { key: format!("attribute-{n:02}"), value: "v".repeat(32) });
    let mut exclude: Vec<_> =
        (0..EXCLUDED).map(|n| rig.sandbox.account(&format!("excluded-{n}")).to_string()).collect();
    exclude.sort();
    DeploymentInfrastructure {
        name: format!("infrastructure-{slot:02}"),
        region: "a-region-with-a-rather-long-name".to_owned(),
        persist: true,
        notice: 86_400,
        resources: vec![group; GROUPS],
        requirements: Requirements { attributes: attributes.collect(), exclude, ..Default::default() },
    }
}

fn submit(rig: &mut Rig, tenant: &Addr) -> crate::rig::Cost {
    let infrastructure: Vec<_> = (1..=SLOTS).map(|slot| largest(rig, slot)).collect();
    let bytes = cosmwasm_std::to_json_vec(&infrastructure).unwrap().len();
    assert!((MAX_INFRASTRUCTURE_BYTES - 1_000..=MAX_INFRASTRUCTURE_BYTES).contains(&bytes), "{bytes} bytes");
    let submit = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure,
    };
    rig.cost(tenant, submit, &[coin(100_000_000_000, DENOM)])
}

fn deployments(note: Note) {
    let mut rig = Rig::new();
    let tenant = rig.user("tenant");
    note("cap_submit_deployment", submit(&mut rig, &tenant));
    let set = (1..=SLOTS).map(|slot| DeploymentInfrastructure { notice: 60, ..largest(&rig, slot) }).collect();
    let update = Deployment::UpdateDeployment { deployment: 1, version: None, set, remove: vec![] };
    note("cap_update_deployment", rig.cost(&tenant, update, &[]));
    note("cap_resume_deployment", rig.cost(&tenant, Deployment::ResumeDeployment { deployment: 1 }, &[]));
    let cancel = Deployment::CancelDeployment { deployment: 1, payout: true };
    note("cap_cancel_deployment", rig.cost(&tenant, cancel, &[]));
}

fn market(note: Note) {
    let mut rig = Rig::new();
    let keeper = rig.user("keeper");
    let provider = rig.provider_like("provider", &largest(&rig, 1));
    let loser = rig.provider_like("loser", &largest(&rig, 1));
    let tenants: Vec<_> = (0..7).map(|n| rig.user(&format!("tenant-{n}"))).collect();
    for tenant in &tenants {
        submit(&mut rig, tenant);
    }
    let orders: Vec<_> = (1..=7).flat_map(|id| (1..=SLOTS).map(move |slot| OrderId::new(id, slot, 1))).collect();
    let bids = |rig: &Rig, orders: &[OrderId], percent| {
        let mut resources = largest(rig, 1).resources;
        for group in &mut resources {
            group.price = Decimal::percent(percent);
        }
        let bids = orders.iter().map(|order| Bid { order: *order, resources: resources.clone() }).collect();
        Market::SubmitFulfillment { bids }
    };
    for (n, chunk) in orders.chunks(MAX_BIDS).enumerate() {
        let cost = rig.cost(&provider, bids(&rig, chunk, 50), &[]);
        if n == 0 {
            note("cap_submit_fulfillment", cost);
        }
        rig.cost(&loser, bids(&rig, chunk, 60), &[]);
    }
    rig.pass(WAIT);
    let limit = MAX_LIMIT;
    note("cap_match_open_orders", rig.cost(&keeper, Market::MatchOpenOrders { limit }, &[]));
    for _ in 0..3 {
        rig.cost(&keeper, Market::MatchOpenOrders { limit }, &[]);
    }
    note("cap_release_fulfillments", rig.cost(&keeper, Market::ReleaseFulfillments { limit }, &[]));
    let own: Vec<_> = orders[60..60 + MAX_BIDS].to_vec();
    note("cap_cancel_fulfillment", rig.cost(&loser, Market::CancelFulfillment { orders: own }, &[]));
    rig.pass(60);
    let confirm = |count: usize, collect, payout| Market::SubmitLeaseConfirmation {
        leases: orders[..count].to_vec(),
        collect,
        payout,
    };
    note("cap_confirm", rig.cost(&provider, confirm(MAX_CONFIRMED, false, false), &[]));
    rig.pass(1);
    note("cap_confirm_collect", rig.cost(&provider, confirm(MAX_COLLECTED, true, true), &[]));
    rig.pass(1);
    rig.cost(&provider, confirm(MAX_CONFIRMED, false, false), &[]);
    let collect = Market::CollectEarnings { leases: orders[..MAX_COLLECTED].to_vec(), payout: true };
    note("cap_collect_earnings", rig.cost(&provider, collect, &[]));
    rig.pass(PERIOD + 1);
    note("cap_invalidate_stale_leases", rig.cost(&keeper, Market::InvalidateStaleLeases { limit }, &[]));
    let facilitate = Market::Facilitate { limit, deployments: (1..=7).collect(), skip: orders[100..108].to_vec() };
    note("cap_facilitate", rig.cost(&keeper, facilitate, &[]));
    let cancel = Deployment::CancelDeployment { deployment: 5, payout: true };
    note("cap_cancel_deployment_stale", rig.cost(&tenants[4], cancel, &[]));
}
