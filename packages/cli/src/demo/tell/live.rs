//! On a terminal: the text, and under it a foot that tells how things stand.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use berth_domain::OrderId;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::demo::happened::Happened;
use crate::demo::record::{Record, What};
use crate::demo::tell::Teller;
use crate::demo::tell::text::Text;

/// The text with its foot.
pub struct Live {
    text: Text<Vec<u8>>,
    lines: MultiProgress,
    blocks: ProgressBar,
    orders: ProgressBar,
    leases: ProgressBar,
    standing: Standing,
}

/// How things stand.
#[derive(Default)]
struct Standing {
    base: u64,
    /// Open orders, and how many have bid.
    orders: BTreeMap<OrderId, u32>,
    /// Leases, and up to which height they are confirmed.
    leases: BTreeMap<OrderId, u64>,
    chapter: String,
    dry: BTreeSet<u64>,
}

impl Live {
    /// On standard output.
    pub fn new() -> Self {
        Self::on(ProgressDrawTarget::stdout())
    }

    fn on(target: ProgressDrawTarget) -> Self {
        let lines = MultiProgress::with_draw_target(target);
        let plain = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressStyle::with_template("── block {pos:>3} of {len} {bar:30} {msg}");
        let bar = bar.unwrap_or_else(|_| ProgressStyle::default_bar());
        let line = |style: &ProgressStyle| lines.add(ProgressBar::new(0).with_style(style.clone()));
        let (blocks, orders, leases) = (line(&bar), line(&plain), line(&plain));
        Self { text: Text::new(vec![]), lines, blocks, orders, leases, standing: Standing::default() }
    }

    fn foot(&self) {
        self.blocks.set_message(self.standing.chapter.clone());
        self.orders.set_message(self.standing.orders());
        self.leases.set_message(self.standing.leases());
    }
}

impl Standing {
    fn hear(&mut self, happened: &Happened) {
        match happened {
            Happened::OrderOpened(order) => {
                self.orders.insert(order.order, 0);
            }
            Happened::FulfillmentSubmitted(bid) => *self.orders.entry(bid.order).or_default() += 1,
            Happened::OrderClosed(order) => {
                self.orders.remove(&order.order);
            }
            Happened::LeaseStarted(lease) => {
                self.orders.remove(&lease.lease);
                self.leases.insert(lease.lease, lease.due_height);
            }
            Happened::LeaseConfirmed(lease) => {
                self.leases.insert(lease.lease, lease.due_height);
            }
            Happened::LeaseEnded(lease) => {
                self.leases.remove(&lease.lease);
            }
            Happened::AccountRanDry(account) => {
                self.dry.insert(account.deployment);
            }
            Happened::AccountResumed(account) => {
                self.dry.remove(&account.deployment);
            }
            _ => {}
        }
    }

    fn orders(&self) -> String {
        let one = |(order, bids): (&OrderId, &u32)| format!("{order} ({bids} bids)");
        let orders: Vec<String> = self.orders.iter().map(one).collect();
        format!("   open orders: {}", if orders.is_empty() { "none".to_owned() } else { orders.join(", ") })
    }

    fn leases(&self) -> String {
        let one = |(lease, due): (&OrderId, &u64)| format!("{lease} (confirm by {})", due.saturating_sub(self.base));
        let leases: Vec<String> = self.leases.iter().map(one).collect();
        let dry = if self.dry.is_empty() { "" } else { "; the account is dry" };
        format!("   leases: {}{dry}", if leases.is_empty() { "none".to_owned() } else { leases.join(", ") })
    }
}

impl Teller for Live {
    fn tell(&mut self, record: &Record) -> io::Result<()> {
        match &record.what {
            What::Setup(setup) => {
                self.blocks.set_length(setup.blocks);
                self.standing.base = record.height;
            }
            What::Chapter { title } => self.standing.chapter.clone_from(title),
            What::Message(message) => message.happened.iter().for_each(|one| self.standing.hear(one)),
            // The last screen stands alone.
            What::Reckoning(_) => {
                [&self.blocks, &self.orders, &self.leases].into_iter().for_each(ProgressBar::finish_and_clear)
            }
            _ => {}
        }
        self.text.tell(record)?;
        let told = String::from_utf8_lossy(self.text.out()).into_owned();
        self.text.out().clear();
        for line in told.lines() {
            self.lines.println(line)?;
        }
        self.foot();
        Ok(())
    }

    fn block(&mut self, block: u64) -> io::Result<()> {
        self.blocks.set_position(block);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use berth_api::event::{LeaseStarted, OrderOpened};
    use cosmwasm_std::{Addr, Uint128};

    use super::*;

    #[test]
    fn the_foot_says_how_things_stand() {
        let mut standing = Standing { base: 100, ..Standing::default() };
        assert_eq!((standing.orders(), standing.leases()), ("   open orders: none".into(), "   leases: none".into()));
        let order = OrderId::new(1, 1, 1);
        standing.hear(&Happened::OrderOpened(OrderOpened {
            order,
            max_rate: Uint128::one(),
            collateral: Uint128::one(),
            barred: None,
            terms: 1,
            notice: 0,
        }));
        assert_eq!(standing.orders(), "   open orders: 1.1.1 (0 bids)");
        standing.hear(&Happened::LeaseStarted(LeaseStarted {
            lease: order,
            provider: Addr::unchecked("p"),
            rate: Uint128::one(),
            price: Uint128::one(),
            collateral: Uint128::one(),
            due_height: 110,
        }));
        assert_eq!(standing.orders(), "   open orders: none");
        assert_eq!(standing.leases(), "   leases: 1.1.1 (confirm by 10)");
    }
}
