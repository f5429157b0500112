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
