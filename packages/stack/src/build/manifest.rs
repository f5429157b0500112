//! What runs, where, and who may connect.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::{compute, names};
use crate::file::{ConnectionSection, ManifestSection, WorkloadSection};
use crate::read::{Entry, Field, Named, Place, Report};
use crate::scalar::{Text, Whole, Word};
use crate::{Connection, Manifest, Source, Workload};

/// Workloads in one manifest.
const MAX_WORKLOADS: usize = 128;
/// Instances of one workload on one infrastructure.
const MAX_COUNT: u32 = 10_000;

/// What a name in a manifest can refer to.
struct Known<'a> {
    infrastructure: &'a BTreeSet<&'a str>,
    workloads: BTreeSet<&'a str>,
}

/// The manifest, if everything that it names exists.
pub(crate) fn manifest(
    section: &Place<ManifestSection>,
    infrastructure: &BTreeSet<&str>,
    report: &mut Report,
) -> Option<Manifest> {
    let Place { path, value: Named(entries) } = section.value.workloads.given()?;
    if !(1..=MAX_WORKLOADS).contains(&entries.len()) {
        report.wrong_sum(path, format!("a mapping of {}", entries.len()), format!("1 to {MAX_WORKLOADS} workloads"));
    }
    let workloads = entries.iter().map(|entry| entry.key.name.as_str()).collect();
    let known = Known { infrastructure, workloads };
    let workloads: Vec<_> = entries.iter().map(|entry| named(entry, &known, report)).collect();
    Some(Manifest { workloads: workloads.into_iter().collect::<Option<BTreeMap<_, _>>>()? })
}

/// Workloads find one another by these names, so each is a label of a host name (RFC 1035).
fn is_label(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-');
    ends && name.len() <= 63 && name.chars().all(inner)
}

fn named(entry: &Entry<WorkloadSection>, known: &Known, report: &mut Report) -> Option<(String, Workload)> {
    if !is_label(&entry.key.name) {
        let allowed = "1 to 63 characters out of a-z, 0-9 and -, a letter first and no - last";
        report.wrong_name(&entry.path, &entry.key, allowed);
    }
    let workload = workload(entry.value.as_ref()?, &entry.path, known, report)?;
    Some((entry.key.name.clone(), workload))
}

fn workload(section: &WorkloadSection, path: &str, known: &Known, report: &mut Report) -> Option<Workload> {
    let compute = section.compute.given().and_then(|place| {
        let unit = compute::compute(&place.value)?;
        unit.check().map_err(|e| compute::invalid(&place.path, &e, report)).ok()?;
        Some(unit)
    });
    let count = section.count.or(Whole(1));
    if count.is_some_and(|count| !(1..=MAX_COUNT).contains(&count.0)) {
        report.wrong(&format!("{path}.count"), format!("1 to {MAX_COUNT}"));
    }
    let placement = section.placement.given().and_then(|list| placement(list, known, report));
    let env = env(&section.env, report);
    let connections = match section.connections.optional()? {
        Some(list) => connections(list, known, report),
        None => Some(BTreeSet::new()),
    };
    Some(Workload {
        container: section.container.value()?.0.clone(),
        compute: compute?,
        count: count?.0,
        placement: placement?,
        command: texts(&section.command)?,
        args: texts(&section.args)?,
        env: env?,
        connections: connections?,
    })
}

fn placement(list: &Place<Vec<Field<Word>>>, known: &Known, report: &mut Report) -> Option<BTreeSet<String>> {
    if list.value.is_empty() {
        report.wrong_sum(&list.path, "an empty list", "the name of an infrastructure, or more");
        return None;
    }
    let set = names::set(&list.value, report);
    let is_unknown = |name: &&Place<Word>| !names::is_known(name, known.infrastructure, report);
    // Counted, so that each of them is reported.
    let unknown = list.value.iter().filter_map(Field::given).filter(is_unknown).count();
    set.filter(|_| unknown == 0)
}

fn texts(field: &Field<Vec<Field<Text>>>) -> Option<Vec<String>> {
    let Some(list) = field.optional()? else { return Some(vec![]) };
    list.iter().map(|text| Some(text.value()?.0.clone())).collect()
}

fn env(field: &Field<Named<Text>>, report: &mut Report) -> Option<BTreeMap<String, String>> {
    let Some(named) = field.optional()? else { return Some(BTreeMap::new()) };
    let is_variable = |name: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(inner)
    };
    for entry in named.0.iter().filter(|entry| !is_variable(&entry.key.name)) {
        report.wrong_name(&entry.path, &entry.key, "letters, digits and _, no digit first");
    }
    named.0.iter().map(|entry| Some((entry.key.name.clone(), entry.value.as_ref()?.0.clone()))).collect()
}

fn connections(list: &[Field<ConnectionSection>], known: &Known, report: &mut Report) -> Option<BTreeSet<Connection>> {
    let mut set = BTreeSet::new();
    let mut all = Some(());
    for place in list {
        let connection = place.given().and_then(|place| connection(&place.value, known, report));
        let is_new = connection.map(|connection| set.insert(connection));
        if let (Some(false), Some(place)) = (is_new, place.given()) {
            report.wrong_sum(&place.path, "there twice", "each connection once");
        }
        all = all.filter(|()| is_new == Some(true));
    }
    all.map(|()| set)
}

fn connection(section: &ConnectionSection, known: &Known, report: &mut Report) -> Option<Connection> {
    let from = match (&section.workload, &section.datacenter, &section.global) {
        (Field::Given(name), Field::Absent, Field::Absent) => {
            names::is_known(name, &known.workloads, report).then(|| Source::Workload(name.value.0.clone()))
        }
        (Field::Absent, Field::Given(name), Field::Absent) => {
            names::is_known(name, known.infrastructure, report).then(|| Source::Datacenter(name.value.0.clone()))
        }
        (Field::Absent, Field::Absent, Field::Given(flag)) => {
            if !flag.value.0 {
                report.wrong(&flag.path, "true");
            }
            flag.value.0.then_some(Source::Global)
        }
        _ => None,
    };
    Some(Connection { port: section.port.value()?.0, from: from? })
}
