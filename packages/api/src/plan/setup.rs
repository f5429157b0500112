//! What a deployer decides.

use berth_domain::{Invalid, ReputationParameters, Terms};
use cosmwasm_std::{Addr, Decimal, Uint128};
use serde::{Deserialize, Serialize};

use crate::deployment;
use crate::escrow::check_rules;
use crate::market::{Parameters, check_terms};

/// What a deployer decides, as it is written down in a file. Every field but the three addresses has to be there, so that
/// nothing is decided by leaving it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Who sets parameters, and may move the contracts to other code: a governance account. Left out: whoever deploys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<String>,
    /// Who may stop new business in an emergency. Left out: the admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<String>,
    /// Whose balance in escrow the protocol's fee and slashed stake are credited to. Left out: the admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_collector: Option<String>,
    /// The longest wait in blocks that a tenant may ask for, 1 to 1,000,000.
    pub max_wait_blocks: u64,
    /// The longest wait in seconds that a tenant may ask for, 1 to 31,536,000.
    pub max_wait_seconds: u64,
    /// The longest notice in seconds that a tenant may ask for, 0 (none) to 2,592,000.
    pub max_notice: u64,
    /// What is staked, 3 to 128 characters, a letter first; fixed for ever. It needs no terms.
    pub staking_denom: String,
    /// Seconds from Unstake until the coins are the owner's again, 86,400 to 7,776,000; fixed for ever.
    pub unbonding: u64,
    /// The most that one provider can lose of its stake in each window as long as that. 0: nothing is slashed.
    pub slash_cap: Uint128,
    /// What market goes by beside the rules of each denom: how reputation is weighed, and what a host chain's scheduler does.
    pub parameters: Parameters,
    /// The rules of each denom that may be used, 1 to 16, each denom once.
    pub terms: Vec<Terms>,
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
            admin: None,
            guardian: None,
            fee_collector: None,
            max_wait_blocks: 14_400,
            max_wait_seconds: 86_400,
            max_notice: 2_592_000,
            staking_denom: "ustake".to_owned(),
            unbonding: 14 * 86_400,
            slash_cap: Uint128::new(100_000_000),
            parameters: Parameters { reputation, sudo_limit: 0 },
            terms: vec![terms],
        }
    }
}

impl Setup {
    /// Everything that the contracts would refuse, before anything is sent: the same checks. Whether an address is one of
    /// the chain only the chain knows.
    ///
    /// Errors name the first field that is out of its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        let addresses = [("admin", &self.admin), ("guardian", &self.guardian), ("fee_collector", &self.fee_collector)];
        for (field, address) in addresses {
            check_address(field, address.as_deref())?;
        }
        self.tenants().check()?;
        check_rules(&self.staking_denom, self.unbonding)?;
        self.parameters.check()?;
        check_terms(&self.terms)
    }

    /// The bounds of what tenants may ask for.
    const fn tenants(&self) -> deployment::Parameters {
        let Self { max_wait_blocks, max_wait_seconds, max_notice, .. } = *self;
        deployment::Parameters { max_wait_blocks, max_wait_seconds, max_notice }
    }

    /// Who sets parameters and may migrate, if `deployer` sends the messages.
    pub fn admin<'a>(&'a self, deployer: &'a Addr) -> &'a str {
        self.admin.as_deref().unwrap_or(deployer.as_str())
    }

    /// Who may stop new business.
    pub fn guardian<'a>(&'a self, deployer: &'a Addr) -> &'a str {
        self.guardian.as_deref().unwrap_or_else(|| self.admin(deployer))
    }

    /// Who gets fees and slashed stake.
    pub fn fee_collector<'a>(&'a self, deployer: &'a Addr) -> &'a str {
        self.fee_collector.as_deref().unwrap_or_else(|| self.admin(deployer))
    }
}

/// Not what the chain would say, only what no chain takes.
fn check_address(field: &str, address: Option<&str>) -> Result<(), Invalid> {
    let Some(address) = address else { return Ok(()) };
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if address.is_empty() || !address.chars().all(fits) {
        return Err(Invalid::new(field, format!("`{address}`"), "an address of the chain, in lower case"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_of_the_contracts_holds_here_too() {
        type Spoil = fn(&mut Setup);
        let cases: [(&str, Spoil); 15] = [
            ("admin", |s| s.admin = Some("Wasm1".into())),
            ("guardian", |s| s.guardian = Some(String::new())),
            ("fee_collector", |s| s.fee_collector = Some("a b".into())),
            ("max_wait_blocks", |s| s.max_wait_blocks = 0),
            ("max_wait_seconds", |s| s.max_wait_seconds = 31_536_001),
            ("max_notice", |s| s.max_notice = 2_592_001),
            ("staking_denom", |s| s.staking_denom = "1u".into()),
            ("unbonding", |s| s.unbonding = 86_399),
            ("unbonding", |s| s.unbonding = 7_776_001),
            ("parameters.reputation.half_stake", |s| s.parameters.reputation.half_stake = Uint128::zero()),
            ("parameters.sudo_limit", |s| s.parameters.sudo_limit = 33),
            ("terms", |s| s.terms.clear()),
            ("terms", |s| s.terms = vec![s.terms[0].clone(); 17]),
            ("terms[1].denom", |s| s.terms.push(s.terms[0].clone())),
            ("terms[0].reconfirmation_period", |s| s.terms[0].reconfirmation_period = 9),
        ];
        assert_eq!(Setup::default().check(), Ok(()));
        for (field, spoil) in cases {
            let mut bad = Setup::default();
            spoil(&mut bad);
            assert_eq!(bad.check().unwrap_err().field, field);
        }
    }

    #[test]
    fn it_is_read_as_it_is_written_and_nothing_unknown_is_passed_over() {
        let written = cosmwasm_std::to_json_string(&Setup::default()).unwrap();
        assert_eq!(cosmwasm_std::from_json::<Setup>(&written).unwrap(), Setup::default());
        let with_more = written.replacen('{', "{\"max_wait\":1,", 1);
        let error = cosmwasm_std::from_json::<Setup>(with_more).unwrap_err().to_string();
        assert!(error.contains("max_wait"), "{error}");
    }
}
