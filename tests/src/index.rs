//! A stranger who sees nothing but events, and knows everything from them: every lifecycle, balance and lock.
//!
//! It takes an event only from the contract that says such things: anybody can emit one of the same name.

mod deployments;
mod orders;
mod people;

#[path = "../../contracts/escrow/tests/it/indexer.rs"]
mod money;

use berth_api::Role;
use berth_sandbox::Sandbox;
use cosmwasm_std::Event;

/// What is known from events alone.
#[derive(Default)]
pub struct Index {
    money: money::Indexer,
    deployments: deployments::Deployments,
    orders: orders::Orders,
    people: people::People,
}

impl Index {
    /// What can be known from all that was ever said.
    pub fn of(sandbox: &Sandbox) -> Self {
        let mut index = Self::default();
        for event in sandbox.said() {
            index.read(sandbox, event);
        }
        index
    }

    fn read(&mut self, sandbox: &Sandbox, event: &Event) {
        let Some(kind) = event.ty.strip_prefix("wasm-") else { return };
        let speaker = event.attributes.iter().find(|attribute| attribute.key == "_contract_address").unwrap();
        let role = Role::ALL.into_iter().find(|role| sandbox.contracts().get(*role) == speaker.value);
        let mut event = event.clone();
        kind.clone_into(&mut event.ty);
        let known = match role {
            Some(Role::Escrow) => return self.money.read(&[event]),
            Some(Role::Deployment) => self.deployments.read(&event),
            Some(Role::Market) => self.orders.read(&event),
            Some(Role::ProviderRegistry) => self.people.read(&event),
            None => true,
        };
        assert!(known, "unknown: {event:?}");
    }

    /// What is known is what there is.
    pub fn check(&self, sandbox: &Sandbox) {
        self.money.check(&sandbox.storage(Role::Escrow));
        self.deployments.check(&sandbox.storage(Role::Deployment));
        self.orders.check(&sandbox.storage(Role::Market), &self.deployments);
        self.people.check(&sandbox.storage(Role::ProviderRegistry));
    }
}
