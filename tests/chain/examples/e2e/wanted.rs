//! What tenants want and providers offer.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::plan::Setup;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{
    Attribute, ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, Terms,
    WaitDuration,
};
use cosmwasm_std::{Decimal, HexBinary, Uint128};

/// What the exchange trades in.
pub const DENOM: &str = "uusdc";
/// What fees are paid in, and what is staked.
pub const STAKE: &str = "stake";
/// Blocks between confirmations: about 20 s, so that going stale takes no longer, and a slow machine confirms in time.
pub const PERIOD: u64 = 40;
/// Tips, and what of a stake a broken lease takes.
pub const MATCH_TIP: u128 = 2_000;
pub const CLOSE_TIP: u128 = 3_000;
pub const STALE_TIP: u128 = 5_000;
pub const SLASH: u128 = 250_000;

/// The rules of the exchange.
pub fn setup(guardian: &str, fee_collector: &str) -> Setup {
    let terms = Terms {
        denom: DENOM.into(),
        interest_rate: Decimal::percent(5),
        match_tip: MATCH_TIP.into(),
        close_tip: CLOSE_TIP.into(),
        stale_tip: STALE_TIP.into(),
        min_runway: 5,
        min_collateral: Uint128::new(10_000),
        slash: SLASH.into(),
        take_rate: Decimal::percent(1),
        reconfirmation_period: PERIOD,
    };
    Setup {
        guardian: Some(guardian.into()),
        fee_collector: Some(fee_collector.into()),
        staking_denom: STAKE.into(),
        terms: vec![terms],
        ..Setup::default()
    }
}

/// One infrastructure.
#[derive(Clone)]
pub struct Want {
    /// Its name.
    pub name: String,
    /// Where its provider must stand: each scenario has a region of its own, and providers that see nothing else.
    pub region: &'static str,
    /// The most that one machine may cost, in hundredths per second.
    pub price: u64,
    /// How many machines.
    pub count: u32,
    /// What a bid locks.
    pub collateral: u128,
    /// Whether a broken lease is followed by another order.
    pub persist: bool,
    /// Seconds.
    pub notice: u64,
}

impl Want {
    /// A small machine.
    pub fn small(name: impl Into<String>, region: &'static str) -> Self {
        Self { name: name.into(), region, price: 100_000, count: 1, collateral: 10_000, persist: true, notice: 0 }
    }

    fn infrastructure(&self) -> DeploymentInfrastructure {
        let requirements = Requirements { attributes: attributes(), ..Requirements::default() };
        DeploymentInfrastructure {
            name: self.name.clone(),
            region: self.region.into(),
            persist: self.persist,
            notice: self.notice,
            resources: self.resources(self.price),
            requirements,
        }
    }

    fn resources(&self, price: u64) -> Vec<ResourceGroup> {
        let compute = ComputeUnit { cpu: 2_000, memory: 4_096, disk: 20_480, bandwidth: 100, gpu: None };
        let (price, collateral) = (Decimal::percent(price), Uint128::new(self.collateral));
        vec![ResourceGroup { compute, price, collateral, count: self.count }]
    }

    /// A bid on an order for this, in hundredths per second and machine.
    pub fn bid(&self, order: OrderId, price: u64) -> Bid {
        Bid { order, resources: self.resources(price) }
    }

    /// The same as a message.
    pub fn bid_alone(&self, order: OrderId, price: u64) -> Market {
        Market::SubmitFulfillment { bids: vec![self.bid(order, price)] }
    }

    /// The message that asks for this instead of what was asked for by the same name.
    pub fn update(&self, deployment: u64) -> Deployment {
        let version = Some(HexBinary::from([0x6f; 32]));
        Deployment::UpdateDeployment { deployment, version, set: vec![self.infrastructure()], remove: vec![] }
    }
}

/// The message that asks for these; orders collect bids for so many blocks.
pub fn submit(wants: &[Want], wait_blocks: u64) -> Deployment {
    Deployment::SubmitDeployment {
        version: HexBinary::from([0x5e; 32]),
        denom: DENOM.into(),
        wait_duration: WaitDuration::Blocks(wait_blocks),
        infrastructure: wants.iter().map(Want::infrastructure).collect(),
    }
}

/// The message that makes a provider of a region.
pub fn register(name: &str, region: &str) -> Registry {
    Registry::RegisterProvider { profile: profile(&format!("https://{name}.example:8443"), region) }
}

/// What a provider publishes.
pub fn profile(endpoint: &str, region: &str) -> ProviderProfile {
    ProviderProfile { endpoint: endpoint.into(), region: region.into(), attributes: attributes() }
}

/// What every provider is, and every order asks for.
pub fn attributes() -> Vec<Attribute> {
    vec![Attribute { key: "tier".into(), value: "community".into() }]
}
