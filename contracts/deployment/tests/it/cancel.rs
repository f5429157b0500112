//! CancelDeployment, and what is left.

use berth_api::deployment::{DeploymentResponse, ExecuteMsg};
use berth_api::event::DeploymentCancelled;
use berth_api::market;
use berth_api::raw::{DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE};
use berth_domain::WaitDuration;
use cosmwasm_std::HexBinary;

use crate::world::{DENOM, World, calls, infrastructure, said, to_market, update, version};

const CANCEL: ExecuteMsg = ExecuteMsg::CancelDeployment { deployment: 1, payout: true };

#[test]
fn market_ends_everything_in_one_call() {
    let mut world = World::with(vec![infrastructure("web"), infrastructure("db")]);
    let response = world.ask(CANCEL).unwrap();
    assert_eq!(calls(&world, &response).len(), 1);
    match to_market(&world, &response) {
        market::ExecuteMsg::CloseDeployment { deployment, owner, denom, slots, payout } => {
            assert_eq!((deployment, owner, denom.as_str()), (1, world.owner.to_string(), DENOM));
            assert_eq!((slots, payout), (vec![1, 2], true));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(said::<DeploymentCancelled>(&response), [DeploymentCancelled { deployment: 1 }]);
}

#[test]
fn it_keeps_whose_it_was_and_what_it_was_paid_in() {
    let mut world = World::with(vec![infrastructure("web"), infrastructure("db")]);
    let keys = world.dump().len();
    world.ask(CANCEL).unwrap();
    assert_eq!(world.dump().len(), keys - 2);
    assert!(!INFRASTRUCTURE.has(&world.deps.storage, (1, 1)));
    let record = DEPLOYMENTS.load(&world.deps.storage, 1).unwrap();
    let expected = DeploymentRecord {
        owner: world.owner.clone(),
        denom: DENOM.into(),
        version: HexBinary::default(),
        wait_duration: WaitDuration::Seconds(600),
        slots: vec![],
        last_slot: 2,
    };
    assert_eq!(record, expected);
    let DeploymentResponse { closed, version, infrastructure, .. } = world.deployment();
    assert!(closed && version.is_empty() && infrastructure.is_empty());
}

#[test]
fn afterwards_it_takes_no_message() {
    let mut world = World::with(vec![infrastructure("web")]);
    world.ask(CANCEL).unwrap();
    let version =
        ExecuteMsg::UpdateDeployment { deployment: 1, version: Some(version(9)), set: vec![], remove: vec![] };
    let messages = [
        CANCEL,
        version,
        update(vec![infrastructure("db")], &[]),
        update(vec![], &["web"]),
        update(vec![], &[]),
        ExecuteMsg::ResumeDeployment { deployment: 1 },
    ];
    for msg in messages {
        assert_eq!(world.refused(msg), "deployment/closed: deployment 1 is cancelled");
    }
}
