//! What a transaction may use, and what it has used.

use berth_sandbox::gas::base;

use super::failure::Failure;

/// wasmd's counter of the transactions of a block; a simulation does not touch it.
const COUNTER: u64 = 3_429;
/// The parameters that say what a byte costs.
const PARAMETERS: u64 = 3_126;
/// Each byte of a transaction.
const PER_BYTE: u64 = 10;
/// Bytes that a simulation counts for a signature that is not there yet.
const SIGNATURE: u64 = 112;
/// Writing down a key that signs for the first time.
const NEW_KEY: u64 = 13_400;
/// What moving the fee costs.
const FEE: u64 = 19_200;

/// The gas of one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Gas {
    used: u64,
    /// None in a simulation.
    limit: Option<u64>,
}

impl Gas {
    /// Nothing used.
    pub const fn new(limit: Option<u64>) -> Self {
        Self { used: 0, limit }
    }

    /// What has been used.
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// Uses gas for something in `place`; the SDK's 11 beyond the limit.
    pub fn charge(&mut self, gas: u64, place: &str) -> Result<(), Failure> {
        self.used = self.used.saturating_add(gas);
        match self.limit {
            Some(limit) if self.used > limit => {
                let used = self.used;
                Err(Failure::sdk(11, format!("out of gas in location: {place}; gasWanted: {limit}, gasUsed: {used}")))
            }
            _ => Ok(()),
        }
    }

    /// What the bytes of a transaction cost.
    pub fn charge_bytes(&mut self, bytes: usize, is_signed: bool) -> Result<(), Failure> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let counter = if self.limit.is_some() { COUNTER } else { 0 };
        let missing = if is_signed { 0 } else { SIGNATURE };
        let bytes = bytes.saturating_add(missing).saturating_mul(PER_BYTE);
        self.charge(counter.saturating_add(PARAMETERS).saturating_add(bytes), "txSize")
    }

    /// What the fee, the signature and the sequence number cost.
    pub fn charge_signer(&mut self, is_known: bool, pays: bool) -> Result<(), Failure> {
        let whole = base(0).saturating_sub(COUNTER.saturating_add(PARAMETERS));
        let fee = if pays { 0 } else { FEE };
        let key = if is_known { 0 } else { NEW_KEY };
        self.charge(whole.saturating_sub(fee).saturating_add(key), "WriteFlat")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_base() {
        let mut gas = Gas::new(Some(1_000_000));
        gas.charge_bytes(340, true).unwrap();
        gas.charge_signer(true, true).unwrap();
        assert_eq!(gas.used(), base(340));
    }

    #[test]
    fn beyond_the_limit_it_says_where() {
        let mut gas = Gas::new(Some(9_000));
        let failure = gas.charge_bytes(340, true).unwrap_err();
        assert_eq!(failure.log, "out of gas in location: txSize; gasWanted: 9000, gasUsed: 9955: out of gas");
    }
}
