//! The chain with everybody on it, and the one way to send a message: carried out, taken down, told.

use std::collections::BTreeMap;

use anyhow::Context;
use berth_api::market::OrderStatus;
use berth_api::{Call, ItemOutcome, escrow, market};
use berth_domain::OrderId;
use berth_sandbox::Sandbox;
use cosmwasm_std::{Addr, Coin, Uint256, from_json};

use crate::Failure;
use crate::demo::cast::{Cast, Party};
use crate::demo::chain;
use crate::demo::happened::{Happened, Said};
use crate::demo::ledger::Ledger;
use crate::demo::opening::BLOCK_SECONDS;
use crate::demo::record::{AccountRow, BookBid, BookOrder, LeaseRow, Message, Record, What};
use crate::demo::tell::Teller;
use crate::demo::wanted::Wanted;

/// The chain, and what has been seen on it.
pub struct Stage<'a> {
    pub chain: Sandbox,
    pub ledger: Ledger,
    /// What happened in this block.
    pub happened: Vec<Happened>,
    block: u64,
    messages: u64,
    names: BTreeMap<Addr, String>,
    infrastructure: Vec<String>,
    teller: &'a mut dyn Teller,
}

impl<'a> Stage<'a> {
    pub fn new(chain: Sandbox, cast: &Cast, wanted: &Wanted, teller: &'a mut dyn Teller) -> Self {
        Self {
            chain,
            ledger: Ledger::new(cast.tenant.address.clone()),
            happened: vec![],
            block: 0,
            messages: 0,
            names: cast.parties().into_iter().map(|party| (party.address.clone(), party.name.clone())).collect(),
            infrastructure: wanted.infrastructure.iter().map(|one| one.name.clone()).collect(),
            teller,
        }
    }

    pub fn next_block(&mut self) {
        self.chain.next_block(BLOCK_SECONDS);
        self.block += 1;
        self.happened.clear();
    }

    /// Messages that were sent.
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    /// The height of block 0.
    fn base(&self) -> u64 {
        self.chain.now().height - self.block
    }

    pub fn name(&self, address: &Addr) -> String {
        self.names.get(address).map_or_else(|| address.to_string(), Clone::clone)
    }

    pub fn tell(&mut self, what: What) -> Result<(), Failure> {
        let now = self.chain.now();
        Ok(self.teller.tell(&Record { block: self.block, height: now.height, time: now.time, what })?)
    }

    /// Sends a message. What it does must not break an invariant, whatever it is.
    pub fn send(&mut self, sender: &Addr, call: Call, funds: &[Coin]) -> Result<(), Failure> {
        let who = self.name(sender);
        let receipt = self
            .chain
            .send(sender, call.clone(), funds)
            .with_context(|| format!("block {}: the chain refuses a message of {who}", self.block))?;
        self.chain.check().with_context(|| format!("block {}: a message of {who} broke an invariant", self.block))?;
        self.messages += 1;
        let happened: Vec<_> = receipt.events.iter().filter_map(Happened::read).collect();
        happened.iter().for_each(|one| self.ledger.add(one));
        let spoken = receipt.events.iter().filter(|event| Happened::read(event).is_some());
        // Only batches answer with a list of outcomes.
        let outcomes: Vec<ItemOutcome> = receipt.data.and_then(|data| from_json(data).ok()).unwrap_or_default();
        let refused = outcomes.into_iter().filter(|outcome| outcome.refused.is_some()).collect();
        let message = Message {
            sender: who,
            call,
            events: spoken.map(Said::from).collect(),
            refused,
            happened: happened.clone(),
        };
        self.happened.extend(happened);
        self.tell(What::Message(message))
    }

    /// The name of the infrastructure that an order is for.
    fn infrastructure(&self, order: OrderId) -> String {
        let index = usize::try_from(order.slot).ok().and_then(|slot| slot.checked_sub(1));
        index.and_then(|index| self.infrastructure.get(index)).cloned().unwrap_or_default()
    }

