//! Two messages in one block, every pair in both orders.

mod prepared;

use berth_api::WorkDone;
use berth_domain::CloseReason;
use berth_sandbox::Memory;
use berth_tests::stage::{DENOM, Stage};
use cosmwasm_std::{Addr, from_json};

use crate::{FIRST, LOST, balance, quote};
use prepared::*;

/// Sends a message, which may be refused; whether it was not.
fn try_one(stage: &mut Stage, message: &Prepared) -> bool {
    let sent = stage.sandbox.send(&message.sender, message.call.clone(), &message.funds);
    stage.sandbox.check().unwrap_or_else(|e| panic!("{}: {e}", message.name));
    sent.is_ok()
}

/// What the chain knew, and what everybody had of both coins once everybody had left from there.
struct Outcome {
    memory: Memory,
    purses: Vec<[u128; 2]>,
}

impl Outcome {
    fn of(stage: &mut Stage) -> Self {
        let memory = stage.sandbox.remember();
        stage.at_once(Stage::exit);
        let purse = |who: &Addr| [DENOM, STAKED].map(|denom| stage.sandbox.bank_balance(who, denom).unwrap().u128());
        Self { memory, purses: stage.everybody().iter().map(purse).collect() }
    }

    /// How many coins somebody else has in the other one.
    fn moved(&self, other: &Self) -> [u128; 2] {
        [0, 1].map(|coin| self.purses.iter().zip(&other.purses).map(|(a, b)| a[coin].saturating_sub(b[coin])).sum())
    }
}

/// Who gains by noticing that `FIRST` is stale: the sender, or for its own provider the tenant, who then pays no tip.
fn stale_tip(name: &str) -> Option<&'static str> {
    match name {
        "facilitate" | "invalidate" => Some("keeper"),
        "stale" => Some("two"),
        "close late" | "change late" | "remove late" | "persist no more" | "resume" | "cancel" | "leave late" => {
            Some("tenant")
        }
        _ => None,
    }
}

/// Who gains by noticing that `DRY` is unfunded.
fn close_tip(name: &str) -> Option<&'static str> {
    match name {
        "facilitate" | "close unfunded" => Some("keeper"),
        "stale, dry" => Some("two"),
        "leave dry" => Some("three"),
        "close dry" | "cancel dry" => Some("tenant"),
        _ => None,
    }
}

fn pays_a_match(name: &str) -> bool {
    ["match", "lease", "facilitate"].contains(&name)
}

fn prevents_a_match(name: &str) -> bool {
    ["cancel", "change ready", "pause"].contains(&name)
}

/// Both that are ready, not the one that is named only.
fn visits_the_poor(name: &str) -> bool {
    ["match", "facilitate"].contains(&name)
}

/// How many coins change hands by the order of two messages, if everybody leaves at once: spec, "Two things in one block".
fn moved(a: &str, b: &str) -> [u128; 2] {
    let differ = |tip: fn(&str) -> Option<&'static str>| matches!((tip(a), tip(b)), (Some(x), Some(y)) if x != y);
    let either =
        |one: &dyn Fn(&str) -> bool, other: &dyn Fn(&str) -> bool| (one(a) && other(b)) || (one(b) && other(a));
    let is = |name: &'static str| move |candidate: &str| candidate == name;
    let mut coins = 0;
    for (moves, amount) in [
        (differ(stale_tip), 50_000),
        (differ(close_tip), 20_000),
        // The tip is spent on a match, or the order is gone.
        (either(&pays_a_match, &prevents_a_match), 20_000),
        (either(&visits_the_poor, &is("pause")), 20_000),
        // Served notice pays for the match of a successor; a lease that its tenant ended does not.
        (either(&is("leave"), &|name| ["close", "remove", "cancel"].contains(&name)), 20_000),
        // Refused, or refunded to the owner, who is not the giver.
        (either(&is("deposit dry"), &is("cancel dry")), 1_000_000),
    ] {
        coins += if moves { amount } else { 0 };
    }
    // The cap is live: it counts from its own message on.
    let slashed = either(&is("cap"), &|name| stale_tip(name).is_some());
    [coins, if slashed { 30 } else { 0 }]
}

