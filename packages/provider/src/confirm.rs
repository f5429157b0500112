//! ConfirmCurrentLeases: say in time that leases are being provided.

use berth_api::market::{ExecuteMsg, LeaseResponse, LeaseStatus, MAX_COLLECTED, MAX_CONFIRMED, ServedLease};
use berth_domain::{Now, attos};
use cosmwasm_std::Uint256;

/// Confirms each lease from half of its period on, which leaves the other half for blocks in which nothing gets through.
/// A lease that is late already is lost, and confirming it would change nothing.
pub(crate) fn confirm_current_leases<'a>(
    leases: impl Iterator<Item = &'a ServedLease>,
    collect_after: u64,
    now: Now,
) -> Vec<ExecuteMsg> {
    let mut leases: Vec<_> = leases.filter(|own| is_due(own, now)).map(|own| &own.lease).collect();
    leases.sort_by_key(|lease| lease.lease);
    let (collect, confirm): (Vec<_>, Vec<_>) =
        leases.into_iter().partition(|lease| is_worth_collecting(&lease.status, collect_after, now));
    let plain = confirm.chunks(MAX_CONFIRMED).map(|leases| message(leases, false));
    let collecting = collect.chunks(MAX_COLLECTED).map(|leases| message(leases, true));
    plain.chain(collecting).collect()
}

/// One confirmation after its account ran dry proves that the provider was there to the end; more earn nothing.
fn is_due(own: &ServedLease, now: Now) -> bool {
    let status = &own.lease.status;
    let is_proven = own.dry_at.is_some_and(|dry_at| status.confirmed_at >= dry_at);
    now.height >= half_way(status) && now.height <= status.due_height && !is_proven
}

const fn half_way(status: &LeaseStatus) -> u64 {
    status.confirmed_height.saturating_add(status.reconfirmation_period / 2)
}

/// Whether the lease has run up `collect_after` seconds of pay since it was last paid. No memory is needed: what it
/// has been paid stands in the lease.
fn is_worth_collecting(status: &LeaseStatus, collect_after: u64, now: Now) -> bool {
    let pay = |seconds: u64| Uint256::from(status.rate).saturating_mul(Uint256::from(seconds));
    let run_up = pay(now.time.saturating_sub(status.started_at));
    run_up.saturating_sub(attos(status.paid)) >= pay(collect_after)
}

/// Earnings stay in the balance, without a payout: they are collateral for the next bid.
fn message(leases: &[&LeaseResponse], collect: bool) -> ExecuteMsg {
    let leases = leases.iter().map(|lease| lease.lease).collect();
    ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout: false }
}

#[cfg(test)]
mod tests {
    use berth_domain::OrderId;
    use cosmwasm_std::{Addr, Uint128};

    use super::*;

    /// 2 a second since second 1,000, confirmed at height 50, due at 61.
    fn lease(slot: u32) -> ServedLease {
        let status = LeaseStatus {
            provider: Addr::unchecked("p"),
            rate: Uint128::new(2_000_000_000_000_000_000),
            price: Uint128::new(2_000_000_000_000_000_000),
            collateral: Uint128::new(9),
            started_at: 1_000,
            terms: 1,
            notice: 0,
            leave_at: None,
            reconfirmation_period: 11,
            confirmed_height: 50,
            due_height: 61,
            confirmed_at: 1_000,
            paid: Uint128::zero(),
            fee: Uint128::zero(),
        };
        let lease = LeaseResponse { lease: OrderId::new(7, slot, 1), status };
        ServedLease { lease, denom: "uusdc".into(), resources: vec![], dry_at: None }
    }

    fn confirmation(slots: std::ops::RangeInclusive<u32>, collect: bool) -> ExecuteMsg {
        let leases = slots.map(|slot| OrderId::new(7, slot, 1)).collect();
        ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout: false }
    }

    #[test]
    fn from_half_of_the_period_to_its_end() {
        for (height, expected) in [(54, false), (55, true), (61, true), (62, false)] {
            let messages = confirm_current_leases([lease(1)].iter(), u64::MAX, Now { height, time: 1_030 });
            assert_eq!(messages, if expected { vec![confirmation(1..=1, false)] } else { vec![] }, "{height}");
        }
    }

    #[test]
    fn once_more_after_the_account_ran_dry() {
        for (confirmed_at, expected) in [(1_019, true), (1_020, false), (1_030, false)] {
            let mut own = lease(1);
            (own.dry_at, own.lease.status.confirmed_at) = (Some(1_020), confirmed_at);
            let messages = confirm_current_leases([own].iter(), u64::MAX, Now { height: 55, time: 1_040 });
            assert_eq!(messages, if expected { vec![confirmation(1..=1, false)] } else { vec![] }, "{confirmed_at}");
        }
    }

    #[test]
    fn pay_is_collected_once_there_is_enough_of_it() {
        let collects = |paid: u128, time: u64| {
            let mut own = lease(1);
            own.lease.status.paid = Uint128::new(paid);
            confirm_current_leases([own].iter(), 60, Now { height: 55, time }) == vec![confirmation(1..=1, true)]
        };
        assert!(!collects(0, 1_059));
        assert!(collects(0, 1_060));
        assert!(!collects(1, 1_060));
        assert!(!collects(120, 1_119));
        assert!(collects(120, 1_120));
    }

    #[test]
    fn batches_are_sorted_and_within_their_caps() {
        let now = Now { height: 55, time: 1_060 };
        let leases: Vec<_> = (1..=205).rev().map(lease).collect();
        let plain = [confirmation(1..=100, false), confirmation(101..=200, false), confirmation(201..=205, false)];
        assert_eq!(confirm_current_leases(leases.iter(), u64::MAX, now), plain);
        let collecting = [confirmation(1..=40, true), confirmation(41..=80, true), confirmation(81..=85, true)];
        assert_eq!(confirm_current_leases(leases[120..].iter(), 60, now), collecting);
        let mut mixed = leases[202..].to_vec();
        mixed[0].lease.status.paid = Uint128::new(120);
        let expected = [confirmation(3..=3, false), confirmation(1..=2, true)];
        assert_eq!(confirm_current_leases(mixed.iter(), 60, now), expected);
    }
}
