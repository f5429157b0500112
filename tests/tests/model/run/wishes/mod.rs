//! What anybody might do next, sensible or not.

mod governors;
mod keepers;
mod money;
mod providers;
mod registry;
mod tenants;

use berth_api::market::LeaseStatus;
use cosmwasm_std::coin;

use super::cast::{DENOM, DENOMS};
use super::dice::Dice;
use super::scene::{Deed, Scene, Sent};

type Wish = fn(&Scene, &mut Dice) -> Sent;

/// Every message, and how often it is tried. What needs a rare state to succeed is tried more often.
const WISHES: [(u64, Wish); 45] = [
    (150, providers::bid),
    (55, tenants::submit),
    (120, providers::confirm),
    (90, keepers::match_open_orders),
    (45, tenants::update),
    (40, tenants::resume),
    (14, tenants::cancel),
    (30, tenants::close_lease),
    (35, providers::cancel_bids),
    (25, providers::collect),
    (60, providers::give_notice),
    (35, providers::leave),
    (30, keepers::submit_lease),
    (20, keepers::invalidate),
    (25, keepers::submit_stale),
    (30, keepers::close_unfunded),
    (30, keepers::release),
    (35, keepers::facilitate),
    (25, money::deposit_to_account),
    (15, money::deposit_to_oneself),
    (25, money::withdraw),
    (30, money::withdraw_deposit),
    (30, money::stake),
    (40, money::unstake),
    (16, registry::register),
    (12, registry::update),
    (26, registry::activate),
    (24, registry::deactivate),
    (16, registry::deregister),
    (24, registry::publish),
    (22, registry::rotate),
    (24, registry::revoke),
    (16, registry::attest),
    (10, registry::revoke_attestation),
    (20, registry::propose),
    (24, registry::cancel_proposal),
    (40, registry::accept),
    (10, registry::set_guardian),
    (12, registry::pause),
    (20, registry::unpause),
    (20, governors::set_terms),
    (8, governors::remove_terms),
    (36, governors::set_parameters),
    (16, governors::internal),
    (10, keepers::facilitate_all),
];

/// What a step wishes, in the market that it meets.
pub fn deed(scene: &Scene, dice: &mut Dice) -> Deed {
    match dice.below(100) {
        98 => return Deed::Stray(coin(1 + u128::from(dice.below(9)), dice.one_of(&DENOMS))),
        99 => return Deed::Sudo,
        _ => {}
    }
    if let Some(wish) = what_is_rare(scene, dice) {
        return Deed::Send(wish(scene, dice));
    }
    let total = WISHES.iter().map(|(weight, _)| weight).sum();
    let mut left = dice.below(total);
    let chosen = WISHES.iter().find(|(weight, _)| {
        let found = left < *weight;
        left = left.saturating_sub(*weight);
        found
    });
    let mut sent = chosen.expect("less than the total").1(scene, dice);
    // Whoever it is, whatever coins come with it.
    if dice.once_in(16) {
        sent.sender = scene.anybody(dice);
    }
    if dice.once_in(60) {
        sent.funds = match dice.below(3) {
            0 => vec![],
            1 => vec![coin(7, dice.one_of(&DENOMS))],
            _ => vec![coin(1, "uatom"), coin(1, DENOM)],
        };
    }
    Deed::Send(sent)
}

/// What is worth a wish because of how the market stands: a pause is over soon, or nothing would happen; with nobody to
/// serve there is little to do; and some things can be done only now.
fn what_is_rare(scene: &Scene, dice: &mut Dice) -> Option<Wish> {
    let model = &scene.market.model;
    if model.authority().paused && dice.once_in(5) {
        return Some(dice.one_of(&[
            registry::unpause,
            registry::unpause,
            registry::unpause,
            registry::pause,
            money::stake,
        ]));
    }
    if scene.live.is_empty() && dice.flag() {
        return Some(tenants::submit);
    }
    let due = model.pending_work();
    if scene.leases.is_empty() && dice.flag() {
        return Some(if due.ready.is_empty() { providers::bid } else { keepers::match_open_orders });
    }
    let may_go = |lease: &LeaseStatus| lease.leave_at <= Some(scene.time) && lease.due_height >= scene.height;
    if scene.leases.iter().any(|(_, lease)| lease.leave_at.is_some() && may_go(lease)) && dice.once_in(5) {
        return Some(providers::leave);
    }
    if !due.finished.is_empty() && dice.once_in(16) {
        return Some(keepers::release);
    }
    if model.authority().pending.is_some() && dice.once_in(12) {
        return Some(dice.one_of(&[registry::accept, registry::accept, registry::cancel_proposal]));
    }
    None
}

/// What is wrong with a message now and then.
fn spoils(dice: &mut Dice) -> bool {
    dice.once_in(24)
}
