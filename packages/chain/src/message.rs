//! What a transaction can carry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cosmwasm_std::Coin;
use serde_json::{Value, json};

use crate::{Error, Result};

/// One message of a transaction; its sender is the key that signs.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Calls a contract.
    Execute {
        /// Its address.
        contract: String,
        /// JSON.
        msg: Vec<u8>,
        /// Coins that go along.
        funds: Vec<Coin>,
    },
    /// Moves coins.
    Send {
        /// To whom.
        to: String,
        /// How much, at least one coin.
        coins: Vec<Coin>,
    },
    /// Stores a contract's code, compressed or not.
    StoreCode {
        /// The wasm.
        wasm: Vec<u8>,
    },
    /// Makes a contract at an address that follows from code, sender and salt (`fix_msg` false).
    Instantiate2 {
        /// Who may migrate it; nobody if there is none.
        admin: Option<String>,
        /// Number of the stored code.
        code_id: u64,
        /// Name for people.
        label: String,
        /// JSON.
        msg: Vec<u8>,
        /// Coins that go along.
        funds: Vec<Coin>,
        /// 1 to 64 bytes.
        salt: Vec<u8>,
    },
    /// Moves a contract to other code.
    Migrate {
        /// Its address.
        contract: String,
        /// Number of the stored code.
        code_id: u64,
        /// JSON.
        msg: Vec<u8>,
    },
    /// Any other message, as the chain encodes it; it names its own sender.
    Other {
        /// As in `/cosmos.bank.v1beta1.MsgMultiSend`.
        type_url: String,
        /// Protobuf.
        value: Vec<u8>,
    },
}

impl Message {
    /// The message as `sender` would send it, in the JSON in which chains read transactions and proposals from files.
    ///
    /// Errors as [`Error::Invalid`] if a contract's message is no JSON, and for [`Message::Other`], of which only the bytes are
    /// known.
    pub fn json(&self, sender: &str) -> Result<Value> {
        Ok(match self {
            Self::Execute { contract, msg, funds } => json!({
                "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
                "sender": sender, "contract": contract, "msg": parsed(msg)?, "funds": sorted(funds),
            }),
            Self::Send { to, coins } => json!({
                "@type": "/cosmos.bank.v1beta1.MsgSend",
                "from_address": sender, "to_address": to, "amount": sorted(coins),
            }),
            Self::StoreCode { wasm } => json!({
                "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
                "sender": sender, "wasm_byte_code": STANDARD.encode(wasm), "instantiate_permission": null,
            }),
            Self::Instantiate2 { admin, code_id, label, msg, funds, salt } => json!({
                "@type": "/cosmwasm.wasm.v1.MsgInstantiateContract2",
                "sender": sender, "admin": admin.as_deref().unwrap_or_default(), "code_id": code_id.to_string(), "label": label,
                "msg": parsed(msg)?, "funds": sorted(funds), "salt": STANDARD.encode(salt), "fix_msg": false,
            }),
            Self::Migrate { contract, code_id, msg } => json!({
                "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
                "sender": sender, "contract": contract, "code_id": code_id.to_string(), "msg": parsed(msg)?,
            }),
            Self::Other { type_url, .. } => {
                return Err(Error::invalid("message", type_url, "one whose fields are known"));
            }
        })
    }
}

fn parsed(msg: &[u8]) -> Result<Value> {
    let wrong = |_| Error::invalid("msg", String::from_utf8_lossy(msg), "JSON");
    serde_json::from_slice(msg).map_err(wrong)
}

/// Chains want the coins of a list ascending by denom.
fn sorted(coins: &[Coin]) -> Vec<Value> {
    let mut coins: Vec<&Coin> = coins.iter().collect();
    coins.sort_by(|one, other| one.denom.cmp(&other.denom));
    coins.into_iter().map(|coin| json!({ "denom": coin.denom, "amount": coin.amount })).collect()
}

/// A message as it stood in a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Who sent it; empty for [`Message::Other`].
    pub sender: String,
    /// What.
    pub message: Message,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_as_chains_read_it() {
        let coin = |amount: u128, denom: &str| Coin::new(amount, denom);
        let call = Message::Execute {
            contract: "wasm1c".to_owned(),
            msg: br#"{"stake":{}}"#.to_vec(),
            funds: vec![coin(2, "uusdc"), coin(1, "stake")],
        };
        let told = json!({
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": "wasm1s",
            "contract": "wasm1c",
            "msg": { "stake": {} },
            "funds": [{ "denom": "stake", "amount": "1" }, { "denom": "uusdc", "amount": "2" }],
        });
        assert_eq!(call.json("wasm1s"), Ok(told));
        let migrate = Message::Migrate { contract: "wasm1c".to_owned(), code_id: 7, msg: b"{}".to_vec() };
        let told = migrate.json("wasm1s").unwrap();
        assert_eq!((&told["code_id"], &told["msg"]), (&json!("7"), &json!({})));
    }

    #[test]
    fn what_cannot_be_told_is_named() {
        let call = Message::Execute { contract: "wasm1c".to_owned(), msg: b"{".to_vec(), funds: vec![] };
        assert_eq!(call.json("wasm1s"), Err(Error::invalid("msg", "{", "JSON")));
        let other = Message::Other { type_url: "/a.Msg".to_owned(), value: vec![] };
        assert_eq!(other.json("wasm1s"), Err(Error::invalid("message", "/a.Msg", "one whose fields are known")));
    }
}
