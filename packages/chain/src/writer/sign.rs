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

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;

    use super::*;
    use crate::{
        Message, Network,
        config::{ChainConfig, KeyScheme},
        keys::{Key, Secret},
    };

    const WORDS: &str = "economy stock theory fatal elder harbor betray wasp final emotion task crumble siren bottom \
                         lizard educate guess current outdoor pair theory focus wife stone";
    // Known from CosmJS, for these words on chain simd-testing: account 1, sequence 0.
    const BODY: &str = "0a93010a90010a1c2f636f736d6f732e62616e6b2e763162657461312e4d736753656e6412700a2d636f736d6f733170\
                        6b707472653766646b6c366766727a6c65736a6a766878686c63337234676d6d6b38727336122d636f736d6f73317179\
                        70717870713971637273737a673270767871367273307a716733797963356c7a763778751a100a0575636f736d120731\
                        323334353637";
    const AUTH: &str = "12650a4e0a460a1f2f636f736d6f732e63727970746f2e736563703235366b312e5075624b657912230a21034f04181e\
                        eba35391b858633a765c4a0c189697b40d216354d50890d350c7029012040a02080112130a0d0a0575636f736d120432\
                        30303010c09a0c";
    const SIGNATURE: &str = "c9dd20e07464d3a688ff4b710b1fbc027e495e797cfa0b4804da2ed117959227772de059808f765aa29b8f92edf30f4c\
                             2c5a438e30d3fe6897daa7141e3ce6f9";

    async fn signer(words: &str, config: &ChainConfig) -> TxWriter {
        let key = Key::new("k", &Secret::parse(words.into()).unwrap(), &config.keys).unwrap();
        let network = Network::connect(config.clone()).await.unwrap();
        TxWriter::new(std::sync::Arc::clone(&network.shared), std::sync::Arc::new(key)).unwrap()
    }

    fn config() -> ChainConfig {
        ChainConfig::new("simd-testing", "cosmos", "http://127.0.0.1:1", "ucosm", Decimal::percent(1))
    }

    fn send() -> Message {
        let to = "cosmos1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu".into();
        Message::Send { to, coins: vec![Coin::new(1_234_567_u128, "ucosm")] }
    }

    #[tokio::test]
    async fn bytes_and_signature_are_those_of_others() {
        let writer = signer(WORDS, &config()).await;
        let messages = writer.encode(&[send()]).unwrap();
        let fee = Coin::new(2_000_u128, "ucosm");
        let draft = Draft { messages: &messages, memo: "", timeout_height: 0, sequence: 0, gas_limit: 200_000, fee };
        let signed = writer.signed(&draft, 1).await.unwrap();
        assert_eq!(hex::encode(&signed), format!("{BODY}{AUTH}1a40{SIGNATURE}"));
        assert_eq!(writer.unsigned(&draft).len(), signed.len(), "each byte costs gas");
    }

    #[tokio::test]
    async fn a_chains_own_type_of_key_is_named() {
        let mut config = config();
        let public_key_type = Some("/injective.crypto.v1beta1.ethsecp256k1.PubKey".to_owned());
        config.keys = KeyScheme { algorithm: crate::config::Algorithm::Ethsecp256k1, coin_type: 60, public_key_type };
        let writer = signer(WORDS, &config).await;
        let messages = writer.encode(&[send()]).unwrap();
        let fee = Coin::new(0_u128, "ucosm");
        let draft = Draft { messages: &messages, memo: "", timeout_height: 9, sequence: 3, gas_limit: 1, fee };
        let raw = TxRaw::decode(writer.signed(&draft, u64::MAX).await.unwrap().as_slice()).unwrap();
        let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
        let key = auth.signer_infos[0].public_key.clone().unwrap();
        assert_eq!(key.type_url, "/injective.crypto.v1beta1.ethsecp256k1.PubKey");
        assert_eq!(PubKey::decode(key.value.as_slice()).unwrap().key, writer.signer.public_key());
        assert_eq!((auth.signer_infos[0].sequence, auth.fee.unwrap().amount.len()), (3, 0));
        assert_eq!(TxBody::decode(raw.body_bytes.as_slice()).unwrap().timeout_height, 9);
    }
}
