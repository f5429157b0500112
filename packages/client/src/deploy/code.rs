//! The code of one contract, and how it comes onto a chain.

use std::sync::Arc;

use berth_api::Role;
use berth_chain::{Chain, CodeInfo, Message, Receipt, Writer};
use berth_domain::Invalid;
use cosmwasm_std::{Checksum, HexBinary};

use super::Step;
use super::journal::Journal;
use crate::{Error, Result};

/// What every wasm module begins with.
const WASM: &[u8] = b"\0asm";

/// The code of one contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// The wasm, uncompressed. It is stored, unless it is already.
    Wasm(Vec<u8>),
    /// A code that is stored, by its number: where only a vote may store any.
    Stored(u64),
}

/// Whoever is told of the steps.
pub type Watcher<'a> = &'a mut (dyn FnMut(Step) + Send);

impl Code {
    /// Whether it can be a contract's at all.
    pub fn check(&self, role: Role) -> std::result::Result<(), Invalid> {
        match self {
            Self::Wasm(wasm) if !wasm.starts_with(WASM) => {
                let found = format!("{} bytes that are no wasm module", wasm.len());
                Err(Invalid::new(format!("code of {role}"), found, "a wasm module, uncompressed"))
            }
            Self::Wasm(_) | Self::Stored(_) => Ok(()),
        }
    }

    /// SHA-256 of the wasm: an address follows from it.
    pub async fn checksum(&self, role: Role, chain: &dyn Chain) -> Result<HexBinary> {
        match self {
            Self::Wasm(wasm) => Ok(HexBinary::from(Checksum::generate(wasm).as_slice())),
            Self::Stored(id) => match chain.code(*id).await? {
                Some(CodeInfo { checksum, .. }) => Ok(checksum.into()),
                None => Err(Invalid::new(format!("code of {role}"), id, "the number of a stored code").into()),
            },
        }
    }
}

/// Where codes are stored.
pub struct Shelf<'a> {
    pub chain: &'a Arc<dyn Chain>,
    pub writer: &'a Arc<dyn Writer>,
    pub journal: &'a mut Journal,
}

impl Shelf<'_> {
    /// The number of a code, after storing it if it is not stored.
    pub async fn number(&mut self, role: Role, code: &Code, checksum: &HexBinary, watcher: Watcher<'_>) -> Result<u64> {
        let wasm = match code {
            Code::Stored(id) => {
                watcher(Step::Found { role, code_id: *id });
                return Ok(*id);
            }
            Code::Wasm(wasm) => wasm,
        };
        for code_id in self.journal.code_ids(checksum) {
            if is_stored(&**self.chain, code_id, checksum).await? {
                watcher(Step::Found { role, code_id });
                return Ok(code_id);
            }
        }
        watcher(Step::Storing { role, bytes: wasm.len() });
        let receipt = self.writer.send(vec![Message::StoreCode { wasm: wasm.clone() }]).await?;
        let code_id = stored_number(&receipt)?;
        self.journal.stored(checksum, code_id)?;
        if !is_stored(&**self.chain, code_id, checksum).await? {
            return Err(Invalid::new(format!("code {code_id}"), "another code", format!("{role}, {checksum}")).into());
        }
        watcher(Step::Stored { role, code_id, hash: receipt.hash });
        Ok(code_id)
    }
}

async fn is_stored(chain: &dyn Chain, id: u64, checksum: &HexBinary) -> Result<bool> {
    Ok(chain.code(id).await?.is_some_and(|code| code.checksum == checksum.as_slice()))
}

/// The number that the chain gave a code.
fn stored_number(receipt: &Receipt) -> Result<u64> {
    let attributes = receipt.events.iter().filter(|event| event.ty == "store_code").flat_map(|event| &event.attributes);
    let number = attributes.filter(|attribute| attribute.key == "code_id").find_map(|a| a.value.parse().ok());
    number.ok_or_else(|| Error::Misunderstood {
        hash: receipt.hash.clone(),
        height: receipt.height,
        reason: "no event `store_code` says under which number the code is stored".to_owned(),
    })
}
