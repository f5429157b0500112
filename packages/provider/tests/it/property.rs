//! Whatever the world looks like: nothing is planned that market refuses or that could not be delivered.

use berth_api::market::ServedLease;
use berth_domain::{Gpu, ResourceGroup};
use berth_provider::{Config, GpuStock, Inventory, Situation, reconcile};
use cosmwasm_std::{Decimal, Uint128};
use proptest::prelude::*;

use crate::market::{can_place, carry_out};
use crate::world::{bid, config, free, gpu, group, lease, now, order, ready_at, situation};

fn any_gpu() -> impl Strategy<Value = Gpu> {
    let model = prop::sample::select(vec![None, Some("a100"), Some("t4"), Some("h100")]);
    let memory = prop::sample::select(vec![None, Some(16_384), Some(16_385), Some(81_920)]);
    (1..3_u32, model, memory).prop_map(|(count, model, memory)| gpu(count, model, memory))
}

fn any_group() -> impl Strategy<Value = ResourceGroup> {
    (1..4_u32, 0..3_000_u32, prop::option::weighted(0.3, any_gpu()), 50..2_000_u64, 0..12_u128).prop_map(
        |(count, cpu, gpu, price, collateral)| {
            let mut one = group(count);
            one.compute.cpu = cpu + 1;
            one.compute.gpu = gpu;
            one.price = Decimal::percent(price);
            one.collateral = Uint128::new(collateral);
            one
        },
    )
}

fn any_world() -> impl Strategy<Value = Situation> {
    let one_order = (prop::collection::vec(any_group(), 1..3), 0..8_u8, prop::option::of(0..4_u128));
    let orders = prop::collection::vec(one_order, 0..30);
    let lease = (any_group(), 85..105_u64, prop::option::of(900..1_000_u64), prop::option::of(980..1_020_u64));
    let leases = prop::collection::vec(lease, 0..4);
    (orders, leases, 0..120_u128).prop_map(|(orders, leases, amount)| {
        let mut world = situation(vec![]);
        world.collateral = free(amount);
        for (deployment, (resources, twist, standing)) in (1..).zip(orders) {
            let mut asked = order(deployment, resources.clone());
            let standing = standing.map(|price| price * 2_000_000_000_000_000_000 + 1);
            asked.order.status.ready_at = standing.and_then(|_| ready_at(now().height + deployment % 10));
            match (twist, standing) {
                (0, _) => asked.order.denom = "uatom".into(),
                // It may not bid again, but what it has bid may win.
                (1, Some(price)) => {
                    world.bids.push(bid(deployment, resources, price, true));
                    continue;
                }
                (2, Some(price)) => {
                    world.bids.push(bid(deployment, resources, price, false));
                    continue;
                }
                (_, Some(price)) => world.bids.push(bid(deployment, resources, price, true)),
                _ => {}
            }
            world.orders.push(asked);
        }
        for (deployment, (resources, confirmed, dry_at, leave_at)) in (1_000..).zip(leases) {
            let mut own = lease_of(deployment, resources, confirmed.min(now().height));
            (own.dry_at, own.lease.status.leave_at) = (dry_at, leave_at);
            world.leases.push(own);
        }
        world
    })
}

/// Confirmed at this height, blocks of 5 seconds; with a notice of a minute.
fn lease_of(deployment: u64, resources: ResourceGroup, confirmed: u64) -> ServedLease {
    let mut own = lease(deployment, vec![resources]);
    let status = &mut own.lease.status;
    (status.confirmed_height, status.due_height) = (confirmed, confirmed + 10);
    (status.confirmed_at, status.notice) = (now().time - 5 * (now().height - confirmed), 60);
    own
}

/// What leases and standing bids take.
fn taken(world: &Situation) -> Vec<&ResourceGroup> {
    let offered = world.bids.iter().filter(|bid| bid.fulfillment.live).map(|bid| &bid.resources);
    world.leases.iter().map(|own| &own.resources).chain(offered).flatten().collect()
}

fn cards<'a>(groups: impl IntoIterator<Item = &'a ResourceGroup>) -> Vec<Gpu> {
    let of = |group: &ResourceGroup| {
        let count = group.count;
        group.compute.gpu.clone().into_iter().flat_map(move |gpu| {
            let all = usize::try_from(gpu.count * count).unwrap();
            std::iter::repeat_n(gpu, all)
        })
    };
    groups.into_iter().flat_map(of).collect()
}

/// CPUs for what is taken and `spare` more, and some cards.
fn machines(world: &Situation, spare: u64) -> Config {
    let cpu: u64 = taken(world).iter().map(|group| u64::from(group.compute.cpu * group.count)).sum();
    let stock = |model: &str, memory| GpuStock { vendor: "nvidia".into(), model: model.into(), memory, count: 20 };
    let gpus = vec![stock("a100", 81_920), stock("t4", 16_384), stock("h100", 81_920)];
    let inventory = Inventory { cpu: cpu + spare, memory: 1_000_000, disk: 0, bandwidth: 0, gpus };
    Config { inventory, ..config() }
}

proptest! {
    #[test]
    fn no_plan_is_refused_or_undeliverable_or_changes_when_made_again(
        world in any_world(),
        spare in 0..20_000_u64,
        leaving: bool,
    ) {
        let config = Config { leaving, ..machines(&world, spare) };
        // Only a world whose standing bids can be delivered says anything about the next ones.
        prop_assume!(can_place(&cards(taken(&world)), &config.inventory.gpus));
        let mut after = world.clone();
        carry_out(&mut after, &config, &reconcile(&world, &config).calls);
        prop_assert_eq!(reconcile(&after, &config).calls, []);
        prop_assert!(!leaving || after.bids.len() <= world.bids.len());
    }

    #[test]
    fn cards_are_placed_whenever_they_can_be(
        wanted in prop::collection::vec(any_gpu(), 1..5),
        counts in prop::array::uniform4(0..3_u64),
    ) {
        let kinds = [("a100", 81_920), ("a100", 16_384), ("t4", 16_384), ("h100", 81_920)];
        let stock = |((model, memory), count): ((&str, u32), u64)| {
            GpuStock { vendor: "nvidia".into(), model: model.into(), memory, count }
        };
        let mut own = config();
        own.inventory.gpus = kinds.into_iter().zip(counts).map(stock).collect();
        let with = |wanted: &Gpu| {
            let mut one = group(1);
            (one.compute.gpu, one.price) = (Some(wanted.clone()), Decimal::percent(10_000));
            one
        };
        let resources: Vec<_> = wanted.iter().map(with).collect();
        let expected = can_place(&cards(&resources), &own.inventory.gpus);
        let plan = reconcile(&situation(vec![order(1, resources)]), &own);
        prop_assert_eq!(plan.calls.len(), usize::from(expected), "{:?}", plan.passed_over);
    }
}
