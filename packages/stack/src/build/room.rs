//! Whether what is placed on an infrastructure finds room in what it leases.
//!
//! Instances are put one by one into the first compute unit that has room left, the infrastructure's groups in
//! the order of the file; workloads that need most go first: by graphics processors, then memory, then CPU, then name.
//! An instance is never split. What finds room so can really run; that something else might too is not looked for.

use std::cmp::Reverse;

use berth_domain::{ComputeUnit, DeploymentInfrastructure, Gpu};

use crate::error::Problem;
use crate::read::Report;
use crate::{Manifest, Workload};

/// So many equal compute units with as much left in each.
struct Room {
    left: ComputeUnit,
    units: u32,
}

/// Reports every workload for which an infrastructure of its placement has no room.
pub(crate) fn check(infrastructure: &[DeploymentInfrastructure], manifest: &Manifest, report: &mut Report) {
    let mut workloads: Vec<(&String, &Workload)> = manifest.workloads.iter().collect();
    workloads.sort_by_key(|(_, workload)| {
        let ComputeUnit { cpu, memory, gpu, .. } = &workload.compute;
        Reverse((gpu.as_ref().map_or(0, |gpu| gpu.count), *memory, *cpu))
    });
    for DeploymentInfrastructure { name, resources, .. } in infrastructure {
        let room = |group: &berth_domain::ResourceGroup| Room { left: group.compute.clone(), units: group.count };
        let mut rooms: Vec<Room> = resources.iter().map(room).collect();
        for (workload, Workload { compute, count, placement, .. }) in &workloads {
            if !placement.contains(name) {
                continue;
            }
            let placed = place(&mut rooms, compute, *count);
            if placed < *count {
                let problem = Problem::NoRoom { infrastructure: name.clone(), instances: *count, placed };
                report.put(&format!("manifest.workloads.{workload}"), problem);
            }
        }
    }
}

/// Puts up to `count` instances into `rooms`: how many found room.
fn place(rooms: &mut Vec<Room>, instance: &ComputeUnit, count: u32) -> u32 {
    let mut placed: u32 = 0;
    let mut after = Vec::with_capacity(rooms.len().saturating_add(2));
    for Room { left, units } in rooms.drain(..) {
        let todo = count.saturating_sub(placed);
        let each = times(&left, instance).min(todo);
        if each == 0 {
            after.push(Room { left, units });
            continue;
        }
        // `each` is not 0. Some units take `each`, at most one takes the rest, the others stay as they are.
        let full = todo.checked_div(each).unwrap_or_default().min(units);
        let rest = todo.checked_rem(each).unwrap_or_default().min(if full < units { each } else { 0 });
        let partly = u32::from(rest > 0);
        after.push(Room { left: less(&left, instance, each), units: full });
        after.push(Room { left: less(&left, instance, rest), units: partly });
        after.push(Room { left, units: units.saturating_sub(full).saturating_sub(partly) });
        placed = placed.saturating_add(full.saturating_mul(each)).saturating_add(rest);
    }
    after.retain(|room| room.units > 0);
    *rooms = after;
    placed
}

/// How many instances fit into one unit.
fn times(left: &ComputeUnit, instance: &ComputeUnit) -> u32 {
    let quotient = |have: u32, need: u32| have.checked_div(need).unwrap_or(u32::MAX);
    let gpus = match (&left.gpu, &instance.gpu) {
        (_, None) => u32::MAX,
        (Some(have), Some(need)) if serves(have, need) => quotient(have.count, need.count),
        _ => 0,
    };
    let pairs = [
        (left.cpu, instance.cpu),
        (left.memory, instance.memory),
        (left.disk, instance.disk),
        (left.bandwidth, instance.bandwidth),
    ];
    pairs.into_iter().fold(gpus, |least, (have, need)| least.min(quotient(have, need)))
}

/// Whatever the lease leaves open may turn out to be something else than what the instance asks for.
fn serves(have: &Gpu, need: &Gpu) -> bool {
    let model = need.model.is_none() || need.model == have.model;
    let memory = need.memory.is_none_or(|need| have.memory.is_some_and(|have| have >= need));
    have.vendor == need.vendor && model && memory
}

