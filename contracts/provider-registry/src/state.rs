//! What the registry keeps. Providers, certificates, attestations and authority are in [`berth_api::raw`].

use berth_api::raw::{AUTHORITY, Authority, CERTIFICATES, CertificateRecord, PROVIDERS, ProviderRecord};
use cosmwasm_std::{Addr, Binary, Env, StdResult, Storage};
use cw_storage_plus::Map;

use crate::ContractError;

/// (region, address) -> 1: who stands where. Written by Register-, Update- and DeregisterProvider.
pub const REGIONS: Map<(&str, &Addr), u8> = Map::new("regions");

/// The least value that is a value.
const PRESENT: u8 = 1;

/// The authority record: `read`, if it was read when the message was let in, so that no message reads it twice.
pub fn authority(storage: &dyn Storage, read: Option<Authority>) -> StdResult<Authority> {
    read.map_or_else(|| AUTHORITY.load(storage), Ok)
}

/// The provider of that address.
pub fn provider(storage: &dyn Storage, address: &Addr) -> Result<ProviderRecord, ContractError> {
    PROVIDERS.may_load(storage, address)?.ok_or_else(|| ContractError::NotRegistered(address.to_string()))
}

/// Writes a provider down, instead of what was there; the index is touched only if the region is another.
pub fn put_provider(
    storage: &mut dyn Storage,
    address: &Addr,
    old: Option<&ProviderRecord>,
    new: &ProviderRecord,
) -> StdResult<()> {
    let (old, region) = (old.map(|old| old.profile.region.as_str()), new.profile.region.as_str());
    if old != Some(region) {
        if let Some(old) = old {
            REGIONS.remove(storage, (old, address));
        }
        REGIONS.save(storage, (region, address), &PRESENT)?;
    }
    PROVIDERS.save(storage, address, new)
}

/// Deletes a provider.
pub fn remove_provider(storage: &mut dyn Storage, address: &Addr, record: &ProviderRecord) {
    REGIONS.remove(storage, (&record.profile.region, address));
    PROVIDERS.remove(storage, address);
}

/// A provider's certificate, unless it has none or revoked it.
pub fn live_certificate(storage: &dyn Storage, provider: &Addr) -> StdResult<Option<Binary>> {
    Ok(CERTIFICATES.may_load(storage, provider)?.and_then(|record| record.certificate))
}

/// Writes a certificate down, or with `None` that it is revoked; the serial number of this change.
pub fn put_certificate(
    storage: &mut dyn Storage,
    env: &Env,
    provider: &Addr,
    certificate: Option<Binary>,
) -> Result<u64, ContractError> {
    let last = CERTIFICATES.may_load(storage, provider)?.map_or(0, |record| record.serial);
    let serial = last.checked_add(1).ok_or(ContractError::SerialsExhausted)?;
    let record = CertificateRecord { certificate, serial, changed_at: env.block.time.seconds() };
    CERTIFICATES.save(storage, provider, &record)?;
    Ok(serial)
}
