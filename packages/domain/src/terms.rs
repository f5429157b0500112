//! The rules of one denom, fixed for an order when it opens.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::invalid::check_range;
use crate::money::{over, whole_ceil};
use crate::{
    DeploymentInfrastructure, Invalid, MoneyError, ResourceGroup, interest_rate_per_second, total_collateral,
    total_price,
};

/// Names one immutable record of [`Terms`]; a change of parameters writes a new number.
pub type TermsNumber = u32;

/// The rules of one denom. Every order keeps the number of those under which it opened.
#[cw_serde]
pub struct Terms {
    /// The coin that they are about; a denom with terms is allowed.
    pub denom: String,
    /// `collateral-interest-rate` of DCS-2: yearly, 0 to 1.
    pub interest_rate: Decimal,
    /// Paid to whoever matches the order, out of its hold.
    pub match_tip: Uint128,
    /// Paid to whoever books the lease Unfunded, out of its hold.
    pub close_tip: Uint128,
    /// Paid to whoever books the lease Stale, out of the collateral.
    pub stale_tip: Uint128,
    /// Seconds that an account must be able to pay for when an order opens or is matched.
    pub min_runway: u64,
    /// The least collateral of an order: at least `stale_tip + match_tip + close_tip`, so that, under the same rules, a broken lease
    /// pays for its successor.
    pub min_collateral: Uint128,
    /// What a broken lease takes of its provider's stake, in the staking denom: a flat amount.
    pub slash: Uint128,
    /// The protocol's share of the price, 0 to 0.2.
    pub take_rate: Decimal,
    /// `reconfirmation-period` of DCS-2: blocks within which a lease is confirmed again, 10 to 1,000,000.
    pub reconfirmation_period: u64,
}

const MAX_RUNWAY: u64 = 31_536_000;
const MAX_DENOM: usize = 128;

impl Terms {
    /// Every field within its hard range.
    pub fn check(&self) -> Result<(), Invalid> {
        let denom_fits = (3..=MAX_DENOM).contains(&self.denom.len());
        if !denom_fits || !self.denom.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(Invalid::new("denom", format!("`{}`", self.denom), "3 to 128 characters, a letter first"));
        }
        check_range("interest_rate", self.interest_rate, Decimal::zero(), Decimal::one())?;
        check_range("take_rate", self.take_rate, Decimal::zero(), Decimal::percent(20))?;
        check_range("min_runway", self.min_runway, 1, MAX_RUNWAY)?;
        check_range("reconfirmation_period", self.reconfirmation_period, 10, 1_000_000)?;
        let Ok(least) = self.hold().and_then(|hold| Ok(hold.checked_add(self.stale_tip)?)) else {
            return Err(Invalid::new("match_tip + close_tip + stale_tip", "more than 2^128", "a sum below 2^128"));
        };
        if self.min_collateral < least {
            let allowed = format!("at least stale_tip + match_tip + close_tip = {least}");
            return Err(Invalid::new("min_collateral", self.min_collateral, allowed));
        }
        Ok(())
    }

    /// What is set aside when an order opens: `match_tip + close_tip`.
    pub fn hold(&self) -> Result<Uint128, MoneyError> {
        Ok(self.match_tip.checked_add(self.close_tip)?)
    }

    /// Interest on `collateral`, in 10^-18 per second.
    pub fn interest(&self, collateral: Uint128) -> Result<Uint256, MoneyError> {
        interest_rate_per_second(collateral, self.interest_rate)
    }

    /// The rate of a lease at `price`: price and interest, in 10^-18 per second.
    ///
    /// Errors if it does not fit 128 bits.
    pub fn rate(&self, price: Uint128, collateral: Uint128) -> Result<Uint128, MoneyError> {
        Ok(Uint256::from(price).checked_add(self.interest(collateral)?)?.try_into()?)
    }

    /// What an order for these resources binds at most.
    ///
    /// Errors name the field: a maximum rate of 2^128 and more, or a collateral below the minimum.
    pub fn quote(&self, resources: &[ResourceGroup]) -> Result<Quotation, Invalid> {
        let too_much = |field: &str| Invalid::new(field, "2^128 or more", "less than 2^128");
        let collateral = total_collateral(resources).map_err(|_| too_much("total collateral"))?;
        if collateral < self.min_collateral {
            let allowed = format!("at least the minimum of {}, {}", self.denom, self.min_collateral);
            return Err(Invalid::new("total collateral", collateral, allowed));
        }
        let max_rate = Uint128::try_from(total_price(resources))
            .map_err(MoneyError::from)
            .and_then(|price| self.rate(price, collateral))
            .map_err(|_| too_much("maximum rate in 10^-18 per second"))?;
        Ok(Quotation { max_rate, collateral })
    }

    /// [`Terms::quote`] for each infrastructure of a list.
    pub fn quote_all(&self, list: &[DeploymentInfrastructure]) -> Result<Vec<Quotation>, Invalid> {
        let quoted = list.iter().enumerate().map(|(index, infrastructure)| {
            self.quote(&infrastructure.resources).map_err(|e| e.at("infrastructure", index))
        });
        quoted.collect()
    }

    /// The least that opens orders of these quotes: their holds, and `min_runway` seconds at their maximum rates, rounded up.
    pub fn required_deposit(&self, quotes: &[Quotation]) -> Result<Uint128, MoneyError> {
        let mut rate = Uint256::zero();
        let mut holds = Uint128::zero();
        for quote in quotes {
            rate = rate.checked_add(quote.max_rate.into())?;
            holds = holds.checked_add(self.hold()?)?;
        }
        Ok(whole_ceil(over(rate, self.min_runway)?)?.checked_add(holds)?)
    }
}

