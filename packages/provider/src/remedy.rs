//! What to do about a transaction that was refused.

use berth_chain::{Cause, Error};

use crate::Parcel;

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Send this instead, first to last.
    Instead(Vec<Parcel>),
    /// Nothing in this parcel is wrong: plan again in the next block.
    Later,
    /// The one thing that it names is refused by itself.
    GiveUp,
}

/// What to do about `parcel`, which was refused before it was in a block, with `error`.
///
/// A confirmation that collects is tried without, for a confirmation alone asks no other contract. What needs too much gas, or holds something
/// that a contract refuses, is halved until what is wrong stands alone: so one lease never holds up the others.
pub fn remedy(parcel: &Parcel, error: &Error) -> Remedy {
    // The chain, the key or the fee.
    if error.cause() == Cause::Other {
        return Remedy::Later;
    }
    if let Some(plain) = parcel.plain() {
        return Remedy::Instead(vec![plain]);
    }
    match parcel.split() {
        Some((first, second)) => Remedy::Instead(vec![first, second]),
        None => Remedy::GiveUp,
    }
}

#[cfg(test)]
mod tests {
    use berth_api::market::ExecuteMsg;
    use berth_chain::{Refusal, Stage};
    use berth_domain::OrderId;

    use super::*;
    use crate::Purpose;

    fn confirmation(slots: std::ops::RangeInclusive<u32>, collect: bool) -> Parcel {
        let leases = slots.map(|slot| OrderId::new(7, slot, 1)).collect();
        let message = ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout: false };
        Parcel { purpose: Purpose::Confirm, calls: vec![message.into()], funds: vec![], due_height: Some(9) }
    }

    fn refused(code: u32, codespace: &str, log: &str) -> Error {
        let refusal = Refusal { code, codespace: codespace.into(), log: log.into() };
        Error::Refused { stage: Stage::Simulation, refusal }
    }

    #[test]
    fn what_is_wrong_is_found_by_halving() {
        let own = [
            Error::TooDear { field: "gas", found: "9".into(), allowed: "at most 8".into() },
            refused(6, "sdk", "out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2: unknown request"),
            refused(6, "sdk", "kind: Other, error: escrow/underfunded: 1: execute wasm contract failed"),
        ];
        for error in own {
            let collecting = confirmation(1..=3, true);
            assert_eq!(remedy(&collecting, &error), Remedy::Instead(vec![confirmation(1..=3, false)]), "{error}");
            let halves = vec![confirmation(1..=2, false), confirmation(3..=3, false)];
            assert_eq!(remedy(&confirmation(1..=3, false), &error), Remedy::Instead(halves), "{error}");
            assert_eq!(remedy(&confirmation(1..=1, false), &error), Remedy::GiveUp, "{error}");
        }
    }

    #[test]
    fn what_is_not_its_fault_waits() {
        let others = [
            Error::Unreachable { chain: "c".into(), reasons: String::new() },
            Error::TooDear { field: "gas_price", found: "9".into(), allowed: "at most 8".into() },
            refused(13, "sdk", "insufficient fees; got: 1stake required: 2stake"),
        ];
        for error in others {
            assert_eq!(remedy(&confirmation(1..=3, true), &error), Remedy::Later, "{error}");
        }
    }

    #[test]
    fn nothing_is_lost_or_sent_twice_by_halving() {
        let mut queue = vec![confirmation(1..=37, false)];
        let mut alone = vec![];
        let error = refused(11, "sdk", "out of gas");
        while let Some(parcel) = queue.pop() {
            match remedy(&parcel, &error) {
                Remedy::Instead(parts) => queue.extend(parts),
                Remedy::GiveUp => alone.extend(parcel.ids()),
                Remedy::Later => panic!("{parcel:?}"),
            }
        }
        alone.sort_unstable();
        assert_eq!(alone, (1..=37).map(|slot| OrderId::new(7, slot, 1)).collect::<Vec<_>>());
    }
}
