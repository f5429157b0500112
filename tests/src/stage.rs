//! A small market with everybody in it, whose every step checks every invariant.

use std::collections::BTreeMap;

use berth_api::deployment::{self, AllDeploymentsResponse, ExecuteMsg as Deployment, InfrastructureResponse};
use berth_api::escrow::{self, AccountResponse, BalanceResponse, ExecuteMsg as Escrow, StakeResponse, StakesResponse};
use berth_api::market::{
    self, Bid, ExecuteMsg as Market, LeaseStatus, OrderResponse, OrderStatus, PendingWorkResponse,
};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, ItemOutcome, WorkDone};
use berth_domain::{
    CloseReason, ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup,
    WaitDuration,
};
use berth_sandbox::{Receipt, Sandbox, Setup};
use cosmwasm_std::{Addr, Coin, Decimal, HexBinary, Uint128, coin, from_json};

use crate::index::Index;

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
/// What of it every provider has in escrow.
pub const POSTED: u128 = 200_000_000;
/// Seconds from block to block.
pub const BLOCK_SECONDS: u64 = 6;

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
    /// Everybody with a purse.
    people: Vec<Addr>,
    /// All coins that were made.
    minted: BTreeMap<String, Uint128>,
    /// Whether the invariants are checked before and after every step.
    checked: bool,
}

/// A stage with default rules, a period of 10 blocks and a fee of 1 %.
pub fn stage() -> Stage {
    stage_on(Sandbox::new)
}

/// The same, on a chain that `make` makes.
pub fn stage_on(make: impl FnOnce(&Setup) -> anyhow::Result<Sandbox>) -> Stage {
    let setup = rules(|_| ());
    raise(make(&setup).expect("the plan wires the contracts"))
}

/// The same, with other rules.
pub fn stage_with(change: impl FnOnce(&mut Setup)) -> Stage {
    raise(Sandbox::new(&rules(change)).expect("the plan wires the contracts"))
}

fn rules(change: impl FnOnce(&mut Setup)) -> Setup {
    let mut setup = Setup::default();
    setup.terms[0].reconfirmation_period = PERIOD;
    setup.terms[0].take_rate = Decimal::percent(1);
    change(&mut setup);
    setup
}

