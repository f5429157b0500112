//! What tenants want.

use std::collections::BTreeMap;

use berth_api::event::{
    DeploymentCancelled, DeploymentResumed, DeploymentSubmitted, DeploymentUpdated, InfrastructureRemoved,
    InfrastructureSet,
};
use berth_api::raw::{DEPLOYMENTS, INFRASTRUCTURE};
use cosmwasm_std::{Addr, Event, HexBinary, Order, Storage};

#[derive(Default)]
pub struct Deployments {
    known: BTreeMap<u64, Deployment>,
}

struct Deployment {
    owner: Addr,
    denom: String,
    version: HexBinary,
    /// slot -> name, persist.
    infrastructure: BTreeMap<u32, (String, bool)>,
}

impl Deployments {
    pub fn denom(&self, deployment: u64) -> &str {
        &self.known[&deployment].denom
    }

    fn get(&mut self, deployment: u64) -> &mut Deployment {
        self.known.get_mut(&deployment).unwrap()
    }

    pub fn read(&mut self, event: &Event) -> bool {
        if let Ok(DeploymentSubmitted { deployment, owner, denom, version, .. }) = event.try_into() {
            let infrastructure = BTreeMap::new();
            self.known.insert(deployment, Deployment { owner, denom, version, infrastructure });
        } else if let Ok(DeploymentUpdated { deployment, version }) = event.try_into() {
            self.get(deployment).version = version;
        } else if let Ok(InfrastructureSet { deployment, slot, name, persist }) = event.try_into() {
            self.get(deployment).infrastructure.insert(slot, (name, persist));
        } else if let Ok(InfrastructureRemoved { deployment, slot, .. }) = event.try_into() {
            self.get(deployment).infrastructure.remove(&slot).unwrap();
        } else if let Ok(DeploymentCancelled { deployment }) = event.try_into() {
            // A closed deployment keeps neither.
            let closed = self.get(deployment);
            closed.infrastructure.clear();
            closed.version = HexBinary::default();
        } else {
            return event.ty == DeploymentResumed::TYPE || event.ty == "deployment_parameters_set";
        }
        true
    }

    pub fn check(&self, storage: &dyn Storage) {
        let rows = DEPLOYMENTS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let stored: BTreeMap<_, _> = rows.collect();
        assert!(stored.keys().eq(self.known.keys()));
        for (id, known) in &self.known {
            let record = &stored[id];
            assert_eq!((&record.owner, &record.denom, &record.version), (&known.owner, &known.denom, &known.version));
            assert!(record.slots.iter().eq(known.infrastructure.keys()), "{id}: {:?}", record.slots);
            let rows = INFRASTRUCTURE.prefix(*id).range(storage, None, None, Order::Ascending).map(Result::unwrap);
            let rows: BTreeMap<_, _> = rows.map(|(slot, row)| (slot, (row.name, row.persist))).collect();
            assert_eq!(rows, known.infrastructure, "{id}");
        }
    }
}
