//! What tenants do.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::domain::{
    ComputeUnit, DeploymentInfrastructure, Requirements, ResourceGroup, SignedBy, Terms, WaitDuration,
};
use berth_api::market::ExecuteMsg as Market;
use cosmwasm_std::{Decimal, HexBinary, Uint128, coin};

use super::super::cast::{AUDITORS, DENOM, DENOMS, NEW, OTHER, setup, tier};
use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};
use super::spoils;

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Prices that do not come out even: each of them is some 10^-9 of a unit off a round one.
fn price(dice: &mut Dice) -> Decimal {
    Decimal::new(Uint128::new(1 + u128::from(dice.between(1, 40)) * 50_000_000_123_456_789))
}

fn group(denom: &str, dice: &mut Dice) -> ResourceGroup {
    let collateral = match (denom, dice.below(8)) {
        (OTHER, 7) => 29_000,
        (OTHER, choice) => 31 + u128::from(choice) * 777,
        (_, 7) => 29_000_000,
        (_, choice) => 100_000 + u128::from(choice) * 333_333,
    };
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 0, bandwidth: 0, gpu: None };
    let (price, count) = (price(dice), u32::try_from(dice.between(1, 2)).unwrap());
    ResourceGroup { compute, price, collateral: Uint128::new(collateral), count }
}

/// What a tenant might ask for: mostly anything, now and then of a good provider.
fn infrastructure(scene: &Scene, name: &str, denom: &str, dice: &mut Dice) -> DeploymentInfrastructure {
    let mut wanted = DeploymentInfrastructure {
        name: name.to_owned(),
        region: String::new(),
        persist: dice.flag(),
        notice: dice.one_of(&[0, 5, 60, 900]),
        resources: vec![group(denom, dice)],
        requirements: Requirements::default(),
    };
    if dice.once_in(5) {
        wanted.resources.push(group(denom, dice));
    }
    let asked = &mut wanted.requirements;
    match dice.below(24) {
        16 => "eu-west".clone_into(&mut wanted.region),
        17 => asked.attributes = vec![tier("3")],
        18 => asked.min_stake = Uint128::new(700),
        19 => asked.min_reputation = u32::try_from(dice.between(1, 200)).unwrap(),
        20 => asked.exclude = vec![scene.provider(dice)],
        21 => {
            asked.attributes = vec![tier("3")];
            asked.signed_by = SignedBy { all_of: vec![scene.market.address(AUDITORS[0])], any_of: vec![] };
        }
        22 => {
            let mut any_of: Vec<String> = AUDITORS.iter().map(|name| scene.market.address(name)).collect();
            any_of.sort_unstable();
            asked.signed_by = SignedBy { all_of: vec![], any_of };
        }
        _ => {}
    }
    if spoils(dice) {
        spoil(scene, &mut wanted, dice);
    }
    wanted
}

fn spoil(scene: &Scene, wanted: &mut DeploymentInfrastructure, dice: &mut Dice) {
    match dice.below(10) {
        0 => "Not A Name".clone_into(&mut wanted.name),
        1 => wanted.resources[0].count = 0,
        2 => wanted.resources[0].price = Decimal::zero(),
        3 => wanted.resources.clear(),
        4 => wanted.notice = 2_592_001,
        5 => wanted.requirements.exclude = vec!["nobody".to_owned()],
        6 => wanted.requirements.exclude = vec![scene.market.contracts[0].clone()],
        7 => wanted.requirements.attributes = vec![tier("3"), tier("3")],
        8 => (wanted.resources[0].price, wanted.resources[0].count) = (Decimal::MAX, 2),
        _ => wanted.resources[0].collateral = Uint128::one(),
    }
}

/// The terms that a denom had when everything began, or nearly.
fn first_terms(denom: &str) -> Terms {
    let all = setup().terms;
    all.iter().find(|terms| terms.denom == denom).unwrap_or(&all[0]).clone()
}

/// About what these orders cost for so many seconds, rounded up.
fn cost(list: &[DeploymentInfrastructure], terms: &Terms, seconds: u64) -> u128 {
    let rates = list.iter().flat_map(|one| &one.resources).map(|group| {
        let interest = group.collateral.u128().saturating_mul(terms.interest_rate.atomics().u128()) / 31_536_000;
        group.price.atomics().u128().saturating_mul(group.count.into()).saturating_add(interest)
    });
    let rate = rates.fold(0, u128::saturating_add);
    rate.saturating_mul(u128::from(seconds)) / 1_000_000_000_000_000_000 + 1
}