/// What an order binds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The tenant's total price and interest, in 10^-18 per second.
    pub max_rate: Uint128,
    /// What the provider posts.
    pub collateral: Uint128,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ComputeUnit;

    fn terms() -> Terms {
        Terms {
            denom: "uusdc".into(),
            interest_rate: Decimal::percent(5),
            match_tip: Uint128::new(1),
            close_tip: Uint128::new(2),
            stale_tip: Uint128::new(3),
            min_runway: 3_600,
            min_collateral: Uint128::new(6),
            slash: Uint128::zero(),
            take_rate: Decimal::zero(),
            reconfirmation_period: 600,
        }
    }

    fn group(price: Decimal, collateral: u128) -> ResourceGroup {
        let compute = ComputeUnit { cpu: 1, memory: 1, disk: 0, bandwidth: 0, gpu: None };
        ResourceGroup { compute, price, collateral: Uint128::new(collateral), count: 2 }
    }

    #[test]
    fn ranges_are_hard() {
        type Spoil = fn(&mut Terms);
        let cases: [(&str, Spoil); 8] = [
            ("denom", |t| t.denom = "u".into()),
            ("interest_rate", |t| t.interest_rate = Decimal::percent(101)),
            ("take_rate", |t| t.take_rate = Decimal::percent(21)),
            ("min_runway", |t| t.min_runway = 0),
            ("reconfirmation_period", |t| t.reconfirmation_period = 9),
            ("reconfirmation_period", |t| t.reconfirmation_period = 1_000_001),
            ("min_collateral", |t| t.min_collateral = Uint128::new(5)),
            ("match_tip + close_tip + stale_tip", |t| t.stale_tip = Uint128::MAX),
        ];
        assert_eq!(terms().check(), Ok(()));
        for (field, spoil) in cases {
            let mut bad = terms();
            spoil(&mut bad);
            assert_eq!(bad.check().unwrap_err().field, field);
        }
    }

    #[test]
    fn the_least_deposit_is_rounded_up() {
        let quote = Quotation { max_rate: Uint128::new(1), collateral: Uint128::new(6) };
        // 2 x 3,600 x 10^-18 is more than nothing; two holds of 3.
        assert_eq!(terms().required_deposit(&[quote, quote]), Ok(Uint128::new(7)));
        let whole = Quotation { max_rate: Uint128::new(1_000_000_000_000_000_000), ..quote };
        assert_eq!(terms().required_deposit(&[whole]), Ok(Uint128::new(3_603)));
        assert_eq!(terms().required_deposit(&[]), Ok(Uint128::zero()));
    }

    #[test]
    fn a_quote_is_price_and_interest() {
        let quote = terms().quote(&[group(Decimal::one(), 31_536_000)]).unwrap();
        assert_eq!(quote.max_rate, Uint128::new(2_050_000_000_000_000_000));
        assert_eq!(quote.collateral, Uint128::new(31_536_000));
        assert_eq!(terms().quote(&[group(Decimal::one(), 5)]).unwrap_err().field, "total collateral");
        assert!(terms().quote(&[group(Decimal::MAX, 6)]).is_err());
        assert!(terms().quote(&[group(Decimal::one(), u128::MAX), group(Decimal::one(), 1)]).is_err());
    }
}
