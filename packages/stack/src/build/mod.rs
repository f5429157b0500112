//! From the file's sections to a stack: conversions, bounds, references.
//!
//! Whatever is nothing here was reported where it was found to be wrong; everything else goes on being checked.

mod compute;
mod infrastructure;
mod manifest;
mod names;
mod room;

use berth_domain::{WaitDuration, check_infrastructure_list};

use crate::build::infrastructure::Leasing;
use crate::file::{DenomSection, StackFile, WaitSection};
use crate::read::{Field, Place, Report};
use crate::scalar::Format;
use crate::{Denom, Funding, Stack};

pub(crate) fn build(file: &StackFile, report: &mut Report) -> Option<Stack> {
    let denom = file.denom.value().and_then(denom);
    let wait = file.wait.given().and_then(|wait| self::wait(wait, report));
    let funding = funding(file, denom.as_ref(), report);
    let named = file.infrastructure.value().map(|named| named.0.as_slice()).unwrap_or_default();
    let names = named.iter().map(|entry| entry.key.name.as_str()).collect();
    let mut leasing = Leasing { denom: denom.as_ref(), roundings: vec![], report };
    let infrastructure: Vec<_> = named.iter().map(|entry| leasing.infrastructure(entry)).collect();
    let roundings = leasing.roundings;
    let manifest = file.manifest.given().and_then(|manifest| manifest::manifest(manifest, &names, report));
    let infrastructure: Vec<_> = infrastructure.into_iter().collect::<Option<_>>()?;
    let manifest = manifest?;
    let Format = file.stack.value()?;
    if report.is_clean() {
        // Each of them was checked; what is left to find is about the list.
        check_infrastructure_list(&infrastructure).map_err(|e| report.invalid("infrastructure", &e, "")).ok()?;
        room::check(&infrastructure, &manifest, report);
    }
    Some(Stack { denom: denom?, wait: wait?, funding: funding?, infrastructure, manifest, roundings })
}

fn denom(section: &DenomSection) -> Option<Denom> {
    Some(Denom {
        name: section.name.value()?.0.clone(),
        display: section.display.value()?.0.clone(),
        exponent: section.exponent.value()?.0,
    })
}

/// How long it may be is for the exchange to say: its longest wait is a parameter.
fn wait(section: &Place<WaitSection>, report: &mut Report) -> Option<WaitDuration> {
    let (wait, key) = match (section.value.blocks.value(), section.value.seconds.value()) {
        (Some(blocks), None) => (WaitDuration::Blocks(blocks.0), "blocks"),
        (None, Some(seconds)) => (WaitDuration::Seconds(seconds.0), "seconds"),
        _ => return None,
    };
    let path = format!("{}.{key}", section.path);
    wait.check(u64::MAX, u64::MAX).map_err(|e| report.invalid(&path, &e, "")).ok()?;
    Some(wait)
}

fn funding(file: &StackFile, denom: Option<&Denom>, report: &mut Report) -> Option<Funding> {
    match (&file.deposit, &file.fund_for) {
        (Field::Given(deposit), Field::Absent) => {
            infrastructure::smallest_units(deposit, denom?, report).map(Funding::Deposit)
        }
        (Field::Absent, Field::Given(span)) => Some(Funding::Seconds(span.value.0)),
        _ => None,
    }
}
