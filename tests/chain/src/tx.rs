//! Transactions, made by hand so that they can be made wrong.

use cosmrs::Any;
use cosmrs::crypto::PublicKey;
use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::crypto::secp256k1::PubKey;
use cosmrs::proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignDoc, SignerInfo, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{MsgExecuteContract, MsgStoreCode};
use cosmrs::proto::prost::Message;

use crate::Key;

/// A transaction that is not signed yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it does.
    pub messages: Vec<Any>,
    /// For all to see.
    pub memo: String,
    /// The last height; 0 for no bound.
    pub timeout_height: u64,
    /// What it pays.
    pub fee: Vec<Coin>,
    /// Its gas limit.
    pub gas: u64,
    /// Who pays instead.
    pub granter: String,
    /// For whom it is signed.
    pub chain_id: String,
    /// Of the signer.
    pub account_number: u64,
    /// Of the signer.
    pub sequence: u64,
}

/// One coin of the wire.
pub fn coin(amount: u128, denom: &str) -> Coin {
    Coin { denom: denom.to_owned(), amount: amount.to_string() }
}

fn any(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("/{name}"), value: message.encode_to_vec() }
}

/// Moves coins.
pub fn send(from: &Key, to: &str, amount: u128, denom: &str) -> Any {
    let (from_address, to_address) = (from.address.clone(), to.to_owned());
    any("cosmos.bank.v1beta1.MsgSend", &MsgSend { from_address, to_address, amount: vec![coin(amount, denom)] })
}

/// Calls a contract.
pub fn execute(from: &Key, contract: &str, msg: &str) -> Any {
    execute_with(from, contract, msg.as_bytes(), vec![])
}

/// Calls a contract and sends coins along.
pub fn execute_with(from: &Key, contract: &str, msg: &[u8], funds: Vec<Coin>) -> Any {
    let (sender, contract, msg) = (from.address.clone(), contract.to_owned(), msg.to_vec());
    any("cosmwasm.wasm.v1.MsgExecuteContract", &MsgExecuteContract { sender, contract, msg, funds })
}

/// Stores a code.
pub fn store_code(from: &Key, wasm: Vec<u8>) -> Any {
    let message = MsgStoreCode { sender: from.address.clone(), wasm_byte_code: wasm, instantiate_permission: None };
    any("cosmwasm.wasm.v1.MsgStoreCode", &message)
}

impl Draft {
    fn parts(&self, key: &Key) -> (Vec<u8>, Vec<u8>) {
        let body = TxBody {
            messages: self.messages.clone(),
            memo: self.memo.clone(),
            timeout_height: self.timeout_height,
            ..TxBody::default()
        };
        let public_key = Any {
            type_url: PublicKey::SECP256K1_TYPE_URL.to_owned(),
            value: PubKey { key: key.public() }.encode_to_vec(),
        };
        let direct = ModeInfo { sum: Some(Sum::Single(Single { mode: 1 })) };
        let signer = SignerInfo { public_key: Some(public_key), mode_info: Some(direct), sequence: self.sequence };
        let (amount, gas_limit, granter) = (self.fee.clone(), self.gas, self.granter.clone());
        let fee = Fee { amount, gas_limit, payer: String::new(), granter };
        let auth = AuthInfo { signer_infos: vec![signer], fee: Some(fee), ..AuthInfo::default() };
        (body.encode_to_vec(), auth.encode_to_vec())
    }

    /// Its bytes, signed.
    pub fn sign(&self, key: &Key) -> Vec<u8> {
        let (body_bytes, auth_info_bytes) = self.parts(key);
        let document = SignDoc {
            body_bytes: body_bytes.clone(),
            auth_info_bytes: auth_info_bytes.clone(),
            chain_id: self.chain_id.clone(),
            account_number: self.account_number,
        };
        let signatures = vec![key.sign(&document.encode_to_vec())];
        TxRaw { body_bytes, auth_info_bytes, signatures }.encode_to_vec()
    }

    /// Its bytes for a simulation, with an empty signature.
    pub fn unsigned(&self, key: &Key) -> Vec<u8> {
        let (body_bytes, auth_info_bytes) = self.parts(key);
        TxRaw { body_bytes, auth_info_bytes, signatures: vec![vec![]] }.encode_to_vec()
    }
}
