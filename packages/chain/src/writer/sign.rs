//! Transactions as bytes.

use cosmrs::{
    Any,
    proto::{
        cosmos::{
            crypto::secp256k1::PubKey,
            tx::{
                signing::v1beta1::SignMode,
                v1beta1::{AuthInfo, Fee, ModeInfo, SignDoc, SignerInfo, TxBody, TxRaw, mode_info},
            },
        },
        prost::Message as _,
    },
};
use cosmwasm_std::Coin;

use super::TxWriter;
use crate::{Error, Result, encode::coin};

/// A signature's length: an unsigned transaction is as long as the signed one, since each byte costs gas.
const SIGNATURE: usize = 64;

/// What a transaction says, but for its signature.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    pub messages: &'a [Any],
    pub memo: &'a str,
    pub timeout_height: u64,
    pub sequence: u64,
    pub gas_limit: u64,
    pub fee: Coin,
}

impl TxWriter {
    /// For a simulation.
    pub(super) fn unsigned(&self, draft: &Draft<'_>) -> Vec<u8> {
        let (body_bytes, auth_info_bytes) = self.parts(draft);
        TxRaw { body_bytes, auth_info_bytes, signatures: vec![vec![0; SIGNATURE]] }.encode_to_vec()
    }

    /// For a block.
    pub(super) async fn signed(&self, draft: &Draft<'_>, account_number: u64) -> Result<Vec<u8>> {
        let (body_bytes, auth_info_bytes) = self.parts(draft);
        let chain_id = self.shared.config.id.clone();
        let document = SignDoc {
            body_bytes: body_bytes.clone(),
            auth_info_bytes: auth_info_bytes.clone(),
            chain_id,
            account_number,
        };
        let signature = self.signer.sign(&document.encode_to_vec()).await?;
        Ok(TxRaw { body_bytes, auth_info_bytes, signatures: vec![signature.to_vec()] }.encode_to_vec())
    }

    fn parts(&self, draft: &Draft<'_>) -> (Vec<u8>, Vec<u8>) {
        let body = TxBody {
            messages: draft.messages.to_vec(),
            memo: draft.memo.into(),
            timeout_height: draft.timeout_height,
            ..TxBody::default()
        };
        let single = mode_info::Single { mode: SignMode::Direct.into() };
        let public_key = Any {
            type_url: self.shared.config.keys.public_key_type().into(),
            // The message of each kind of key is the same.
            value: PubKey { key: self.signer.public_key().to_vec() }.encode_to_vec(),
        };
        let signer = SignerInfo {
            public_key: Some(public_key),
            mode_info: Some(ModeInfo { sum: Some(mode_info::Sum::Single(single)) }),
            sequence: draft.sequence,
        };
        // A coin of nothing is none to the chain.
        let amount = if draft.fee.amount.is_zero() { Vec::new() } else { vec![coin(&draft.fee)] };
        let granter = self.shared.config.granter.clone().unwrap_or_default();
        let fee = Fee { amount, gas_limit: draft.gas_limit, payer: String::new(), granter };
        let auth = AuthInfo { signer_infos: vec![signer], fee: Some(fee), ..AuthInfo::default() };
        (body.encode_to_vec(), auth.encode_to_vec())
    }
}

impl Draft<'_> {
    /// Errors as [`Error::Invalid`] for a memo that no chain takes.
    pub fn checked(self) -> Result<Self> {
        let bytes = self.memo.len();
        if bytes > 256 {
            return Err(Error::invalid("memo", format!("{bytes} bytes"), "at most 256 bytes"));
        }
        Ok(self)
    }
}
