//! ResumeDeployment.

use berth_api::deployment::ExecuteMsg;
use berth_api::event::DeploymentResumed;
use berth_api::market::SlotUpdate;
use berth_domain::DeploymentInfrastructure;

use crate::world::{World, infrastructure, said, slot_updates, update};

#[test]
fn market_looks_at_every_infrastructure() {
    let persisting = DeploymentInfrastructure { persist: true, ..infrastructure("db") };
    let mut world = World::with(vec![infrastructure("web"), persisting, infrastructure("cache")]);
    world.ask(update(vec![], &["web"])).unwrap();
    let before = world.dump();
    let response = world.ask(ExecuteMsg::ResumeDeployment { deployment: 1 }).unwrap();
    assert_eq!(world.dump(), before);
    let slot = |slot, persist| SlotUpdate { slot, persist, end: None, open: true };
    assert_eq!(slot_updates(&world, &response), (vec![slot(2, true), slot(3, false)], true));
    assert_eq!(said::<DeploymentResumed>(&response), [DeploymentResumed { deployment: 1 }]);
}
