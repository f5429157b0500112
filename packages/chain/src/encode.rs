//! Messages and their responses as protobuf.

use std::io::Write as _;

use cosmrs::{
    Any,
    proto::{
        cosmos::{
            bank::v1beta1::MsgSend,
            base::{abci::v1beta1::TxMsgData, v1beta1::Coin as ProtoCoin},
            tx::v1beta1::{TxBody, TxRaw},
        },
        cosmwasm::wasm::v1::{MsgExecuteContract, MsgInstantiateContract2, MsgMigrateContract, MsgStoreCode},
        prost::{DecodeError, Message as _, Name},
    },
};
use cosmwasm_std::Coin;
use flate2::{Compression, write::GzEncoder};

use crate::{Error, Message, Result, Sent};

/// What a compressed code begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A message as it goes into a transaction of this sender.
///
/// Errors as [`Error::Invalid`] if a field cannot be encoded.
pub(crate) fn any(message: &Message, sender: &str) -> Result<Any> {
    let sender = sender.to_owned();
    Ok(match message.clone() {
        Message::Execute { contract, msg, funds } => {
            pack(&MsgExecuteContract { sender, contract, msg, funds: coins(&funds) })
        }
        Message::Send { to, coins: amount } => {
            pack(&MsgSend { from_address: sender, to_address: to, amount: coins(&amount) })
        }
        Message::StoreCode { wasm } => {
            pack(&MsgStoreCode { sender, wasm_byte_code: compressed(wasm)?, instantiate_permission: None })
        }
        Message::Instantiate2 { admin, code_id, label, msg, funds, salt } => {
            if salt.is_empty() || salt.len() > 64 {
                return Err(Error::invalid("salt", format!("{} bytes", salt.len()), "1 to 64 bytes"));
            }
            let admin = admin.unwrap_or_default();
            let funds = coins(&funds);
            pack(&MsgInstantiateContract2 { sender, admin, code_id, label, msg, funds, salt, fix_msg: false })
        }
        Message::Migrate { contract, code_id, msg } => pack(&MsgMigrateContract { sender, contract, code_id, msg }),
        Message::Other { type_url, value } => Any { type_url, value },
    })
}

fn pack<M: Name>(message: &M) -> Any {
    Any { type_url: type_url::<M>(), value: message.encode_to_vec() }
}

fn type_url<M: Name>() -> String {
    format!("/{}", M::full_name())
}

/// Chains want the coins of a list ascending by denom.
pub(crate) fn coins(coins: &[Coin]) -> Vec<ProtoCoin> {
    let mut coins: Vec<_> = coins.iter().map(coin).collect();
    coins.sort_by(|one, other| one.denom.cmp(&other.denom));
    coins
}

pub(crate) fn coin(coin: &Coin) -> ProtoCoin {
    ProtoCoin { denom: coin.denom.clone(), amount: coin.amount.to_string() }
}

/// `None` unless the amount is one.
pub(crate) fn from_coin(coin: &ProtoCoin) -> Option<Coin> {
    let amount: cosmwasm_std::Uint256 = coin.amount.parse().ok()?;
    Some(Coin::new(amount, coin.denom.clone()))
}

