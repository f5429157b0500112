//! What is leased.

use crate::read::{Field, Named, section};
use crate::scalar::{Amount, Cpu, Flag, Mebibytes, Whole, Word};

section! {
    /// Resources that are leased from a single datacenter.
    InfrastructureSection {
        /// Where the datacenter must be; anywhere if absent.
        optional region: Word,
        /// Attributes that the provider must state, all of them.
        optional attributes: Named<Word>,
        /// Addresses of providers that may not bid.
        optional exclude: Vec<Field<Word>>,
        /// Whether a broken lease is followed by a new order by itself; false if absent.
        optional persist: Flag,
        /// Groups of equal compute units.
        required resources: Vec<Field<GroupSection>>,
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
