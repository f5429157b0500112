//! A transaction as it comes over the wire.

use cosmrs::crypto::PublicKey;
use cosmrs::proto::cosmos::crypto::secp256k1::PubKey;
use cosmrs::proto::cosmos::tx::v1beta1::mode_info::Sum;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, SignDoc, SignerInfo, TxBody, TxRaw};
use cosmrs::proto::prost::Message;
use cosmwasm_std::Coin;
use k256::ecdsa::signature::Verifier;
use k256::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use super::account::Account;
use super::address::PREFIX;
use super::failure::Failure;
use super::msg::{Envelope, coins};

/// The only way to sign that a devnet knows: `SIGN_MODE_DIRECT`.
const DIRECT: i32 = 1;

/// A transaction, read; nothing of it has been held against the state.
#[derive(Clone, Debug)]
pub struct Tx {
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// As it came.
    pub bytes: Vec<u8>,
    /// What it does.
    pub messages: Vec<Envelope>,
    /// Words for all to see.
    pub memo: String,
    /// The last height in which it may be carried out; 0 for no bound.
    pub timeout_height: u64,
    /// What it pays.
    pub fee: Vec<Coin>,
    /// Its gas limit.
    pub gas: u64,
    /// Who pays instead of the first signer; empty for nobody.
    pub granter: String,
    /// Who signed.
    pub signers: Vec<Signer>,
    /// Whose signatures it needs, the payer first.
    pub senders: Vec<String>,
    raw: TxRaw,
    /// Whether the signatures are right, once somebody has looked.
    pub verified: Option<Result<(), Failure>>,
}

/// A signature with what belongs to it.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Compressed secp256k1; none if it leaves it to the chain to know it.
    pub key: Option<Vec<u8>>,
    /// The address that follows from the key.
    pub address: Option<String>,
    /// Of the account, as the signer believes.
    pub sequence: u64,
    /// 64 bytes; empty in a simulation.
    pub signature: Vec<u8>,
    mode: i32,
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn parse<T: Message + Default>(bytes: &[u8]) -> Result<T, Failure> {
    T::decode(bytes).map_err(|error| Failure::sdk(2, format!("{error}: tx parse error")))
}

impl Tx {
    /// Reads it, and looks at everything that can be judged without the state and without the signatures.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Failure> {
        let raw: TxRaw = parse(&bytes)?;
        let body: TxBody = parse(&raw.body_bytes)?;
        let auth: AuthInfo = parse(&raw.auth_info_bytes)?;
        let messages = body.messages.iter().map(Envelope::read).collect::<Result<Vec<_>, _>>()?;
        if messages.is_empty() {
            return Err(Failure::sdk(18, "must contain at least one message"));
        }
        let mut senders: Vec<String> = vec![];
        for message in &messages {
            if !senders.contains(&message.sender) {
                senders.push(message.sender.clone());
            }
        }
        let fee = auth.fee.unwrap_or_default();
        let signatures = raw.signatures.iter().cloned().chain(std::iter::repeat(vec![]));
        let signers =
            auth.signer_infos.into_iter().zip(signatures).map(|(info, signature)| Signer::read(info, signature));
        Ok(Self {
            hash: hash(&bytes),
            messages,
            memo: body.memo,
            timeout_height: body.timeout_height,
            fee: coins(fee.amount)?,
            gas: fee.gas_limit,
            granter: fee.granter,
            signers: signers.collect::<Result<_, _>>()?,
            senders,
            raw,
            bytes,
            verified: None,
        })
    }

    /// Who pays.
    pub fn payer(&self) -> &str {
        self.senders.first().map_or("", String::as_str)
    }

    /// How many signatures it carries.
    pub const fn signatures(&self) -> usize {
        self.raw.signatures.len()
    }

    /// Whether all signatures are those of `keys` over this transaction on this chain. `keys` are the accounts', in the
    /// order of the senders, for signers that do not give their own.
    pub fn verify(&self, chain_id: &str, keys: &[Option<Vec<u8>>]) -> Result<(), Failure> {
        let known = keys.iter().cloned().chain(std::iter::repeat(None));
        for ((signer, sender), known) in self.signers.iter().zip(&self.senders).zip(known) {
            let number = Account::number(sender);
            let key = signer.key.clone().or(known);
            let right = key.is_some_and(|key| self.is_signed(signer, &key, chain_id, number));
            if !right {
                let words = "signature verification failed; please verify account number";
                let why = "unable to verify single signer signature";
                return Err(Failure::sdk(4, format!("{words} ({number}) and chain-id ({chain_id}): ({why})")));
            }
        }
        Ok(())
    }

    fn is_signed(&self, signer: &Signer, key: &[u8], chain_id: &str, account_number: u64) -> bool {
        let document = SignDoc {
            body_bytes: self.raw.body_bytes.clone(),
            auth_info_bytes: self.raw.auth_info_bytes.clone(),
            chain_id: chain_id.to_owned(),
            account_number,
        };
        let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(key), Signature::from_slice(&signer.signature))
        else {
            return false;
        };
        signer.mode == DIRECT && key.verify(&document.encode_to_vec(), &signature).is_ok()
    }
}

impl Signer {
    fn read(info: SignerInfo, signature: Vec<u8>) -> Result<Self, Failure> {
        let key = info.public_key.map(|any| {
            if any.type_url != PublicKey::SECP256K1_TYPE_URL {
                return Err(Failure::sdk(8, format!("a devnet does not know keys of type {}", any.type_url)));
            }
            parse::<PubKey>(&any.value).map(|key| key.key)
        });
        let key = key.transpose()?;
        let address = key.as_deref().and_then(address_of);
        let mode = match info.mode_info.and_then(|mode| mode.sum) {
            Some(Sum::Single(single)) => single.mode,
            _ => 0,
        };
        Ok(Self { key, address, sequence: info.sequence, signature, mode })
    }
}

fn address_of(key: &[u8]) -> Option<String> {
    let key = VerifyingKey::from_sec1_bytes(key).ok()?;
    PublicKey::from(key).account_id(PREFIX).ok().map(|id| id.to_string())
}
