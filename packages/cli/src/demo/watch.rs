//! What an onlooker sees: every block as a node tells it, taken down and told. Nobody tells the onlooker anything else.

use std::collections::BTreeMap;

use berth_api::market::OrderStatus;
use berth_api::{Call, ItemOutcome};
use berth_chain::{Block, Head, Message as Sent, TxOutcome};
use berth_client::{Answer, Exchange};
use berth_domain::OrderId;
use cosmwasm_std::{Addr, Event, Uint256, from_json};

use crate::Failure;
use crate::demo::cast::{Cast, Party};
use crate::demo::happened::{Happened, Said};
use crate::demo::ledger::Ledger;
use crate::demo::record::{AccountRow, BookBid, BookOrder, Failed, LeaseRow, Message, Record, What};
use crate::demo::tell::Teller;
use crate::demo::wanted::Wanted;

/// The exchange, and what has been seen of it.
pub struct Watch<'a> {
    exchange: Exchange,
    pub ledger: Ledger,
    /// What happened in the block that was seen last.
    pub happened: Vec<Happened>,
    head: Head,
    base: u64,
    seen: Seen,
    names: BTreeMap<Addr, String>,
    infrastructure: Vec<String>,
    teller: &'a mut dyn Teller,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Messages that were carried out.
    pub messages: u64,
    /// Transactions that were, and those that failed.
    pub transactions: u64,
    pub failed: u64,
    /// The gas that all of them used.
    pub gas: u64,
}

impl<'a> Watch<'a> {
    /// Looks on from after `base` on.
    pub fn new(exchange: Exchange, base: Head, cast: &Cast, wanted: &Wanted, teller: &'a mut dyn Teller) -> Self {
        Self {
            exchange,
            ledger: Ledger::new(cast.tenant.address.clone()),
            happened: vec![],
            head: base,
            base: base.height,
            seen: Seen::default(),
            names: cast.parties().into_iter().map(|party| (party.address.clone(), party.name.clone())).collect(),
            infrastructure: wanted.infrastructure.iter().map(|one| one.name.clone()).collect(),
            teller,
        }
    }

    pub const fn seen(&self) -> Seen {
        self.seen
    }

    /// Height of the block that was seen last.
    pub const fn height(&self) -> u64 {
        self.head.height
    }

    /// The number of that block, counted from 1.
    pub const fn block(&self) -> u64 {
        self.head.height.saturating_sub(self.base)
    }

    pub fn name(&self, address: &Addr) -> String {
        self.names.get(address).map_or_else(|| address.to_string(), Clone::clone)
    }

    pub fn tell(&mut self, what: What) -> Result<(), Failure> {
        let Head { height, time } = self.head;
        Ok(self.teller.tell(&Record { block: self.block(), height, time, what })?)
    }

    /// Sees a block: first the book of what it matched, then its messages, then what they changed.
    pub async fn see(&mut self, block: &Block) -> Result<(), Failure> {
        self.head = block.head;
        self.happened.clear();
        let told: Vec<_> = block.txs.iter().flat_map(|tx| self.messages(tx)).collect();
        for tx in &block.txs {
            self.count(tx);
        }
        let matched = told.iter().flat_map(|message: &Message| &message.happened).filter_map(|one| match one {
            Happened::LeaseStarted(lease) => Some(lease.lease),
            _ => None,
        });
        self.tell_book(matched.collect()).await?;
        for message in told {
            message.happened.iter().for_each(|one| self.ledger.add(one));
            self.happened.extend(message.happened.iter().cloned());
            self.tell(What::Message(message))?;
        }
        for tx in block.txs.iter().filter(|tx| tx.code != 0) {
            self.tell_failed(tx)?;
        }
        self.tell_changes().await?;
        Ok(self.teller.block(self.block())?)
    }

    fn count(&mut self, tx: &TxOutcome) {
        let to_us = tx.messages.iter().filter(|sent| self.call(&sent.message).is_some()).count();
        if to_us == 0 {
            return;
        }
        self.seen.gas += tx.gas_used;
        if tx.code == 0 {
            self.seen.messages += u64::try_from(to_us).unwrap_or_default();
            self.seen.transactions += 1;
        } else {
            self.seen.failed += 1;
        }
    }

    /// A message to one of the four.
    fn call(&self, message: &Sent) -> Option<Call> {
        let Sent::Execute { contract, msg, .. } = message else { return None };
        let contracts = self.exchange.contracts();
        match contract {
            ours if *ours == contracts.market => from_json(msg).ok().map(Call::Market),
            ours if *ours == contracts.escrow => from_json(msg).ok().map(Call::Escrow),
            ours if *ours == contracts.deployment => from_json(msg).ok().map(Call::Deployment),
            ours if *ours == contracts.provider_registry => from_json(msg).ok().map(Call::ProviderRegistry),
            _ => None,
        }
    }

