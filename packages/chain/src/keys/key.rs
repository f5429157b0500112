//! A key in memory.

use std::fmt;

use async_trait::async_trait;
use cosmrs::{AccountId, bip32::XPrv};
use k256::{
    ecdsa::{
        Signature, SigningKey,
        signature::{Signer as _, hazmat::PrehashSigner as _},
    },
    elliptic_curve::sec1::ToEncodedPoint as _,
};
use sha3::{Digest as _, Keccak256};
use zeroize::Zeroizing;

use super::{
    Secret, Signer,
    secret::{mnemonic, number},
};
use crate::{
    Error, Result,
    config::{Algorithm, KeyScheme},
};

/// A private key in memory, wiped when it is dropped.
pub struct Key {
    name: String,
    algorithm: Algorithm,
    signing: SigningKey,
    public: [u8; 33],
}

impl Key {
    /// The key that a secret is on a chain of this scheme.
    ///
    /// Errors as [`Error::Key`], with nothing of the secret in it.
    pub fn new(name: &str, secret: &Secret, scheme: &KeyScheme) -> Result<Self> {
        let signing = match secret {
            Secret::Mnemonic(words) => mnemonic(words).and_then(|mnemonic| derive(&mnemonic, &scheme.path())),
            Secret::Hex(digits) => number(digits).and_then(|bytes| {
                SigningKey::from_slice(bytes.as_slice()).map_err(|_| "it is no private key of secp256k1".to_owned())
            }),
        };
        let wrong = |reason| Error::Key { name: name.into(), reason };
        let signing = signing.map_err(wrong)?;
        let point = signing.verifying_key().to_encoded_point(true);
        let public = point.as_bytes().try_into().map_err(|_| wrong("its public key is not of 33 bytes".into()))?;
        Ok(Self { name: name.into(), algorithm: scheme.algorithm, signing, public })
    }
}

fn derive(mnemonic: &bip39::Mnemonic, path: &str) -> Result<SigningKey, String> {
    let seed = Zeroizing::new(mnemonic.to_seed(""));
    let path = path.parse().map_err(|error| format!("path {path}: {error}"))?;
    let key = XPrv::derive_from_path(seed.as_slice(), &path).map_err(|error| error.to_string())?;
    Ok(key.private_key().clone())
}

