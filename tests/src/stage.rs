//! A small market with everybody in it, whose every step checks every invariant.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::{self, BalanceResponse, ExecuteMsg as Escrow};
use berth_api::market::{self, Bid, ExecuteMsg as Market, OrderResponse, OrderStatus, PendingWorkResponse};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, ItemOutcome};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, WaitDuration,
};
use berth_sandbox::{Receipt, Sandbox, Setup};
use cosmwasm_std::{Addr, Coin, Decimal, HexBinary, Uint128, coin, from_json};

/// What everything is paid in.
pub const DENOM: &str = "uusdc";
/// Blocks between confirmations.
pub const PERIOD: u64 = 10;
/// Blocks an order collects bids.
pub const WAIT: u64 = 3;
/// What a bid locks.
pub const COLLATERAL: u128 = 31_536_000;
/// What everybody starts with.
pub const PURSE: u128 = 1_000_000_000;
const BLOCK_SECONDS: u64 = 6;

/// A small market: a tenant, a keeper, and three providers with collateral in escrow.
pub struct Stage {
    /// The chain.
    pub sandbox: Sandbox,
    /// Who wants something.
    pub tenant: Addr,
    /// Who moves things along.
    pub keeper: Addr,
    /// Who provides.
    pub providers: [Addr; 3],
}

/// A stage with default rules, a period of 10 blocks and a fee of 1 %.
pub fn stage() -> Stage {
    stage_on(Sandbox::new)
}

/// The same, on a chain that `make` makes.
pub fn stage_on(make: impl FnOnce(&Setup) -> anyhow::Result<Sandbox>) -> Stage {
    let mut setup = Setup::default();
    setup.terms[0].reconfirmation_period = PERIOD;
    setup.terms[0].take_rate = Decimal::percent(1);
    let sandbox = make(&setup).expect("the plan wires the contracts");
    let [tenant, keeper] = ["tenant", "keeper"].map(|name| sandbox.account(name));
    let providers = ["one", "two", "three"].map(|name| sandbox.account(name));
    let mut stage = Stage { sandbox, tenant, keeper, providers };
    for who in stage.everybody() {
        stage.sandbox.fund(&who, coin(PURSE, DENOM)).unwrap();
    }
    for provider in stage.providers.clone() {
        let endpoint = "https://dc.example".to_owned();
        let profile = ProviderProfile { endpoint, region: "eu-west".to_owned(), attributes: vec![] };
        stage.send(&provider, Registry::RegisterProvider { profile }, &[]);
        stage.send(&provider, Escrow::Deposit { deployment: None }, &[coin(200_000_000, DENOM)]);
    }
    stage
}

/// One group of 1 unit per second at most.
pub fn infrastructure(name: &str, persist: bool) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(COLLATERAL), count: 1 };
    DeploymentInfrastructure {
        name: name.to_owned(),
        region: "eu-west".to_owned(),
        persist,
        notice: 0,
        resources: vec![group],
        requirements: Requirements::default(),
    }
}

impl Stage {
    /// Everybody who has a purse.
    pub fn everybody(&self) -> Vec<Addr> {
        let mut all = vec![self.tenant.clone(), self.keeper.clone()];
        all.extend(self.providers.clone());
        all
    }

    /// Sends a message that must succeed; the invariants hold before and after.
    pub fn send(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin]) -> Receipt {
        self.sandbox.check().unwrap();
        let receipt = self.sandbox.send(sender, call, funds).unwrap();
        self.sandbox.check().unwrap();
        receipt
    }

    /// Sends a message that must be refused with this code, and changes nothing.
    pub fn refuse(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin], code: &str) {
        let error = self.sandbox.send(sender, call, funds).unwrap_err().to_string();
        assert!(error.contains(code), "expected {code}: {error}");
        self.sandbox.check().unwrap();
    }

    /// So many blocks of 6 seconds.
    pub fn pass(&mut self, blocks: u64) {
        self.sandbox.blocks(blocks, blocks * BLOCK_SECONDS);
    }

    /// The tenant's deployment of these, with this many coins.
    pub fn submit(&mut self, infrastructure: Vec<DeploymentInfrastructure>, deposit: u128) -> u64 {
        let submit = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure,
        };
        let receipt = self.send(&self.tenant.clone(), submit, &[coin(deposit, DENOM)]);
        from_json(receipt.data.unwrap()).unwrap()
    }

    /// A provider's bid at so many hundredths.
    pub fn bid(&mut self, provider: usize, order: OrderId, percent: u64) -> Option<String> {
        let mut resources = infrastructure("any", false).resources;
        resources[0].price = Decimal::percent(percent);
        let bids = vec![Bid { order, resources }];
        let receipt = self.send(&self.providers[provider].clone(), Market::SubmitFulfillment { bids }, &[]);
        refusal(&receipt)
    }

    /// A provider's confirmation.
    pub fn confirm(&mut self, provider: usize, lease: OrderId, collect: bool) -> Option<String> {
        let confirm = Market::SubmitLeaseConfirmation { leases: vec![lease], collect, payout: false };
        let receipt = self.send(&self.providers[provider].clone(), confirm, &[]);
        refusal(&receipt)
    }

    /// The keeper's call.
    pub fn keep(&mut self, msg: Market) -> Receipt {
        self.send(&self.keeper.clone(), msg, &[])
    }

    /// Where an order stands.
    pub fn status(&self, order: OrderId) -> OrderStatus {
        let asked = market::QueryMsg::Order { order };
        self.sandbox.query_market::<OrderResponse>(&asked).unwrap().status
    }

    /// What is due.
    pub fn work(&self) -> PendingWorkResponse {
        self.sandbox.query_market(&market::QueryMsg::PendingWork { limit: None }).unwrap()
    }

    /// A balance in escrow.
    pub fn balance(&self, owner: &Addr) -> BalanceResponse {
        let asked = escrow::QueryMsg::Balance { owner: owner.to_string(), denom: DENOM.to_owned() };
        self.sandbox.query_escrow(&asked).unwrap()
    }

    /// Everybody and the fee collector withdraw what they have; then escrow is empty and nothing is lost.
    pub fn reckon(&mut self) {
        let collector = self.sandbox.account("admin");
        let mut all = self.everybody();
        all.push(collector);
        let mut sum = Uint128::zero();
        for who in all {
            if !self.balance(&who).withdrawable.is_zero() {
                self.send(&who, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }, &[]);
            }
            sum += self.sandbox.bank_balance(&who, DENOM).unwrap();
        }
        let escrow = self.sandbox.contracts().escrow.clone();
        assert_eq!(self.sandbox.bank_balance(escrow, DENOM).unwrap(), Uint128::zero());
        assert_eq!(sum, Uint128::new(5 * PURSE));
    }
}

/// Why the only item of a batch was refused, if it was.
fn refusal(receipt: &Receipt) -> Option<String> {
    let outcomes: Vec<ItemOutcome> = from_json(receipt.data.clone().unwrap()).unwrap();
    outcomes.into_iter().next().unwrap().refused
}
