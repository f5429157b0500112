//! An exchange with people.

use std::sync::Arc;

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_client::{Done, Exchange, Session};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, WaitDuration,
};
use cosmwasm_std::{Decimal, HexBinary, Uint128, coin};

use crate::local::Local;

pub const DENOM: &str = "uusdc";
pub const WAIT: u64 = 4;
pub const COLLATERAL: u128 = 5_000_000;

pub struct Stage {
    pub chain: Arc<Local>,
    pub exchange: Exchange,
    pub admin: Session,
    pub tenant: Session,
    pub keeper: Session,
    pub provider: Session,
    pub other: Session,
}

pub fn infrastructure(name: &str) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let collateral = Uint128::new(COLLATERAL);
    DeploymentInfrastructure {
        name: name.to_owned(),
        region: "eu-west".to_owned(),
        persist: false,
        notice: 0,
        resources: vec![ResourceGroup { compute, price: Decimal::one(), collateral, count: 1 }],
        requirements: Requirements::default(),
    }
}

pub fn submission(names: &[&str]) -> Deployment {
    Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: names.iter().map(|name| infrastructure(name)).collect(),
    }
}

pub fn bids(orders: &[OrderId], percent: u64) -> Market {
    let offer = |order: &OrderId| {
        let mut resources = infrastructure("any").resources;
        resources[0].price = Decimal::percent(percent);
        Bid { order: *order, resources }
    };
    Market::SubmitFulfillment { bids: orders.iter().map(offer).collect() }
}

impl Stage {
    /// Two providers with collateral, a tenant, a keeper.
    pub async fn new() -> Self {
        let chain = Local::new();
        let exchange = Exchange::open(chain.clone(), chain.contracts()).await.unwrap();
        let session = |name| Session::new(exchange.clone(), chain.writer(name));
        let stage = Self {
            admin: session("admin"),
            tenant: session("tenant"),
            keeper: session("keeper"),
            provider: session("provider"),
            other: session("other"),
            exchange: exchange.clone(),
            chain: chain.clone(),
        };
        for provider in [&stage.provider, &stage.other] {
            let endpoint = "https://dc.example".to_owned();
            let profile = ProviderProfile { endpoint, region: "eu-west".to_owned(), attributes: vec![] };
            provider.execute(Registry::RegisterProvider { profile }, vec![]).await.unwrap();
            let deposit = Escrow::Deposit { deployment: None };
            provider.execute(deposit, vec![coin(1_000_000_000, DENOM)]).await.unwrap();
        }
        stage
    }

    /// The tenant's deployment.
    pub async fn submit(&self, names: &[&str]) -> u64 {
        let done = self.tenant.execute(submission(names), vec![coin(100_000_000, DENOM)]).await.unwrap();
        done.answer().deployment().unwrap()
    }

    /// The provider wins these.
    pub async fn let_to_provider(&self, orders: &[OrderId]) -> Done {
        self.provider.execute(bids(orders, 50), vec![]).await.unwrap();
        self.chain.pass(WAIT);
        self.keeper.execute(Market::MatchOpenOrders { limit: 32 }, vec![]).await.unwrap()
    }
}
