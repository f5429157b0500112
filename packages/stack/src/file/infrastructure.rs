//! What is leased.

use crate::read::{Field, Named, section};
use crate::scalar::{Amount, Cpu, Duration, Flag, Mebibytes, Whole, Word};

section! {
    /// Resources that are leased from a single datacenter.
    InfrastructureSection {
        /// Where the datacenter must be; anywhere if absent.
        optional region: Word,
        /// Attributes that the provider must state, all of them.
        optional attributes: Named<Word>,
        /// Auditors who must have signed those attributes.
        optional signed_by: SignedBySection,
        /// The least stake of the provider, in the smallest unit of the exchange's staking coin; none if absent.
        optional min_stake: Whole<u128>,
        /// The least reputation of the provider, 0 to 1000; any if absent.
        optional min_reputation: Whole<u32>,
        /// Addresses of providers that may not bid.
        optional exclude: Vec<Field<Word>>,
        /// Whether a lease that its provider breaks or leaves is followed by a new order by itself; false if absent.
        optional persist: Flag,
        /// How long before it leaves the provider must say so, at most 30d; it may leave at once if absent.
        optional notice: Duration,
        /// Groups of equal compute units.
        required resources: Vec<Field<GroupSection>>,
    }
}

section! {
    /// Auditors, by their addresses; at most 4 in all. Each signs for all the attributes.
    SignedBySection {
        /// Every one of these must have signed.
        optional all_of: Vec<Field<Word>>,
        /// One of these must have signed, if there are any.
        optional any_of: Vec<Field<Word>>,
    }
}

section! {
    /// Equal compute units with their price and collateral.
    GroupSection {
        /// How many; 1 if absent.
        optional count: Whole<u32>,
        /// One of them.
        required compute: ComputeSection,
        /// The most that is paid for one of them, in the display unit.
        required price: PriceSection,
        /// What the provider posts for the group, in the display unit; not multiplied by count.
        required collateral: Amount,
    }
}

section! {
    /// A price per unit of time.
    PriceSection one of (hour, month) {
        /// Per hour.
        optional hour: Amount,
        /// Per month of 30 days.
        optional month: Amount,
    }
}

section! {
    /// What one machine, or one instance of a workload, has.
    ComputeSection {
        /// CPUs, as in 0.5 or 500m.
        required cpu: Cpu,
        /// Memory, as in 2Gi.
        required memory: Mebibytes,
        /// Block storage, as in 10Gi; none if absent.
        optional disk: Mebibytes,
        /// Mbit/s; any if absent or 0.
        optional bandwidth: Whole<u32>,
        /// Graphics processors; none if absent.
        optional gpu: GpuSection,
    }
}

section! {
    /// Graphics processors.
    GpuSection {
        /// How many; 1 if absent.
        optional count: Whole<u32>,
        /// Maker, lower case, as in nvidia.
        required vendor: Word,
        /// Model, lower case, as in a100; any if absent.
        optional model: Word,
        /// Memory on each, as in 24Gi; any if absent.
        optional memory: Mebibytes,
    }
}
