//! Whether a chain's config can be worked with.

use cosmwasm_std::Decimal;

use super::{ChainConfig, FeeConfig, GasConfig};
use crate::{Error, Result, address, endpoint::Endpoint};

/// Most bytes of a memo that every chain takes.
const MEMO: usize = 256;
/// Below it every question would go to every node.
const HEDGE: u64 = 50;

impl ChainConfig {
    /// Errors as [`Error::Invalid`] with the first field that cannot be.
    pub fn check(&self) -> Result<()> {
        ensure(!self.id.trim().is_empty(), "id", &self.id, "a chain id such as cosmoshub-4")?;
        let prefix = !self.prefix.is_empty() && self.prefix.bytes().all(|byte| byte.is_ascii_lowercase());
        ensure(prefix, "prefix", &self.prefix, "lower-case letters such as cosmos")?;
        ensure(!self.endpoints.is_empty(), "endpoints", "none", "at least one http or https URL")?;
        for (index, url) in self.endpoints.iter().enumerate() {
            Endpoint::parse(url, &format!("endpoints[{index}]"))?;
        }
        ensure(self.block_time_ms > 0, "block_time_ms", "0", "at least 1")?;
        ensure(self.timeout_ms > 0, "timeout_ms", "0", "at least 1")?;
        let allowed = format!("at least {HEDGE}");
        ensure(self.hedge_ms >= HEDGE, "hedge_ms", self.hedge_ms, &allowed)?;
        ensure(self.timeout_blocks > 0, "timeout_blocks", "0", "at least 1")?;
        let found = format!("{} bytes", self.memo.len());
        ensure(self.memo.len() <= MEMO, "memo", &found, "at most 256 bytes")?;
        if let Some(granter) = &self.granter {
            self.check_address(granter, "granter")?;
        }
        self.gas.check()?;
        self.fee.check()
    }

    /// Errors as [`Error::Invalid`] for `field` unless `text` is an address of this chain.
    pub fn check_address(&self, text: &str, field: &str) -> Result<()> {
        address::check(text, &self.prefix, field)
    }
}

impl GasConfig {
    fn check(&self) -> Result<()> {
        ensure(self.multiplier >= Decimal::one(), "gas.multiplier", self.multiplier, "at least 1")?;
        ensure(self.cap > 0, "gas.cap", self.cap, "at least 1")?;
        let allowed = format!("at most gas.cap, {}", self.cap);
        ensure(self.floor <= self.cap, "gas.floor", self.floor, &allowed)
    }
}

impl FeeConfig {
    fn check(&self) -> Result<()> {
        ensure(!self.denom.is_empty(), "fee.denom", "empty", "a denom such as uatom")?;
        let allowed = format!("at most fee.max_price, {}", self.max_price);
        ensure(self.price <= self.max_price, "fee.price", self.price, &allowed)?;
        ensure(!self.ladder.is_empty(), "fee.ladder", "empty", "at least one factor")?;
        let mut least = Decimal::one();
        for (index, factor) in self.ladder.iter().enumerate() {
            let allowed = format!("ascending factors from 1 on, so at least {least} here");
            ensure(*factor >= least, &format!("fee.ladder[{index}]"), factor, &allowed)?;
            least = *factor;
        }
        Ok(())
    }
}

fn ensure(good: bool, field: &str, found: impl ToString, allowed: &str) -> Result<()> {
    if good { Ok(()) } else { Err(Error::invalid(field, found, allowed)) }
}