    pub fn tell_book(&mut self, ready: &[OrderId]) -> Result<(), Failure> {
        let mut orders = vec![];
        for &order in ready {
            let bids = chain::bids(&self.chain, order)?.into_iter().map(|bid| BookBid {
                provider: self.name(&bid.provider),
                price: bid.place.price,
                sequence: bid.place.sequence,
            });
            orders.push(BookOrder { order, infrastructure: self.infrastructure(order), bids: bids.collect() });
        }
        if orders.is_empty() { Ok(()) } else { self.tell(What::Book { orders }) }
    }

    /// A provider stops; what it has leased is due some time later.
    pub fn tell_silent(&mut self, provider: &Party) -> Result<(), Failure> {
        let leases = chain::leases(&self.chain, &provider.address)?;
        let due = leases.iter().map(|lease| lease.status.due_height).min().unwrap_or_default();
        let (leases, due_block) = (leases.iter().map(|lease| lease.lease).collect(), due - self.base());
        self.tell(What::Silent { provider: provider.name.clone(), leases, due_block })
    }

    /// Leases that began in this block, and what the accounts that were touched can still pay for.
    pub fn tell_changes(&mut self) -> Result<(), Failure> {
        let (mut started, mut touched) = (vec![], vec![]);
        for happened in &self.happened {
            match happened {
                Happened::LeaseStarted(lease) => {
                    started.push(lease.lease);
                    touched.push(lease.lease.deployment);
                }
                Happened::LeaseEnded(lease) => touched.push(lease.lease.deployment),
                Happened::AccountDeposited(account) => touched.push(account.deployment),
                Happened::Credited(credited) if credited.reason == "deposit_withdrawn" => {
                    touched.extend(credited.deployment);
                }
                _ => {}
            }
        }
        let leases = started.into_iter().map(|lease| self.lease(lease)).collect::<anyhow::Result<Vec<_>>>()?;
        let leases: Vec<_> = leases.into_iter().flatten().collect();
        if !leases.is_empty() {
            self.tell(What::Leases { leases })?;
        }
        touched.sort_unstable();
        touched.dedup();
        for deployment in touched {
            self.tell_account(deployment)?;
        }
        Ok(())
    }

    fn lease(&self, lease: OrderId) -> anyhow::Result<Option<LeaseRow>> {
        let OrderStatus::Leased(status) = chain::order(&self.chain, lease)?.status else { return Ok(None) };
        Ok(Some(LeaseRow {
            lease,
            infrastructure: self.infrastructure(lease),
            provider: self.name(&status.provider),
            rate: status.rate,
            price: status.price,
            interest: status.rate - status.price,
            collateral: status.collateral,
            due_block: status.due_height - self.base(),
        }))
    }

    /// An account that is closed is not told: the message that closed it says what was left.
    fn tell_account(&mut self, deployment: u64) -> Result<(), Failure> {
        let closed = |happened: &Happened| matches!(happened, Happened::AccountClosed(_));
        if self.happened.iter().any(closed) {
            return Ok(());
        }
        let account: escrow::AccountResponse = self.chain.query_escrow(&escrow::QueryMsg::Account { deployment })?;
        let runway = account.funded_until.filter(|_| account.lease_rate > Uint256::zero());
        self.tell(What::Account(AccountRow {
            deployment,
            spendable: account.spendable,
            holds: account.holds,
            lease_rate: account.lease_rate,
            runway: runway.map(|until| until.saturating_sub(account.settled_at)),
            dry_at: account.dry_at,
        }))
    }

    /// Whether a keeper would find nothing to do.
    pub fn is_quiet(&self) -> anyhow::Result<bool> {
        let market::PendingWorkResponse { ready, stale, dry, finished, .. } = chain::pending_work(&self.chain)?;
        Ok(ready.is_empty() && stale.is_empty() && dry.is_empty() && finished.is_empty())
    }
}
