//! What can be asked.

use berth_api::deployment::{
    AllDeploymentsResponse, DeploymentSummary, DeploymentsResponse, ExecuteMsg, InfrastructureResponse, QueryMsg,
};
use berth_api::{Contracts, Role};
use cosmwasm_std::coin;

use crate::world::{DENOM, DEPOSIT, World, infrastructure, submission};

fn all(world: &World, start_after: Option<u64>, limit: Option<u32>) -> Vec<DeploymentSummary> {
    let answer: AllDeploymentsResponse = world.query(QueryMsg::AllDeployments { start_after, limit }).unwrap();
    answer.deployments
}

fn of_owner(world: &World, start_after: Option<u64>, limit: Option<u32>) -> Vec<u64> {
    let owner = world.owner.to_string();
    let answer: DeploymentsResponse = world.query(QueryMsg::Deployments { owner, start_after, limit }).unwrap();
    answer.deployments
}

#[test]
fn pages_go_on_where_they_ended() {
    let mut world = World::new();
    assert!(all(&world, None, None).is_empty() && of_owner(&world, None, None).is_empty());
    let stranger = world.address("stranger");
    // The owner's are the odd ones.
    for _ in 0..101 {
        world.submit(vec![infrastructure("web")], DEPOSIT).unwrap();
        world.send(&stranger, submission(vec![infrastructure("web")]), &[coin(DEPOSIT, DENOM)]).unwrap();
    }
    let ids = |page: Vec<DeploymentSummary>| page.into_iter().map(|row| row.deployment).collect::<Vec<_>>();
    assert_eq!(ids(all(&world, None, None)), (1..=30).collect::<Vec<_>>());
    assert_eq!(ids(all(&world, Some(30), Some(2))), [31, 32]);
    assert_eq!(ids(all(&world, Some(100), Some(101))).len(), 100);
    assert_eq!(ids(all(&world, Some(201), None)), [202]);
    assert!(all(&world, Some(u64::MAX), None).is_empty() && all(&world, None, Some(0)).is_empty());

    assert_eq!(of_owner(&world, None, Some(3)), [1, 3, 5]);
    assert_eq!(of_owner(&world, Some(2), Some(2)), [3, 5]);
    assert_eq!(of_owner(&world, None, Some(u32::MAX)).len(), 100);
    assert_eq!(of_owner(&world, Some(199), None), [201]);
}

#[test]
fn a_cancelled_deployment_is_still_listed() {
    let mut world = World::with(vec![infrastructure("web")]);
    world.ask(ExecuteMsg::CancelDeployment { deployment: 1, payout: false }).unwrap();
    let owner = world.owner.clone();
    assert_eq!(all(&world, None, None), [DeploymentSummary { deployment: 1, owner, closed: true }]);
    assert_eq!(of_owner(&world, None, None), [1]);
}

#[test]
fn one_infrastructure() {
    let world = World::with(vec![infrastructure("web"), infrastructure("db")]);
    let ask = |deployment, slot| {
        let asked = QueryMsg::Infrastructure { deployment, slot };
        world.query::<InfrastructureResponse>(asked).map_err(|error| error.to_string())
    };
    assert_eq!(ask(1, 2), Ok(InfrastructureResponse { slot: 2, infrastructure: infrastructure("db") }));
    assert_eq!(ask(1, 3).unwrap_err(), "deployment/infrastructure_not_found: deployment 1 has no infrastructure 3");
    assert!(ask(2, 1).is_err() && ask(0, 0).is_err());
}

#[test]
fn what_is_not_there() {
    let world = World::new();
    let error = world.query::<()>(QueryMsg::Deployment { deployment: 1 }).unwrap_err().to_string();
    assert_eq!(error, "deployment/not_found: there is no deployment 1");
    let asked = QueryMsg::Deployments { owner: "nobody".into(), start_after: None, limit: None };
    assert!(world.query::<()>(asked).unwrap_err().to_string().starts_with("deployment/std: "));
}

#[test]
fn the_four_contracts() {
    let world = World::new();
    let asked: Contracts = world.query(QueryMsg::Contracts {}).unwrap();
    for role in Role::ALL {
        assert_eq!(asked.get(role), world.contracts.get(role));
    }
}