#[async_trait]
impl Signer for Key {
    fn name(&self) -> &str {
        &self.name
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> [u8; 33] {
        self.public
    }

    async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64]> {
        let signature: Result<Signature, _> = match self.algorithm {
            Algorithm::Secp256k1 => self.signing.try_sign(bytes),
            Algorithm::Ethsecp256k1 => self.signing.sign_prehash(&Keccak256::digest(bytes)),
        };
        let signature = signature.map_err(|error| Error::Key { name: self.name.clone(), reason: error.to_string() })?;
        Ok(signature.to_bytes().into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let public = hex::encode(self.public);
        f.debug_struct("Key").field("name", &self.name).field("public", &public).finish_non_exhaustive()
    }
}

/// The address of a public key.
pub(super) fn address(algorithm: Algorithm, public: &[u8; 33], prefix: &str) -> Result<String, String> {
    let id = match algorithm {
        Algorithm::Secp256k1 => {
            let key = cosmrs::tendermint::PublicKey::from_raw_secp256k1(public).ok_or("it is no point of the curve")?;
            cosmrs::crypto::PublicKey::from(key).account_id(prefix)
        }
        Algorithm::Ethsecp256k1 => {
            let key = k256::PublicKey::from_sec1_bytes(public).map_err(|error| error.to_string())?;
            let point = key.to_encoded_point(false);
            let hash = Keccak256::digest(point.as_bytes().get(1..).unwrap_or_default());
            AccountId::new(prefix, hash.get(12..).unwrap_or_default())
        }
    };
    id.map(|id| id.to_string()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use k256::ecdsa::{VerifyingKey, signature::Verifier as _};

    use super::*;
    use crate::keys::SecretString;

    const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    fn scheme(algorithm: Algorithm, coin_type: u32) -> KeyScheme {
        KeyScheme { algorithm, coin_type, public_key_type: None }
    }

    fn key(words: &str, scheme: &KeyScheme) -> Key {
        Key::new("k", &Secret::parse(SecretString::from(words)).unwrap(), scheme).unwrap()
    }

    // Addresses that wallets show for these well-known words.
    #[test]
    fn addresses_are_those_of_wallets() {
        let cosmos = key(WORDS, &KeyScheme::default());
        assert_eq!(cosmos.address("cosmos").unwrap(), "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");
        let ethereum = key(WORDS, &scheme(Algorithm::Ethsecp256k1, 60));
        let bytes = hex::decode("9858EfFD232B4033E47d90003D41EC34EcaEda94").unwrap();
        assert_eq!(ethereum.address("inj").unwrap(), AccountId::new("inj", &bytes).unwrap().to_string());
    }

    #[tokio::test]
    async fn signatures_verify_and_are_low() {
        let secp = key(WORDS, &KeyScheme::default());
        let eth = key(WORDS, &scheme(Algorithm::Ethsecp256k1, 60));
        for index in 0..32_u8 {
            let signature = Signature::from_slice(&secp.sign(&[index]).await.unwrap()).unwrap();
            let public = VerifyingKey::from_sec1_bytes(&secp.public_key()).unwrap();
            public.verify(&[index], &signature).unwrap();
            assert!(signature.normalize_s().is_none(), "a chain refuses the higher of the two");
            let signature = Signature::from_slice(&eth.sign(&[index]).await.unwrap()).unwrap();
            let public = VerifyingKey::from_sec1_bytes(&eth.public_key()).unwrap();
            k256::ecdsa::signature::hazmat::PrehashVerifier::verify_prehash(
                &public,
                &Keccak256::digest([index]),
                &signature,
            )
            .unwrap();
            assert!(signature.normalize_s().is_none());
        }
    }

    #[test]
    fn a_private_key_is_a_key_too() {
        let digits = "0000000000000000000000000000000000000000000000000000000000000001";
        let one = key(digits, &KeyScheme::default());
        // The generator of the curve.
        assert_eq!(hex::encode(one.public_key()), "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        let zero = Secret::parse("0".repeat(64).into()).unwrap();
        Key::new("k", &zero, &KeyScheme::default()).unwrap_err();
    }

    #[test]
    fn nothing_secret_is_shown() {
        let secret = Secret::parse(SecretString::from(WORDS)).unwrap();
        let shown = format!("{secret:?} {:?} {:?}", key(WORDS, &KeyScheme::default()), secret.text());
        assert!(!shown.contains("abandon") && !shown.contains("about"), "{shown}");
        let digits = "1".repeat(64);
        let secret = Secret::parse(digits.clone().into()).unwrap();
        let shown = format!("{secret:?} {:?}", key(&digits, &KeyScheme::default()));
        assert!(!shown.contains(&digits), "{shown}");
    }

    #[test]
    fn wrong_secrets_are_refused_without_being_shown() {
        let long = format!("{WORDS} zebra");
        let cases =
            ["", "zebra", "zebra zoo", &long, &WORDS.replace("about", "zebra"), &WORDS.replace("about", "qqqqq")];
        for text in cases {
            let reason = Secret::parse(text.into()).unwrap_err();
            assert!(reason.contains("allowed: 12 to 24"), "{reason}");
            assert!(!reason.contains("zebra") && !reason.contains("qqqqq") && !reason.contains("abandon"), "{reason}");
        }
    }

    #[test]
    fn new_words_are_new_and_good() {
        use secrecy::ExposeSecret as _;
        let (one, other) = (super::super::generate().unwrap(), super::super::generate().unwrap());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().split(' ').count(), 24);
        Secret::parse(one).unwrap();
    }
}
