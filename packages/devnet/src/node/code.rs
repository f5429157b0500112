//! What may be stored on a devnet: modules that only name one of the contracts, which then runs natively.

use std::io::Read;

use berth_api::Role;
use cosmwasm_std::{Checksum, StdError, StdResult, Storage, from_json, to_json_vec};
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};

use super::failure::Failure;

/// The eight bytes with which every wasm module begins.
const HEAD: &[u8] = b"\0asm\x01\0\0\0";
/// Name of the section that names the contract.
const SECTION: &[u8] = b"berth-native";
const GZIP: &[u8] = b"\x1f\x8b";
/// Bytes of a wasm at most, as on a node.
const LIMIT: usize = 800 * 1024;
const CODES: &[u8] = b"\xff\xffcode/";
const LAST: &[u8] = b"\xff\xffcodes";

/// A valid wasm module without any code, which a [`crate::Devnet`] takes by `MsgStoreCode` and runs as the native contract
/// of this role. It stands in for the compiled contract, so that a deployment takes its real way without compiling one.
pub fn native_code(role: Role) -> Vec<u8> {
    let name = role.name().as_bytes();
    // All lengths are below 128, where a LEB128 number is its own byte.
    let byte = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
    let payload = [&[byte(SECTION.len())], SECTION, name].concat();
    [HEAD, &[0, byte(payload.len())], &payload].concat()
}

/// A stored code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredCode {
    /// Who stored it.
    pub creator: String,
    /// SHA-256 of the wasm, uncompressed.
    pub checksum: Checksum,
    /// Name of the contract that it stands for.
    pub role: String,
    /// The wasm.
    pub wasm: Vec<u8>,
}

impl StoredCode {
    /// Takes what somebody wants to store, compressed or not.
    pub fn new(creator: &str, wasm: &[u8]) -> Result<Self, Failure> {
        let wasm = unpacked(wasm)?;
        let role = role_of(&wasm).ok_or_else(|| {
            let found = "Error calling the VM: Error during static Wasm validation: a devnet runs native contracts \
                         only, and this module does not name one";
            Failure::wasm(2, found)
        })?;
        let (creator, role) = (creator.to_owned(), role.name().to_owned());
        Ok(Self { creator, checksum: Checksum::generate(&wasm), role, wasm })
    }

    /// The contract it stands for.
    pub fn role(&self) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == self.role)
    }

    /// The code of this number.
    pub fn load(storage: &dyn Storage, id: u64) -> Option<Self> {
        storage.get(&key(id)).and_then(|json| from_json(json).ok())
    }

    /// Writes it under the next number, which is returned.
    pub fn save(&self, storage: &mut dyn Storage) -> StdResult<u64> {
        let id = last(storage).saturating_add(1);
        let json = to_json_vec(self).map_err(|e| StdError::msg(e.to_string()))?;
        storage.set(&key(id), &json);
        let digest = Checksum::generate(&[fingerprint(storage).as_slice(), self.checksum.as_slice()].concat());
        storage.set(LAST, &[id.to_be_bytes().as_slice(), digest.as_slice()].concat());
        Ok(id)
    }
}

/// Tells the codes of one state from those of another: where it is the same, all codes are.
pub fn fingerprint(storage: &dyn Storage) -> Vec<u8> {
    storage.get(LAST).unwrap_or_default()
}

/// The number of the code that was stored last; 0 before.
pub fn last(storage: &dyn Storage) -> u64 {
    let head = storage.get(LAST).and_then(|bytes| bytes.first_chunk().copied());
    head.map_or(0, u64::from_be_bytes)
}

fn key(id: u64) -> Vec<u8> {
    [CODES, &id.to_be_bytes()].concat()
}

/// Refuses what is no code for its size alone.
pub fn check_size(wasm: &[u8]) -> Result<(), Failure> {
    if wasm.is_empty() {
        return Err(Failure::sdk(18, "code bytes is required: empty"));
    }
    if wasm.len() > LIMIT {
        return Err(Failure::sdk(18, format!("code bytes cannot be longer than {LIMIT} bytes: exceeds limit")));
    }
    Ok(())
}

fn unpacked(wasm: &[u8]) -> Result<Vec<u8>, Failure> {
    if !wasm.starts_with(GZIP) {
        return Ok(wasm.to_vec());
    }
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    let mut whole = vec![];
    let read = GzDecoder::new(wasm).take(limit).read_to_end(&mut whole);
    read.map_err(|error| Failure::wasm(2, format!("uncompress wasm archive: {error}")))?;
    Ok(whole)
}

fn role_of(wasm: &[u8]) -> Option<Role> {
    Role::ALL.into_iter().find(|role| native_code(*role) == wasm)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn a_native_code_is_known_packed_or_not_and_nothing_else_is() {
        for role in Role::ALL {
            let wasm = native_code(role);
            assert_eq!(StoredCode::new("c", &wasm).unwrap().role(), Some(role));
            let mut packed = GzEncoder::new(vec![], Compression::best());
            packed.write_all(&wasm).unwrap();
            let code = StoredCode::new("c", &packed.finish().unwrap()).unwrap();
            assert_eq!((code.role(), code.checksum), (Some(role), Checksum::generate(&wasm)));
        }
        assert_eq!(StoredCode::new("c", HEAD).unwrap_err().code, 2);
        assert_eq!(check_size(b"").unwrap_err().code, 18);
        assert_eq!(check_size(&vec![0; LIMIT + 1]).unwrap_err().code, 18);
        assert!(check_size(&vec![0; LIMIT]).is_ok());
    }
}
