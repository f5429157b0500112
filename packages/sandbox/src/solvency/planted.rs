//! The check can fail: each of these breaks one thing behind the contracts' backs, and is found.

use berth_api::raw::{ACCOUNTS, BALANCES, LOCKS, STAKES};
use berth_api::{Call, Role, deployment, escrow, market, provider_registry};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, WaitDuration,
};
use berth_escrow::state::{FUNDED, TOTALS};
use berth_market::state::orders::{READY_TIMES, STALE};
use cosmwasm_std::{Addr, Decimal, HexBinary, Order, Storage, Uint128, coin};

use crate::{Sandbox, Setup};

const DENOM: &str = "uusdc";

fn send(sandbox: &mut Sandbox, who: &str, call: impl Into<Call>, amount: u128, denom: &str) {
    let who = sandbox.account(who);
    let funds = if amount == 0 { vec![] } else { vec![coin(amount, denom)] };
    for coin in funds.clone() {
        sandbox.fund(&who, coin).unwrap();
    }
    sandbox.send(&who, call, &funds).unwrap();
}

fn infrastructure(name: &str) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(2_000_000), count: 1 };
    DeploymentInfrastructure {
        name: name.to_owned(),
        region: String::new(),
        persist: false,
        notice: 0,
        resources: vec![group],
        requirements: Requirements::default(),
    }
}

fn bid(sandbox: &mut Sandbox, who: &str, order: OrderId) {
    let bids = vec![market::Bid { order, resources: infrastructure("any").resources }];
    send(sandbox, who, market::ExecuteMsg::SubmitFulfillment { bids }, 0, DENOM);
}

/// A lease, an order with a live bid, stake on its way out.
fn busy() -> Sandbox {
    let mut sandbox = Sandbox::new(&Setup::default()).unwrap();
    for who in ["one", "two"] {
        let profile =
            ProviderProfile { endpoint: "https://dc.example".into(), region: "eu".into(), attributes: vec![] };
        send(&mut sandbox, who, provider_registry::ExecuteMsg::RegisterProvider { profile }, 0, DENOM);
        send(&mut sandbox, who, escrow::ExecuteMsg::Deposit { deployment: None }, 9_000_000, DENOM);
        send(&mut sandbox, who, escrow::ExecuteMsg::Stake {}, 100, "ustake");
        send(&mut sandbox, who, escrow::ExecuteMsg::Unstake { amount: Uint128::new(40) }, 0, DENOM);
    }
    let submit = deployment::ExecuteMsg::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Seconds(10),
        infrastructure: vec![infrastructure("a"), infrastructure("b")],
    };
    send(&mut sandbox, "tenant", submit, 1_000_000, DENOM);
    bid(&mut sandbox, "one", OrderId::new(1, 1, 1));
    bid(&mut sandbox, "two", OrderId::new(1, 1, 1));
    sandbox.next_block(10);
    send(&mut sandbox, "keeper", market::ExecuteMsg::MatchOpenOrders { limit: 1 }, 0, DENOM);
    // One dead bid of order 1.1.1 is freed first, so none is left.
    bid(&mut sandbox, "one", OrderId::new(1, 2, 1));
    sandbox.next_block(1);
    sandbox
}

type Plant = fn(&mut dyn Storage, &Addr);

fn found(role: Role, plant: Plant) -> bool {
    let mut sandbox = busy();
    sandbox.check().unwrap();
    let one = sandbox.account("one");
    sandbox.plant(role, |storage| plant(storage, &one));
    sandbox.check().is_err()
}

#[test]
fn what_is_wrong_in_escrow_is_found() {
    let plants: [(&str, Plant); 8] = [
        ("a unit too many in a balance", |storage, one| {
            BALANCES.update(storage, (one, DENOM), add).map(drop).unwrap();
        }),
        ("a balance lost", |storage, one| BALANCES.remove(storage, (one, DENOM))),
        ("a unit too many in a total", |storage, _| {
            TOTALS.update(storage, DENOM, add).map(drop).unwrap();
        }),
        ("a total of nothing", |storage, _| TOTALS.save(storage, "ufoo", &Uint128::one()).unwrap()),
        ("stake out of nothing", |storage, one| {
            let mut stake = STAKES.load(storage, one).unwrap();
            stake.bonded = Uint128::new(61);
            STAKES.save(storage, one, &stake).unwrap();
        }),
        ("coins moved within an account", |storage, _| {
            let mut account = ACCOUNTS.load(storage, 1).unwrap();
            account.spendable = account.spendable.checked_add(account.accrued).unwrap();
            account.spendable = account.spendable.checked_add(account.lease_rate).unwrap();
            account.accrued = account.accrued.checked_sub(account.accrued).unwrap();
            ACCOUNTS.save(storage, 1, &account).unwrap();
        }),
        ("an account that nobody will find dry", |storage, _| {
            for (due, id) in FUNDED.all(storage).unwrap() {
                FUNDED.remove(storage, due, id);
            }
        }),
        ("an account that is found dry twice", |storage, _| FUNDED.insert(storage, 5, 1).unwrap()),
    ];
    for (what, plant) in plants {
        assert!(found(Role::Escrow, plant), "{what}");
    }
}

#[test]
fn what_is_wrong_in_market_is_found() {
    let plants: [(&str, Plant); 5] = [
        ("a lock without a reason", |storage, one| {
            LOCKS.update(storage, (one, DENOM), add).map(drop).unwrap();
        }),
        ("a lock lost", |storage, one| LOCKS.remove(storage, (one, DENOM))),
        ("a lease that is never stale", |storage, _| {
            for (due, id) in STALE.all(storage).unwrap() {
                STALE.remove(storage, due, id);
            }
        }),
        ("an order that is ready twice", |storage, _| {
            let (due, id) = READY_TIMES.all(storage).unwrap()[0];
            READY_TIMES.insert(storage, due.saturating_add(1), id).unwrap();
        }),
        ("a bid that is not in the book", |storage, _| {
            let prefix = b"\x00\x04bids";
            let keys: Vec<_> = storage.range_keys(Some(prefix), None, Order::Ascending).take(1).collect();
            storage.remove(&keys[0]);
        }),
    ];
    for (what, plant) in plants {
        assert!(found(Role::Market, plant), "{what}");
    }
}

fn add(old: Option<Uint128>) -> cosmwasm_std::StdResult<Uint128> {
    Ok(old.unwrap_or_default().strict_add(Uint128::one()))
}
