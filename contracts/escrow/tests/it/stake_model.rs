//! Random histories of stake, beside a model that keeps each coin's story in plain numbers.

use std::collections::BTreeMap;

use berth_api::escrow::{ExecuteMsg, QueryMsg, StakeResponse};
use cosmwasm_std::{Addr, Uint128, coin};
use proptest::prelude::*;

use crate::fixture::{DAY, Fixture, STAKED, address, sent, unstake, withdraw};

#[derive(Clone, Debug)]
enum Step {
    Stake(usize, u128),
    Unstake(usize, u128),
    Slash(usize, u128),
    Withdraw(usize, Option<u128>),
    Cap(u128),
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (who, amount) = (0..2_usize, 0..60_u128);
    let step = prop_oneof![
        3 => (who.clone(), 1..100_u128).prop_map(|(who, amount)| Step::Stake(who, amount)),
        6 => (who.clone(), amount.clone()).prop_map(|(who, amount)| Step::Unstake(who, amount)),
        3 => (who.clone(), amount.clone()).prop_map(|(who, amount)| Step::Slash(who, amount)),
        2 => (who, proptest::option::of(amount)).prop_map(|(who, amount)| Step::Withdraw(who, amount)),
        1 => (0..150_u128).prop_map(Step::Cap),
        5 => prop_oneof![Just(0), Just(1), 1..4_000_u64, Just(DAY / 2), Just(DAY - 1), Just(DAY), 1..3 * DAY]
            .prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..80)
}

/// One owner. Coins on their way out are a list of (when they began, how many); nothing is ever moved before it is looked at.
#[derive(Default)]
struct Owner {
    bonded: u128,
    leaving: Vec<(u64, u128)>,
    balance: u128,
    lost: BTreeMap<u64, u128>,
}

impl Owner {
    fn touch(&mut self, now: u64) {
        for (began, amount) in std::mem::take(&mut self.leaving) {
            if began + DAY <= now {
                self.balance += amount;
            } else {
                self.leaving.push((began, amount));
            }
        }
    }

    fn unstake(&mut self, amount: u128, now: u64) -> Result<(), &'static str> {
        if amount == 0 || amount > self.bonded {
            return Err("insufficient_stake");
        }
        let mut moments: Vec<u64> = self.leaving.iter().filter(|(began, _)| began + DAY > now).map(|of| of.0).collect();
        moments.push(now);
        moments.dedup();
        if moments.len() > 7 {
            return Err("too_many_unbonding");
        }
        self.touch(now);
        self.bonded -= amount;
        self.leaving.push((now, amount));
        Ok(())
    }

    /// Coin by coin.
    fn slash(&mut self, amount: u128, cap: u128, now: u64) -> u128 {
        self.touch(now);
        let lost = self.lost.entry(now / DAY).or_default();
        let mut taken = 0;
        while taken < amount && *lost < cap {
            if self.bonded > 0 {
                self.bonded -= 1;
            } else if let Some(oldest) = self.leaving.iter_mut().find(|(_, left)| *left > 0) {
                oldest.1 -= 1;
            } else {
                break;
            }
            taken += 1;
            *lost += 1;
        }
        self.leaving.retain(|(_, left)| *left > 0);
        taken
    }

    fn withdraw(&mut self, amount: Option<u128>, now: u64) -> Result<u128, &'static str> {
        let ready: u128 = self.leaving.iter().filter(|(began, _)| began + DAY <= now).map(|of| of.1).sum();
        let free = self.balance + ready;
        let wanted = amount.unwrap_or(free);
        match wanted {
            0 => Err("nothing_to_withdraw"),
            wanted if wanted > free => Err("insufficient_balance"),
            wanted => {
                self.touch(now);
                self.balance -= wanted;
                Ok(wanted)
            }
        }
    }
}

struct World {
    fixture: Fixture,
    names: [Addr; 2],
    owners: [Owner; 2],
    collected: u128,
    cap: u128,
}

impl World {
    fn step(&mut self, step: &Step) {
        let now = self.fixture.now();
        match step {
            Step::Stake(who, amount) => {
                self.owners[*who].touch(now);
                self.owners[*who].bonded += amount;
                self.fixture.send(&self.names[*who], ExecuteMsg::Stake {}, &[coin(*amount, STAKED)]).unwrap();
            }
            Step::Unstake(who, amount) => match self.owners[*who].unstake(*amount, now) {
                Ok(()) => drop(self.fixture.send(&self.names[*who], unstake(*amount), &[]).unwrap()),
                Err(code) => assert_eq!(self.fixture.refused(&self.names[*who], unstake(*amount), &[]), code),
            },
            Step::Slash(who, amount) => {
                self.collected += self.owners[*who].slash(*amount, self.cap, now);
                self.fixture.slash(&self.names[*who], *amount);
            }
            Step::Withdraw(who, amount) => {
                let msg = withdraw(STAKED, *amount);
                match self.owners[*who].withdraw(*amount, now) {
                    Ok(expected) => {
                        let response = self.fixture.send(&self.names[*who], msg, &[]).unwrap();
                        assert_eq!(sent(&self.names[*who], &response), [coin(expected, STAKED)]);
                    }
                    Err(code) => assert_eq!(self.fixture.refused(&self.names[*who], msg, &[]), code),
                }
            }
            Step::Cap(cap) => {
                self.cap = *cap;
                let set = ExecuteMsg::SetParameters { fee_collector: None, slash_cap: Some(Uint128::new(*cap)) };
                self.fixture.send(&address("admin"), set, &[]).unwrap();
            }
            Step::Pass(seconds) => self.fixture.pass(*seconds),
        }
    }

    fn compare(&self) {
        let now = self.fixture.now();
        for (name, owner) in self.names.iter().zip(&self.owners) {
            let answer: StakeResponse = self.fixture.ask(QueryMsg::Stake { owner: name.to_string() });
            let mut leaving: BTreeMap<u64, u128> = BTreeMap::new();
            for (began, amount) in owner.leaving.iter().filter(|(began, _)| began + DAY > now) {
                *leaving.entry(began + DAY).or_default() += amount;
            }
            let matured: u128 = owner.leaving.iter().filter(|(began, _)| began + DAY <= now).map(|of| of.1).sum();
            let entries = answer.unbonding.iter().map(|entry| (entry.release_at, entry.amount.u128()));
            assert_eq!(entries.collect::<Vec<_>>(), leaving.into_iter().collect::<Vec<_>>());
            assert_eq!((answer.bonded.u128(), answer.matured.u128()), (owner.bonded, matured));
            assert_eq!(answer.slashed.u128(), owner.lost.get(&(now / DAY)).copied().unwrap_or_default());
            assert_eq!(self.fixture.balance(name, STAKED), owner.balance);
        }
        assert_eq!(self.fixture.balance(&address("collector"), STAKED), self.collected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(300)
    })]

    #[test]
    fn stake_does_what_the_model_does(steps in steps()) {
        let names = ["alice", "bob"].map(address);
        let mut world =
            World { fixture: Fixture::new(), names, owners: Default::default(), collected: 0, cap: 1_000 };
        for step in &steps {
            world.step(step);
            world.compare();
        }
    }
}
