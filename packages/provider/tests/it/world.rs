//! Small worlds to decide in: CPU at 1 a second, GPUs at 10, everything else for nothing.

use berth_api::market::{
    BookPlace, EligibleOrder, FreeCollateral, LeaseResponse, LeaseStatus, OfferedFulfillment, OpenOrderResponse,
    OpenStatus, OwnFulfillment, ServedLease,
};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, Gpu, Moment, Now, OrderId, Requirements, ResourceGroup, WaitDuration,
    total_collateral,
};
use berth_provider::{Config, GpuPrice, GpuStock, Inventory, PriceSheet, Situation};
use cosmwasm_std::{Addr, Decimal, Uint128};

pub const DENOM: &str = "uusdc";

pub fn me() -> Addr {
    Addr::unchecked("me")
}

pub fn gpu(count: u32, model: Option<&str>, memory: Option<u32>) -> Gpu {
    Gpu { count, vendor: "nvidia".into(), model: model.map(str::to_owned), memory }
}

/// `count` units of one CPU, for at most 3 a second each, with a collateral of 5.
pub fn group(count: u32) -> ResourceGroup {
    let compute = ComputeUnit { cpu: 1_000, memory: 1_024, disk: 0, bandwidth: 0, gpu: None };
    ResourceGroup { compute, price: Decimal::percent(300), collateral: Uint128::new(5), count }
}

/// An order that waits for 10 blocks.
pub fn order(deployment: u64, resources: Vec<ResourceGroup>) -> EligibleOrder {
    let collateral = total_collateral(&resources).unwrap();
    let infrastructure = DeploymentInfrastructure {
        name: "web".into(),
        region: "eu-west".into(),
        persist: true,
        notice: 0,
        resources,
        requirements: Requirements::default(),
    };
    let status = OpenStatus { ready_at: None, max_rate: Uint128::MAX, collateral, barred: None, terms: 1, notice: 0 };
    let order = OrderId::new(deployment, 1, 1);
    let owner = Addr::unchecked("tenant");
    let order = OpenOrderResponse { order, status, owner, denom: DENOM.into(), infrastructure };
    EligibleOrder { order, wait_duration: WaitDuration::Blocks(10), best_price: None }
}

/// A bid on the first order of a deployment, at so many 10^-18.
pub fn bid(deployment: u64, resources: Vec<ResourceGroup>, price: u128, live: bool) -> OfferedFulfillment {
    let place = BookPlace { price: Uint128::new(price), sequence: 1 };
    let fulfillment = OwnFulfillment { order: OrderId::new(deployment, 1, 1), place, live };
    let collateral = total_collateral(&resources).unwrap();
    let resources = if live { resources } else { vec![] };
    OfferedFulfillment { fulfillment, denom: DENOM.into(), collateral, resources }
}

/// A lease of the same, at 1 a second, confirmed in this block.
pub fn lease(deployment: u64, resources: Vec<ResourceGroup>) -> ServedLease {
    let status = LeaseStatus {
        provider: me(),
        rate: Uint128::new(1_000_000_000_000_000_000),
        price: Uint128::new(1_000_000_000_000_000_000),
        collateral: total_collateral(&resources).unwrap(),
        started_at: now().time,
        terms: 1,
        notice: 0,
        leave_at: None,
        reconfirmation_period: 10,
        confirmed_height: now().height,
        due_height: now().height + 10,
        confirmed_at: now().time,
        paid: Uint128::zero(),
        fee: Uint128::zero(),
    };
    let lease = LeaseResponse { lease: OrderId::new(deployment, 1, 1), status };
    ServedLease { lease, denom: DENOM.into(), resources, dry_at: None }
}

pub const fn now() -> Now {
    Now { height: 100, time: 1_000 }
}

pub fn ready_at(height: u64) -> Option<Moment> {
    Some(Moment::Height(height))
}

pub fn free(amount: u128) -> Vec<FreeCollateral> {
    vec![FreeCollateral { denom: DENOM.into(), free: Uint128::new(amount) }]
}

pub fn situation(orders: Vec<EligibleOrder>) -> Situation {
    Situation { now: now(), leases: vec![], bids: vec![], orders, collateral: free(1_000) }
}

pub fn config() -> Config {
    let price = |model: &str| GpuPrice { vendor: "nvidia".into(), model: model.into(), price: Decimal::percent(1_000) };
    let sheet = PriceSheet {
        denom: DENOM.into(),
        cpu: Decimal::one(),
        memory: Decimal::zero(),
        disk: Decimal::zero(),
        bandwidth: Decimal::zero(),
        gpus: vec![price("a100"), price("t4"), price("h100")],
    };
    let stock = |model: &str, memory, count| GpuStock { vendor: "nvidia".into(), model: model.into(), memory, count };
    let gpus = vec![stock("a100", 81_920, 2), stock("t4", 16_384, 2)];
    let inventory = Inventory { cpu: 10_000, memory: 1_000_000, disk: 1_000, bandwidth: 1_000, gpus };
    Config { inventory, sheets: vec![sheet], collect_after: 60, leaving: false }
}
