//! The market as a step meets it, and whom and what it may be about.

use berth_api::Call;
use berth_api::deployment::DeploymentResponse;
use berth_api::domain::{DeploymentInfrastructure, OrderId};
use berth_api::market::{LeaseStatus, OpenStatus, OrderResponse, OrderStatus};
use cosmwasm_std::Coin;

use super::cast::{PROVIDERS, TENANTS};
use super::dice::Dice;
use super::lockstep::Lockstep;

/// What a step does.
pub enum Deed {
    Send(Sent),
    /// The chain's scheduler calls market.
    Sudo,
    /// Coins are sent to escrow by no message.
    Stray(Coin),
}

/// A message.
pub struct Sent {
    pub sender: String,
    pub call: Call,
    pub funds: Vec<Coin>,
}

impl Sent {
    pub fn new(sender: impl Into<String>, call: impl Into<Call>) -> Self {
        Self { sender: sender.into(), call: call.into(), funds: vec![] }
    }

    #[must_use]
    pub fn with(self, coin: Coin) -> Self {
        Self { funds: vec![coin], ..self }
    }
}

pub struct Scene<'a> {
    pub market: &'a Lockstep,
    pub height: u64,
    pub time: u64,
    pub orders: Vec<OrderResponse>,
    pub open: Vec<(OrderId, OpenStatus)>,
    pub leases: Vec<(OrderId, LeaseStatus)>,
    /// Those that are not cancelled.
    pub live: Vec<DeploymentResponse>,
    pub deployments: Vec<DeploymentResponse>,
}

impl<'a> Scene<'a> {
    pub fn of(market: &'a Lockstep) -> Self {
        let (height, time) = market.model.now();
        let (orders, deployments) = (market.model.orders(), market.model.deployments());
        let (mut open, mut leases) = (vec![], vec![]);
        for row in &orders {
            match &row.status {
                OrderStatus::Open(status) => open.push((row.order, status.clone())),
                OrderStatus::Leased(status) => leases.push((row.order, status.clone())),
                OrderStatus::Closed { .. } => {}
            }
        }
        let live = deployments.iter().filter(|one| !one.closed).cloned().collect();
        Self { market, height, time, orders, open, leases, live, deployments }
    }

    pub fn tenant(&self, dice: &mut Dice) -> String {
        let name = if dice.once_in(8) { "toni" } else { dice.one_of(&TENANTS) };
        self.market.address(name)
    }

    pub fn provider(&self, dice: &mut Dice) -> String {
        self.market.address(dice.one_of(&PROVIDERS))
    }

    pub fn anybody(&self, dice: &mut Dice) -> String {
        dice.one_of(&self.market.addresses())
    }

    pub fn owner(&self, deployment: u64) -> Option<String> {
        let found = self.deployments.iter().find(|one| one.deployment == deployment);
        found.map(|one| one.owner.to_string())
    }

    /// Any order that there is or was, or none at all.
    pub fn any_order(&self, dice: &mut Dice) -> OrderId {
        let nowhere = OrderId { deployment: 1 + dice.below(9), slot: 1, round: 9 };
        let all: Vec<OrderId> = self.orders.iter().map(|row| row.order).collect();
        if dice.once_in(9) { nowhere } else { dice.any_of(&all).unwrap_or(nowhere) }
    }

    /// A live lease mostly; its provider, and its tenant.
    pub fn lease(&self, dice: &mut Dice) -> (OrderId, String, String) {
        let chosen = if dice.once_in(10) { None } else { dice.any_of(&self.leases) };
        let (id, provider) = match chosen {
            Some((id, lease)) => (id, lease.provider.into_string()),
            None => (self.any_order(dice), self.provider(dice)),
        };
        let owner = self.owner(id.deployment).unwrap_or_else(|| self.tenant(dice));
        (id, provider, owner)
    }

    /// An open order mostly.
    pub fn open_order(&self, dice: &mut Dice) -> OrderId {
        match dice.any_of(&self.open) {
            Some((id, _)) if !dice.once_in(14) => id,
            _ => self.any_order(dice),
        }
    }

    /// A deployment that lives, mostly, and its owner.
    pub fn deployment(&self, dice: &mut Dice) -> (u64, String) {
        let living: Vec<u64> = self.live.iter().map(|one| one.deployment).collect();
        let all: Vec<u64> = self.deployments.iter().map(|one| one.deployment).collect();
        let id = match dice.below(12) {
            0..=9 => dice.any_of(&living).unwrap_or(1),
            10 => dice.any_of(&all).unwrap_or(1),
            _ => 1 + dice.below(9),
        };
        (id, self.owner(id).unwrap_or_else(|| self.tenant(dice)))
    }

    /// What an order asks for, if its deployment still does.
    pub fn wanted(&self, order: OrderId) -> Option<DeploymentInfrastructure> {
        let deployment = self.live.iter().find(|one| one.deployment == order.deployment)?;
        let found = deployment.infrastructure.iter().find(|one| one.slot == order.slot)?;
        Some(found.infrastructure.clone())
    }

    /// Deployments whose account is dry.
    pub fn dry(&self) -> Vec<u64> {
        self.market.model.dry_accounts().deployments
    }
}
