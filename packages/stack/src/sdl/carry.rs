//! From the file's sections to what is to be written.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::{MAX_NOTICE, check_attributes};

use crate::StackErrors;
use crate::read::{Entry, Field, Named, Place, Report};
use crate::sdl::file::{CountSection, PlacementProfile, PriceSection, SdlFile, ServiceSection};
use crate::sdl::plan::{Compute, Group, Infrastructure, Plan, Workload};
use crate::sdl::shape::{Maybe, Version};
use crate::sdl::{Dropped, Options, money};

/// Carries over what can be, and remembers what cannot.
pub(crate) struct Carrier<'a> {
    pub(crate) options: &'a Options,
    pub(crate) report: Report,
    dropped: Vec<Dropped>,
}

/// One line of `deployment`: so many of a profile, of one service in one placement.
struct Placed<'a> {
    service: &'a str,
    placement: &'a str,
    profile: &'a str,
    count: u32,
}

impl<'a> Carrier<'a> {
    pub(crate) const fn new(options: &'a Options, report: Report) -> Self {
        Self { options, report, dropped: vec![] }
    }

    /// What came of it.
    pub(crate) fn finish(mut self, plan: Option<Plan>) -> Result<(Plan, Vec<Dropped>), StackErrors> {
        self.dropped.sort_by_key(|one| (one.line, one.column));
        self.report.finish(plan).map(|plan| (plan, self.dropped))
    }

    /// What stands at `path` is not carried over as it is: `what` says what becomes of it.
    pub(crate) fn drop(&mut self, path: &str, what: impl Into<String>) {
        let (line, column) = self.report.place(path);
        self.dropped.push(Dropped { path: path.to_owned(), line, column, what: what.into() });
    }

    /// The same for a key that may be there.
    pub(crate) fn drop_if<T>(&mut self, field: &Field<T>, what: &str) {
        if let Field::Given(place) = field {
            self.drop(&place.path, what);
        }
    }

    /// Everything in the file.
    pub(crate) fn plan(&mut self, file: &SdlFile) -> Option<Plan> {
        let Version = file.version.value()?;
        self.drop_if(&file.endpoints, "is not carried over: a provider decides at which addresses it serves");
        self.drop_if(&file.include, "is not carried over: a stack is one file");
        let notice = self.notice(file);
        let profiles = file.profiles.value();
        let computes = profiles.and_then(|profiles| profiles.compute.value()).map(|named| self.computes(named));
        let placements = profiles.and_then(|profiles| profiles.placement.value());
        let services = file.services.value();
        let placed = self.placed(file.deployment.value()?, services?, &computes, placements?);
        let mut infrastructure = vec![];
        for entry in &placements?.0 {
            let here: Vec<&Placed<'_>> = placed.iter().filter(|one| one.placement == entry.key.name).collect();
            if here.is_empty() {
                self.drop(&entry.path, "is not carried over: no service is deployed there");
                continue;
            }
            infrastructure.push(self.infrastructure(entry, &here, computes.as_ref()?, notice));
        }
        let mut workloads = vec![];
        for entry in &services?.0 {
            workloads.push(self.workloads(entry, &names(services?), &placed, computes.as_ref()?));
        }
        let infrastructure: Option<Vec<_>> = infrastructure.into_iter().collect();
        let workloads: Option<Vec<_>> = workloads.into_iter().collect();
        let mut plan = Plan { infrastructure: infrastructure?, workloads: workloads?.into_iter().flatten().collect() };
        Self::connect_all(&mut plan, &placed);
        Some(plan)
    }

    fn notice(&mut self, file: &SdlFile) -> Option<u64> {
        let window = file.reclamation.value()?.min_window.given()?;
        let notice = window.value.0.min(MAX_NOTICE);
        if notice < window.value.0 {
            self.drop(&window.path, "becomes a notice of 30 days, the longest there is");
        }
        Some(notice)
    }

