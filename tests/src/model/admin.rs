//! Parameters: each live, within a hard range (contracts/README.md, "Parameters").

use berth_api::market::Parameters as MarketParameters;
use berth_sandbox::Setup;

use super::{Answer, Code, Model, Who};

const YEARS_10: u64 = 10 * 31_536_000;

#[derive(Clone, Debug)]
pub(super) struct Parameters {
    pub max_wait_blocks: u64,
    pub max_wait_seconds: u64,
    pub max_notice: u64,
    pub fee_collector: Who,
    pub staking_denom: String,
    pub unbonding: u64,
    pub slash_cap: u128,
    pub half_service: u64,
    pub half_stake: u128,
    pub penalty: u64,
    pub sudo_limit: u32,
}

impl Parameters {
    pub(super) fn new(setup: &Setup, admin: &str) -> Self {
        let weights = &setup.parameters.reputation;
        Self {
            max_wait_blocks: setup.max_wait_blocks,
            max_wait_seconds: setup.max_wait_seconds,
            max_notice: setup.max_notice,
            fee_collector: admin.to_owned(),
            staking_denom: setup.staking_denom.clone(),
            unbonding: setup.unbonding,
            slash_cap: setup.slash_cap.u128(),
            half_service: weights.half_service,
            half_stake: weights.half_stake.u128(),
            penalty: weights.penalty,
            sudo_limit: setup.parameters.sudo_limit,
        }
    }
}

impl Model {
    pub(super) fn set_market_parameters(&mut self, new: &MarketParameters) -> Result<Answer, Code> {
        let weights = &new.reputation;
        let fits = (1..=YEARS_10).contains(&weights.half_service)
            && weights.penalty <= YEARS_10
            && !weights.half_stake.is_zero()
            && new.sudo_limit <= 32;
        if !fits {
            return Err("market/invalid_field");
        }
        let p = &mut self.parameters;
        (p.half_service, p.half_stake, p.penalty) = (weights.half_service, weights.half_stake.u128(), weights.penalty);
        p.sudo_limit = new.sudo_limit;
        Ok(Answer::Nothing)
    }

    pub(super) fn set_escrow_parameters(
        &mut self,
        fee_collector: Option<&str>,
        slash_cap: Option<u128>,
    ) -> Result<Answer, Code> {
        if let Some(collector) = fee_collector {
            if !self.addresses.contains(collector) || self.is_ours(collector) {
                return Err("escrow/invalid_field");
            }
            collector.clone_into(&mut self.parameters.fee_collector);
        }
        self.parameters.slash_cap = slash_cap.unwrap_or(self.parameters.slash_cap);
        Ok(Answer::Nothing)
    }

    pub(super) fn set_deployment_parameters(
        &mut self,
        max_wait_blocks: Option<u64>,
        max_wait_seconds: Option<u64>,
        max_notice: Option<u64>,
    ) -> Result<Answer, Code> {
        if max_wait_blocks.is_none() && max_wait_seconds.is_none() && max_notice.is_none() {
            return Err("deployment/nothing_to_do");
        }
        let p = &mut self.parameters;
        p.max_wait_blocks = max_wait_blocks.unwrap_or(p.max_wait_blocks);
        p.max_wait_seconds = max_wait_seconds.unwrap_or(p.max_wait_seconds);
        p.max_notice = max_notice.unwrap_or(p.max_notice);
        let fits = (1..=1_000_000).contains(&p.max_wait_blocks)
            && (1..=31_536_000).contains(&p.max_wait_seconds)
            && p.max_notice <= 2_592_000;
        if fits { Ok(Answer::Nothing) } else { Err("deployment/invalid_field") }
    }
}
