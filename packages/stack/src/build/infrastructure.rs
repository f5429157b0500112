//! What is leased, and what is paid for it.

use berth_domain::{Attribute, DeploymentInfrastructure, Invalid, Requirements, ResourceGroup, SignedBy};
use cosmwasm_std::{Decimal, Uint128};

use crate::build::{compute, names};
use crate::file::{GroupSection, InfrastructureSection, PriceSection, SignedBySection};
use crate::price::{PerSecond, per_second_floor};
use crate::read::{Entry, Field, Named, Place, Report};
use crate::scalar::{Amount, Flag, Whole, Word};
use crate::{Denom, Period, Rounding};

/// Builds infrastructures.
pub(crate) struct Leasing<'a> {
    /// The coin, if it is right.
    pub(crate) denom: Option<&'a Denom>,
    /// What was rounded so far.
    pub(crate) roundings: Vec<Rounding>,
    pub(crate) report: &'a mut Report,
}

impl Leasing<'_> {
    /// One infrastructure, within the bounds of the exchange.
    pub(crate) fn infrastructure(&mut self, entry: &Entry<InfrastructureSection>) -> Option<DeploymentInfrastructure> {
        let section = entry.value.as_ref()?;
        let groups: Vec<_> = section.resources.value()?.iter().map(|group| self.group(group)).collect();
        let requirements = self.requirements(entry, section);
        let infrastructure = DeploymentInfrastructure {
            name: entry.key.name.clone(),
            region: section.region.or(Word(String::new()))?.0,
            persist: section.persist.or(Flag(false))?.0,
            notice: section.notice.optional()?.map_or(0, |notice| notice.0),
            resources: groups.into_iter().collect::<Option<_>>()?,
            requirements: requirements?,
        };
        let report = |invalid: Invalid| match invalid.field.as_str() {
            "name" => self.report.wrong_name(&entry.path, &entry.key, &invalid.allowed),
            field => self.report.invalid(&format!("{}.{field}", entry.path), &invalid, ""),
        };
        infrastructure.check().map_err(report).ok()?;
        Some(infrastructure)
    }

    fn requirements(
        &mut self,
        entry: &Entry<InfrastructureSection>,
        section: &InfrastructureSection,
    ) -> Option<Requirements> {
        let exclude = addresses(&section.exclude, self.report);
        let signed_by = signed_by(&section.signed_by, self.report);
        let requirements = Requirements {
            attributes: attributes(&section.attributes)?,
            signed_by: signed_by?,
            min_stake: Uint128::new(section.min_stake.or(Whole(0))?.0),
            min_reputation: section.min_reputation.or(Whole(0))?.0,
            exclude: exclude?,
        };
        let report = |invalid: Invalid| {
            let attribute = requirements.attributes.iter().enumerate().find_map(|(index, attribute)| {
                let part = invalid.field.strip_prefix(&format!("attributes[{index}]."))?;
                let named = section.attributes.value()?;
                Some((part, named.0.iter().find(|named| named.key.name == attribute.key)?))
            });
            match attribute {
                Some(("key", named)) => self.report.wrong_name(&named.path, &named.key, &invalid.allowed),
                Some((_, named)) => self.report.invalid(&named.path, &invalid, ""),
                None => self.report.invalid(&format!("{}.{}", entry.path, invalid.field), &invalid, ""),
            }
        };
        requirements.check().map_err(report).ok()?;
        Some(requirements)
    }

    fn group(&mut self, group: &Field<GroupSection>) -> Option<ResourceGroup> {
        let Place { path, value: section } = group.given()?;
        let price = section.price.given().and_then(|price| self.price(price));
        let collateral = section.collateral.given();
        let collateral = collateral.and_then(|amount| smallest_units(amount, self.denom?, self.report));
        let (price_path, price) = price?;
        let group = ResourceGroup {
            compute: compute::compute(&section.compute.given()?.value)?,
            price,
            collateral: collateral?,
            count: section.count.or(Whole(1))?.0,
        };
        let report = |invalid: Invalid| match invalid.field.as_str() {
            "price" => self.report.invalid(&price_path, &invalid, ", in 10^-18 of the smallest unit per second"),
            _ => compute::invalid(path, &invalid, self.report),
        };
        group.check().map_err(report).ok()?;
        Some(group)
    }

    /// A price per second, and the path of the amount that it comes from.
    fn price(&mut self, price: &Place<PriceSection>) -> Option<(String, Decimal)> {
        let (amount, period) = match (&price.value.hour, &price.value.month) {
            (Field::Given(amount), Field::Absent) => (amount, Period::Hour),
            (Field::Absent, Field::Given(amount)) => (amount, Period::Month),
            _ => return None,
        };
        let Denom { name, display, exponent } = self.denom?;
        let Some(PerSecond { price, lost }) = per_second_floor(amount.value, *exponent, period) else {
            self.report.wrong(&amount.path, "a price below 2^128 x 10^-18 of the smallest unit per second");
            return None;
        };
        if !lost.is_zero() {
            self.roundings.push(Rounding {
                path: amount.path.clone(),
                written: amount.value.to_string(),
                display: display.clone(),
                denom: name.clone(),
                period,
                per_second: price,
                lost,
            });
        }
        Some((amount.path.clone(), price))
    }
}

/// In increasing order of their keys, as the exchange wants them.
fn attributes(field: &Field<Named<Word>>) -> Option<Vec<Attribute>> {
    let Some(named) = field.optional()? else { return Some(vec![]) };
    let attributes = named.0.iter().map(|entry| {
        let value = entry.value.as_ref()?.0.clone();
        Some(Attribute { key: entry.key.name.clone(), value })
    });
    let mut attributes: Vec<_> = attributes.collect::<Option<_>>()?;
    attributes.sort();
    Some(attributes)
}

/// In increasing order, as the exchange wants them. Whether they are addresses is for the chain to say.
fn addresses(field: &Field<Vec<Field<Word>>>, report: &mut Report) -> Option<Vec<String>> {
    let Some(list) = field.optional()? else { return Some(vec![]) };
    names::set(list, report).map(|set| set.into_iter().collect())
}

fn signed_by(field: &Field<SignedBySection>, report: &mut Report) -> Option<SignedBy> {
    let Some(section) = field.optional()? else { return Some(SignedBy::default()) };
    let (all_of, any_of) = (addresses(&section.all_of, report), addresses(&section.any_of, report));
    Some(SignedBy { all_of: all_of?, any_of: any_of? })
}

/// An amount of the display unit, which must be a whole number of the smallest.
pub(crate) fn smallest_units(amount: &Place<Amount>, denom: &Denom, report: &mut Report) -> Option<Uint128> {
    let units = amount.value.in_smallest_units(denom.exponent);
    if units.is_none() {
        let Denom { name, display, exponent } = denom;
        report.wrong(&amount.path, format!("{display} with at most {exponent} decimals, below 2^128 {name}"));
    }
    units
}