/// Every pair in both orders: no invariant breaks, everybody can leave, and the order decides about exactly the coins that the
/// spec says.
#[test]
fn two_messages_in_one_block_end_alike_but_for_what_the_spec_leaves_to_their_order() {
    let mut stage = market();
    let begun = stage.sandbox.remember();
    let all = prepared(&stage);
    let alone = all.iter().map(|message| {
        stage.sandbox.go_back(&begun);
        try_one(&mut stage, message);
        Outcome::of(&mut stage)
    });
    let alone: Vec<Outcome> = alone.collect();
    for (index, (a, after_a)) in all.iter().zip(&alone).enumerate() {
        for (b, after_b) in all.iter().zip(&alone).skip(index) {
            stage.sandbox.go_back(&after_b.memory);
            try_one(&mut stage, a);
            let one_way = stage.sandbox.remember();
            stage.sandbox.go_back(&after_a.memory);
            try_one(&mut stage, b);
            let alike = stage.sandbox.remember() == one_way;
            let difference = if alike && [after_a, after_b].iter().any(|after| after.memory == one_way) {
                // One of the two did nothing: from there everybody has left already.
                [0, 0]
            } else {
                let other_way = Outcome::of(&mut stage);
                stage.sandbox.go_back(&one_way);
                if alike { [0, 0] } else { Outcome::of(&mut stage).moved(&other_way) }
            };
            assert_eq!(difference, moved(a.name, b.name), "{} / {}", a.name, b.name);
        }
    }
}

/// A market, and two of its messages in one block, in both orders. `story` sees what came of it, and which was first.
fn in_both_orders(a: &str, b: &str, mut story: impl FnMut(&mut Stage, [bool; 2], bool)) {
    let mut stage = market();
    let begun = stage.sandbox.remember();
    let all = prepared(&stage);
    let [a, b] = [a, b].map(|name| all.iter().find(|message| message.name == name).unwrap());
    let sent = [a, b].map(|message| try_one(&mut stage, message));
    story(&mut stage, sent, true);
    stage.exit();
    stage.sandbox.go_back(&begun);
    let [second, first] = [b, a].map(|message| try_one(&mut stage, message));
    story(&mut stage, [first, second], false);
    stage.exit();
}

#[test]
fn confirm_and_stale() {
    // Late is late; at the due height see `stale`.
    in_both_orders("confirm late", "stale", |stage, _, _| {
        assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
        assert_eq!(stage.earned(0), -LOST);
    });
}

#[test]
fn bid_and_match() {
    in_both_orders("bid when ready", "match", |stage, _, _| {
        assert_eq!(stage.lease(READY).provider, stage.providers[2]);
    });
}

#[test]
fn cancel_of_a_bid_and_match() {
    in_both_orders("take back", "match", |stage, _, _| {
        assert_eq!(stage.lease(READY).provider, stage.providers[2]);
        assert_eq!(quote(stage, OPEN).best, None);
    });
}

#[test]
fn deposit_and_first_touch_after_the_money_ended() {
    in_both_orders("deposit dry", "stale, dry", |stage, _, _| {
        assert_eq!(stage.end_of(DRY), CloseReason::Unfunded);
        // 3,600 at 1, fee 36, and 180 of interest.
        assert_eq!(stage.earned(2), 3_600 - 36 + 180);
    });
}

#[test]
fn stale_and_what_the_tenant_does() {
    for other in ["change late", "cancel", "close late", "remove late", "persist no more", "resume"] {
        in_both_orders("stale", other, |stage, sent, _| {
            assert_eq!(sent, [true, true]);
            assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
            assert_eq!(stage.earned(0), -LOST);
        });
    }
}

