//! The four contracts of one exchange.

use std::fmt;

use cosmwasm_schema::cw_serde;

/// The addresses of the four contracts, fixed for ever.
///
/// They are predicted (`Instantiate2`) and handed to all four in the one transaction that makes them; each refuses to
/// start unless its own entry is its address.
#[cw_serde]
pub struct Contracts {
    /// What tenants want.
    pub deployment: String,
    /// Orders, fulfillments, leases.
    pub market: String,
    /// Every coin.
    pub escrow: String,
    /// Who provides.
    pub provider_registry: String,
}

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who provides.
    ProviderRegistry,
    /// Every coin.
    Escrow,
    /// Orders, fulfillments, leases.
    Market,
    /// What tenants want.
    Deployment,
}

impl Role {
    /// All of them, in the order in which they are instantiated.
    pub const ALL: [Self; 4] = [Self::ProviderRegistry, Self::Escrow, Self::Market, Self::Deployment];

    /// Its name, as in file names and labels.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProviderRegistry => "provider-registry",
            Self::Escrow => "escrow",
            Self::Market => "market",
            Self::Deployment => "deployment",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Contracts {
    /// The address of one of them.
    pub fn get(&self, role: Role) -> &str {
        match role {
            Role::ProviderRegistry => &self.provider_registry,
            Role::Escrow => &self.escrow,
            Role::Market => &self.market,
            Role::Deployment => &self.deployment,
        }
    }
}
