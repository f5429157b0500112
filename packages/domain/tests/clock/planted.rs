//! What the property must catch: the code with one bug in it at a time.
//!
//! Each bug is one that such a clock can be written with; none may survive the normal number of cases.

use std::cell::Cell;

use berth_domain::{
    Account, CloseReason, CreditReason, Ending, Lease, LeasePayment, LeaseProgress, Movement, Now, OpenOrder,
    Quotation, Terms, attos,
};
use cosmwasm_std::{Addr, Decimal, Uint128, Uint256};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::CASES;
use crate::compare::Disagreement;
use crate::history::histories;
use crate::ledger::WHOLE;
use crate::subject::{Clock, Money, Real};
use crate::world::{Stats, replay};

/// Always the same histories, so that a bug found once is found again.
fn caught<C: Clock>() {
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let played = Cell::new(0);
    let found = TestRunner::new_with_rng(config, rng).run(&histories(), |history| {
        played.set(played.get() + 1);
        replay::<C>(&history, &mut Stats::new()).map_err(|Disagreement(what)| TestCaseError::fail(what))
    });
    match found {
        Err(TestError::Fail(what, _)) => println!("{}: history {}, {what}", std::any::type_name::<C>(), played.get()),
        other => panic!("{} is not caught: {other:?}", std::any::type_name::<C>()),
    }
}