fn raise(sandbox: Sandbox) -> Stage {
    let [tenant, keeper] = ["tenant", "keeper"].map(|name| sandbox.account(name));
    let providers = ["one", "two", "three"].map(|name| sandbox.account(name));
    let (people, minted) = (vec![sandbox.account("admin")], BTreeMap::new());
    let mut stage = Stage { sandbox, tenant, keeper, providers: providers.clone(), people, minted, checked: true };
    for person in ["tenant", "keeper"] {
        stage.person(person);
    }
    for provider in ["one", "two", "three"] {
        stage.provider(provider);
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
    /// Everybody who has a purse, the admin first.
    pub fn everybody(&self) -> Vec<Addr> {
        self.people.clone()
    }

    /// The admin, who is guardian and fee collector too.
    pub fn admin(&self) -> Addr {
        self.people[0].clone()
    }

    /// Makes coins, and remembers that.
    pub fn mint(&mut self, to: &Addr, amount: u128, denom: &str) {
        self.sandbox.fund(to, coin(amount, denom)).unwrap();
        *self.minted.entry(denom.to_owned()).or_default() += Uint128::new(amount);
    }

    /// Somebody with a purse.
    pub fn person(&mut self, name: &str) -> Addr {
        let person = self.sandbox.account(name);
        self.people.push(person.clone());
        self.mint(&person, PURSE, DENOM);
        person
    }

    /// A provider with collateral in escrow.
    pub fn provider(&mut self, name: &str) -> Addr {
        let provider = self.person(name);
        let profile = profile();
        self.send(&provider, Registry::RegisterProvider { profile }, &[]);
        self.send(&provider, Escrow::Deposit { deployment: None }, &[coin(POSTED, DENOM)]);
        provider
    }

    /// Sends a message that must succeed; the invariants hold before and after.
    pub fn send(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin]) -> Receipt {
        self.check();
        let receipt = self.sandbox.send(sender, call, funds).unwrap();
        self.check();
        if self.checked {
            Index::of(&self.sandbox).check(&self.sandbox);
        }
        receipt
    }

    fn check(&self) {
        if self.checked {
            self.sandbox.check().unwrap();
        }
    }

    /// Steps of a story that is told a thousand times: the invariants are checked after the last one only.
    pub fn at_once(&mut self, steps: impl FnOnce(&mut Self)) {
        self.checked = false;
        steps(self);
        self.checked = true;
        self.check();
        Index::of(&self.sandbox).check(&self.sandbox);
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
        let deposit = coin(deposit, DENOM);
        self.submit_as(&self.tenant.clone(), WaitDuration::Blocks(WAIT), infrastructure, deposit)
    }

    /// The tenant's deployment with another wait, and plenty of coins.
    pub fn submit_waiting(&mut self, wait: WaitDuration, infrastructure: Vec<DeploymentInfrastructure>) -> u64 {
        let deposit = coin(10_000_000, DENOM);
        self.submit_as(&self.tenant.clone(), wait, infrastructure, deposit)
    }

    /// A deployment of anybody, in any coin.
    pub fn submit_as(
        &mut self,
        tenant: &Addr,
        wait_duration: WaitDuration,
        infrastructure: Vec<DeploymentInfrastructure>,
        deposit: Coin,
    ) -> u64 {
        let (version, denom) = (HexBinary::from([7; 32]), deposit.denom.clone());
        let submit = Deployment::SubmitDeployment { version, denom, wait_duration, infrastructure };
        let receipt = self.send(tenant, submit, &[deposit]);
        from_json(receipt.data.unwrap()).unwrap()
    }

    /// A provider's bid at so many hundredths.
    pub fn bid(&mut self, provider: usize, order: OrderId, percent: u64) -> Option<String> {
        self.offer(&self.providers[provider].clone(), order, Decimal::percent(percent))
    }

    /// A bid on what the order asks for, at this price for every group.
    pub fn offer(&mut self, provider: &Addr, order: OrderId, price: Decimal) -> Option<String> {
        let bids = vec![self.answer(order, price)];
        refusal(&self.send(provider, Market::SubmitFulfillment { bids }, &[]))
    }

    /// A bid as it is sent. For an order that asks for nothing any more, one that answers [`infrastructure`].
    pub fn answer(&self, order: OrderId, price: Decimal) -> Bid {
        let OrderId { deployment, slot, .. } = order;
        let asked = deployment::QueryMsg::Infrastructure { deployment, slot };
        let wanted = self.sandbox.query_deployment::<InfrastructureResponse>(&asked);
        let mut resources =
            wanted.map_or_else(|_| infrastructure("any", false), |found| found.infrastructure).resources;
        resources.iter_mut().for_each(|group| group.price = price);
        Bid { order, resources }
    }

    /// A provider bids alone on an order, the wait passes, and the keeper matches it.
    pub fn let_to(&mut self, provider: usize, order: OrderId, percent: u64) {
        assert_eq!(self.bid(provider, order, percent), None);
        self.pass(WAIT);
        let provider = self.providers[provider].to_string();
        self.keep(Market::SubmitLease { order, provider });
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

    /// The keeper's call, and what it did: visited, released.
    pub fn work_done(&mut self, msg: Market) -> (u32, u32) {
        let WorkDone { visited, released } = from_json(self.keep(msg).data.unwrap()).unwrap();
        (visited, released)
    }

    /// The tenant's call.
    pub fn by_tenant(&mut self, call: impl Into<Call>) -> Receipt {
        self.send(&self.tenant.clone(), call, &[])
    }

    /// The tenant's call that brings coins.
    pub fn by_tenant_paying(&mut self, call: impl Into<Call>, amount: u128) -> Receipt {
        self.send(&self.tenant.clone(), call, &[coin(amount, DENOM)])
    }

    /// The admin's call.
    pub fn by_admin(&mut self, call: impl Into<Call>) -> Receipt {
        self.send(&self.admin(), call, &[])
    }

    /// A provider's call.
    pub fn by(&mut self, provider: usize, call: impl Into<Call>) -> Receipt {
        self.send(&self.providers[provider].clone(), call, &[])
    }

    /// Where an order stands.
    pub fn status(&self, order: OrderId) -> OrderStatus {
        let asked = market::QueryMsg::Order { order };
        self.sandbox.query_market::<OrderResponse>(&asked).unwrap().status
    }

    /// A live lease.
    pub fn lease(&self, id: OrderId) -> LeaseStatus {
        match self.status(id) {
            OrderStatus::Leased(lease) => lease,
            other => panic!("{id} is {other:?}"),
        }
    }

    /// How an order or lease ended.
    pub fn end_of(&self, id: OrderId) -> CloseReason {
        match self.status(id) {
            OrderStatus::Closed { reason, .. } => reason,
            other => panic!("{id} is {other:?}"),
        }
    }

    /// Whether there is an order of this name, and it is open.
    pub fn is_open(&self, order: OrderId) -> bool {
        let asked = market::QueryMsg::Order { order };
        let answer = self.sandbox.query_market::<OrderResponse>(&asked);
        answer.is_ok_and(|answer| matches!(answer.status, OrderStatus::Open(_)))
    }

    /// What is due.
    pub fn work(&self) -> PendingWorkResponse {
        self.sandbox.query_market(&market::QueryMsg::PendingWork { limit: None }).unwrap()
    }

    /// A balance in escrow.
    pub fn balance(&self, owner: &Addr) -> BalanceResponse {
        self.balance_of(owner, DENOM)
    }

    /// A balance in escrow, of any coin.
    pub fn balance_of(&self, owner: &Addr, denom: &str) -> BalanceResponse {
        let asked = escrow::QueryMsg::Balance { owner: owner.to_string(), denom: denom.to_owned() };
        self.sandbox.query_escrow(&asked).unwrap()
    }

    /// What a provider has in escrow beyond what it brought; less is a loss.
    pub fn earned(&self, provider: usize) -> i128 {
        let has = self.balance(&self.providers[provider]).balance.u128();
        has.checked_signed_diff(POSTED).unwrap()
    }

    /// What a provider has locked, counted in collaterals of [`COLLATERAL`].
    pub fn locks(&self, provider: usize) -> u128 {
        self.balance(&self.providers[provider]).locked.u128() / COLLATERAL
    }

    /// A deployment's money.
    pub fn account(&self, deployment: u64) -> AccountResponse {
        self.sandbox.query_escrow(&escrow::QueryMsg::Account { deployment }).unwrap()
    }

    /// A stake.
    pub fn stake(&self, owner: &Addr) -> StakeResponse {
        self.sandbox.query_escrow(&escrow::QueryMsg::Stake { owner: owner.to_string() }).unwrap()
    }

    /// Everybody leaves, whatever state things are in: tenants cancel, dead bids are freed, stakes unbond. Nobody else
    /// is needed for it than whose coins they are.
    pub fn exit(&mut self) {
        let asked = deployment::QueryMsg::AllDeployments { start_after: None, limit: Some(100) };
        let all: AllDeploymentsResponse = self.sandbox.query_deployment(&asked).unwrap();
        for one in all.deployments.into_iter().filter(|one| !one.closed) {
            let cancel = Deployment::CancelDeployment { deployment: one.deployment, payout: false };
            self.send(&one.owner, cancel, &[]);
        }
        while !self.work().finished.is_empty() {
            self.keep(Market::ReleaseFulfillments { limit: 32 });
        }
        let asked = escrow::QueryMsg::Stakes { start_after: None, limit: Some(100) };
        let staked: StakesResponse = self.sandbox.query_escrow(&asked).unwrap();
        for stake in staked.stakes.into_iter().filter(|stake| !stake.bonded.is_zero()) {
            let owner = self.people.iter().find(|person| person.as_str() == stake.owner).unwrap().clone();
            self.send(&owner, Escrow::Unstake { amount: stake.bonded }, &[]);
        }
        let parameters: escrow::Parameters = self.sandbox.query_escrow(&escrow::QueryMsg::Parameters {}).unwrap();
        self.sandbox.blocks(1, parameters.unbonding);
        let matured = parameters.staking_denom;
        for person in self.everybody() {
            if !self.stake(&person).matured.is_zero() {
                self.send(&person, Escrow::Withdraw { denom: matured.clone(), amount: None }, &[]);
            }
        }
        self.reckon();
    }

    /// Everybody and the fee collector withdraw what they have; then escrow is empty and nothing is lost.
    pub fn reckon(&mut self) {
        let escrow = self.sandbox.contracts().escrow.clone();
        for (denom, minted) in self.minted.clone() {
            let mut sum = Uint128::zero();
            for who in self.everybody() {
                if !self.balance_of(&who, &denom).withdrawable.is_zero() {
                    self.send(&who, Escrow::Withdraw { denom: denom.clone(), amount: None }, &[]);
                }
                sum += self.sandbox.bank_balance(&who, &denom).unwrap();
            }
            assert_eq!(self.sandbox.bank_balance(&escrow, &denom).unwrap(), Uint128::zero());
            assert_eq!(sum, minted, "{denom}");
        }
    }
}

/// What a provider publishes.
pub fn profile() -> ProviderProfile {
    ProviderProfile { endpoint: "https://dc.example".to_owned(), region: "eu-west".to_owned(), attributes: vec![] }
}

/// Why the only item of a batch was refused, if it was.
pub fn refusal(receipt: &Receipt) -> Option<String> {
    let outcomes: Vec<ItemOutcome> = from_json(receipt.data.clone().unwrap()).unwrap();
    outcomes.into_iter().next().unwrap().refused
}
