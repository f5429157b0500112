//! What the contracts say has happened: one event per change of state and per movement of money.
//!
//! On a chain the type gets the prefix `wasm-`, and `_contract_address` says which contract spoke: anybody can emit
//! an event of the same name, so check it. Each struct here converts both ways.

mod convert;
mod deployment;
mod escrow;
mod market;
mod provider_registry;

pub use convert::{AttributeKind, EventError, EventKind};
pub use deployment::*;
pub use escrow::*;
pub use market::*;
pub use provider_registry::*;

/// Every event there is, contract by contract.
pub fn catalogue() -> impl Iterator<Item = &'static EventKind> {
    [provider_registry::CATALOGUE, deployment::CATALOGUE, market::CATALOGUE, escrow::CATALOGUE].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use berth_domain::OrderId;
    use cosmwasm_std::{Event, Uint128};

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
}
