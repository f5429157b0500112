//! UpdateDeployment.

use berth_api::deployment::ExecuteMsg;
use berth_api::event::{DeploymentUpdated, InfrastructureRemoved, InfrastructureSet};
use berth_api::market::{SlotEnd, SlotUpdate};
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Decimal, HexBinary, Uint128};

use crate::world::{World, infrastructure, said, slot_updates, update, version};

fn persisting(name: &str) -> DeploymentInfrastructure {
    DeploymentInfrastructure { persist: true, ..infrastructure(name) }
}

fn three() -> World {
    World::with(vec![infrastructure("web"), persisting("db"), infrastructure("cache")])
}

const fn booked(slot: u32, persist: bool) -> SlotUpdate {
    SlotUpdate { slot, persist, end: None, open: false }
}

const fn replaced(slot: u32, persist: bool) -> SlotUpdate {
    SlotUpdate { slot, persist, end: Some(SlotEnd::Replaced), open: true }
}

const fn removed(slot: u32, persist: bool) -> SlotUpdate {
    SlotUpdate { slot, persist, end: Some(SlotEnd::Removed), open: false }
}

const fn new(slot: u32) -> SlotUpdate {
    SlotUpdate { slot, persist: false, end: None, open: true }
}

#[test]
fn what_is_equal_is_booked_and_not_written() {
    let mut world = three();
    let before = world.dump();
    let response = world.ask(update(vec![persisting("db"), infrastructure("web")], &[])).unwrap();
    assert_eq!(slot_updates(&world, &response), (vec![booked(1, false), booked(2, true)], false));
    assert_eq!(world.dump(), before);
    assert!(said::<InfrastructureSet>(&response).is_empty());
    assert_eq!(said::<DeploymentUpdated>(&response), [DeploymentUpdated { deployment: 1, version: version(1) }]);
}

#[test]
fn another_persist_keeps_the_order_and_market_hears_of_the_old_flag() {
    let mut world = three();
    let response = world.ask(update(vec![persisting("web"), infrastructure("db")], &[])).unwrap();
    assert_eq!(slot_updates(&world, &response), (vec![booked(1, false), booked(2, true)], false));
    let flags: Vec<_> = world.deployment().infrastructure.iter().map(|i| i.infrastructure.persist).collect();
    assert_eq!(flags, [true, false, false]);
    let set = |slot, name: &str, persist| InfrastructureSet { deployment: 1, slot, name: name.into(), persist };
    assert_eq!(said::<InfrastructureSet>(&response), [set(1, "web", true), set(2, "db", false)]);
}

#[test]
fn any_other_change_replaces() {
    type Edit = fn(&mut DeploymentInfrastructure);
    let edits: [Edit; 8] = [
        |i| i.region = "eu-west".into(),
        |i| i.notice = 60,
        |i| i.resources[0].price = Decimal::percent(99),
        |i| i.resources[0].collateral = Uint128::new(101),
        |i| i.resources[0].count = 2,
        |i| i.resources[0].compute.cpu = 501,
        |i| i.resources.push(i.resources[0].clone()),
        |i| i.requirements.min_reputation = 1,
    ];
    for edit in edits {
        for also_persist in [false, true] {
            let mut world = three();
            let mut db = persisting("db");
            edit(&mut db);
            db.persist ^= also_persist;
            let response = world.ask(update(vec![db.clone()], &[])).unwrap();
            assert_eq!(slot_updates(&world, &response), (vec![replaced(2, true)], false));
            assert_eq!(world.deployment().infrastructure[1].infrastructure, db);
        }
    }
}

#[test]
fn all_kinds_in_one_message_by_slot() {
    let mut world = three();
    let moved = DeploymentInfrastructure { region: "eu-west".into(), ..infrastructure("cache") };
    let set = vec![persisting("new"), moved, persisting("web"), infrastructure("more")];
    let response = world.ask(update(set, &["db"])).unwrap();
    let expected = vec![booked(1, false), removed(2, true), replaced(3, false), new(4), new(5)];
    assert_eq!(slot_updates(&world, &response), (expected, false));
    let names = [(1, "web"), (3, "cache"), (4, "new"), (5, "more")].map(|(slot, name)| (slot, name.to_owned()));
    assert_eq!(world.names(), names);
    let gone = InfrastructureRemoved { deployment: 1, slot: 2, name: "db".into() };
    assert_eq!(said::<InfrastructureRemoved>(&response), [gone]);
    let slots: Vec<_> = said::<InfrastructureSet>(&response).iter().map(|set| (set.slot, set.persist)).collect();
    assert_eq!(slots, [(1, true), (3, false), (4, true), (5, false)]);
}

#[test]
fn slots_are_never_given_twice() {
    let mut world = three();
    world.ask(update(vec![], &["cache"])).unwrap();
    world.ask(update(vec![infrastructure("cache")], &[])).unwrap();
    world.ask(update(vec![infrastructure("last")], &["cache"])).unwrap();
    let names = [(1, "web"), (2, "db"), (5, "last")].map(|(slot, name)| (slot, name.to_owned()));
    assert_eq!(world.names(), names);
}

