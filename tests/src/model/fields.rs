//! What a field of a message may hold (spec 2, "Caps", and the contracts' READMEs under Limits).

use berth_api::domain::{Attribute, ComputeUnit, DeploymentInfrastructure, Gpu, ProviderProfile, Requirements};

const DAYS_30: u64 = 30 * 86_400;

/// A word of 1 to `longest` small letters, digits and some other characters.
fn is_word(text: &str, longest: usize, others: &str) -> bool {
    let fits = |c: char| "abcdefghijklmnopqrstuvwxyz0123456789".contains(c) || others.contains(c);
    (1..=longest).contains(&text.chars().count()) && text.chars().all(fits)
}

/// Strictly increasing.
pub(super) fn increases<T: PartialOrd>(list: &[T]) -> bool {
    (1..list.len()).all(|index| list[index - 1] < list[index])
}

/// A name of a coin.
pub(super) fn is_denom(text: &str) -> bool {
    (3..=128).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// One whole DER SEQUENCE of at most 2,048 bytes. Of the lengths that DER can state only those of one byte are needed here.
pub(super) fn is_certificate(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && bytes[0] == 0x30 && bytes[1] < 0x80 && bytes.len() == 2 + usize::from(bytes[1])
}

pub(super) fn is_infrastructure(wanted: &DeploymentInfrastructure) -> bool {
    let groups = wanted.resources.iter();
    is_word(&wanted.name, 32, "-")
        && (wanted.region.is_empty() || is_word(&wanted.region, 32, "-"))
        && wanted.notice <= DAYS_30
        && (1..=8).contains(&wanted.resources.len())
        && groups.clone().all(|group| is_unit(&group.compute))
        && groups.clone().all(|group| (1..=10_000).contains(&group.count) && !group.price.is_zero())
        && are_requirements(&wanted.requirements)
}

fn is_unit(unit: &ComputeUnit) -> bool {
    (1..=1_024_000).contains(&unit.cpu)
        && (1..=64 * 1_024 * 1_024).contains(&unit.memory)
        && unit.disk <= 1_024 * 1_024 * 1_024
        && unit.bandwidth <= 1_000_000
        && unit.gpu.as_ref().is_none_or(is_gpu)
}

fn is_gpu(gpu: &Gpu) -> bool {
    (1..=1_024).contains(&gpu.count)
        && is_word(&gpu.vendor, 32, "-_")
        && gpu.model.as_ref().is_none_or(|model| is_word(model, 32, "-_."))
        && gpu.memory.is_none_or(|memory| (1..=16_777_216).contains(&memory))
}

fn are_requirements(required: &Requirements) -> bool {
    let (all, any) = (&required.signed_by.all_of, &required.signed_by.any_of);
    are_attributes(&required.attributes)
        && all.len() + any.len() <= 4
        && increases(all)
        && increases(any)
        && required.min_reputation <= 1_000
        && required.exclude.len() <= 16
        && increases(&required.exclude)
}

pub(super) fn are_attributes(attributes: &[Attribute]) -> bool {
    let keys: Vec<&String> = attributes.iter().map(|attribute| &attribute.key).collect();
    attributes.len() <= 24
        && attributes.iter().all(|one| is_word(&one.key, 32, "-_./") && is_word(&one.value, 64, "-_./"))
        && increases(&keys)
}

pub(super) fn is_profile(profile: &ProviderProfile) -> bool {
    let visible = profile.endpoint.chars().all(|c| ('!'..='~').contains(&c));
    let host = profile.endpoint.strip_prefix("https://").unwrap_or_default();
    visible
        && !host.is_empty()
        && profile.endpoint.len() <= 128
        && is_word(&profile.region, 32, "-")
        && are_attributes(&profile.attributes)
}
