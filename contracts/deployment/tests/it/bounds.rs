//! Every bound of an infrastructure, at its cap and one beyond: by SubmitDeployment here, and by UpdateDeployment the same.

use berth_domain::{Attribute, DeploymentInfrastructure, Gpu};
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{Addr, Decimal, Uint128};

use crate::world::{DEPOSIT, World, infrastructure, update};

type Edit = Box<dyn Fn(&mut DeploymentInfrastructure)>;

/// Submitted, and set by an update in another's place; what was refused, twice the same but for where it stands.
fn both(edit: &dyn Fn(&mut DeploymentInfrastructure)) -> Result<(), String> {
    let mut one = infrastructure("web");
    edit(&mut one);
    // Whatever the group counts, this pays for it.
    let submitted = World::new().submit(vec![one.clone()], DEPOSIT * 20_000).map(drop);
    let updated = World::with(vec![infrastructure("other")]).ask(update(vec![one], &[])).map(drop);
    let strip = |error: berth_deployment::ContractError, list: &str| {
        let text = error.to_string();
        text.strip_prefix(&format!("deployment/invalid_field: {list}[0].")).expect(&text).to_owned()
    };
    let submitted = submitted.map_err(|error| strip(error, "infrastructure"));
    assert_eq!(submitted, updated.map_err(|error| strip(error, "set")));
    submitted
}

fn check(cases: Vec<(Edit, Option<&str>)>) {
    for (edit, refusal) in cases {
        match (both(&*edit), refusal) {
            (Ok(()), None) => {}
            (Err(error), Some(expected)) => assert!(error.starts_with(expected), "{error}: {expected}"),
            (result, expected) => panic!("{result:?}, expected {expected:?}"),
        }
    }
}

fn edit(edit: impl Fn(&mut DeploymentInfrastructure) + 'static) -> Edit {
    Box::new(edit)
}

#[test]
fn names_and_regions() {
    check(vec![
        (edit(|i| i.name = "n".repeat(32)), None),
        (edit(|i| i.name = "n".repeat(33)), Some("name is `nnn")),
        (edit(|i| i.name = String::new()), Some("name is ``")),
        (edit(|i| i.name = "Web".into()), Some("name is `Web`")),
        (edit(|i| i.name = "w\u{e9}b".into()), Some("name is `w")),
        (edit(|i| i.region = "r".repeat(32)), None),
        (edit(|i| i.region = "r".repeat(33)), Some("region is `rrr")),
        (edit(|i| i.region = "EU".into()), Some("region is `EU`")),
    ]);
}

#[test]
fn resources() {
    let gpu = |count, name: usize| Gpu { count, vendor: "v".repeat(name), model: Some("m".repeat(name)), memory: None };
    check(vec![
        (edit(|i| i.resources.clear()), Some("resources is a list of 0, allowed: 1 to 8")),
        (edit(|i| i.resources = vec![i.resources[0].clone(); 8]), None),
        (edit(|i| i.resources = vec![i.resources[0].clone(); 9]), Some("resources is a list of 9, allowed: 1 to 8")),
        (edit(|i| i.resources[0].count = 10_000), None),
        (edit(|i| i.resources[0].count = 10_001), Some("resources[0].count is 10001")),
        (edit(|i| i.resources[0].count = 0), Some("resources[0].count is 0")),
        (edit(|i| i.resources[0].price = Decimal::zero()), Some("resources[0].price is 0")),
        (edit(|i| i.resources[0].compute.cpu = 1_024_000), None),
        (edit(|i| i.resources[0].compute.cpu = 1_024_001), Some("resources[0].compute.cpu is 1024001")),
        (edit(move |i| i.resources[0].compute.gpu = Some(gpu(1_024, 32))), None),
        (
            edit(move |i| i.resources[0].compute.gpu = Some(gpu(1_025, 32))),
            Some("resources[0].compute.gpu.count is 1025"),
        ),
        (edit(move |i| i.resources[0].compute.gpu = Some(gpu(1, 33))), Some("resources[0].compute.gpu.vendor is `vvv")),
    ]);
}

fn attributes(count: usize, key: usize, value: usize) -> Edit {
    edit(move |i| {
        let attribute = |n| Attribute { key: format!("{n:0>key$}"), value: "v".repeat(value) };
        i.requirements.attributes = (0..count).map(attribute).collect();
    })
}

#[test]
fn required_attributes() {
    check(vec![
        (attributes(24, 32, 64), None),
        (attributes(25, 2, 1), Some("requirements.attributes is a list of 25, allowed: 0 to 24")),
        (attributes(1, 33, 1), Some("requirements.attributes[0].key is `000")),
        (attributes(1, 1, 65), Some("requirements.attributes[0].value is `vvv")),
        (attributes(1, 1, 0), Some("requirements.attributes[0].value is ``")),
        (
            edit(|i| i.requirements.attributes = vec![Attribute { key: "a".into(), value: "v".into() }; 2]),
            Some("requirements.attributes is `a` after `a`"),
        ),
    ]);
}

/// So many, strictly increasing.
fn addresses(count: usize) -> Vec<Addr> {
    let mut all: Vec<_> = (0..count).map(|n| MockApi::default().addr_make(&n.to_string())).collect();
    all.sort();
    all
}

