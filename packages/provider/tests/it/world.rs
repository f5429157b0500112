//! Small worlds to decide in: CPU at 1 a second, GPUs at 10, everything else for nothing.

use berth_api::escrow::BalanceResponse;
use berth_api::market::{LeaseResponse, LeaseStatus, OpenOrderResponse, OpenStatus};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, Gpu, Moment, Now, OrderId, ProviderProfile, Requirements, ResourceGroup,
    total_collateral,
};
use berth_provider::{Config, GpuPrice, GpuStock, Inventory, OwnLease, PriceSheet, Situation};
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

pub fn order(deployment: u64, resources: Vec<ResourceGroup>) -> OpenOrderResponse {
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
    OpenOrderResponse { order, status, owner: Addr::unchecked("tenant"), denom: DENOM.into(), infrastructure }
}

/// A lease of the same, at 1 a second, confirmed in this block.
pub fn lease(deployment: u64, resources: Vec<ResourceGroup>) -> OwnLease {
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
    OwnLease { lease, denom: DENOM.into(), resources }
}

pub const fn now() -> Now {
    Now { height: 100, time: 1_000 }
}

pub fn ready_at(height: u64) -> Option<Moment> {
    Some(Moment::Height(height))
}

pub fn balance(withdrawable: u128, locked: u128) -> BalanceResponse {
    let (withdrawable, locked) = (Uint128::new(withdrawable), Uint128::new(locked));
    BalanceResponse {
        owner: me().to_string(),
        denom: DENOM.into(),
        balance: withdrawable + locked,
        locked,
        withdrawable,
    }
}

pub fn situation(open_orders: Vec<OpenOrderResponse>) -> Situation {
    let profile =
        ProviderProfile { endpoint: "https://dc.example".into(), region: "eu-west".into(), attributes: vec![] };
    let balances = vec![balance(1_000, 0)];
    Situation {
        now: now(),
        address: me(),
        profile,
        signed: vec![],
        stake: Uint128::zero(),
        reputation: 0,
        open_orders,
        leases: vec![],
        bids: vec![],
        balances,
    }
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
    Config { inventory, sheets: vec![sheet], collect_after: 60 }
}
