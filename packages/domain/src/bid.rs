//! Whether an offer answers an order.

use cosmwasm_std::Uint128;
use thiserror::Error;

use crate::{ResourceGroup, total_price};

/// How an offer's resources differ from the order's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Mismatch {
    /// Another number of groups.
    #[error("resources has {actual} groups, the order has {expected}")]
    Groups {
        /// In the offer.
        actual: usize,
        /// In the order.
        expected: usize,
    },
    /// A field that must be the order's own.
    #[error("resources[{group}].{field} differs from the order's")]
    Field {
        /// Index of the group.
        group: usize,
        /// `compute`, `count` or `collateral`.
        field: &'static str,
    },
    /// A price of nothing, or above what the tenant pays.
    #[error("resources[{group}].price is {price}, allowed: more than 0, at most {max}")]
    Price {
        /// Index of the group.
        group: usize,
        /// The offer.
        price: String,
        /// The order's.
        max: String,
    },
}

/// The total price of an offer that answers the order, in 10^-18 per second.
///
/// Group by group, `compute`, `count` and `collateral` must be the order's; `price` more than 0 and at most the order's (DCS-2).
pub fn check_offer(order: &[ResourceGroup], offer: &[ResourceGroup]) -> Result<Uint128, Mismatch> {
    if order.len() != offer.len() {
        return Err(Mismatch::Groups { actual: offer.len(), expected: order.len() });
    }
    for (group, (asked, offered)) in order.iter().zip(offer).enumerate() {
        check_group(group, asked, offered)?;
    }
    // At most the order's total, which was checked to fit 128 bits when the order opened.
    Ok(total_price(offer).try_into().unwrap_or(Uint128::MAX))
}

fn check_group(group: usize, asked: &ResourceGroup, offered: &ResourceGroup) -> Result<(), Mismatch> {
    let fields = [
        ("compute", asked.compute == offered.compute),
        ("count", asked.count == offered.count),
        ("collateral", asked.collateral == offered.collateral),
    ];
    if let Some((field, _)) = fields.into_iter().find(|(_, same)| !same) {
        return Err(Mismatch::Field { group, field });
    }
    if offered.price.is_zero() || offered.price > asked.price {
        let (price, max) = (offered.price.to_string(), asked.price.to_string());
        return Err(Mismatch::Price { group, price, max });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;

    use super::*;
    use crate::ComputeUnit;

    fn group() -> ResourceGroup {
        let compute = ComputeUnit { cpu: 1, memory: 1, disk: 0, bandwidth: 0, gpu: None };
        ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(9), count: 2 }
    }

    #[test]
    fn an_offer_answers_group_by_group() {
        let order = [group(), group()];
        let cheap = ResourceGroup { price: Decimal::percent(25), ..group() };
        assert_eq!(check_offer(&order, &[group(), cheap]), Ok(Uint128::new(2_500_000_000_000_000_000)));
        assert_eq!(check_offer(&order, &[group()]), Err(Mismatch::Groups { actual: 1, expected: 2 }));

        let mut bigger = group();
        bigger.compute.cpu = 2;
        let fields = [
            ("compute", bigger),
            ("count", ResourceGroup { count: 3, ..group() }),
            ("collateral", ResourceGroup { collateral: Uint128::new(8), ..group() }),
        ];
        for (field, bad) in fields {
            assert_eq!(check_offer(&order, &[group(), bad]), Err(Mismatch::Field { group: 1, field }));
        }
        for price in [Decimal::zero(), Decimal::percent(101)] {
            let bad = ResourceGroup { price, ..group() };
            assert!(matches!(check_offer(&order, &[group(), bad]), Err(Mismatch::Price { group: 1, .. })));
        }
    }
}