/// Code is stored by what it is uncompressed; compressed it pays for fewer bytes.
fn compressed(wasm: Vec<u8>) -> Result<Vec<u8>> {
    if wasm.starts_with(&GZIP) {
        return Ok(wasm);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(&wasm).and_then(|()| encoder.finish());
    written.map_err(|error| Error::invalid("wasm", error, "bytes that can be compressed"))
}

/// The messages of a transaction in a block; none if its bytes are no transaction.
pub(crate) fn sent(tx: &[u8]) -> Vec<Sent> {
    let body = TxRaw::decode(tx).and_then(|raw| TxBody::decode(raw.body_bytes.as_slice()));
    body.map(|body| body.messages.into_iter().map(one_sent).collect()).unwrap_or_default()
}

fn one_sent(any: Any) -> Sent {
    known(&any).unwrap_or_else(|| {
        let message = Message::Other { type_url: any.type_url, value: any.value };
        Sent { sender: String::new(), message }
    })
}

/// `None` for a message that has no form of its own here.
fn known(any: &Any) -> Option<Sent> {
    let value = any.value.as_slice();
    let url = any.type_url.as_str();
    Some(if url == type_url::<MsgExecuteContract>() {
        let MsgExecuteContract { sender, contract, msg, funds } = MsgExecuteContract::decode(value).ok()?;
        Sent { sender, message: Message::Execute { contract, msg, funds: from_coins(&funds)? } }
    } else if url == type_url::<MsgSend>() {
        let MsgSend { from_address, to_address, amount } = MsgSend::decode(value).ok()?;
        Sent { sender: from_address, message: Message::Send { to: to_address, coins: from_coins(&amount)? } }
    } else if url == type_url::<MsgStoreCode>() {
        let message = MsgStoreCode::decode(value).ok()?;
        Sent { sender: message.sender, message: Message::StoreCode { wasm: message.wasm_byte_code } }
    } else if url == type_url::<MsgInstantiateContract2>() {
        let message = MsgInstantiateContract2::decode(value).ok()?;
        instantiated(message)?
    } else if url == type_url::<MsgMigrateContract>() {
        let MsgMigrateContract { sender, contract, code_id, msg } = MsgMigrateContract::decode(value).ok()?;
        Sent { sender, message: Message::Migrate { contract, code_id, msg } }
    } else {
        return None;
    })
}

/// With `fix_msg` the address is another than [`Message::Instantiate2`] makes.
fn instantiated(message: MsgInstantiateContract2) -> Option<Sent> {
    let MsgInstantiateContract2 { sender, admin, code_id, label, msg, funds, salt, fix_msg } = message;
    if fix_msg {
        return None;
    }
    let admin = (!admin.is_empty()).then_some(admin);
    let funds = from_coins(&funds)?;
    Some(Sent { sender, message: Message::Instantiate2 { admin, code_id, label, msg, funds, salt } })
}

fn from_coins(coins: &[ProtoCoin]) -> Option<Vec<Coin>> {
    coins.iter().map(from_coin).collect()
}

/// What each message answered, from the data of a transaction's result.
pub(crate) fn responses(data: &[u8]) -> Result<Vec<Vec<u8>>, DecodeError> {
    let data = TxMsgData::decode(data)?;
    Ok(data.msg_responses.into_iter().map(|response| response.value).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn there_and_back(message: Message) -> Sent {
        let any = any(&message, "cosmos1sender").unwrap();
        let body = TxBody { messages: vec![any], ..TxBody::default() };
        let raw = TxRaw { body_bytes: body.encode_to_vec(), ..TxRaw::default() };
        let mut sent = sent(&raw.encode_to_vec());
        assert_eq!(sent.len(), 1);
        sent.remove(0)
    }

    #[test]
    fn every_message_reads_back_from_its_transaction() {
        let funds = vec![Coin::new(7_u128, "a"), Coin::new(5_u128, "b")];
        let messages = [
            Message::Execute { contract: "c".into(), msg: b"{}".to_vec(), funds: funds.clone() },
            Message::Send { to: "d".into(), coins: funds.clone() },
            Message::StoreCode { wasm: [GZIP.as_slice(), b"code"].concat() },
            Message::Instantiate2 {
                admin: Some("e".into()),
                code_id: 4,
                label: "l".into(),
                msg: b"{}".to_vec(),
                funds,
                salt: b"salt".to_vec(),
            },
            Message::Migrate { contract: "c".into(), code_id: 5, msg: b"{}".to_vec() },
        ];
        for message in messages {
            let expected = Sent { sender: "cosmos1sender".into(), message: message.clone() };
            assert_eq!(there_and_back(message), expected);
        }
        let other = Message::Other { type_url: "/a.b.MsgC".into(), value: vec![1, 2] };
        assert_eq!(there_and_back(other.clone()), Sent { sender: String::new(), message: other });
    }

    #[test]
    fn coins_leave_ascending_by_denom() {
        let list = coins(&[Coin::new(1_u128, "b"), Coin::new(2_u128, "a")]);
        assert_eq!(list.iter().map(|coin| coin.denom.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn code_is_compressed_once() {
        let wasm = vec![7; 10_000];
        let packed = compressed(wasm.clone()).unwrap();
        assert!(packed.len() < 200);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, wasm);
        assert_eq!(compressed(packed.clone()).unwrap(), packed);
    }

    #[test]
    fn what_cannot_be_read_is_no_message() {
        assert_eq!(sent(b"\xff\xff\xff"), Vec::new());
        let broken = Any { type_url: type_url::<MsgSend>(), value: vec![0xff] };
        assert_eq!(one_sent(broken).sender, "");
    }

    #[test]
    fn a_salt_has_bounds() {
        for length in [0, 65] {
            let salt = vec![1; length];
            let message = Message::Instantiate2 {
                admin: None,
                code_id: 1,
                label: String::new(),
                msg: vec![],
                funds: vec![],
                salt,
            };
            assert!(any(&message, "s").unwrap_err().to_string().starts_with("salt is "));
        }
    }
}
