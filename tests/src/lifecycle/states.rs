//! The states of an order, each reached by messages alone.

use crate::stage::{PERIOD, Stage, WAIT, infrastructure, stage};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{DeploymentInfrastructure, OrderId};

/// The order, and the lease that it becomes.
pub const ORDER: OrderId = OrderId::new(1, 1, 1);
/// Seconds of notice.
pub const NOTICE: u64 = 60;
/// Enough to open both orders, and a third; at 0.55 a second the lease runs through what is not held in 217,381 s.
const DEPOSIT: u128 = 199_560;
/// After so many the account is dry.
const DRY: u64 = 300_000;

/// A state, and how it is reached.
pub struct State {
    /// As tables spell it.
    pub name: &'static str,
    /// An exchange in which the order is in that state.
    pub reach: fn() -> Stage,
}

/// All of them.
pub const STATES: [State; 14] = [
    State { name: "no order: no such deployment", reach: stage },
    State { name: "open without bid", reach: open },
    State { name: "open with bids", reach: with_bids },
    State { name: "open with bids, firm", reach: firm },
    State { name: "ready", reach: ready },
    State { name: "leased, the loser's bid not freed", reach: leased },
    State { name: "leased, late", reach: late },
    State { name: "leased, dry", reach: dry },
    State { name: "leased, dry, and late without a confirmation since", reach: dry_and_late },
    State { name: "leased, notice given", reach: noticed },
    State { name: "leased, notice over", reach: notice_over },
    State { name: "closed by the tenant, the next round open", reach: closed },
    State { name: "closed by the tenant, the infrastructure idle", reach: idle },
    State { name: "the deployment cancelled", reach: cancelled },
];

/// What the order is for: it persists, its lease can be left.
pub fn wanted() -> DeploymentInfrastructure {
    DeploymentInfrastructure { notice: NOTICE, ..infrastructure("web", true) }
}

fn open() -> Stage {
    let mut stage = stage();
    stage.submit(vec![wanted(), infrastructure("other", false)], DEPOSIT);
    stage
}

fn with_bids() -> Stage {
    let mut stage = open();
    assert_eq!(stage.bid(0, ORDER, 50), None);
    assert_eq!(stage.bid(1, ORDER, 60), None);
    stage
}

fn firm() -> Stage {
    let mut stage = with_bids();
    stage.pass(WAIT - 1);
    stage
}

fn ready() -> Stage {
    let mut stage = with_bids();
    stage.pass(WAIT);
    stage
}

fn leased() -> Stage {
    let mut stage = ready();
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.pass(1);
    stage
}

fn late() -> Stage {
    let mut stage = leased();
    stage.pass(PERIOD);
    stage
}

fn dry() -> Stage {
    let mut stage = leased();
    stage.sandbox.next_block(DRY);
    stage
}

fn dry_and_late() -> Stage {
    let mut stage = dry();
    stage.pass(PERIOD);
    stage
}

fn noticed() -> Stage {
    let mut stage = leased();
    stage.send(&stage.providers[0].clone(), Market::GiveNotice { lease: ORDER }, &[]);
    stage
}

fn notice_over() -> Stage {
    let mut stage = noticed();
    stage.sandbox.next_block(NOTICE);
    stage
}

fn closed_with(reorder: bool) -> Stage {
    let mut stage = leased();
    stage.send(&stage.tenant.clone(), Market::CloseLease { lease: ORDER, reorder }, &[]);
    stage
}

fn closed() -> Stage {
    closed_with(true)
}

fn idle() -> Stage {
    closed_with(false)
}

fn cancelled() -> Stage {
    let mut stage = leased();
    stage.send(&stage.tenant.clone(), Deployment::CancelDeployment { deployment: 1, payout: false }, &[]);
    stage
}
