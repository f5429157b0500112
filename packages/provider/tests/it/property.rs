//! Whatever the world looks like: nothing is planned that market refuses or that could not be delivered.

use berth_api::Call;
use berth_api::market::ExecuteMsg;
use berth_domain::{Gpu, OrderId, ResourceGroup};
use berth_provider::{Config, GpuStock, Inventory, OwnBid, Situation, reconcile};
use cosmwasm_std::{Decimal, Uint128};
use proptest::prelude::*;

use crate::market::{can_place, carry_out};
use crate::world::{balance, config, gpu, group, lease, me, now, order, ready_at, situation};

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
    let leases = prop::collection::vec((any_group(), 85..105_u64), 0..4);
    (orders, leases, 0..120_u128, 0..40_u128).prop_map(|(orders, leases, free, dead)| {
        let mut world = situation(vec![]);
        let mut locked = dead;
        for (deployment, (resources, twist, standing)) in (1..).zip(orders) {
            let mut asked = order(deployment, resources);
            match twist {
                0 => asked.status.barred = Some(me()),
                1 => asked.infrastructure.region = "us-east".into(),
                2 => asked.infrastructure.region = String::new(),
                3 => asked.denom = "uatom".into(),
                4 => asked.status.ready_at = ready_at(now().height - 1 + u64::from(deployment % 3 == 0)),
                5 => asked.owner = me(),
                6 => asked.status.ready_at = ready_at(now().height + 1),
                _ => {
                    if let Some(price) = standing {
                        let price = Uint128::new(price * 2_000_000_000_000_000_000 + 1);
                        world.bids.push(OwnBid { order: asked.order, price });
                        locked += asked.status.collateral.u128();
                    }
                }
            }
            world.open_orders.push(asked);
        }
        for (deployment, (resources, confirmed)) in (1_000..).zip(leases) {
            let mut own = lease(deployment, vec![resources]);
            own.lease.status.confirmed_height = confirmed.min(now().height);
            own.lease.status.due_height = own.lease.status.confirmed_height + 10;
            locked += own.lease.status.collateral.u128();
            world.leases.push(own);
        }
        world.balances = vec![balance(free, locked)];
        world
    })
}

/// What leases and standing bids take.
fn taken(world: &Situation) -> Vec<&ResourceGroup> {
    let standing = |id: &OrderId| world.bids.iter().any(|bid| bid.order == *id);
    let bids = world.open_orders.iter().filter(|order| standing(&order.order));
    let offered = bids.map(|order| &order.infrastructure.resources);
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
    fn no_plan_is_refused_or_undeliverable_or_changes_when_made_again(world in any_world(), spare in 0..20_000_u64) {
        let config = machines(&world, spare);
        // Only a world whose standing bids can be delivered says anything about the next ones.
        prop_assume!(can_place(&cards(taken(&world)), &config.inventory.gpus));
        let mut after = world.clone();
        carry_out(&mut after, &config, &reconcile(&world, &config).calls);
        // The release of dead bids alone is tried again until it helps.
        let release = Call::from(ExecuteMsg::ReleaseFulfillments { limit: 32 });
        let again = reconcile(&after, &config).calls;
        prop_assert!(again.iter().all(|call| *call == release), "{:?}", again);
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
