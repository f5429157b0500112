//! Time and height: none, a block, a halt, or just to where something happens, and a step before or after it.

use berth_api::domain::{Moment, WaitDuration};

use super::dice::Dice;
use super::lockstep::Lockstep;
use super::scene::Scene;

/// A moment at which something changes.
#[derive(Clone, Copy)]
enum Edge {
    Height(u64),
    Time(u64),
}

/// What happens between two messages.
pub fn pass(market: &mut Lockstep, dice: &mut Dice) {
    let (blocks, seconds) = match dice.below(20) {
        0..=7 => (0, 0),
        8..=10 => (1, 6),
        11 => (1, 0),
        12 => (dice.below(4), dice.below(60)),
        13 => (1, dice.below(1_000)),
        14 if dice.once_in(3) => (1 + dice.below(9), dice.below(86_400 + 3_600)),
        14 => (dice.below(12), 60),
        _ => to_an_edge(market, dice),
    };
    market.pass(blocks, seconds);
}

fn to_an_edge(market: &Lockstep, dice: &mut Dice) -> (u64, u64) {
    let scene = Scene::of(market);
    let ahead: Vec<Edge> = edges(&scene, dice).into_iter().filter(|edge| lies_ahead(&scene, *edge)).collect();
    match dice.any_of(&ahead) {
        None => (1, 6),
        Some(Edge::Height(height)) => {
            let blocks = height - scene.height;
            (blocks, blocks * dice.below(7))
        }
        Some(Edge::Time(time)) => (1 + dice.below(2), time - scene.time),
    }
}

const fn lies_ahead(scene: &Scene, edge: Edge) -> bool {
    match edge {
        Edge::Height(height) => height > scene.height && height - scene.height < 30,
        Edge::Time(time) => time > scene.time && time - scene.time < 10_000,
    }
}

/// What may happen next to one kind of thing, a little early or late. Each kind is as likely as the others.
fn edges(scene: &Scene, dice: &mut Dice) -> Vec<Edge> {
    let (kind, after) = (dice.below(5), dice.below(3));
    let height = |at: u64| Edge::Height((at + after).saturating_sub(1));
    let time = |at: u64| Edge::Time((at + after).saturating_sub(1));
    match kind {
        0 => scene.market.model.accounts().iter().filter_map(|one| one.funded_until).map(time).collect(),
        1 => scene.leases.iter().map(|(_, lease)| height(lease.due_height)).collect(),
        2 => scene.leases.iter().filter_map(|(_, lease)| lease.leave_at).map(time).collect(),
        3 => scene
            .open
            .iter()
            .filter_map(|(_, open)| open.ready_at)
            .map(|at| match at {
                Moment::Height(at) => height(at),
                Moment::Time(at) => time(at),
            })
            .collect(),
        _ => scene
            .open
            .iter()
            .filter_map(|(id, open)| {
                let wait = scene.live.iter().find(|one| one.deployment == id.deployment)?.wait_duration;
                match (open.ready_at?, wait) {
                    (Moment::Height(at), WaitDuration::Blocks(blocks)) => Some(height(at - blocks / 2)),
                    (Moment::Time(at), WaitDuration::Seconds(seconds)) => Some(time(at - seconds / 2)),
                    _ => None,
                }
            })
            .collect(),
    }
}
