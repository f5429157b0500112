//! The rules that an exchange is made with.

use berth_api::market::Parameters;
use berth_domain::{ReputationParameters, Terms};
use cosmwasm_std::{Decimal, Uint128};

/// What a deployer decides.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The rules of each denom.
    pub terms: Vec<Terms>,
    /// What market goes by beside them.
    pub parameters: Parameters,
    /// The longest wait in blocks.
    pub max_wait_blocks: u64,
    /// The longest wait in seconds.
    pub max_wait_seconds: u64,
    /// The longest notice in seconds.
    pub max_notice: u64,
    /// What is staked.
    pub staking_denom: String,
    /// Seconds from Unstake until the coins are the owner's again.
    pub unbonding: u64,
    /// The most that one provider can lose of its stake in each window as long as that.
    pub slash_cap: Uint128,
}

impl Default for Setup {
    /// The default parameters, for a denom of six decimals: `uusdc`.
    fn default() -> Self {
        let terms = Terms {
            denom: "uusdc".to_owned(),
            interest_rate: Decimal::percent(5),
            match_tip: Uint128::new(20_000),
            close_tip: Uint128::new(20_000),
            stale_tip: Uint128::new(50_000),
            min_runway: 3_600,
            min_collateral: Uint128::new(2_000_000),
            slash: Uint128::zero(),
            take_rate: Decimal::zero(),
            reconfirmation_period: 600,
        };
        let reputation = ReputationParameters {
            half_service: 30 * 86_400,
            half_stake: Uint128::new(1_000_000_000),
            penalty: 7 * 86_400,
        };
        Self {
            terms: vec![terms],
            parameters: Parameters { reputation, sudo_limit: 0 },
            max_wait_blocks: 14_400,
            max_wait_seconds: 86_400,
            max_notice: 2_592_000,
            staking_denom: "ustake".to_owned(),
            unbonding: 14 * 86_400,
            slash_cap: Uint128::new(100_000_000),
        }
    }
}