#[test]
fn parameter_and_match() {
    in_both_orders("terms", "match", |stage, _, _| {
        assert_eq!(stage.lease(READY).terms, 1);
        // The tips of two visits under the old terms.
        assert_eq!(balance(stage, &stage.keeper), 8 * 20_000);
    });
}

#[test]
fn two_keepers() {
    for (first, second) in [("match", "match"), ("facilitate", "facilitate"), ("invalidate", "invalidate")] {
        let mut stage = market();
        let all = prepared(&stage);
        let [first, second] = [first, second].map(|name| all.iter().find(|message| message.name == name).unwrap());
        stage.send(&first.sender, first.call.clone(), &[]);
        let receipt = stage.send(&second.sender, second.call.clone(), &[]);
        let done: WorkDone = from_json(receipt.data.unwrap()).unwrap();
        assert_eq!((done.visited, done.released), (0, 0), "{}", first.name);
        stage.exit();
    }
}

#[test]
fn match_and_cancel() {
    in_both_orders("match", "cancel", |stage, sent, match_first| {
        assert_eq!(sent, [true, true]);
        assert_eq!(stage.end_of(READY), CloseReason::Cancelled);
        // Six matches before; the poor order is visited either way.
        let visits = if match_first { 8 } else { 7 };
        assert_eq!(balance(stage, &stage.keeper), visits * 20_000);
        // A lease of no seconds.
        assert_eq!(stage.earned(2), 0);
    });
}

#[test]
fn leave_and_what_the_tenant_does() {
    let ends =
        [("close", CloseReason::TenantClosed), ("cancel", CloseReason::Cancelled), ("remove", CloseReason::Removed)];
    for (other, by_tenant) in ends {
        in_both_orders("leave", other, |stage, sent, leave_first| {
            assert_eq!(sent, [true, true]);
            let expected = if leave_first { CloseReason::NoticeServed } else { by_tenant };
            assert_eq!(stage.end_of(LEAVING), expected);
            assert_eq!(stage.locks(1), 3, "two leases and a bid are left");
        });
    }
}

#[test]
fn stake_or_unstake_and_a_broken_lease() {
    in_both_orders("stake", "stale", |stage, _, _| {
        assert_eq!(stage.stake(&stage.providers[0]).bonded.u128(), 170);
    });
    in_both_orders("unstake", "stale", |stage, sent, unstake_first| {
        // 100 cannot be taken out of 70.
        assert_eq!(sent, [unstake_first, true]);
        let stake = stage.stake(&stage.providers[0]);
        let unbonding = stake.unbonding.iter().map(|entry| entry.amount.u128()).sum::<u128>();
        assert_eq!((stake.bonded.u128(), unbonding), if unstake_first { (0, 70) } else { (70, 0) });
    });
}

#[test]
fn deposit_and_cancel() {
    in_both_orders("deposit dry", "cancel dry", |stage, sent, deposit_first| {
        assert_eq!(sent, [deposit_first, true]);
        // 20,000 back of the hold; 3,780 were paid.
        let refund = if deposit_first { 1_020_000 } else { 20_000 };
        assert_eq!(balance(stage, &stage.tenant), refund);
    });
}

#[test]
fn what_changes_the_money_and_match() {
    in_both_orders("deposit poor", "match", |stage, sent, deposit_first| {
        assert_eq!(sent, [true, true]);
        if deposit_first {
            assert_eq!(stage.lease(POOR).provider, stage.providers[1]);
        } else {
            assert_eq!(stage.end_of(POOR), CloseReason::NoFunds);
        }
        assert_eq!(balance(stage, &stage.keeper), 8 * 20_000);
    });
}

#[test]
fn what_is_refused_for_want_of_money_may_pass_in_the_other_order() {
    in_both_orders("resume dry", "deposit dry", |_, sent, resume_first| assert_eq!(sent, [!resume_first, true]));
    in_both_orders("take deposit dry", "deposit dry", |_, sent, take_first| assert_eq!(sent, [!take_first, true]));
    in_both_orders("take deposit", "add", |_, sent, take_first| assert_eq!(sent, [true, !take_first]));
}
