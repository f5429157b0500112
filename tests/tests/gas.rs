//! What must never be lost, told by the native contracts behind the meter: how many contracts a message calls, how many
//! keys it touches. Whole transactions, with the virtual machine's part, are in the gas table.
#![allow(clippy::unwrap_used, reason = "a test")]

use berth_api::market::ExecuteMsg as Market;
use berth_api::{Call, Role};
use berth_domain::OrderId;
use berth_sandbox::gas::{Gas, GasMeter, Metered};
use berth_sandbox::{Sandbox, Setup, native};
use berth_tests::stage::{Stage, WAIT, infrastructure, stage_on};
use cosmwasm_std::Addr;

const LEASE: OrderId = OrderId::new(1, 1, 1);

fn metered(meter: &GasMeter) -> Stage {
    stage_on(|setup: &Setup| {
        Sandbox::with_code(setup, |role: Role| Box::new(Metered::new(&format!("berth {role}"), native(role), meter)))
    })
}

fn gas(stage: &mut Stage, meter: &GasMeter, sender: &Addr, call: impl Into<Call>) -> Gas {
    meter.begin();
    stage.sandbox.send(sender, call, &[]).unwrap();
    meter.gas()
}

#[test]
fn each_sibling_is_called_once_at_most() {
    let meter = GasMeter::new();
    let mut stage = metered(&meter);
    stage.submit(vec![infrastructure("web", true)], 100_000);
    assert_eq!(stage.bid(0, LEASE, 50), None);
    stage.pass(WAIT);
    let (keeper, provider, tenant) = (stage.keeper.clone(), stage.providers[0].clone(), stage.tenant.clone());

    let matching = gas(&mut stage, &meter, &keeper, Market::MatchOpenOrders { limit: 1 });
    assert_eq!((matching.first_calls, matching.repeated_calls), (2, 0));

    let confirm = |collect| Market::SubmitLeaseConfirmation { leases: vec![LEASE], collect, payout: false };
    let confirming = gas(&mut stage, &meter, &provider, confirm(false));
    assert_eq!((confirming.first_calls, confirming.repeated_calls, confirming.queries), (1, 0, 0));

    stage.pass(2);
    let collecting = gas(&mut stage, &meter, &provider, confirm(true));
    assert_eq!((collecting.first_calls, collecting.repeated_calls), (2, 0));

    let nothing = gas(&mut stage, &meter, &keeper, Market::MatchOpenOrders { limit: 32 });
    assert_eq!((nothing.first_calls, nothing.repeated_calls, nothing.bank), (1, 0, 0));

    let close = gas(&mut stage, &meter, &tenant, Market::CloseLease { lease: LEASE, reorder: false });
    assert_eq!((close.first_calls, close.repeated_calls), (2, 0));
}

#[test]
fn a_confirmation_costs_the_same_however_many_bids_lost() {
    let cost = |losers: &[usize]| {
        let meter = GasMeter::new();
        let mut stage = metered(&meter);
        stage.submit(vec![infrastructure("web", true)], 100_000);
        for provider in [&[0][..], losers].concat() {
            assert_eq!(stage.bid(provider, LEASE, 50), None);
        }
        stage.pass(WAIT);
        stage.keep(Market::MatchOpenOrders { limit: 1 });
        let provider = stage.providers[0].clone();
        let confirm = Market::SubmitLeaseConfirmation { leases: vec![LEASE], collect: false, payout: false };
        gas(&mut stage, &meter, &provider, confirm).kv
    };
    assert_eq!(cost(&[]), cost(&[1, 2]));
}