pub fn submit(scene: &Scene, dice: &mut Dice) -> Sent {
    let denom = match dice.below(16) {
        0..=9 => DENOM,
        10..=14 => OTHER,
        _ => NEW,
    };
    let count = dice.between(1, 3);
    let names = NAMES.iter().take(usize::try_from(count).unwrap());
    let infrastructure: Vec<_> = names.map(|name| infrastructure(scene, name, denom, dice)).collect();
    let terms = first_terms(denom);
    let runway = terms.min_runway;
    let seconds = match dice.below(8) {
        0..=2 => runway + dice.below(3),
        3..=5 => runway + dice.below(1_000),
        6 => runway * 5 + dice.below(5_000),
        _ => dice.below(runway + 1),
    };
    let hold = (terms.match_tip + terms.close_tip).u128() * u128::from(count);
    let deposit = (cost(&infrastructure, &terms, seconds) + hold).min(1_000_000_000);
    let mut wait_duration = match dice.below(2) {
        0 => WaitDuration::Blocks(dice.between(1, 6)),
        _ => WaitDuration::Seconds(dice.between(1, 40)),
    };
    let mut version = HexBinary::from([u8::try_from(dice.below(4)).unwrap(); 32]);
    if spoils(dice) {
        match dice.below(3) {
            0 => wait_duration = WaitDuration::Blocks(0),
            1 => wait_duration = WaitDuration::Seconds(99_999_999),
            _ => version = HexBinary::from([1; 31]),
        }
    }
    let paid = if dice.once_in(40) { dice.one_of(&DENOMS) } else { denom };
    let submit = Deployment::SubmitDeployment { version, denom: denom.to_owned(), wait_duration, infrastructure };
    Sent::new(scene.tenant(dice), submit).with(coin(deposit, paid))
}

pub fn update(scene: &Scene, dice: &mut Dice) -> Sent {
    let (deployment, owner) = scene.deployment(dice);
    let here = scene.live.iter().find(|one| one.deployment == deployment);
    let denom = here.map_or(DENOM, |one| one.denom.as_str());
    let listed: Vec<_> =
        here.iter().flat_map(|one| &one.infrastructure).map(|one| one.infrastructure.clone()).collect();
    let (mut set, mut remove, mut version) = (vec![], vec![], None);
    match (dice.below(10), dice.any_of(&listed)) {
        // Another persist flag, or none at all: what is overdue is booked.
        (0..=3, Some(mut same)) => {
            same.persist = same.persist != dice.flag();
            set.push(same);
        }
        (4, Some(mut same)) => {
            same.notice += 1;
            set.push(same);
        }
        (5 | 6, Some(gone)) => remove.push(gone.name),
        (7, _) => version = Some(HexBinary::from([u8::try_from(dice.below(4)).unwrap(); 32])),
        _ => {}
    }
    if set.is_empty() && remove.is_empty() && version.is_none() || dice.once_in(6) {
        set.push(infrastructure(scene, dice.one_of(&NAMES), denom, dice));
    }
    if dice.once_in(10) {
        match dice.below(4) {
            0 => (set, remove, version) = (vec![], vec![], None),
            1 => remove.push("nowhere".to_owned()),
            2 => remove.extend(set.first().map(|one| one.name.clone())),
            _ => version = Some(HexBinary::from([1; 33])),
        }
    }
    Sent::new(owner, Deployment::UpdateDeployment { deployment, version, set, remove })
}

pub fn resume(scene: &Scene, dice: &mut Dice) -> Sent {
    let (mut deployment, mut owner) = scene.deployment(dice);
    if let Some(dry) = dice.any_of(&scene.dry()).filter(|_| dice.once_in(3)) {
        (deployment, owner) = (dry, scene.owner(dry).unwrap());
    }
    Sent::new(owner, Deployment::ResumeDeployment { deployment })
}

pub fn cancel(scene: &Scene, dice: &mut Dice) -> Sent {
    let (deployment, owner) = scene.deployment(dice);
    Sent::new(owner, Deployment::CancelDeployment { deployment, payout: dice.flag() })
}

pub fn close_lease(scene: &Scene, dice: &mut Dice) -> Sent {
    let (lease, _, owner) = scene.lease(dice);
    Sent::new(owner, Market::CloseLease { lease, reorder: dice.flag() })
}