#[test]
fn slots_are_used_up_once() {
    let mut world = three();
    let mut record = berth_api::raw::DEPLOYMENTS.load(&world.deps.storage, 1).unwrap();
    record.last_slot = u32::MAX;
    berth_api::raw::DEPLOYMENTS.save(&mut world.deps.storage, 1, &record).unwrap();
    let error = world.refused(update(vec![infrastructure("new")], &[]));
    assert!(error.starts_with("deployment/slots_exhausted: "), "{error}");
}

#[test]
fn a_version_alone_calls_nobody() {
    let mut world = three();
    let version_only =
        |version| ExecuteMsg::UpdateDeployment { deployment: 1, version: Some(version), set: vec![], remove: vec![] };
    let response = world.ask(version_only(version(2))).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(said::<DeploymentUpdated>(&response), [DeploymentUpdated { deployment: 1, version: version(2) }]);
    assert_eq!(world.deployment().version, version(2));
    world.ask(version_only(version(2))).unwrap();
    for length in [0, 31, 33] {
        let error = world.refused(version_only(HexBinary::from(vec![1; length])));
        assert_eq!(error, format!("deployment/invalid_field: version is {length} bytes, allowed: 32 bytes"));
    }
}

#[test]
fn version_and_infrastructure_together() {
    let mut world = three();
    let (version, remove) = (Some(version(2)), vec!["web".to_owned()]);
    let response = world.ask(ExecuteMsg::UpdateDeployment { deployment: 1, version, set: vec![], remove }).unwrap();
    assert_eq!(slot_updates(&world, &response), (vec![removed(1, false)], false));
    let stored = world.deployment();
    assert_eq!((stored.version, stored.infrastructure.len()), (crate::world::version(2), 2));
}

#[test]
fn a_message_that_changes_nothing() {
    let error = three().refused(update(vec![], &[]));
    assert!(error.starts_with("deployment/nothing_to_do: "), "{error}");
}

#[test]
fn a_name_occurs_once() {
    let web = || infrastructure("web");
    let allowed = "again, allowed: each name once, in `set` and `remove` together";
    let cases = [
        (update(vec![web(), web()], &[]), format!("set[1].name is `web` {allowed}")),
        (update(vec![infrastructure("n"), infrastructure("n")], &[]), format!("set[1].name is `n` {allowed}")),
        (update(vec![web()], &["web"]), format!("remove[0] is `web` {allowed}")),
        (update(vec![], &["db", "db"]), format!("remove[1] is `db` {allowed}")),
    ];
    for (msg, expected) in cases {
        assert_eq!(three().refused(msg), format!("deployment/invalid_field: {expected}"));
    }
}

#[test]
fn what_is_removed_is_there() {
    for name in ["", "Web", "nothing", "web "] {
        let error = three().refused(update(vec![infrastructure("new")], &[name]));
        let expected = format!("deployment/unknown_infrastructure: `{name}` is none of the deployment's");
        assert_eq!(error, expected);
    }
    let long = three().refused(update(vec![], &[&"n".repeat(100_000)]));
    assert!(long.len() < 200, "{long}");
}

#[test]
fn one_to_sixteen_are_left() {
    let many =
        |from: usize, count| (from..from + count).map(|n| infrastructure(&format!("n{n:02}"))).collect::<Vec<_>>();
    let after = |count| {
        format!(
            "deployment/invalid_field: infrastructure is a list of {count} after the update, allowed: 1 to 16 elements"
        )
    };
    assert_eq!(three().refused(update(vec![], &["web", "db", "cache"])), after(0));
    assert_eq!(three().refused(update(many(0, 14), &[])), after(17));
    let mut world = three();
    world.ask(update(many(0, 14), &["cache"])).unwrap();
    assert_eq!(world.names().len(), 16);
    assert_eq!(world.refused(update(many(14, 1), &[])), after(17));

    // All of them exchanged at once: the largest message there is.
    let names: Vec<String> = world.names().into_iter().map(|(_, name)| name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let response = world.ask(update(many(20, 16), &names)).unwrap();
    assert_eq!(slot_updates(&world, &response).0.len(), 32);
    assert_eq!(world.names().len(), 16);

    let error = world.refused(update(many(40, 17), &[]));
    assert_eq!(error, "deployment/invalid_field: set is a list of 17, allowed: 0 to 16 elements");
    let error = world.refused(update(vec![], &["x"; 17]));
    assert_eq!(error, "deployment/invalid_field: remove is a list of 17, allowed: 0 to 16 elements");
}

#[test]
fn a_lower_bound_does_not_concern_what_keeps_its_order() {
    let noticed = || DeploymentInfrastructure { notice: 500, ..infrastructure("web") };
    let mut world = World::with(vec![noticed()]);
    let lower = ExecuteMsg::SetParameters { max_wait_blocks: None, max_wait_seconds: None, max_notice: Some(499) };
    world.send(&world.admin(), lower, &[]).unwrap();
    world.ask(update(vec![DeploymentInfrastructure { persist: true, ..noticed() }], &[])).unwrap();
    let moved = DeploymentInfrastructure { region: "eu-west".into(), ..noticed() };
    let error = world.refused(update(vec![infrastructure("new"), moved.clone()], &[]));
    assert_eq!(error, "deployment/invalid_field: set[1].notice is 500, allowed: 0 to 499");
    world.ask(update(vec![DeploymentInfrastructure { notice: 499, ..moved }], &[])).unwrap();
}
