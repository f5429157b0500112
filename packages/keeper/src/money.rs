//! What work is worth, and what may be spent on it.

use std::collections::{BTreeMap, VecDeque};

use cosmwasm_std::{Coin, Decimal, Uint128, Uint256};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Worth of coins in the coin that fees are paid in.
#[derive(Clone, Debug, Default)]
pub struct Prices(BTreeMap<String, Decimal>);

impl Prices {
    /// Smallest units of the fee's coin for a smallest unit of each denom. The fee's own coin is worth 1 unless it is listed; what
    /// is not listed is worth nothing.
    pub const fn new(prices: BTreeMap<String, Decimal>) -> Self {
        Self(prices)
    }

    /// Worth of some coins in the fee's, each rounded down.
    pub fn worth(&self, coins: &[Coin], fee_denom: &str) -> Uint128 {
        let one = |coin: &Coin| {
            let amount = Uint128::try_from(coin.amount).unwrap_or(Uint128::MAX);
            match self.0.get(&coin.denom) {
                Some(price) => floor(amount, *price),
                None if coin.denom == fee_denom => amount,
                None => Uint128::zero(),
            }
        };
        coins.iter().map(one).fold(Uint128::zero(), Uint128::saturating_add)
    }
}

/// Amount times factor, rounded down.
pub fn floor(amount: Uint128, factor: Decimal) -> Uint128 {
    let product = Uint256::from(amount).checked_mul(Uint256::from(factor.atomics())).unwrap_or(Uint256::MAX);
    let floor = product.checked_div(Uint256::from(Decimal::one().atomics())).unwrap_or_default();
    Uint128::try_from(floor).unwrap_or(Uint128::MAX)
}

/// Fees of one day that ends now, and how much they may be. Forgotten by a restart.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    most: Option<Uint128>,
    spent: VecDeque<(u64, Uint128)>,
}

impl Budget {
    /// At most so much a day, in smallest units; without bound if none is given.
    pub const fn new(most: Option<Uint128>) -> Self {
        Self { most, spent: VecDeque::new() }
    }

    /// What may still be spent at a time; none if there is no bound.
    pub fn left(&mut self, time: u64) -> Option<Uint128> {
        while self.spent.front().is_some_and(|(at, _)| at.saturating_add(DAY) <= time) {
            self.spent.pop_front();
        }
        self.most.map(|most| most.saturating_sub(self.spent()))
    }

    /// Something is spent.
    pub fn spend(&mut self, time: u64, amount: Uint128) {
        self.spent.push_back((time, amount));
    }

    /// It was not, after all: the transaction came into no block.
    pub fn take_back(&mut self, amount: Uint128) {
        if let Some(place) = self.spent.iter().rposition(|(_, spent)| *spent == amount) {
            self.spent.remove(place);
        }
    }

    /// What was spent within the day that was looked at last.
    pub fn spent(&self) -> Uint128 {
        self.spent.iter().map(|(_, amount)| *amount).fold(Uint128::zero(), Uint128::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::coin;

    use super::*;

    #[test]
    fn coins_are_worth_their_price_and_the_rest_nothing() {
        let prices = Prices::new([("uusdc".into(), "0.15".parse().unwrap())].into());
        let worth = |coins: &[Coin]| prices.worth(coins, "ufee");
        assert_eq!(worth(&[coin(7, "uusdc"), coin(10, "ufee"), coin(1_000, "ujunk")]), Uint128::new(11));
        assert_eq!(worth(&[]), Uint128::zero());
        let dear = Prices::new([("a".into(), Decimal::MAX)].into());
        assert_eq!(dear.worth(&[coin(u128::MAX, "a"), coin(u128::MAX, "ufee")], "ufee"), Uint128::MAX);
    }

    #[test]
    fn a_budget_is_that_of_the_day_behind() {
        let mut budget = Budget::new(Some(Uint128::new(100)));
        budget.spend(1_000, Uint128::new(60));
        budget.spend(2_000, Uint128::new(70));
        assert_eq!(budget.left(2_000), Some(Uint128::zero()));
        assert_eq!(budget.left(999 + DAY), Some(Uint128::zero()));
        assert_eq!(budget.left(1_000 + DAY), Some(Uint128::new(30)));
        budget.take_back(Uint128::new(70));
        assert_eq!(budget.left(1_000 + DAY), Some(Uint128::new(100)));
        assert_eq!(Budget::new(None).left(5), None);
    }
}
