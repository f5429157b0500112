//! What runs on what is leased.

use crate::file::ComputeSection;
use crate::read::{Field, Named, section};
use crate::scalar::{Flag, Image, Port, Text, Whole, Word};

section! {
    /// What runs, where, and who may connect to it. Its hash is the deployment's version on chain.
    ManifestSection {
        /// Workloads by name.
        required workloads: Named<WorkloadSection>,
    }
}

section! {
    /// Equal instances of one container.
    WorkloadSection {
        /// Its image.
        required container: Image,
        /// What each instance needs.
        required compute: ComputeSection,
        /// How many instances run on each infrastructure of the placement; 1 if absent.
        optional count: Whole<u32>,
        /// Names of infrastructures.
        required placement: Vec<Field<Word>>,
        /// Replaces the image's entry point.
        optional command: Vec<Field<Text>>,
        /// Replaces the image's arguments.
        optional args: Vec<Field<Text>>,
        /// Environment variables.
        optional env: Named<Text>,
        /// Who may connect; nobody if absent.
        optional connections: Vec<Field<ConnectionSection>>,
    }
}

section! {
    /// A TCP port, and from where it may be connected to.
    ConnectionSection one of (workload, datacenter, global) {
        /// The port.
        required port: Port,
        /// From this workload, wherever it runs.
        optional workload: Word,
        /// From everything that runs on the infrastructure of this name.
        optional datacenter: Word,
        /// From anywhere, if true.
        optional global: Flag,
    }
}