/// Declares a bug and the test that it is caught.
macro_rules! plant {
    ($(#[$about:meta])* $test:ident, $bug:ident { $($method:item)* }) => {
        $(#[$about])*
        struct $bug;

        impl Clock for $bug {
            $($method)*
        }

        #[test]
        fn $test() {
            caught::<$bug>();
        }
    };
}

fn whole(number: Uint256) -> Uint128 {
    (number / Uint256::from(WHOLE)).try_into().unwrap()
}

plant! {
    /// What a settling charges is cut to whole units: settled each second, a small rate costs nothing.
    truncating_at_each_settling_is_caught, TruncatesEachSettling {
        fn settle(account: Account, now: u64) -> Money<Account> {
            let before = account.clone();
            let settled = account.settle(now)?;
            let charged = attos(whole(before.spendable - settled.spendable));
            Ok(Account { spendable: before.spendable - charged, accrued: before.accrued + charged, ..settled })
        }
    }
}

/// P floored in one piece.
fn floored_together(lease: &Lease, until: u64, account: &Account, terms: &Terms) -> Money<LeasePayment> {
    let mut payment = lease.pay(until, account, terms)?;
    let seconds = lease.funded_seconds(until, account);
    payment.paid = whole(Uint256::from(lease.rate) * Uint256::from(seconds));
    payment.payment.amount = payment.paid - lease.progress.paid - payment.payment.fee;
    Ok(payment)
}

plant! {
    /// Price and interest floored together.
    one_floor_instead_of_two_is_caught, FloorsTogether {
        fn pay(lease: &Lease, until: u64, account: &Account, terms: &Terms) -> Money<LeasePayment> {
            floored_together(lease, until, account, terms)
        }

        fn end(
            lease: &Lease,
            reason: CloseReason,
            now: Now,
            account: &Account,
            terms: &Terms,
            caller: Option<&Addr>,
        ) -> Money<Ending> {
            let mut ending = lease.end(reason, now, account, terms, caller)?;
            let until = if reason.is_broken() { lease.progress.confirmed_at } else { now.time };
            let last = floored_together(lease, until, account, terms)?;
            for movement in &mut ending.movements {
                if let Movement::End { payment, unearned, .. } = movement {
                    *unearned = *unearned + attos(payment.amount) - attos(last.payment.amount);
                    payment.amount = last.payment.amount;
                }
            }
            Ok(ending)
        }
    }
}

/// Why the two floors stand apart: together, a second may cost the provider a unit of fee and bring him nothing.
#[test]
fn floored_together_what_the_provider_keeps_falls() {
    let terms = Terms {
        denom: "untrn".to_owned(),
        interest_rate: Decimal::one(),
        match_tip: Uint128::zero(),
        close_tip: Uint128::zero(),
        stale_tip: Uint128::zero(),
        min_runway: 0,
        min_collateral: Uint128::zero(),
        slash: Uint128::zero(),
        take_rate: Decimal::percent(20),
        reconfirmation_period: 10,
    };
    let collateral = Uint128::new(1_000_000);
    let rate = terms.rate(Uint128::new(600_000_000_000_000_000), collateral).unwrap();
    let now = Now { height: 1, time: 0 };
    let order = OpenOrder::open(Quotation { max_rate: rate, collateral }, None, 1, 0);
    let lease = Lease::begin(&order, Addr::unchecked("amber"), rate, &terms, now);
    let account = Account::open(Uint128::new(1_000_000), 0, 0);
    let falls = |pay: Pay| {
        let kept = |until| pay(&lease, until, &account, &terms).map(|total| total.paid - total.fee).unwrap();
        (0..1_000).filter(|second| kept(second + 1) < kept(*second)).count()
    };
    assert_eq!(falls(Lease::pay), 0);
    assert!(falls(floored_together) > 0);
}

type Pay = fn(&Lease, u64, &Account, &Terms) -> Money<LeasePayment>;

plant! {
    /// Whatever comes in sets the clock going again.
    a_deposit_that_revives_is_caught, DepositRevives {
        fn deposit(account: Account, amount: Uint128) -> Money<Account> {
            Account { dry_at: None, ..account }.deposit(amount)
        }
    }
}

plant! {
    /// A broken lease earns the time that nobody vouched for.
    a_broken_lease_paid_to_now_is_caught, BrokenPaidToNow {
        fn end(
            lease: &Lease,
            reason: CloseReason,
            now: Now,
            account: &Account,
            terms: &Terms,
            caller: Option<&Addr>,
        ) -> Money<Ending> {
            let mut lease = lease.clone();
            lease.progress.confirmed_at = now.time;
            lease.end(reason, now, account, terms, caller)
        }
    }
}

plant! {
    /// One block too early.
    stale_at_due_height_is_caught, StaleAtDueHeight {
        fn overdue(lease: &Lease, height: u64, account: &Account) -> Option<CloseReason> {
            lease.overdue(height + 1, account)
        }
    }
}

plant! {
    /// A confirmation at due_height comes too late.
    refusing_at_due_height_is_caught, RefusesAtDueHeight {
        fn confirm(progress: LeaseProgress, now: Now, current: u64) -> Option<LeaseProgress> {
            if now.height < progress.due_height { progress.confirm(now, current) } else { None }
        }
    }
}

plant! {
    /// Every tip is credited twice.
    tips_credited_twice_are_caught, CreditsTipsTwice {
        fn credits(movement: &Movement, caller: &Addr, collector: &Addr) -> Vec<(String, Uint128, CreditReason)> {
            let once = movement.credits(caller, collector).into_iter().map(|c| (c.to.to_owned(), c.amount, c.reason));
            once.flat_map(|credit| {
                let times = if credit.2 == CreditReason::Tip { 2 } else { 1 };
                vec![credit; times]
            })
            .collect()
        }
    }
}

/// The tip of the end becomes the whole hold.
fn spend_hold(mut ending: Ending) -> Ending {
    for movement in &mut ending.movements {
        if let Movement::End { hold, tip, .. } = movement {
            *tip = *hold;
        }
    }
    ending
}

plant! {
    /// Who notices a stale lease gets its stale tip, and its close_tip as well.
    two_tips_for_one_booking_are_caught, TwoTipsForStale {
        fn end(
            lease: &Lease,
            reason: CloseReason,
            now: Now,
            account: &Account,
            terms: &Terms,
            caller: Option<&Addr>,
        ) -> Money<Ending> {
            let ending = lease.end(reason, now, account, terms, caller)?;
            Ok(if reason == CloseReason::Stale && caller.is_some() { spend_hold(ending) } else { ending })
        }
    }
}

plant! {
    /// close_tip leaves the account though nobody gets it.
    a_close_tip_for_nobody_is_caught, CloseTipForNobody {
        fn end(
            lease: &Lease,
            reason: CloseReason,
            now: Now,
            account: &Account,
            terms: &Terms,
            caller: Option<&Addr>,
        ) -> Money<Ending> {
            let ending = lease.end(reason, now, account, terms, caller)?;
            Ok(if reason == CloseReason::Unfunded && caller.is_none() { spend_hold(ending) } else { ending })
        }

        /// To nobody.
        fn credits(movement: &Movement, caller: &Addr, collector: &Addr) -> Vec<(String, Uint128, CreditReason)> {
            let mut credits = Real::credits(movement, caller, collector);
            credits.retain(|(to, ..)| to != "nobody");
            credits
        }
    }
}

plant! {
    /// match_tip likewise.
    a_match_tip_for_nobody_is_caught, MatchTipForNobody {
        fn lease(
            order: &OpenOrder,
            winner: Addr,
            rate: Uint128,
            terms: &Terms,
            _: bool,
            now: Now,
        ) -> (Lease, Movement) {
            order.lease(winner, rate, terms, true, now)
        }
    }
}

plant! {
    /// A provider that lets his lease go stale takes the tip for noticing it.
    a_tip_to_the_own_provider_is_caught, TipsTheOwnProvider {
        fn end(
            lease: &Lease,
            reason: CloseReason,
            now: Now,
            account: &Account,
            terms: &Terms,
            caller: Option<&Addr>,
        ) -> Money<Ending> {
            let somebody = Addr::unchecked("somebody");
            lease.end(reason, now, account, terms, caller.map(|_| &somebody))
        }
    }
}

plant! {
    /// The money ended when somebody looked.
    dry_since_the_look_is_caught, DrySinceNow {
        fn settle(account: Account, now: u64) -> Money<Account> {
            let was_dry = account.is_dry();
            let settled = account.settle(now)?;
            Ok(if settled.is_dry() && !was_dry { Account { dry_at: Some(now), ..settled } } else { settled })
        }
    }
}

plant! {
    /// At funded_until it is too late for a deposit.
    dry_at_the_last_second_is_caught, DryTooEarly {
        fn settle(account: Account, now: u64) -> Money<Account> {
            let settled = account.settle(now)?;
            let out = settled.funded_until() == Some(now);
            Ok(if out { Account { dry_at: Some(now), ..settled } } else { settled })
        }
    }
}

plant! {
    /// Settling moves the entry of a dry account.
    a_queue_entry_that_moves_is_caught, EntryMoves {
        fn queue_entry(account: &Account) -> Option<u64> {
            account.queue_entry().map(|entry| entry.max(account.settled_at))
        }
    }
}

plant! {
    /// A confirmation in the very second of dry_at is no proof.
    no_proof_at_dry_at_is_caught, NoProofAtDryAt {
        fn overdue(lease: &Lease, height: u64, account: &Account) -> Option<CloseReason> {
            let since = account.dry_at.map(|dry| dry + 1);
            lease.overdue(height, &Account { dry_at: since, ..account.clone() })
        }
    }
}

plant! {
    /// A match counts on the hold of its own order.
    a_match_on_held_coins_is_caught, MatchCountsHolds {
        fn covers_match(account: &Account, rate: Uint128) -> Money<bool> {
            let spendable = account.spendable + attos(account.holds);
            Account { spendable, ..account.clone() }.covers_match(rate)
        }
    }
}

plant! {
    /// New money lets a lease begin on a dry account.
    a_match_while_dry_is_caught, MatchWhileDry {
        fn covers_match(account: &Account, rate: Uint128) -> Money<bool> {
            Account { dry_at: None, ..account.clone() }.covers_match(rate)
        }
    }
}
