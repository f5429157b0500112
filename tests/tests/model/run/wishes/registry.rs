//! What providers publish, auditors vouch for, officers do.

use berth_api::provider_registry::ExecuteMsg as Registry;
use cosmwasm_std::Binary;

use super::super::cast::{AUDITORS, OFFICERS, profile, tier};
use super::super::dice::Dice;
use super::super::scene::{Scene, Sent};
use super::spoils;

/// A provider of this market, or whoever would be one.
fn provider(scene: &Scene, dice: &mut Dice) -> String {
    if dice.once_in(6) { scene.anybody(dice) } else { scene.provider(dice) }
}

/// One that can go: without lease and bid, if there is such a one.
fn idle(scene: &Scene, dice: &mut Dice) -> String {
    let registered = scene.market.model.providers().into_iter().map(|one| one.address.into_string());
    let idle: Vec<String> = registered
        .filter(|one| {
            let bound = scene.market.model.obligations(one);
            !bound.leases && !bound.bids
        })
        .collect();
    match dice.any_of(&idle) {
        Some(idle) if dice.flag() => idle,
        _ => scene.provider(dice),
    }
}

fn any_profile(dice: &mut Dice) -> berth_api::domain::ProviderProfile {
    let region = dice.one_of(&["eu-west", "eu-west", "us-east"]);
    let mut chosen = profile(region, vec![tier(dice.one_of(&["3", "2"]))]);
    if spoils(dice) {
        match dice.below(3) {
            0 => "http://dc.example".clone_into(&mut chosen.endpoint),
            1 => "EU".clone_into(&mut chosen.region),
            _ => chosen.attributes = vec![tier("3"), tier("2")],
        }
    }
    chosen
}

/// Whoever is not registered, mostly.
pub fn register(scene: &Scene, dice: &mut Dice) -> Sent {
    let here = scene.market.model.providers();
    let gone = super::super::cast::PROVIDERS.map(|name| scene.market.address(name));
    let gone: Vec<String> = gone.into_iter().filter(|one| here.iter().all(|row| row.address.as_str() != one)).collect();
    let sender = match dice.any_of(&gone) {
        Some(gone) if !dice.once_in(5) => gone,
        _ => provider(scene, dice),
    };
    Sent::new(sender, Registry::RegisterProvider { profile: any_profile(dice) })
}

pub fn update(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(provider(scene, dice), Registry::UpdateProvider { profile: any_profile(dice) })
}

/// One that has stopped, mostly.
pub fn activate(scene: &Scene, dice: &mut Dice) -> Sent {
    let stopped = scene.market.model.providers().into_iter().filter(|one| !one.active);
    let stopped: Vec<String> = stopped.map(|one| one.address.into_string()).collect();
    let sender = match dice.any_of(&stopped) {
        Some(stopped) if !dice.once_in(6) => stopped,
        _ => provider(scene, dice),
    };
    Sent::new(sender, Registry::ActivateProvider {})
}

pub fn deactivate(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(provider(scene, dice), Registry::DeactivateProvider {})
}

pub fn deregister(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(idle(scene, dice), Registry::DeregisterProvider {})
}

fn certificate(dice: &mut Dice) -> Binary {
    if spoils(dice) {
        return dice.one_of(&[Binary::default(), vec![0x31, 0].into(), vec![0x30, 2, 1].into()]);
    }
    vec![0x30, 1, u8::try_from(dice.below(3)).unwrap()].into()
}

pub fn publish(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(provider(scene, dice), Registry::PublishCertificate { certificate: certificate(dice) })
}

/// Who has one, mostly.
fn certified(scene: &Scene, dice: &mut Dice) -> String {
    let has = |one: &String| scene.market.model.certificate_of(one).is_some_and(|last| last.certificate.is_some());
    let certified: Vec<String> = scene.market.addresses().into_iter().filter(has).collect();
    match dice.any_of(&certified) {
        Some(certified) if !dice.once_in(5) => certified,
        _ => provider(scene, dice),
    }
}

pub fn rotate(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(certified(scene, dice), Registry::RotateCertificate { certificate: certificate(dice) })
}

pub fn revoke(scene: &Scene, dice: &mut Dice) -> Sent {
    Sent::new(certified(scene, dice), Registry::RevokeCertificate {})
}

fn auditor(scene: &Scene, dice: &mut Dice) -> String {
    if dice.once_in(6) { scene.anybody(dice) } else { scene.market.address(dice.one_of(&AUDITORS)) }
}

pub fn attest(scene: &Scene, dice: &mut Dice) -> Sent {
    let (mut about, sender) = (provider(scene, dice), auditor(scene, dice));
    let mut attributes = vec![tier(dice.one_of(&["3", "3", "2"]))];
    let mut expires_at = scene.time + dice.between(1, 20_000);
    if dice.once_in(9) {
        match dice.below(4) {
            0 => about.clone_from(&sender),
            1 => "nobody".clone_into(&mut about),
            2 => attributes.clear(),
            _ => expires_at = scene.time,
        }
    }
    Sent::new(sender, Registry::Attest { provider: about, attributes, expires_at })
}

pub fn revoke_attestation(scene: &Scene, dice: &mut Dice) -> Sent {
    let all = scene.market.addresses().into_iter().flat_map(|one| scene.market.model.attestations_of(&one));
    let all: Vec<_> = all.map(|one| (one.auditor.into_string(), one.provider.into_string())).collect();
    let (sender, provider) = match dice.any_of(&all) {
        Some(pair) if !dice.once_in(5) => pair,
        _ => (auditor(scene, dice), if spoils(dice) { "nobody".to_owned() } else { provider(scene, dice) }),
    };
    Sent::new(sender, Registry::RevokeAttestation { provider })
}

fn admin(scene: &Scene) -> String {
    scene.market.model.authority().admin.into_string()
}

/// A person, now and then one of the four contracts or nobody.
fn officer(scene: &Scene, dice: &mut Dice) -> String {
    match dice.below(16) {
        0 => dice.one_of(&scene.market.contracts),
        1 => "nobody".to_owned(),
        _ => scene.market.address(dice.one_of(&OFFICERS)),
    }
}

pub fn propose(scene: &Scene, dice: &mut Dice) -> Sent {
    let ahead = match dice.below(12) {
        0 => 2_592_001,
        1..=3 => dice.between(1, 100),
        _ => dice.between(1_000, 200_000),
    };
    let admin_to_be = officer(scene, dice);
    Sent::new(admin(scene), Registry::ProposeAdmin { admin: admin_to_be, expires_at: scene.time + ahead })
}

pub fn cancel_proposal(scene: &Scene, _: &mut Dice) -> Sent {
    Sent::new(admin(scene), Registry::CancelAdminProposal {})
}

pub fn accept(scene: &Scene, dice: &mut Dice) -> Sent {
    let proposed = scene.market.model.authority().pending.map(|one| one.address.into_string());
    Sent::new(proposed.unwrap_or_else(|| scene.anybody(dice)), Registry::AcceptAdmin {})
}

pub fn set_guardian(scene: &Scene, dice: &mut Dice) -> Sent {
    let guardian = officer(scene, dice);
    Sent::new(admin(scene), Registry::SetGuardian { guardian })
}

pub fn pause(scene: &Scene, dice: &mut Dice) -> Sent {
    let guardian = scene.market.model.authority().guardian.into_string();
    Sent::new(if dice.flag() { admin(scene) } else { guardian }, Registry::Pause {})
}

pub fn unpause(scene: &Scene, _: &mut Dice) -> Sent {
    Sent::new(admin(scene), Registry::Unpause {})
}
