//! The contracts behind the meter: the compiled ones, or whatever else the test has.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, Role};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, WaitDuration,
};
use berth_sandbox::gas::{Chain, GasMeter};
use berth_sandbox::{Sandbox, Setup};
use cosmwasm_std::{Addr, Coin, CosmosMsg, Decimal, HexBinary, Uint128, WasmMsg, coin};

pub const DENOM: &str = "uusdc";
pub const WAIT: u64 = 3;
pub const PERIOD: u64 = 600;
const COLLATERAL: u128 = 5_000_000;
const BLOCK_SECONDS: u64 = 6;

/// A metered exchange.
pub struct Rig {
    pub sandbox: Sandbox,
    meter: GasMeter,
}

/// What a transaction costs, on a plain chain and on one with the discount.
pub type Cost = [u64; 2];

impl Rig {
    pub fn new() -> Self {
        let meter = GasMeter::new();
        let sandbox = Sandbox::with_code(&Setup::default(), |role: Role| crate::metered(role, &meter));
        Self { sandbox: sandbox.unwrap(), meter }
    }

    /// Sends a message and says what the whole transaction costs.
    pub fn cost(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin]) -> Cost {
        let call = call.into();
        let msg = call.to_binary().unwrap();
        let contract_addr = self.sandbox.contracts().get(call.role()).to_owned();
        let sent: CosmosMsg = WasmMsg::Execute { contract_addr, msg, funds: funds.to_vec() }.into();
        self.meter.begin();
        self.sandbox.send(sender, call, funds).unwrap();
        let gas = self.meter.gas_of(sender.as_str(), &[sent]);
        Chain::ALL.map(|chain| gas.total(chain))
    }

    /// So many blocks.
    pub fn pass(&mut self, blocks: u64) {
        self.sandbox.blocks(blocks, blocks * BLOCK_SECONDS);
    }

    /// Somebody with coins.
    pub fn user(&mut self, name: &str) -> Addr {
        let user = self.sandbox.account(name);
        self.sandbox.fund(&user, coin(1_000_000_000_000, DENOM)).unwrap();
        user
    }

    /// A registered provider with collateral in escrow.
    pub fn provider(&mut self, name: &str) -> Addr {
        self.provider_like(name, &infrastructure("any"))
    }

    /// One that is what an infrastructure asks for.
    pub fn provider_like(&mut self, name: &str, wanted: &DeploymentInfrastructure) -> Addr {
        let provider = self.user(name);
        let endpoint = "https://dc.example:8443".to_owned();
        let (region, attributes) = (wanted.region.clone(), wanted.requirements.attributes.clone());
        let profile = ProviderProfile { endpoint, region, attributes };
        self.cost(&provider, Registry::RegisterProvider { profile }, &[]);
        self.cost(&provider, Escrow::Deposit { deployment: None }, &[coin(10_000_000_000, DENOM)]);
        provider
    }

    /// A deployment of so many infrastructures that persist.
    pub fn submit(&mut self, tenant: &Addr, infrastructures: usize) -> Cost {
        let infrastructure = (1..=infrastructures).map(|n| infrastructure(&format!("web-{n}"))).collect();
        let submit = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure,
        };
        self.cost(tenant, submit, &[coin(1_000_000_000, DENOM)])
    }

    /// Bids on the first orders of these deployments, in one message.
    pub fn bid(&mut self, provider: &Addr, orders: &[OrderId], percent: u64) -> Cost {
        let mut resources = infrastructure("web").resources;
        resources[0].price = Decimal::percent(percent);
        let bids = orders.iter().map(|order| Bid { order: *order, resources: resources.clone() }).collect();
        self.cost(provider, Market::SubmitFulfillment { bids }, &[])
    }
}

pub fn infrastructure(name: &str) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 1_000, memory: 2_048, disk: 10_240, bandwidth: 100, gpu: None };
    let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(COLLATERAL), count: 1 };
    DeploymentInfrastructure {
        name: name.to_owned(),
        region: "eu-west".to_owned(),
        persist: true,
        notice: 0,
        resources: vec![group],
        requirements: Requirements::default(),
    }
}
