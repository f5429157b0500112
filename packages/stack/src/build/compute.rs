//! Compute units.

use berth_domain::{ComputeUnit, Gpu, Invalid};

use crate::file::{ComputeSection, GpuSection};
use crate::read::{Field, Report};
use crate::scalar::{Mebibytes, Whole};

/// A compute unit whose bounds are not checked yet.
pub(crate) fn compute(section: &ComputeSection) -> Option<ComputeUnit> {
    let gpu = match &section.gpu {
        Field::Absent => None,
        Field::Broken => return None,
        Field::Given(place) => Some(gpu(&place.value)?),
    };
    Some(ComputeUnit {
        cpu: section.cpu.value()?.0,
        memory: section.memory.value()?.0,
        disk: section.disk.or(Mebibytes(0))?.0,
        bandwidth: section.bandwidth.or(Whole(0))?.0,
        gpu,
    })
}

fn gpu(section: &GpuSection) -> Option<Gpu> {
    Some(Gpu {
        count: section.count.or(Whole(1))?.0,
        vendor: section.vendor.value()?.0.clone(),
        model: section.model.optional()?.map(|model| model.0.clone()),
        memory: section.memory.optional()?.map(|memory| memory.0),
    })
}

/// Reports a bound that was not kept by what stands at `path`, in the unit of the field.
pub(crate) fn invalid(path: &str, invalid: &Invalid, report: &mut Report) {
    let field = &invalid.field;
    let unit = match field.rsplit('.').next() {
        Some("cpu") => " thousandths of a CPU",
        Some("memory" | "disk") => " MiB",
        Some("bandwidth") => " Mbit/s",
        _ => "",
    };
    report.invalid(&format!("{path}.{field}"), invalid, unit);
}