#[test]
fn notice_stake_and_reputation() {
    check(vec![
        (edit(|i| i.notice = 2_592_000), None),
        (edit(|i| i.notice = 2_592_001), Some("notice is 2592001, allowed: 0 to 2592000")),
        (edit(|i| i.requirements.min_stake = Uint128::MAX), None),
        (edit(|i| i.requirements.min_reputation = 1_000), None),
        (edit(|i| i.requirements.min_reputation = 1_001), Some("requirements.min_reputation is 1001")),
    ]);
}

/// Of the first four addresses, so many in each list.
fn signed(all_of: usize, any_of: usize) -> Edit {
    edit(move |i| {
        let mut texts = texts(addresses(all_of + any_of));
        i.requirements.signed_by.any_of = texts.split_off(all_of);
        i.requirements.signed_by.all_of = texts;
    })
}

#[test]
fn auditors() {
    let ours = World::new().contracts.escrow;
    let no_address = "x".to_owned();
    check(vec![
        (signed(4, 0), None),
        (signed(1, 3), None),
        (signed(2, 3), Some("requirements.signed_by is a list of 5, allowed: 0 to 4")),
        (
            edit(move |i| i.requirements.signed_by.all_of = vec![ours.clone()]),
            Some("requirements.signed_by.all_of[0] is `cosmwasm1"),
        ),
        (
            edit(move |i| i.requirements.signed_by.any_of = vec![no_address.clone()]),
            Some("requirements.signed_by.any_of[0] is `x`, allowed: an address"),
        ),
    ]);
}

fn exclude(list: Vec<String>) -> Edit {
    edit(move |i| i.requirements.exclude.clone_from(&list))
}

fn texts(addresses: Vec<Addr>) -> Vec<String> {
    addresses.into_iter().map(Addr::into_string).collect()
}

#[test]
fn excluded_addresses() {
    let contracts = World::new().contracts;
    let one = || addresses(1).remove(0).into_string();
    let other = MockApi::default().with_prefix("osmo").addr_make("1").into_string();
    let not_one =
        |address: &str| format!("requirements.exclude[0] is `{address}", address = &address[..20.min(address.len())]);
    let upper = one().to_uppercase();
    let mut cases = vec![
        (exclude(texts(addresses(16))), None),
        (exclude(texts(addresses(17))), Some("requirements.exclude is a list of 17, allowed: 0 to 16".to_owned())),
        (exclude(vec![one(), one()]), Some("requirements.exclude is `".to_owned())),
        (exclude(vec![String::new()]), Some("requirements.exclude[0] is ``, allowed: an address".to_owned())),
        (exclude(vec![upper.clone()]), Some(not_one(&upper))),
        (exclude(vec![other.clone()]), Some(not_one(&other))),
        (exclude(vec!["x".repeat(10_000)]), Some(not_one(&"x".repeat(20)))),
    ];
    for ours in [contracts.deployment, contracts.market, contracts.escrow, contracts.provider_registry] {
        let expected = not_one(&ours);
        cases.push((exclude(vec![ours]), Some(expected)));
    }
    for (edit, refusal) in cases {
        check(vec![(edit, refusal.as_deref())]);
    }
}

#[test]
fn a_refusal_shows_little_of_a_long_text() {
    let long = both(&|i| i.name = "n".repeat(100_000)).unwrap_err();
    assert!(long.len() < 200, "{long}");
}

/// The infrastructures of one message, so many bytes of JSON in all.
fn of_bytes(bytes: usize) -> Vec<DeploymentInfrastructure> {
    let mut list: Vec<_> = (0..16).map(|n| infrastructure(&format!("n{n:02}"))).collect();
    let value = |n: usize, length| Attribute { key: format!("k{n:02}"), value: "v".repeat(length) };
    let size = |list: &[DeploymentInfrastructure]| cosmwasm_std::to_json_vec(list).unwrap().len();
    for (slot, attribute) in (0..16).flat_map(|slot| (0..24).map(move |attribute| (slot, attribute))) {
        let mut with = list.clone();
        with[slot].requirements.attributes.push(value(attribute, 1));
        let missing = bytes - size(&with);
        // Enough is left for one more, or nothing.
        let length = match missing {
            0..=63 => 1 + missing,
            64..=90 => 24,
            _ => 50,
        };
        list[slot].requirements.attributes.push(value(attribute, length));
        if size(&list) == bytes {
            break;
        }
    }
    assert_eq!(size(&list), bytes);
    list
}

#[test]
fn all_infrastructures_of_a_message_together() {
    let (fits, too_long) = (of_bytes(32_768), of_bytes(32_769));
    World::new().submit(fits.clone(), DEPOSIT * 20_000).unwrap();
    World::with(vec![infrastructure("n00")]).ask(update(fits, &[])).unwrap();
    let expected = |field| {
        format!("deployment/invalid_field: {field} is 32769 bytes, allowed: at most 32768 bytes of JSON in all")
    };
    let error = World::new().submit(too_long.clone(), DEPOSIT * 20_000).unwrap_err();
    assert_eq!(error.to_string(), expected("infrastructure"));
    let error = World::with(vec![infrastructure("n00")]).ask(update(too_long, &[])).unwrap_err();
    assert_eq!(error.to_string(), expected("set"));
}
