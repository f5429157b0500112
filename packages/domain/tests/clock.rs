//! The money clock against an independent model that walks second by second (spec 3 and 4).
//!
//! Random histories of one account run on the code and on the model in lockstep; after every step everything that can be read off is
//! compared. `planted` proves that the comparison can fail: it plants bugs in the code, and each is found.
//!
//! More cases: `PROPTEST_CASES=20000 cargo test --release -p berth-domain --test clock -- --nocapture`.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

#[path = "clock/compare.rs"]
mod compare;
#[path = "clock/endings.rs"]
mod endings;
#[path = "clock/history.rs"]
mod history;
#[path = "clock/ledger.rs"]
mod ledger;
#[path = "clock/model.rs"]
mod model;
#[path = "clock/planted.rs"]
mod planted;
#[path = "clock/subject.rs"]
mod subject;
#[path = "clock/world.rs"]
mod world;

use std::cell::RefCell;

use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};

use crate::compare::Disagreement;
use crate::history::histories;
use crate::ledger::{Order, Rules, WHOLE};
use crate::model::Model;
use crate::subject::Real;
use crate::world::{Stats, replay};

/// Enough to reach every state many times over, and few enough for a debug build.
pub const CASES: u32 = 1_500;

fn config() -> Config {
    let asked = Config::default();
    Config {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { CASES },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/clock.regressions"
        )))),
        ..asked
    }
}

#[test]
fn the_code_agrees_with_the_model() {
    let config = config();
    let cases = config.cases;
    let stats = RefCell::new(Stats::new());
    let played = TestRunner::new(config).run(&histories(), |history| {
        replay::<Real>(&history, &mut stats.borrow_mut()).map_err(|Disagreement(what)| TestCaseError::fail(what))
    });
    for (what, times) in stats.borrow().iter() {
        println!("{times:>10}  {what}");
    }
    played.unwrap_or_else(|failure| panic!("{failure}"));
    if cases >= CASES {
        // Each is reached some dozens of times in so many cases: one that is not is no longer reached at all.
        let missed: Vec<_> = STATES.iter().filter(|state| !stats.borrow().contains_key(*state)).collect();
        assert!(missed.is_empty(), "never reached: {missed:?}");
    }
}

/// What the histories must reach, so that the comparison means something.
const STATES: [&str; 30] = [
    "book first: instead of cancelling",
    "book first: instead of closing a lease",
    "confirm: at due_height",
    "confirm: late",
    "confirm: raises the period",
    "confirm: while dry",
    "deposit: at funded_until",
    "deposit: before funded_until",
    "deposit: while dry",
    "dry: in the first second of a lease",
    "end: Cancelled",
    "end: Stale",
    "end: Stale, collateral below the tip",
    "end: Stale, nobody tipped",
    "end: Stale, noticed by its own provider",
    "end: Stale, while dry",
    "end: TenantClosed",
    "end: Unfunded",
    "end: Unfunded, confirmed at dry_at",
    "end: Unfunded, late but confirmed since",
    "end: Unfunded, nobody tipped",
    "end: after no second",
    "match: NoFunds, dry",
    "match: NoFunds, short",
    "match: below one unit per second",
    "match: nobody tipped",
    "open: no rate of 128 bits",
    "reopen: done",
    "resume: ended a dry spell",
    "time: halt over a year under a lease",
];

/// The model's one short cut against its own seconds, into a dry spell and not.
#[test]
fn the_model_walks_a_stretch_as_its_seconds() {
    let rules = Rules { interest_rate: WHOLE / 20, take_rate: 0, match_tip: 0, close_tip: 0, stale_tip: 0, period: 10 };
    let mut model = Model::open_account(1_000, 0, 0);
    for (id, price) in [(1, WHOLE / 3), (2, 7)] {
        assert!(model.open(id, Order { price, collateral: 77_777_777, rules: rules.clone() }));
        assert!(model.match_order(id, ("amber", price), None, 1));
    }
    let mut walked = model.clone();
    for now in 1..=4_000 {
        walked.second();
        let mut strode = model.clone();
        strode.advance(now);
        assert_eq!(strode, walked, "at {now}");
    }
    assert!(walked.dry_at.is_some_and(|dry| (1_000..3_000).contains(&dry)));
}
