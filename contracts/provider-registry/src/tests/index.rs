//! The index by region is what the rows say, whatever happens.

use std::collections::BTreeSet;

use berth_api::raw::PROVIDERS;

use super::*;
use crate::state::REGIONS;

const NAMES: [&str; 4] = ["one", "two", "three", "four"];
/// One is the beginning of another, so that a key without lengths would mix them up.
const PLACES: [&str; 3] = ["eu", "eu-west", "us"];

/// A sequence that looks random and is the same each time (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let sides = u64::try_from(from.len()).unwrap();
        from[usize::try_from((self.0 >> 33).checked_rem(sides).unwrap()).unwrap()].clone()
    }
}

#[test]
fn the_index_is_what_the_rows_say() {
    let (mut registry, mut dice, mut done) = (Registry::new(), Dice(7), 0);
    for _ in 0..1_000 {
        let profile = profile(dice.pick(&PLACES));
        let msg = dice.pick(&[
            ExecuteMsg::RegisterProvider { profile: profile.clone() },
            ExecuteMsg::UpdateProvider { profile },
            ExecuteMsg::ActivateProvider {},
            ExecuteMsg::DeactivateProvider {},
            ExecuteMsg::DeregisterProvider {},
        ]);
        done += u32::from(registry.send(dice.pick(&NAMES), msg).is_ok());
        let storage = &registry.deps.storage;
        let rows = PROVIDERS.range(storage, None, None, Order::Ascending).map(|row| {
            let (address, record) = row.unwrap();
            (record.profile.region, address)
        });
        let index = REGIONS.keys(storage, None, None, Order::Ascending).map(Result::unwrap);
        assert_eq!(rows.collect::<BTreeSet<_>>(), index.collect::<BTreeSet<_>>());
    }
    assert!(done > 300, "{done} steps did something");
}
