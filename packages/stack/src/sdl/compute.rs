//! What a machine has.

use std::collections::BTreeMap;

use crate::read::{Field, Named, Place};
use crate::sdl::carry::Carrier;
use crate::sdl::file::{ComputeProfile, GpuModel, GpuSection, ResourcesSection, StorageSection};
use crate::sdl::plan::{Compute, Gpu};
use crate::sdl::shape::{Maybe, Size};

impl Carrier<'_> {
    /// The compute profiles by name; nothing for those that are broken, which was reported.
    pub(crate) fn computes(&mut self, named: &Named<ComputeProfile>) -> BTreeMap<String, Option<Compute>> {
        let mut computes = BTreeMap::new();
        for entry in &named.0 {
            let resources = entry.value.as_ref().and_then(|profile| profile.resources.value());
            let compute = resources.and_then(|resources| self.compute(resources));
            computes.insert(entry.key.name.clone(), compute);
        }
        computes
    }

    fn compute(&mut self, resources: &ResourcesSection) -> Option<Compute> {
        let cpu = resources.cpu.value().and_then(|cpu| {
            self.drop_if(&cpu.attributes, "is not carried over: ask for it under attributes of the infrastructure");
            let units = cpu.units.given()?;
            if units.value.rounded {
                self.drop(&units.path, format!("is rounded up to {}m", units.value.thousandths));
            }
            Some(units.value.thousandths)
        });
        let memory = resources.memory.value().and_then(|memory| {
            self.drop_if(&memory.attributes, "is not carried over: there is one kind of memory");
            self.size(memory.size.given()?)
        });
        let disk = self.disk(&resources.storage.value()?.0);
        let gpu = match resources.gpu.optional()? {
            Some(gpu) => self.gpu(gpu)?,
            None => None,
        };
        Some(Compute { cpu: cpu?, memory: memory?, disk: disk?, gpu })
    }

    /// One disk as large as all volumes.
    fn disk(&mut self, volumes: &[Field<StorageSection>]) -> Option<u32> {
        let mut all = Some(0_u32);
        for volume in volumes {
            let size = volume.given().and_then(|volume| self.volume(&volume.value));
            all = all.zip(size).map(|(all, size)| all.saturating_add(size));
        }
        all
    }

    fn volume(&mut self, volume: &StorageSection) -> Option<u32> {
        let size = volume.size.given()?;
        self.drop_if(&volume.name, "is not carried over: a workload has one disk, as large as its volumes together");
        let mut in_memory = false;
        if let Some(attributes) = volume.attributes.value() {
            if attributes.persistent.value().is_some_and(|flag| flag.0) {
                self.drop_if(&attributes.persistent, "is not carried over: a disk lasts as long as its lease");
            }
            in_memory = attributes.class.value().is_some_and(|class| class.0 == "ram");
            let what = if in_memory {
                "is not carried over, nor is its volume: there is no shared memory; ask for more memory instead"
            } else {
                "is not carried over: ask for it under attributes of the infrastructure"
            };
            self.drop_if(&attributes.class, what);
        }
        if in_memory { Some(0) } else { self.size(size) }
    }

    fn size(&mut self, size: &Place<Size>) -> Option<u32> {
        if size.value.rounded {
            self.drop(&size.path, format!("is rounded up to {}Mi", size.value.mebibytes));
        }
        Some(size.value.mebibytes)
    }

    /// The processors, or that there are none; nothing if that is broken.
    fn gpu(&mut self, gpu: &GpuSection) -> Option<Option<Gpu>> {
        let count = gpu.units.or(crate::scalar::Whole(0))?.0;
        if count == 0 {
            return Some(None);
        }
        let Some(Place { path, value: vendors }) = gpu.attributes.value().and_then(|of| of.vendor.given()) else {
            if let Field::Given(units) = &gpu.units {
                self.report.wrong(&units.path, "0, or a vendor under attributes");
            }
            return None;
        };
        let mut named = vendors.0.iter();
        let Some(first) = named.next() else {
            self.report.wrong_sum(path, "an empty mapping", "a vendor, as in nvidia");
            return None;
        };
        for other in named {
            self.drop(&other.path, "is not carried over: an infrastructure asks for one kind; the first is taken");
        }
        let Maybe(models) = first.value.as_ref()?;
        let (mut model, mut memory) = (None, None);
        for (index, place) in models.iter().flatten().filter_map(Field::given).enumerate() {
            if index > 0 {
                self.drop(&place.path, "is not carried over: an infrastructure asks for one model; the first is taken");
                continue;
            }
            (model, memory) = self.model(&place.value)?;
        }
        let vendor = first.key.name.to_ascii_lowercase();
        Some(Some(Gpu { count, vendor, model, memory }))
    }

    fn model(&mut self, model: &GpuModel) -> Option<(Option<String>, Option<u32>)> {
        self.drop_if(&model.interface, "is not carried over: ask for it under attributes of the infrastructure");
        let name = model.model.optional()?.map(|name| name.0.to_ascii_lowercase());
        let memory = match model.ram.optional()? {
            Some(_) => Some(self.size(model.ram.given()?)?),
            None => None,
        };
        Some((name, memory))
    }
}
