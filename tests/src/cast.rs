//! One exchange in which every kind of sender has something to lose, for tests that try everything on everybody.

use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, Role};
use berth_domain::{OrderId, WaitDuration};
use berth_sandbox::{Memory, Receipt};
use cosmwasm_std::{Addr, Coin, coin};

use crate::stage::{DENOM, PURSE, Stage, WAIT, infrastructure, stage};

/// A coin that can be staked, and nothing else.
pub const STAKED: &str = "ustake";
/// A coin that the exchange does not know.
pub const FOREIGN: &str = "uother";

/// Leased by [`Sender::Provider`]; persists.
pub const LEASED: OrderId = OrderId::new(1, 1, 1);
/// Ready to be matched, won by [`Sender::Provider`].
pub const READY: OrderId = OrderId::new(1, 2, 1);
/// Has a bid by [`Sender::Provider`] that may still be taken back.
pub const BID_ON: OrderId = OrderId::new(1, 3, 1);
/// Has no bid.
pub const OPEN: OrderId = OrderId::new(1, 4, 1);
/// Leased by [`Sender::OtherProvider`] to [`Sender::OtherTenant`].
pub const OTHER_LEASE: OrderId = OrderId::new(2, 1, 1);

/// Every kind of sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Sets parameters.
    Admin,
    /// May pause.
    Guardian,
    /// Was proposed as admin.
    Proposed,
    /// Owns deployment 1.
    Tenant,
    /// Owns deployment 2.
    OtherTenant,
    /// Has the lease, the winning bid and the fresh bid of deployment 1.
    Provider,
    /// Has the lease of deployment 2.
    OtherProvider,
    /// Calls what is due.
    Keeper,
    /// Has nothing to do with anything.
    Stranger,
    /// One of the four contracts.
    Contract(Role),
}

impl Sender {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Admin,
        Self::Guardian,
        Self::Proposed,
        Self::Tenant,
        Self::OtherTenant,
        Self::Provider,
        Self::OtherProvider,
        Self::Keeper,
        Self::Stranger,
        Self::Contract(Role::ProviderRegistry),
        Self::Contract(Role::Escrow),
        Self::Contract(Role::Market),
        Self::Contract(Role::Deployment),
    ];

    /// As tables spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Guardian => "guardian",
            Self::Proposed => "proposed admin",
            Self::Tenant => "tenant",
            Self::OtherTenant => "other tenant",
            Self::Provider => "provider",
            Self::OtherProvider => "other provider",
            Self::Keeper => "keeper",
            Self::Stranger => "stranger",
            Self::Contract(Role::ProviderRegistry) => "the provider-registry contract",
            Self::Contract(Role::Escrow) => "the escrow contract",
            Self::Contract(Role::Market) => "the market contract",
            Self::Contract(Role::Deployment) => "the deployment contract",
        }
    }
}

/// The exchange, and how it was when everything was prepared.
pub struct Cast {
    /// The exchange.
    pub stage: Stage,
    begin: Memory,
}

/// Two deployments: one with an order in each state, one with a lease. Everybody has every coin, in the purse, and a
/// little balance and stake.
pub fn cast() -> Cast {
    cast_on(stage())
}

/// The same, on an exchange that is there already.
pub fn cast_on(stage: Stage) -> Cast {
    let begin = stage.sandbox.remember();
    let mut cast = Cast { stage, begin };
    for sender in Sender::ALL {
        let address = cast.address(sender);
        for denom in [DENOM, STAKED, FOREIGN] {
            cast.stage.sandbox.fund(&address, coin(PURSE, denom)).unwrap();
        }
        if !matches!(sender, Sender::Contract(_)) {
            cast.send(sender, Escrow::Deposit { deployment: None }, &[coin(100, DENOM)]).unwrap();
            cast.send(sender, Escrow::Stake {}, &[coin(100, STAKED)]).unwrap();
        }
    }
    let guardian = cast.address(Sender::Guardian).into_string();
    cast.send(Sender::Admin, Registry::SetGuardian { guardian }, &[]).unwrap();
    let wanted = ["web", "db", "mail", "spare"].map(|name| infrastructure(name, name == "web"));
    cast.stage.submit(wanted.to_vec(), 1_000_000);
    cast.send(Sender::OtherTenant, submission("other"), &[coin(200_000, DENOM)]).unwrap();
    assert_eq!(cast.stage.bid(0, LEASED, 50), None);
    assert_eq!(cast.stage.bid(1, OTHER_LEASE, 50), None);
    cast.stage.pass(WAIT);
    cast.stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!(cast.stage.bid(0, READY, 50), None);
    cast.stage.pass(WAIT);
    assert_eq!(cast.stage.bid(0, BID_ON, 50), None);
    cast.begin = cast.stage.sandbox.remember();
    cast
}

/// A deployment of one infrastructure.
pub fn submission(name: &str) -> berth_api::deployment::ExecuteMsg {
    berth_api::deployment::ExecuteMsg::SubmitDeployment {
        version: [7; 32].into(),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure(name, false)],
    }
}

impl Cast {
    /// Everything is as it was when the exchange was prepared.
    pub fn begin_again(&mut self) {
        self.stage.sandbox.go_back(&self.begin);
    }

    /// From now on this is how it was prepared.
    pub fn prepared(&mut self) {
        self.begin = self.stage.sandbox.remember();
    }

    /// Where a sender is.
    pub fn address(&self, sender: Sender) -> Addr {
        match sender {
            Sender::Admin => self.stage.sandbox.account("admin"),
            Sender::Guardian => self.stage.sandbox.account("guardian"),
            Sender::Proposed => self.stage.sandbox.account("proposed"),
            Sender::Tenant => self.stage.tenant.clone(),
            Sender::OtherTenant => self.stage.sandbox.account("other tenant"),
            Sender::Provider => self.stage.providers[0].clone(),
            Sender::OtherProvider => self.stage.providers[1].clone(),
            Sender::Keeper => self.stage.keeper.clone(),
            Sender::Stranger => self.stage.sandbox.account("stranger"),
            Sender::Contract(role) => Addr::unchecked(self.stage.sandbox.contracts().get(role)),
        }
    }

    /// Sends a message.
    pub fn send(&mut self, sender: Sender, call: impl Into<Call>, funds: &[Coin]) -> anyhow::Result<Receipt> {
        let address = self.address(sender);
        self.stage.sandbox.send(&address, call, funds)
    }
}
