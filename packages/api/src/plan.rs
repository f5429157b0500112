//! How an exchange is made: the rules that a deployer decides, and the four instantiations that go into one transaction.
//!
//! A plan knows nothing of a chain: whoever carries it out stores the codes, predicts the addresses and sends the messages.

mod setup;

use cosmwasm_std::{Addr, Binary, StdResult, WasmMsg, to_json_binary};
use serde::{Deserialize, Serialize};

pub use setup::Setup;

use crate::{Contracts, Role, deployment, escrow, market, provider_registry};

/// One thing for each of the four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each<T> {
    /// The provider registry's.
    pub provider_registry: T,
    /// Escrow's.
    pub escrow: T,
    /// Market's.
    pub market: T,
    /// Deployment's.
    pub deployment: T,
}

/// The numbers of the stored codes.
pub type Codes = Each<u64>;

impl<T> Each<T> {
    /// What `make` makes for each, in the order of [`Role::ALL`].
    pub fn of(mut make: impl FnMut(Role) -> T) -> Self {
        Self {
            provider_registry: make(Role::ProviderRegistry),
            escrow: make(Role::Escrow),
            market: make(Role::Market),
            deployment: make(Role::Deployment),
        }
    }

    /// That of one of them.
    pub const fn get(&self, role: Role) -> &T {
        match role {
            Role::ProviderRegistry => &self.provider_registry,
            Role::Escrow => &self.escrow,
            Role::Market => &self.market,
            Role::Deployment => &self.deployment,
        }
    }

    /// That of one of them, to be changed.
    pub const fn get_mut(&mut self, role: Role) -> &mut T {
        match role {
            Role::ProviderRegistry => &mut self.provider_registry,
            Role::Escrow => &mut self.escrow,
            Role::Market => &mut self.market,
            Role::Deployment => &mut self.deployment,
        }
    }
}

impl Each<String> {
    /// As the addresses of an exchange.
    pub fn into_contracts(self) -> Contracts {
        let Self { provider_registry, escrow, market, deployment } = self;
        Contracts { deployment, market, escrow, provider_registry }
    }
}

/// One of the four messages that make an exchange: an `Instantiate2` whose address does not follow from its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instantiation {
    /// What is made.
    pub role: Role,
    /// Who may migrate it.
    pub admin: String,
    /// Of which code.
    pub code_id: u64,
    /// Name for people.
    pub label: String,
    /// JSON.
    pub msg: Binary,
    /// With code and sender it makes the address.
    pub salt: Binary,
}

impl From<Instantiation> for WasmMsg {
    fn from(made: Instantiation) -> Self {
        let Instantiation { role: _, admin, code_id, label, msg, salt } = made;
        Self::Instantiate2 { admin: Some(admin), code_id, label, msg, funds: vec![], salt }
    }
}

/// The four messages of the one transaction, in their order. `deployer`, who sends them, is whom the setup leaves open.
///
/// Errors never: every message can be written as JSON.
pub fn instantiations(
    codes: &Codes,
    contracts: &Contracts,
    setup: &Setup,
    deployer: &Addr,
    salt: &Binary,
) -> StdResult<Vec<Instantiation>> {
    let plan = Role::ALL.into_iter().map(|role| {
        Ok(Instantiation {
            role,
            admin: setup.admin(deployer).to_owned(),
            code_id: *codes.get(role),
            label: format!("berth {role}"),
            msg: message(role, contracts, setup, deployer)?,
            salt: salt.clone(),
        })
    });
    plan.collect()
}

fn message(role: Role, contracts: &Contracts, setup: &Setup, deployer: &Addr) -> StdResult<Binary> {
    let contracts = contracts.clone();
    match role {
        Role::ProviderRegistry => to_json_binary(&provider_registry::InstantiateMsg {
            contracts,
            admin: setup.admin(deployer).to_owned(),
            guardian: setup.guardian(deployer).to_owned(),
        }),
        Role::Escrow => to_json_binary(&escrow::InstantiateMsg {
            contracts,
            fee_collector: setup.fee_collector(deployer).to_owned(),
            staking_denom: setup.staking_denom.clone(),
            unbonding: setup.unbonding,
            slash_cap: setup.slash_cap,
        }),
        Role::Market => to_json_binary(&market::InstantiateMsg {
            contracts,
            terms: setup.terms.clone(),
            parameters: setup.parameters,
        }),
        Role::Deployment => to_json_binary(&deployment::InstantiateMsg {
            contracts,
            max_wait_blocks: setup.max_wait_blocks,
            max_wait_seconds: setup.max_wait_seconds,
            max_notice: setup.max_notice,
        }),
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::from_json;

    use super::*;

    fn contracts() -> Contracts {
        let [deployment, market, escrow, provider_registry] = ["d", "m", "e", "p"].map(str::to_owned);
        Contracts { deployment, market, escrow, provider_registry }
    }

    fn made(setup: &Setup) -> Vec<Instantiation> {
        let codes = Codes { provider_registry: 1, escrow: 2, market: 3, deployment: 4 };
        instantiations(&codes, &contracts(), setup, &Addr::unchecked("deployer"), &b"salt".into()).unwrap()
    }

    #[test]
    fn whom_the_setup_leaves_open_is_the_deployer() {
        let plan = made(&Setup::default());
        assert_eq!(plan.iter().map(|made| made.role).collect::<Vec<_>>(), Role::ALL);
        assert_eq!(plan.iter().map(|made| made.code_id).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(plan.iter().all(|made| made.admin == "deployer" && made.salt.as_slice() == b"salt"));
        let registry: provider_registry::InstantiateMsg = from_json(&plan[0].msg).unwrap();
        assert_eq!((registry.admin.as_str(), registry.guardian.as_str()), ("deployer", "deployer"));
        assert_eq!(registry.contracts, contracts());
    }

    #[test]
    fn whom_the_setup_names_is_named_to_the_contracts() {
        let named = |name: &str| Some(name.to_owned());
        let setup =
            Setup { admin: named("gov"), guardian: named("guard"), fee_collector: named("pool"), ..Setup::default() };
        let plan = made(&setup);
        assert!(plan.iter().all(|made| made.admin == "gov"));
        let registry: provider_registry::InstantiateMsg = from_json(&plan[0].msg).unwrap();
        assert_eq!((registry.admin.as_str(), registry.guardian.as_str()), ("gov", "guard"));
        let escrow: escrow::InstantiateMsg = from_json(&plan[1].msg).unwrap();
        assert_eq!(escrow.fee_collector, "pool");
    }

    #[test]
    fn an_admin_alone_is_guardian_and_collector_too() {
        let setup = Setup { admin: Some("gov".to_owned()), ..Setup::default() };
        let plan = made(&setup);
        let registry: provider_registry::InstantiateMsg = from_json(&plan[0].msg).unwrap();
        let escrow: escrow::InstantiateMsg = from_json(&plan[1].msg).unwrap();
        assert_eq!((registry.guardian.as_str(), escrow.fee_collector.as_str()), ("gov", "gov"));
    }
}
