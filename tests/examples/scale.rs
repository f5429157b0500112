//! How costs grow: matching among 10^2 to 10^6 open orders, and on an order of 10 to 1,000 bids; paying one lease of a
//! tenant who has 1 to 1,000. Every order, bid and lease is really made, by its own message.
//!
//! The contracts run natively behind the gas meter: the virtual machine's own work, which does not depend on what else is
//! stored, is left out. Usage: `scale [ORDERS]`, the most orders, 1,000,000 if absent.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that goes wrong stops"
)]

use std::time::Instant;

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, Role};
use berth_domain::{OrderId, ProviderProfile, WaitDuration};
use berth_sandbox::gas::{Chain, GasMeter, Metered};
use berth_sandbox::{Sandbox, Setup, native};
use berth_tests::stage::{DENOM, WAIT, infrastructure};
use cosmwasm_std::{Addr, Coin, CosmosMsg, Decimal, HexBinary, WasmMsg, coin};

const SLOTS: usize = 16;
const PURSE: u128 = 1_000_000_000_000_000;
const FEW_ORDERS: usize = 100;

struct Rig {
    sandbox: Sandbox,
    meter: GasMeter,
    tenant: Addr,
    keeper: Addr,
    provider: Addr,
    deployments: u64,
}

impl Rig {
    fn new() -> Self {
        let meter = GasMeter::new();
        let sandbox = Sandbox::with_code(&Setup::default(), |role: Role| {
            Box::new(Metered::new(&format!("berth {role}"), native(role), &meter))
        });
        let sandbox = sandbox.unwrap();
        let [tenant, keeper, provider] = ["tenant", "keeper", "provider"].map(|name| sandbox.account(name));
        let mut rig = Self { sandbox, meter, tenant, keeper, provider, deployments: 0 };
        rig.sandbox.fund(&rig.tenant, coin(PURSE, DENOM)).unwrap();
        rig.provide(&rig.provider.clone());
        rig
    }

    fn send(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin]) {
        self.sandbox.send(sender, call, funds).unwrap();
    }

    fn cost(&mut self, sender: &Addr, call: impl Into<Call>) -> u64 {
        let call = call.into();
        let contract_addr = self.sandbox.contracts().get(call.role()).to_owned();
        let sent: CosmosMsg = WasmMsg::Execute { contract_addr, msg: call.to_binary().unwrap(), funds: vec![] }.into();
        self.meter.begin();
        self.send(sender, call, &[]);
        self.meter.gas_of(sender.as_str(), &[sent]).total(Chain::Plain)
    }

    fn provide(&mut self, provider: &Addr) {
        self.sandbox.fund(provider, coin(PURSE, DENOM)).unwrap();
        let endpoint = "https://dc.example".to_owned();
        let profile = ProviderProfile { endpoint, region: "eu-west".to_owned(), attributes: vec![] };
        self.send(provider, Registry::RegisterProvider { profile }, &[]);
        self.send(provider, Escrow::Deposit { deployment: None }, &[coin(PURSE / 2, DENOM)]);
    }

    /// A deployment of so many orders.
    fn submit(&mut self, orders: usize) -> u64 {
        let submit = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure: (0..orders).map(|n| infrastructure(&format!("web-{n}"), true)).collect(),
        };
        self.send(&self.tenant.clone(), submit, &[coin(100_000_000, DENOM)]);
        self.deployments += 1;
        self.deployments
    }

    fn bid(&mut self, provider: &Addr, orders: &[OrderId]) {
        let mut resources = infrastructure("any", false).resources;
        resources[0].price = Decimal::percent(50);
        let bids = orders.iter().map(|order| Bid { order: *order, resources: resources.clone() }).collect();
        self.send(provider, Market::SubmitFulfillment { bids }, &[]);
    }

    /// What matching one order costs now.
    fn match_one(&mut self, order: OrderId) -> u64 {
        self.bid(&self.provider.clone(), &[order]);
        self.sandbox.blocks(WAIT, 6 * WAIT);
        self.cost(&self.keeper.clone(), Market::MatchOpenOrders { limit: 1 })
    }
}

fn main() {
    let most = std::env::args().nth(1).map_or(1_000_000, |most| most.parse().expect("ORDERS is a number"));
    let orders = among_orders(most);
    let bids = [10, 100, 1_000].map(|count| (count, on_bids(count)));
    let leases = [1, 10, 100, 1_000].map(|count| (count, with_leases(count)));
    for (count, gas) in bids {
        println!("match_first, {count} bids on the order: {gas}");
    }
    for (count, gas) in leases {
        println!("collect of one lease, {count} leases of its tenant: {gas}");
    }
    let grown = |rows: &[(usize, u64)]| rows[rows.len() - 1].1.cast_signed() - rows[0].1.cast_signed();
    println!(
        "scale: match_first {:+} gas from {FEW_ORDERS} to {most} open orders, {:+} from 10 to 1000 bids; collect {:+} from 1 to 1000 leases",
        grown(&orders),
        grown(&bids),
        grown(&leases),
    );
}

/// Matching one order among more and more open ones, each power of ten up to `most`.
fn among_orders(most: usize) -> Vec<(usize, u64)> {
    let mut rig = Rig::new();
    let (mut rows, mut open, mut goal) = (vec![], 0, FEW_ORDERS);
    let began = Instant::now();
    // The keeper's balance is there already when it counts.
    let first = rig.submit(1);
    rig.match_one(OrderId::new(first, 1, 1));
    while goal <= most {
        while open < goal {
            let orders = SLOTS.min(goal - open);
            rig.submit(orders);
            open += orders;
        }
        // The order that is matched is one beside those.
        let extra = rig.submit(1);
        let gas = rig.match_one(OrderId::new(extra, 1, 1));
        println!("match_first, {open} other open orders: {gas} ({} s)", began.elapsed().as_secs());
        rows.push((open, gas));
        goal *= 10;
    }
    rows
}

/// Matching one order that has so many bids.
fn on_bids(count: usize) -> u64 {
    let mut rig = Rig::new();
    let order = OrderId::new(rig.submit(1), 1, 1);
    for n in 1..count {
        let other = rig.sandbox.account(&format!("other-{n}"));
        rig.provide(&other);
        rig.bid(&other, &[order]);
    }
    rig.match_one(order)
}

/// Collecting one lease of a tenant who has so many.
fn with_leases(count: usize) -> u64 {
    let mut rig = Rig::new();
    let provider = rig.provider.clone();
    let first = OrderId::new(rig.submit(1), 1, 1);
    rig.bid(&provider, &[first]);
    let mut made = 1;
    while made < count {
        let slots = SLOTS.min(count - made);
        let deployment = rig.submit(slots);
        let orders: Vec<_> = (1..).take(slots).map(|slot| OrderId::new(deployment, slot, 1)).collect();
        rig.bid(&provider, &orders);
        made += slots;
    }
    rig.sandbox.blocks(WAIT, 6 * WAIT);
    for _ in 0..count.div_ceil(32) {
        rig.send(&rig.keeper.clone(), Market::MatchOpenOrders { limit: 32 }, &[]);
    }
    rig.sandbox.blocks(10, 60);
    let collect = Market::SubmitLeaseConfirmation { leases: vec![first], collect: true, payout: false };
    rig.cost(&provider, collect)
}