    /// What a transaction did, message by message.
    fn messages(&self, tx: &TxOutcome) -> Vec<Message> {
        if tx.code != 0 {
            return vec![];
        }
        let said: Vec<(Option<usize>, &Event, Happened)> =
            tx.events.iter().filter_map(|event| self.hear(event)).collect();
        let messages = tx.messages.iter().enumerate().filter_map(|(index, sent)| {
            let call = self.call(&sent.message)?;
            let own = || said.iter().filter(move |(of, ..)| *of == Some(index));
            let answer = tx.data.get(index).and_then(|data| Answer::read(&call, data).ok());
            let items: Vec<ItemOutcome> = answer.map(|answer| answer.items().to_vec()).unwrap_or_default();
            Some(Message {
                sender: self.name(&Addr::unchecked(&sent.sender)),
                call,
                hash: tx.hash.clone(),
                // Of the whole transaction: what one message of several costs nobody can say.
                gas: if index == 0 { tx.gas_used } else { 0 },
                events: own().map(|(_, event, _)| Said::from(*event)).collect(),
                refused: items.into_iter().filter(|item| item.refused.is_some()).collect(),
                happened: own().map(|(.., happened)| happened.clone()).collect(),
            })
        });
        messages.collect()
    }

    /// What one of the four has said, and in which message. What others say under the same names is not heard.
    fn hear<'e>(&self, event: &'e Event) -> Option<(Option<usize>, &'e Event, Happened)> {
        let value = |key: &str| event.attributes.iter().find(|one| one.key == key).map(|one| one.value.as_str());
        let speaker = value("_contract_address")?;
        let contracts = self.exchange.contracts();
        let ours = berth_api::Role::ALL.into_iter().any(|role| contracts.get(role) == speaker);
        let message = value("msg_index").and_then(|index| index.parse().ok());
        ours.then(|| Happened::read(event)).flatten().map(|happened| (message, event, happened))
    }

    fn tell_failed(&mut self, tx: &TxOutcome) -> Result<(), Failure> {
        let Some(sent) = tx.messages.iter().find(|sent| self.call(&sent.message).is_some()) else { return Ok(()) };
        let sender = self.name(&Addr::unchecked(&sent.sender));
        self.tell(What::Failed(Failed { sender, hash: tx.hash.clone(), gas: tx.gas_used, reason: tx.log.clone() }))
    }

    /// The name of the infrastructure that an order is for.
    fn infrastructure(&self, order: OrderId) -> String {
        let index = usize::try_from(order.slot).ok().and_then(|slot| slot.checked_sub(1));
        index.and_then(|index| self.infrastructure.get(index)).cloned().unwrap_or_default()
    }

    /// As it stood before this block.
    async fn tell_book(&mut self, mut matched: Vec<OrderId>) -> Result<(), Failure> {
        matched.sort_unstable();
        let before = self.head.height.saturating_sub(1);
        let mut orders = vec![];
        for order in matched {
            let bids = self.exchange.market().at(before).every_fulfillment(order).await?;
            let bids = bids.into_iter().map(|bid| BookBid {
                provider: self.name(&bid.provider),
                price: bid.place.price,
                sequence: bid.place.sequence,
            });
            orders.push(BookOrder { order, infrastructure: self.infrastructure(order), bids: bids.collect() });
        }
        if orders.is_empty() { Ok(()) } else { self.tell(What::Book { orders }) }
    }

    /// A provider's program is stopped; what it has leased is due some time later.
    pub async fn tell_silent(&mut self, provider: &Party) -> Result<(), Failure> {
        let leases = self.exchange.market().at(self.head.height).every_lease(provider.address.as_str()).await?;
        let due = leases.iter().map(|lease| lease.status.due_height).min().unwrap_or_default();
        let (leases, due_block) = (leases.iter().map(|lease| lease.lease).collect(), due.saturating_sub(self.base));
        self.tell(What::Silent { provider: provider.name.clone(), leases, due_block })
    }

    /// Leases that began in this block, and what the accounts that were touched can still pay for.
    async fn tell_changes(&mut self) -> Result<(), Failure> {
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
        let mut leases = vec![];
        for lease in started {
            leases.extend(self.lease(lease).await?);
        }
        if !leases.is_empty() {
            self.tell(What::Leases { leases })?;
        }
        touched.sort_unstable();
        touched.dedup();
        for deployment in touched {
            self.tell_account(deployment).await?;
        }
        Ok(())
    }

    /// None if it ended in the block in which it began.
    async fn lease(&self, lease: OrderId) -> Result<Option<LeaseRow>, Failure> {
        let order = self.exchange.market().at(self.head.height).order(lease).await?;
        let OrderStatus::Leased(status) = order.status else { return Ok(None) };
        Ok(Some(LeaseRow {
            lease,
            infrastructure: self.infrastructure(lease),
            provider: self.name(&status.provider),
            rate: status.rate,
            price: status.price,
            interest: status.rate - status.price,
            collateral: status.collateral,
            due_block: status.due_height.saturating_sub(self.base),
        }))
    }

    /// An account that is closed is not told: the message that closed it says what was left.
    async fn tell_account(&mut self, deployment: u64) -> Result<(), Failure> {
        let closed = |happened: &Happened| matches!(happened, Happened::AccountClosed(_));
        if self.happened.iter().any(closed) {
            return Ok(());
        }
        let account = self.exchange.escrow().at(self.head.height).account(deployment).await?;
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
}
