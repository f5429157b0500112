//! The sections of a stack file. Their doc comments are what the published schema says.

mod infrastructure;
mod manifest;

use crate::read::{Named, section};
use crate::scalar::{Amount, DenomName, Duration, Exponent, Format, Symbol, Whole};

pub(crate) use infrastructure::{
    ComputeSection, GpuSection, GroupSection, InfrastructureSection, PriceSection, SignedBySection,
};
pub(crate) use manifest::{ConnectionSection, ManifestSection, WorkloadSection};

section! {
    /// A stack: the infrastructure that a tenant wants to lease, and the manifest of what runs on it.
    StackFile one of (deposit, fund_for) {
        /// The version of this format.
        required stack: Format,
        /// The coin in which everything is paid.
        required denom: DenomSection,
        /// How long an order collects bids before it is matched.
        required wait: WaitSection,
        /// What is paid in, in the display unit.
        optional deposit: Amount,
        /// The span of time for which everything at its highest price is paid in.
        optional fund_for: Duration,
        /// What is leased, by name: each is leased in a single datacenter.
        required infrastructure: Named<InfrastructureSection>,
        /// What runs there.
        required manifest: ManifestSection,
    }
}

section! {
    /// A coin, and the unit in which this file counts it.
    DenomSection {
        /// Its name on chain, as in uusdc: the smallest unit.
        required name: DenomName,
        /// What the display unit is called, as in USDC.
        required display: Symbol,
        /// So many decimals the display unit has: 10 to the power of this many smallest units make one.
        required exponent: Exponent,
    }
}

section! {
    /// A wait, in one of two units.
    WaitSection one of (blocks, seconds) {
        /// So many blocks.
        optional blocks: Whole<u64>,
        /// So many seconds of block time.
        optional seconds: Whole<u64>,
    }
}
