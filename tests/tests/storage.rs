//! What the four contracts store, in bytes as a chain charges them: without the 33 that every key of a contract has before it.
//!
//! `tests/storage.txt` is written by `UPDATE_GOLDEN=1 cargo test -p berth-tests --test storage`; `contracts/README.md` has the
//! same figures beside what they mean.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, Role};
use berth_domain::{Attribute, OrderId, WaitDuration};
use berth_tests::golden::assert_golden;
use berth_tests::messages::registry::certificate;
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, stage_with};
use cosmwasm_std::{Coin, Order, Storage, Uint128, coin};

const STAKED: &str = "ustake";
const README: &str = include_str!("../../contracts/README.md");

/// What was seen of a namespace.
#[derive(Default)]
struct Seen {
    most: usize,
    left: usize,
    key: usize,
    value: usize,
}

/// A life, and what was stored after each of its steps.
struct Life {
    stage: Stage,
    seen: BTreeMap<(Role, String), Seen>,
}

impl Life {
    fn look(&mut self) {
        self.seen.values_mut().for_each(|seen| seen.left = 0);
        for role in Role::ALL {
            for (key, value) in self.stage.sandbox.storage(role).range(None, None, Order::Ascending) {
                let seen = self.seen.entry((role, namespace(&key))).or_default();
                seen.left += 1;
                seen.most = seen.most.max(seen.left);
                seen.key = seen.key.max(key.len());
                seen.value = seen.value.max(value.len());
            }
        }
    }

    fn say(&mut self, sender: &str, call: impl Into<Call>, funds: &[Coin]) {
        let sender = self.stage.sandbox.account(sender);
        self.stage.send(&sender, call, funds);
        self.look();
    }

    fn bid(&mut self, provider: usize, order: OrderId, percent: u64) {
        assert_eq!(self.stage.bid(provider, order, percent), None);
        self.look();
    }

    fn pass(&mut self, blocks: u64) {
        self.stage.pass(blocks);
    }
}

/// A map's key begins with the length of its namespace in two bytes; an item's key is its name.
fn namespace(key: &[u8]) -> String {
    let name = match key {
        [0, length, rest @ ..] => &rest[..usize::from(*length)],
        whole => whole,
    };
    String::from_utf8(name.to_vec()).unwrap()
}

/// Three providers, of which one is certified, attested and staked; a deployment of two in blocks and one of one in
/// seconds; losing bids, a lease that is confirmed and paid, one that goes stale and is ordered again, one under notice.
fn lived() -> Life {
    let mut life = Life { stage: stage_with(|setup| setup.terms[0].slash = Uint128::new(10)), seen: BTreeMap::new() };
    life.stage.mint(&life.stage.sandbox.account("one"), 1_000_000, STAKED);
    provide(&mut life);
    let wanted = vec![infrastructure("web", true), infrastructure("db", true)];
    life.stage.submit(wanted, 1_000_000);
    life.stage.submit_waiting(WaitDuration::Seconds(18), vec![infrastructure("mail", false)]);
    life.look();
    let [web, db, mail] = [OrderId::new(1, 1, 1), OrderId::new(1, 2, 1), OrderId::new(2, 1, 1)];
    for order in [web, db, mail] {
        life.bid(0, order, 50);
        life.bid(1, order, 60);
    }
    life.pass(WAIT);
    life.say("keeper", Market::MatchOpenOrders { limit: 4 }, &[]);
    life.say("one", Market::GiveNotice { lease: db }, &[]);
    life.pass(5);
    let confirm = Market::SubmitLeaseConfirmation { leases: vec![db, mail], collect: true, payout: false };
    life.say("one", confirm, &[]);
    life.pass(PERIOD - 4);
    life.say("keeper", Market::InvalidateStaleLeases { limit: 32 }, &[]);
    life.bid(1, OrderId::new(1, 1, 2), 40);
    for deployment in [1, 2] {
        life.say("tenant", Deployment::CancelDeployment { deployment, payout: true }, &[]);
    }
    life.say("keeper", Market::ReleaseFulfillments { limit: 32 }, &[]);
    for sender in ["tenant", "keeper", "admin", "one", "two", "three"] {
        let owner = life.stage.sandbox.account(sender);
        if !life.stage.balance(&owner).withdrawable.is_zero() {
            life.say(sender, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }, &[]);
        }
    }
    life
}

fn provide(life: &mut Life) {
    let expires_at = life.stage.sandbox.now().time + 2_000_000;
    let provider = life.stage.providers[0].to_string();
    let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
    life.say("two", Registry::Attest { provider, attributes, expires_at }, &[]);
    life.say("one", Registry::PublishCertificate { certificate: certificate(1) }, &[]);
    let admin = life.stage.keeper.to_string();
    life.say("admin", Registry::ProposeAdmin { admin, expires_at }, &[]);
    life.say("admin", Registry::CancelAdminProposal {}, &[]);
    life.say("one", Escrow::Stake {}, &[coin(1_000_000, STAKED)]);
    life.say("one", Escrow::Unstake { amount: Uint128::new(400_000) }, &[]);
}

#[test]
fn every_namespace_has_its_bytes() {
    let life = lived();
    let mut text =
        format!("{:<18} {:<16} {:>4} {:>4} {:>4} {:>6}\n", "contract", "namespace", "most", "left", "key", "value");
    for ((role, namespace), Seen { most, left, key, value }) in &life.seen {
        let role = role.name();
        writeln!(text, "{role:<18} {namespace:<16} {most:>4} {left:>4} {key:>4} {value:>6}").unwrap();
    }
    assert_golden("storage.txt", &text);
}

#[test]
fn the_readme_of_the_contracts_has_the_same_figures() {
    for ((role, namespace), Seen { key, value, .. }) in &lived().seen {
        let row = README.lines().find(|line| line.starts_with(&format!("| {role} | `{namespace}`")));
        let row = row.unwrap_or_else(|| panic!("contracts/README.md has no row of `{namespace}` of {role}"));
        assert!(row.contains(&format!("| {key} + {value} |")), "{key} + {value}: {row}");
    }
}