    /// The lines of `deployment` whose names all exist.
    fn placed<'f>(
        &mut self,
        deployment: &'f Named<Named<CountSection>>,
        services: &'f Named<ServiceSection>,
        computes: &Option<BTreeMap<String, Option<Compute>>>,
        placements: &'f Named<PlacementProfile>,
    ) -> Vec<Placed<'f>> {
        let service_names = names(services);
        let placement_names = names(placements);
        let profile_names: BTreeSet<&str> = computes.iter().flatten().map(|(name, _)| name.as_str()).collect();
        let mut all = vec![];
        for service in &deployment.0 {
            if !service_names.contains(service.key.name.as_str()) {
                self.report.unknown_name(&service.path, &service.key.name, &service_names);
            }
            for placement in service.value.iter().flat_map(|named| &named.0) {
                if !placement_names.contains(placement.key.name.as_str()) {
                    self.report.unknown_name(&placement.path, &placement.key.name, &placement_names);
                }
                let Some(section) = &placement.value else { continue };
                let (Some(profile), Some(count)) = (section.profile.given(), section.count.given()) else { continue };
                if !profile_names.contains(profile.value.0.as_str()) {
                    self.report.unknown_name(&profile.path, &profile.value.0, &profile_names);
                }
                if count.value.0 == 0 {
                    self.report.wrong(&count.path, "1 or more");
                }
                all.push(Placed {
                    service: &service.key.name,
                    placement: &placement.key.name,
                    profile: &profile.value.0,
                    count: count.value.0,
                });
            }
        }
        all
    }

    fn infrastructure(
        &mut self,
        entry: &Entry<PlacementProfile>,
        here: &[&Placed<'_>],
        computes: &BTreeMap<String, Option<Compute>>,
        notice: Option<u64>,
    ) -> Option<Infrastructure> {
        let section = entry.value.as_ref()?;
        self.drop_if(
            &section.signed_by,
            "is not carried over: those auditors are the other network's; name yours under signed_by",
        );
        let (region, attributes) = self.attributes(section);
        let mut groups: Vec<Option<Group>> = vec![];
        let profiles: BTreeSet<&str> = here.iter().map(|one| one.profile).collect();
        for profile in profiles {
            let counts = here.iter().filter(|one| one.profile == profile).map(|one| one.count);
            let count = counts.fold(0_u32, u32::saturating_add);
            let price = self.price(entry, section, profile);
            let compute = computes.get(profile).cloned().flatten();
            groups.push(price.zip(compute).map(|(price, compute)| Group {
                profile: profile.to_owned(),
                count,
                compute,
                price,
            }));
        }
        let mut groups: Vec<Group> = groups.into_iter().collect::<Option<_>>()?;
        groups.sort_by_key(|group| {
            let Compute { cpu, memory, disk, gpu } = &group.compute;
            (gpu.as_ref().map_or(0, |gpu| gpu.count), *memory, *cpu, *disk)
        });
        let name = self.renamed(&entry.path, &entry.key.name, 32);
        Some(Infrastructure { name, region, attributes, notice, groups })
    }

    /// The region, if an attribute names one, and the others.
    fn attributes(&mut self, section: &PlacementProfile) -> (Option<String>, Vec<(String, String)>) {
        let Some(Maybe(Some(named))) = section.attributes.value() else { return (None, vec![]) };
        let (mut region, mut attributes) = (None, vec![]);
        for entry in &named.0 {
            let Some(value) = &entry.value else { continue };
            let (key, value) = (entry.key.name.clone(), value.0.clone());
            let attribute = berth_domain::Attribute { key, value };
            if let Err(invalid) = check_attributes("", std::slice::from_ref(&attribute)) {
                self.drop(&entry.path, format!("is not carried over: an attribute may be {}", invalid.allowed));
            } else if (attribute.key.as_str(), attribute.value.as_str()) == ("host", "akash") {
                self.drop(&entry.path, "is not carried over: it says that a provider is of the other network");
            } else if attribute.key == "region" {
                region = Some(attribute.value);
            } else {
                attributes.push((attribute.key, attribute.value));
            }
        }
        attributes.sort();
        (region, attributes)
    }

    /// The price of one instance of a profile in a placement.
    fn price(&mut self, entry: &Entry<PlacementProfile>, section: &PlacementProfile, profile: &str) -> Option<String> {
        let pricing = section.pricing.given()?;
        let path = format!("{}.{}", pricing.path, crate::yaml::named(profile));
        let Some(priced) = pricing.value.0.iter().find(|one| one.key.name == profile) else {
            self.report.missing(&entry.path, &path, "a price for each profile that is deployed there".into());
            return None;
        };
        let PriceSection { denom, amount } = priced.value.as_ref()?;
        let (denom, amount) = (denom.given()?, amount.given()?);
        let Some(rate) = self.options.rates.iter().find(|rate| rate.denom() == denom.value.0) else {
            let known: Vec<&str> = self.options.rates.iter().map(money::Rate::denom).collect();
            let known = if known.is_empty() { "none was given".into() } else { known.join(", ") };
            self.report.wrong(&denom.path, format!("a coin of which the rate was given: {known}"));
            return None;
        };
        let price = money::price(amount.value, rate, self.options.block_time, Group::PERIOD);
        if price.is_none() {
            let allowed = format!("what comes to 0.000001 to 10^20 {} a month", self.options.coin.display);
            self.report.wrong(&amount.path, allowed);
        }
        price
    }

    /// One workload for each profile and count that the service is deployed with.
    fn workloads(
        &mut self,
        entry: &Entry<ServiceSection>,
        services: &BTreeSet<&str>,
        placed: &[Placed<'_>],
        computes: &BTreeMap<String, Option<Compute>>,
    ) -> Option<Vec<Workload>> {
        let mut kinds: BTreeMap<(&str, u32), Vec<&str>> = BTreeMap::new();
        for one in placed.iter().filter(|one| one.service == entry.key.name) {
            kinds.entry((one.profile, one.count)).or_default().push(one.placement);
        }
        if kinds.is_empty() {
            self.drop(&entry.path, "is not carried over: it is deployed nowhere");
            return Some(vec![]);
        }
        let service = entry.value.as_ref()?;
        let (env, connections) = (self.env(service), self.connections(service, services));
        let (env, connections) = (env?, connections?);
        let mut workloads = vec![];
        for ((profile, count), placements) in &kinds {
            workloads.push(Workload {
                name: workload_name(&entry.key.name, placements, kinds.len()),
                container: service.image.value()?.0.clone(),
                compute: computes.get(*profile).cloned().flatten()?,
                count: *count,
                placement: placements.iter().map(|placement| name(placement, 32)).collect(),
                command: texts(&service.command)?,
                args: texts(&service.args)?,
                env: env.clone(),
                connections: connections.clone(),
            });
        }
        if kinds.len() > 1 {
            let named: Vec<&str> = workloads.iter().map(|workload| workload.name.as_str()).collect();
            let what =
                format!("becomes workloads {}: its profile or count is not the same everywhere", named.join(", "));
            self.drop(&entry.path, what);
        } else {
            self.renamed(&entry.path, &entry.key.name, 63);
        }
        Some(workloads)
    }

    /// A name as a stack file takes it; that it is another is told.
    fn renamed(&mut self, path: &str, old: &str, longest: usize) -> String {
        let new = name(old, longest);
        if new != old {
            self.drop(path, format!("becomes {new}: names have a-z, 0-9 and - only"));
        }
        new
    }

    /// Connections name services so far; from here on the workloads that came out of them.
    fn connect_all(plan: &mut Plan, placed: &[Placed<'_>]) {
        let mut out_of: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for service in placed.iter().map(|one| one.service) {
            let kinds: BTreeMap<(&str, u32), Vec<&str>> =
                placed.iter().filter(|one| one.service == service).fold(BTreeMap::new(), |mut kinds, one| {
                    kinds.entry((one.profile, one.count)).or_insert_with(Vec::new).push(one.placement);
                    kinds
                });
            let named = kinds.values().map(|placements| workload_name(service, placements, kinds.len()));
            out_of.insert(service, named.collect());
        }
        for workload in &mut plan.workloads {
            workload.connections = super::exposed::by_workload(&workload.connections, &out_of);
        }
    }
}

/// The keys of a mapping.
fn names<T>(named: &Named<T>) -> BTreeSet<&str> {
    named.0.iter().map(|entry| entry.key.name.as_str()).collect()
}

pub(crate) fn texts(field: &Field<Maybe<Vec<Field<crate::scalar::Text>>>>) -> Option<Vec<String>> {
    let Some(Maybe(Some(list))) = field.optional()? else { return Some(vec![]) };
    list.iter().map(|text| Some(text.value()?.0.clone())).collect()
}

/// Of a service that becomes `kinds` workloads, the one in these placements.
fn workload_name(service: &str, placements: &[&str], kinds: usize) -> String {
    match placements.first() {
        Some(placement) if kinds > 1 => name(&format!("{service}-{placement}"), 63),
        _ => name(service, 63),
    }
}

/// A name as a stack file takes it: a-z, 0-9 and -, a letter first, no - last.
fn name(old: &str, longest: usize) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let new: String = old.chars().map(fits).collect();
    let new = new.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let new: String = new.chars().take(longest).collect();
    let new = new.trim_end_matches('-');
    if new.is_empty() { "unnamed".into() } else { new.to_owned() }
}

/// The place of a value, if it is there and right.
pub(crate) fn list<T>(field: &Field<Maybe<Vec<Field<T>>>>) -> impl Iterator<Item = &Place<T>> {
    let list = field.value().and_then(|maybe| maybe.0.as_ref());
    list.into_iter().flatten().filter_map(Field::given)
}
