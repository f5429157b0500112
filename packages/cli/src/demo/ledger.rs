//! Who got what for what, added up from the events of escrow.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Int256, Uint128};
use serde::Serialize;

use crate::demo::happened::Happened;

/// What moved to and from one party. Over all parties each of these adds up to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flows {
    /// Pay for leases, price and interest, the protocol's fee taken off.
    pub pay: Int256,
    /// The protocol's fee.
    pub fees: Int256,
    /// For calling what was due.
    pub tips: Int256,
    /// Collateral of broken leases.
    pub collateral: Int256,
}

impl Flows {
    /// All of them.
    pub fn total(&self) -> Int256 {
        self.pay + self.fees + self.tips + self.collateral
    }
}

/// The flows of every party. There is one tenant, who stands behind every account.
#[derive(Clone, Debug)]
pub struct Ledger {
    tenant: Addr,
    flows: BTreeMap<Addr, Flows>,
    /// What came back to the tenant when the deployment was cancelled.
    pub refund: Uint128,
}

impl Ledger {
    pub const fn new(tenant: Addr) -> Self {
        Self { tenant, flows: BTreeMap::new(), refund: Uint128::zero() }
    }

    pub fn of(&self, party: &Addr) -> Flows {
        self.flows.get(party).copied().unwrap_or_default()
    }

    /// Takes down one event.
    pub fn add(&mut self, happened: &Happened) {
        match happened {
            Happened::Credited(credited) => {
                let flow: fn(&mut Flows) -> &mut Int256 = match credited.reason.as_str() {
                    "earning" => |flows| &mut flows.pay,
                    "fee" => |flows| &mut flows.fees,
                    "tip" => |flows| &mut flows.tips,
                    "refund" => {
                        self.refund += credited.amount;
                        return;
                    }
                    // A deposit moves coins from a party's purse to its own balance.
                    _ => return,
                };
                self.transfer(&self.tenant.clone(), &credited.owner, credited.amount, flow);
            }
            Happened::Forfeited(forfeited) => {
                let tenant = self.tenant.clone();
                self.transfer(&forfeited.owner, &tenant, forfeited.amount, |flows| &mut flows.collateral);
            }
            _ => {}
        }
    }

    fn transfer(&mut self, from: &Addr, to: &Addr, amount: Uint128, flow: fn(&mut Flows) -> &mut Int256) {
        let amount = Int256::from(amount);
        *flow(self.flows.entry(from.clone()).or_default()) -= amount;
        *flow(self.flows.entry(to.clone()).or_default()) += amount;
    }
}
