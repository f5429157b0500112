//! What the contracts say has happened: one event per change of state and per movement of money.
//!
//! On a chain the type gets the prefix `wasm-`, and `_contract_address` says which contract spoke: anybody can emit
//! an event of the same name, so check it. Each struct here converts both ways.

mod convert;
mod deployment;
mod escrow;
mod market;
mod provider_registry;

use cosmwasm_std::Event;

use crate::Role;

pub use convert::{AttributeKind, EventError, EventKind};
pub use deployment::*;
pub use escrow::*;
pub use market::*;
pub use provider_registry::*;

/// Something that one of the four has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContractEvent {
    /// The provider registry.
    ProviderRegistry(ProviderRegistryEvent),
    /// Escrow.
    Escrow(EscrowEvent),
    /// Market.
    Market(MarketEvent),
    /// Deployment.
    Deployment(DeploymentEvent),
}

impl ContractEvent {
    /// What the contract of this role has said; none if it is nothing that it says. Who has spoken is for the caller to find out.
    ///
    /// Errors if an attribute is missing or does not parse.
    pub fn read(role: Role, event: &Event) -> Result<Option<Self>, EventError> {
        Ok(match role {
            Role::ProviderRegistry => ProviderRegistryEvent::read(event)?.map(Self::ProviderRegistry),
            Role::Escrow => EscrowEvent::read(event)?.map(Self::Escrow),
            Role::Market => MarketEvent::read(event)?.map(Self::Market),
            Role::Deployment => DeploymentEvent::read(event)?.map(Self::Deployment),
        })
    }

    /// Who said it.
    pub const fn role(&self) -> Role {
        match self {
            Self::ProviderRegistry(_) => Role::ProviderRegistry,
            Self::Escrow(_) => Role::Escrow,
            Self::Market(_) => Role::Market,
            Self::Deployment(_) => Role::Deployment,
        }
    }

    /// The event's type, as the contract emits it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ProviderRegistry(event) => event.kind(),
            Self::Escrow(event) => event.kind(),
            Self::Market(event) => event.kind(),
            Self::Deployment(event) => event.kind(),
        }
    }
}

impl From<ContractEvent> for Event {
    fn from(event: ContractEvent) -> Self {
        match event {
            ContractEvent::ProviderRegistry(event) => event.into(),
            ContractEvent::Escrow(event) => event.into(),
            ContractEvent::Market(event) => event.into(),
            ContractEvent::Deployment(event) => event.into(),
        }
    }
}

/// Every event there is, contract by contract.
pub fn catalogue() -> impl Iterator<Item = &'static EventKind> {
    [provider_registry::CATALOGUE, deployment::CATALOGUE, market::CATALOGUE, escrow::CATALOGUE].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use berth_domain::OrderId;
    use cosmwasm_std::Uint128;

    use super::*;

    #[test]
    fn events_convert_both_ways() {
        let opened = OrderOpened {
            order: OrderId::new(7, 1, 2),
            max_rate: Uint128::new(5),
            collateral: Uint128::new(6),
            barred: None,
            terms: 1,
            notice: 60,
        };
        let mut event = Event::from(opened.clone());
        assert_eq!(OrderOpened::try_from(&event), Ok(opened.clone()));
        event.ty = "wasm-order_opened".into();
        assert_eq!(OrderOpened::try_from(&event), Ok(opened));
        assert!(matches!(OrderClosed::try_from(&event), Err(EventError::Type { .. })));
        event.attributes.retain(|attribute| attribute.key != "terms");
        assert_eq!(
            OrderOpened::try_from(&event),
            Err(EventError::Attribute { event: "order_opened", attribute: "terms" })
        );
    }

    #[test]
    fn each_contract_says_its_own_and_nothing_else() {
        let said = OrderClosed { order: OrderId::new(7, 1, 2), reason: "cancelled".into() };
        let mut event = Event::from(said.clone());
        event.ty = "wasm-order_closed".into();
        let read = ContractEvent::read(Role::Market, &event).unwrap().unwrap();
        assert_eq!(read, ContractEvent::Market(said.into()));
        assert_eq!((read.role(), read.kind()), (Role::Market, "order_closed"));
        assert_eq!(Event::from(read).attributes, event.attributes);
        for role in [Role::Escrow, Role::Deployment, Role::ProviderRegistry] {
            assert_eq!(ContractEvent::read(role, &event), Ok(None));
        }
        event.attributes.clear();
        assert!(ContractEvent::read(Role::Market, &event).is_err());
    }
}