/// What is left of a unit.
fn less(left: &ComputeUnit, instance: &ComputeUnit, instances: u32) -> ComputeUnit {
    let sub = |have: u32, need: u32| have.saturating_sub(need.saturating_mul(instances));
    let used = instance.gpu.as_ref().map_or(0, |gpu| gpu.count);
    ComputeUnit {
        cpu: sub(left.cpu, instance.cpu),
        memory: sub(left.memory, instance.memory),
        disk: sub(left.disk, instance.disk),
        bandwidth: sub(left.bandwidth, instance.bandwidth),
        gpu: left.gpu.clone().map(|gpu| Gpu { count: sub(gpu.count, used), ..gpu }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn gpu() -> impl Strategy<Value = Gpu> {
        let model = option::of(prop::sample::select(&["a100", "t4"][..]).prop_map(str::to_owned));
        (1..4_u32, model, option::of(1..3_u32)).prop_map(|(count, model, memory)| Gpu {
            count,
            vendor: "nvidia".into(),
            model,
            memory,
        })
    }

    fn unit(most: u32) -> impl Strategy<Value = ComputeUnit> {
        (1..most, 1..most, 0..most, 0..most, option::of(gpu()))
            .prop_map(|(cpu, memory, disk, bandwidth, gpu)| ComputeUnit { cpu, memory, disk, bandwidth, gpu })
    }

    #[expect(clippy::arithmetic_side_effects, reason = "a test ends there")]
    /// First fit as it is told: every unit by itself, one instance after the other.
    fn one_by_one(units: &mut [ComputeUnit], instance: &ComputeUnit, count: u32) -> u32 {
        let fits = |unit: &ComputeUnit| {
            let gpus = match (&unit.gpu, &instance.gpu) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(have), Some(need)) => {
                    have.count >= need.count
                        && have.vendor == need.vendor
                        && (need.model.is_none() || have.model == need.model)
                        && need.memory.is_none_or(|memory| have.memory >= Some(memory))
                }
            };
            gpus && unit.cpu >= instance.cpu
                && unit.memory >= instance.memory
                && unit.disk >= instance.disk
                && unit.bandwidth >= instance.bandwidth
        };
        for placed in 0..count {
            let Some(unit) = units.iter_mut().find(|unit| fits(unit)) else { return placed };
            unit.cpu -= instance.cpu;
            unit.memory -= instance.memory;
            unit.disk -= instance.disk;
            unit.bandwidth -= instance.bandwidth;
            if let (Some(have), Some(need)) = (&mut unit.gpu, &instance.gpu) {
                have.count -= need.count;
            }
        }
        count
    }

    proptest! {
        #[test]
        fn equal_units_together_are_as_each_by_itself(
            groups in vec((unit(30), 1..6_u32), 1..4),
            workloads in vec((unit(12), 1..12_u32), 1..5),
        ) {
            let mut rooms: Vec<_> = groups.iter().cloned().map(|(left, units)| Room { left, units }).collect();
            let mut units: Vec<ComputeUnit> = vec![];
            for (unit, count) in &groups {
                units.extend((0..*count).map(|_| unit.clone()));
            }
            for (instance, count) in &workloads {
                prop_assert_eq!(place(&mut rooms, instance, *count), one_by_one(&mut units, instance, *count));
                let left: Vec<_> = rooms.iter().flat_map(|room| (0..room.units).map(|_| room.left.clone())).collect();
                prop_assert_eq!(&left, &units);
            }
        }
    }

    #[test]
    fn the_largest_counts_are_quick() {
        let instance = ComputeUnit { cpu: 1, memory: 1, disk: 0, bandwidth: 0, gpu: None };
        let unit = ComputeUnit { cpu: u32::MAX, memory: 1_000, ..instance.clone() };
        let mut rooms: Vec<_> = (0..8).map(|_| Room { left: unit.clone(), units: 10_000 }).collect();
        assert_eq!(place(&mut rooms, &instance, 80_000_000), 80_000_000);
        assert_eq!(place(&mut rooms, &instance, 1), 0);
    }
}
