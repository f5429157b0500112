//! What a keeper counts.

use std::sync::atomic::AtomicU64;

use berth_api::market::PendingWorkResponse;
use cosmwasm_std::{Coin, Uint128};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

type Label = [(&'static str, &'static str); 1];
type DenomLabel = [(&'static str, String); 1];
type Amount = Gauge<u64, AtomicU64>;

/// What a keeper counts. Clones are of the same.
#[derive(Clone, Debug, Default)]
pub struct KeeperMetrics {
    due: Family<Label, Amount>,
    steps: Family<Label, Counter>,
    transactions: Family<Label, Counter>,
    gas_wanted: Counter,
    gas_used: Counter,
    fees: Family<DenomLabel, Counter>,
    tips: Family<DenomLabel, Counter>,
    set_aside: Counter,
    aside: Amount,
    batch: Amount,
    patience: Amount,
    balance: Family<DenomLabel, Amount>,
}

impl KeeperMetrics {
    /// Its metrics, in this registry.
    pub fn new(registry: &mut Registry) -> Self {
        let all = Self::default();
        registry.register(
            "due",
            "Orders, leases, deployments that are due in the newest block, by kind",
            all.due.clone(),
        );
        registry.register("steps", "What was done in a block, by what", all.steps.clone());
        registry.register("transactions", "Transactions whose fate is known, by fate", all.transactions.clone());
        registry.register("gas_wanted", "Gas limits of transactions in blocks", all.gas_wanted.clone());
        registry.register("gas_used", "Gas used by them", all.gas_used.clone());
        registry.register("fees", "Fees paid, in smallest units, by denom", all.fees.clone());
        registry.register("tips", "Tips earned, in smallest units, by denom", all.tips.clone());
        registry.register("set_aside", "How often something had to be left out of a message", all.set_aside.clone());
        registry.register("aside", "Orders, leases and deployments left alone now", all.aside.clone());
        registry.register("batch_size", "How much one message does at most now", all.batch.clone());
        registry.register(
            "patience_blocks",
            "Blocks for which work is left to other keepers now",
            all.patience.clone(),
        );
        registry.register("balance", "What the key has, in smallest units, by denom", all.balance.clone());
        all
    }

    /// How many transactions met this fate.
    pub fn transactions(&self, fate: &'static str) -> u64 {
        self.transactions.get_or_create(&[("fate", fate)]).get()
    }

    /// Fees paid in this denom.
    pub fn fees(&self, denom: &str) -> u64 {
        self.fees.get_or_create(&[("denom", denom.to_owned())]).get()
    }

    /// Tips earned in this denom.
    pub fn tips(&self, denom: &str) -> u64 {
        self.tips.get_or_create(&[("denom", denom.to_owned())]).get()
    }

    /// How often something had to be left out.
    pub fn times_set_aside(&self) -> u64 {
        self.set_aside.get()
    }

    pub(crate) fn due(&self, pending: &PendingWorkResponse) {
        let counts = [
            ("ready", pending.ready.len()),
            ("stale", pending.stale.len()),
            ("dry", pending.dry.len()),
            ("finished", pending.finished.len()),
        ];
        for (kind, count) in counts {
            self.due.get_or_create(&[("kind", kind)]).set(u64::try_from(count).unwrap_or(u64::MAX));
        }
    }

    pub(crate) fn step(&self, what: &'static str) {
        self.steps.get_or_create(&[("what", what)]).inc();
    }

    pub(crate) fn transaction(&self, fate: &'static str) {
        self.transactions.get_or_create(&[("fate", fate)]).inc();
    }

    pub(crate) fn gas(&self, wanted: u64, used: u64) {
        self.gas_wanted.inc_by(wanted);
        self.gas_used.inc_by(used);
    }

    pub(crate) fn paid(&self, fee: &Coin) {
        self.fees.get_or_create(&[("denom", fee.denom.clone())]).inc_by(amount(fee));
    }

    pub(crate) fn earned(&self, tips: &[Coin]) {
        for tip in tips {
            self.tips.get_or_create(&[("denom", tip.denom.clone())]).inc_by(amount(tip));
        }
    }

    pub(crate) fn set_aside(&self) {
        self.set_aside.inc();
    }

    pub(crate) fn state(&self, aside: usize, batch: u32, patience: u64) {
        self.aside.set(u64::try_from(aside).unwrap_or(u64::MAX));
        self.batch.set(batch.into());
        self.patience.set(patience);
    }

    pub(crate) fn balance(&self, denom: &str, balance: Uint128) {
        let amount = count(balance);
        self.balance.get_or_create(&[("denom", denom.to_owned())]).set(amount);
    }
}

fn amount(coin: &Coin) -> u64 {
    count(Uint128::try_from(coin.amount).unwrap_or(Uint128::MAX))
}

fn count(amount: Uint128) -> u64 {
    u64::try_from(amount.u128()).unwrap_or(u64::MAX)
}
