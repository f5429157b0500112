//! What a provider's daemon counts.

use std::sync::atomic::AtomicU64;

use berth_service::BlockMetrics;
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge};
use prometheus_client::registry::Registry;

type Number = Gauge<u64, AtomicU64>;
type Label = [(&'static str, String); 1];
type Labels = [(&'static str, String); 2];

/// What a provider's daemon counts. Clones are of the same.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// What the loop over blocks counts.
    pub blocks: BlockMetrics,
    pub(crate) leases: Number,
    pub(crate) due_soonest: Gauge,
    pub(crate) late: Counter,
    pub(crate) bids: Family<Label, Number>,
    pub(crate) in_flight: Number,
    sent: Family<Label, Counter>,
    items: Family<Labels, Counter>,
    failed: Family<Labels, Counter>,
    fees: Family<Labels, Counter>,
    pub(crate) passed_over: Family<Label, Number>,
    pub(crate) capacity: Family<Labels, Number>,
    pub(crate) free: Family<Label, Gauge<f64, AtomicU64>>,
    pub(crate) locked: Family<Label, Gauge<f64, AtomicU64>>,
    pub(crate) purse: Family<Label, Gauge<f64, AtomicU64>>,
    pub(crate) earned: Family<Label, Counter<f64, AtomicU64>>,
    pub(crate) machines_failed: Counter,
}

impl Metrics {
    /// Its metrics, in this registry.
    pub fn new(registry: &mut Registry) -> Self {
        let own = Self { blocks: BlockMetrics::new(registry), ..Self::default() };
        registry.register("leases", "Live leases", own.leases.clone());
        registry.register("due_soonest_blocks", "Blocks until the first lease is late", own.due_soonest.clone());
        registry.register("late", "Leases that were not confirmed in time", own.late.clone());
        registry.register("bids", "Own bids, by whether they may still win (live, dead)", own.bids.clone());
        registry.register("in_flight", "Transactions whose fate is not known", own.in_flight.clone());
        registry.register("sent", "Transactions that were broadcast, by purpose", own.sent.clone());
        registry.register(
            "items",
            "Confirmations, bids and so on that came out, by purpose and result",
            own.items.clone(),
        );
        registry.register("failed", "Transactions that came to nothing, by purpose and reason", own.failed.clone());
        registry.register("fees", "Fees of transactions in blocks, by purpose and denom", own.fees.clone());
        registry.register("passed_over", "Orders of the last block without a bid, by reason", own.passed_over.clone());
        registry.register("capacity", "Machines, by resource and kind (total, taken)", own.capacity.clone());
        registry.register("collateral_free", "Free in escrow, by denom", own.free.clone());
        registry.register("collateral_locked", "Locked for bids and leases, by denom", own.locked.clone());
        registry.register("purse", "What the key has, by denom", own.purse.clone());
        registry.register("earned", "Collected from leases, by denom", own.earned.clone());
        registry.register("machines_failed", "Answers that the machines owed", own.machines_failed.clone());
        own
    }

    pub(crate) fn sent(&self, purpose: &'static str) {
        self.sent.get_or_create(&[("purpose", purpose.into())]).inc();
    }

    pub(crate) fn item(&self, purpose: &'static str, result: &str) {
        self.items.get_or_create(&[("purpose", purpose.into()), ("result", result.into())]).inc();
    }

    /// How many came out so.
    pub fn items(&self, purpose: &'static str, result: &str) -> u64 {
        self.items.get_or_create(&[("purpose", purpose.into()), ("result", result.into())]).get()
    }

    pub(crate) fn failed(&self, purpose: &'static str, reason: &'static str) {
        self.failed.get_or_create(&[("purpose", purpose.into()), ("reason", reason.into())]).inc();
    }

    pub(crate) fn paid(&self, purpose: &'static str, fee: &cosmwasm_std::Coin) {
        let amount = u64::try_from(cosmwasm_std::Uint128::try_from(fee.amount).unwrap_or_default().u128());
        let labels = [("purpose", purpose.into()), ("denom", fee.denom.clone())];
        self.fees.get_or_create(&labels).inc_by(amount.unwrap_or(u64::MAX));
    }

    /// Leases that were not confirmed in time.
    pub fn late(&self) -> u64 {
        self.late.get()
    }
}
