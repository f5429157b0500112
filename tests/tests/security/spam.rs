//! Rows that strangers make by the dozen.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::{ExecuteMsg as Market, PendingWorkResponse, QueryMsg};
use berth_domain::{DeploymentInfrastructure, OrderId, WaitDuration};
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Decimal, Uint128, coin};

/// Orders that each ask for the least collateral.
fn sixteen(price: u64) -> Vec<DeploymentInfrastructure> {
    let one = |number: u32| {
        let mut wanted = infrastructure(&format!("order-{number}"), false);
        wanted.resources[0].price = Decimal::percent(price);
        wanted.resources[0].collateral = Uint128::new(2_000_000);
        wanted
    };
    (1..=16).map(one).collect()
}

/// Sixteen orders that are ready and cannot be paid for: the deposit is the least there is, and a while has passed.
fn unpayable(stage: &mut Stage, name: &str) -> u64 {
    let spammer = stage.person(name);
    // 16 holds of 40,000, and 3,600 s at 16 times 1 and the interest.
    let least = coin(697_783, DENOM);
    let id = stage.submit_as(&spammer, WaitDuration::Blocks(WAIT), sixteen(100), least);
    for slot in 1..=16 {
        let order = OrderId::new(id, slot, 1);
        assert_eq!(stage.offer(&stage.providers[1].clone(), order, Decimal::one()), None);
    }
    id
}

/// S61: orders without bids are not in the queue, and each that cannot be paid for is visited once, at its own cost: the
/// honest order behind them all is matched in as many calls as there are orders before it.
#[test]
fn orders_that_can_never_be_matched_do_not_jam_the_queue() {
    let mut stage = stage();
    let nobody_bids = stage.person("nobody bids");
    stage.submit_as(&nobody_bids, WaitDuration::Blocks(1), sixteen(1), coin(1_000_000, DENOM));
    let broke = ["broke", "poor", "bare"].map(|name| unpayable(&mut stage, name));
    let honest = stage.submit(vec![infrastructure("web", false)], 1_000_000);
    let order = OrderId::new(honest, 1, 1);
    assert_eq!(stage.bid(0, order, 50), None);
    stage.pass(WAIT);
    // One lease of each begins, so the rest of the money runs out.
    for id in broke {
        let provider = stage.providers[1].to_string();
        stage.keep(Market::SubmitLease { order: OrderId::new(id, 1, 1), provider });
    }
    stage.sandbox.next_block(3_000);
    let asked = QueryMsg::PendingWork { limit: Some(100) };
    let work: PendingWorkResponse = stage.sandbox.query_market(&asked).unwrap();
    assert_eq!(work.ready.len(), 3 * 15 + 1);

    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 32 }), (32, 0));
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 32 }).0, 14);
    assert_eq!(stage.lease(order).provider, stage.providers[0]);
    assert!(stage.work().ready.is_empty());
    // The spammers paid each visit.
    let tips = stage.balance(&stage.keeper).balance.u128();
    assert_eq!(tips, (3 * 16 + 1) * 20_000);
    // What nobody bids on comes back whole.
    stage.send(&nobody_bids, Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
    assert_eq!(stage.sandbox.bank_balance(&nobody_bids, DENOM).unwrap(), Uint128::new(berth_tests::stage::PURSE));
    stage.exit();
}
