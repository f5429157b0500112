//! New code under old state: only for the chain's admin, only for the same contract, and nothing is lost.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::ExecuteMsg as Market;
use berth_api::{API_VERSION, Role, VersionResponse, deployment, escrow, market, provider_registry};
use berth_domain::OrderId;
use berth_sandbox::native;
use berth_tests::stage::{Stage, WAIT, infrastructure, stage};

const FIRST: OrderId = OrderId::new(1, 1, 1);

fn version(stage: &Stage, role: Role) -> VersionResponse {
    let sandbox = &stage.sandbox;
    match role {
        Role::ProviderRegistry => sandbox.query_provider_registry(&provider_registry::QueryMsg::Version {}),
        Role::Escrow => sandbox.query_escrow(&escrow::QueryMsg::Version {}),
        Role::Market => sandbox.query_market(&market::QueryMsg::Version {}),
        Role::Deployment => sandbox.query_deployment(&deployment::QueryMsg::Version {}),
    }
    .unwrap()
}

/// A lease that lives.
fn leased() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 40), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage
}

#[test]
fn a_lease_outlives_new_code_of_all_four() {
    let mut stage = leased();
    let admin = stage.sandbox.account("admin");
    for role in Role::ALL {
        let before = version(&stage, role);
        assert_eq!((before.contract, before.api), (format!("berth/{role}"), API_VERSION));
        stage.sandbox.migrate(&admin, [(role, native(role))]).unwrap();
        stage.sandbox.check().unwrap();
    }
    stage.pass(2);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    let tenant = stage.tenant.clone();
    stage.send(&tenant, Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
    stage.reckon();
}

#[test]
fn nobody_else_and_nothing_else() {
    let mut stage = leased();
    let (admin, stranger) = (stage.sandbox.account("admin"), stage.sandbox.account("stranger"));
    for role in Role::ALL {
        stage.sandbox.migrate(&stranger, [(role, native(role))]).unwrap_err();
        for other in Role::ALL.into_iter().filter(|other| *other != role) {
            let refused = stage.sandbox.migrate(&admin, [(role, native(other))]).unwrap_err().to_string();
            assert!(refused.contains(&format!("{other}/migrate: ")), "{refused}");
        }
    }
    stage.sandbox.check().unwrap();
}
