//! The sections of the other network's files.

use crate::read::{Field, Named, section};
use crate::scalar::{Amount, Flag, Image, Port, Text, Whole, Word};
use crate::sdl::shape::{Anything, CpuUnits, Maybe, OneOrMany, Size, Version};

section! {
    /// A whole file.
    SdlFile {
        /// The version of the format.
        required version: Version,
        /// What runs, by name.
        required services: Named<ServiceSection>,
        /// What is asked for, by name.
        required profiles: ProfilesSection,
        /// How much of what runs where: by service, then by placement.
        required deployment: Named<Named<CountSection>>,
        /// Addresses of their own.
        optional endpoints: Anything,
        /// Other files.
        optional include: Anything,
        /// How long before it leaves a provider must say so.
        optional reclamation: ReclamationSection,
    }
}

section! {
    /// A container.
    ServiceSection {
        /// Its image.
        required image: Image,
        /// Replaces the image's entry point.
        optional command: Maybe<Vec<Field<Text>>>,
        /// Replaces the image's arguments.
        optional args: Maybe<Vec<Field<Text>>>,
        /// `NAME=VALUE` each.
        optional env: Maybe<Vec<Field<Text>>>,
        /// Ports.
        optional expose: Maybe<Vec<Field<ExposeSection>>>,
        /// Of a private registry.
        optional credentials: Anything,
        /// What runs first.
        optional dependencies: Anything,
        /// Where storage is mounted, and more.
        optional params: Anything,
    }
}

section! {
    /// A port.
    ExposeSection {
        /// Of the container.
        required port: Port,
        /// Towards the outside.
        optional external = "as": Port,
        /// TCP or UDP.
        optional proto: Word,
        /// Who may connect.
        optional to: Maybe<Vec<Field<ToSection>>>,
        /// Host names.
        optional accept: Anything,
        /// For the proxy before it.
        optional http_options: Anything,
    }
}

section! {
    /// Who may connect.
    ToSection {
        /// Everybody.
        optional global: Flag,
        /// This service.
        optional service: Word,
        /// By an address of its own.
        optional ip: Anything,
    }
}

section! {
    /// What is asked for.
    ProfilesSection {
        /// Machines.
        required compute: Named<ComputeProfile>,
        /// Places and prices.
        required placement: Named<PlacementProfile>,
    }
}

section! {
    /// A machine.
    ComputeProfile {
        /// What it has.
        required resources: ResourcesSection,
    }
}

section! {
    /// What a machine has.
    ResourcesSection {
        /// Processors.
        required cpu: CpuSection,
        /// Memory.
        required memory: MemorySection,
        /// Storage.
        required storage: OneOrMany<StorageSection>,
        /// Graphics processors.
        optional gpu: GpuSection,
    }
}

section! {
    /// Processors.
    CpuSection {
        /// How many.
        required units: CpuUnits,
        /// Of which kind.
        optional attributes: Anything,
    }
}

section! {
    /// Memory.
    MemorySection {
        /// How much.
        required size: Size,
        /// Of which kind.
        optional attributes: Anything,
    }
}

section! {
    /// A volume.
    StorageSection {
        /// How much.
        required size: Size,
        /// By which a mount names it.
        optional name: Word,
        /// Of which kind.
        optional attributes: StorageAttributes,
    }
}

section! {
    /// The kind of a volume.
    StorageAttributes {
        /// Whether it outlives a restart.
        optional persistent: Flag,
        /// Which sort of disk, or memory.
        optional class: Word,
    }
}

section! {
    /// Graphics processors.
    GpuSection {
        /// How many.
        optional units: Whole<u32>,
        /// Of which kind.
        optional attributes: GpuAttributes,
    }
}

section! {
    /// The kind of graphics processors.
    GpuAttributes {
        /// Models, by vendor.
        required vendor: Named<Maybe<Vec<Field<GpuModel>>>>,
    }
}

section! {
    /// A model.
    GpuModel {
        /// Its name.
        optional model: Word,
        /// Memory on each.
        optional ram: Size,
        /// How it is built in.
        optional interface: Anything,
    }
}

section! {
    /// A place, and what is paid there.
    PlacementProfile {
        /// What the provider must state.
        optional attributes: Maybe<Named<Word>>,
        /// Who must have signed that.
        optional signed_by = "signedBy": Anything,
        /// For a block, by compute profile.
        required pricing: Named<PriceSection>,
    }
}

section! {
    /// A price for a block.
    PriceSection {
        /// The coin.
        required denom: Word,
        /// How much of it.
        required amount: Amount,
    }
}

section! {
    /// How many of what.
    CountSection {
        /// The name of a compute profile.
        required profile: Word,
        /// Instances.
        required count: Whole<u32>,
    }
}

section! {
    /// How long before it leaves a provider must say so.
    ReclamationSection {
        /// At least.
        required min_window: crate::scalar::Duration,
    }
}
