//! The messages that a devnet carries out.

use cosmrs::Any;
use cosmrs::proto::cosmos::bank::v1beta1::{MsgMultiSend, MsgSend};
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgExecuteContract, MsgInstantiateContract2, MsgMigrateContract, MsgStoreCode,
};
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Coin, Uint256};

use super::address::is_valid;
use super::bank;
use super::code::check_size;
use super::failure::Failure;

/// A message, read and found to be sound in itself.
#[derive(Clone, Debug)]
pub enum Msg {
    /// Calls a contract.
    Execute {
        /// Its address.
        contract: String,
        /// JSON.
        msg: Vec<u8>,
        /// Coins that go along.
        funds: Vec<Coin>,
    },
    /// Makes a contract at a predictable address.
    Instantiate2 {
        /// Who may migrate it; empty for nobody.
        admin: String,
        /// Number of its code.
        code_id: u64,
        /// Name for people.
        label: String,
        /// JSON.
        msg: Vec<u8>,
        /// Coins that go along.
        funds: Vec<Coin>,
        /// What makes the address another one.
        salt: Vec<u8>,
    },
    /// Stores a code.
    Store {
        /// Compressed or not.
        wasm: Vec<u8>,
    },
    /// Moves a contract to other code.
    Migrate {
        /// Its address.
        contract: String,
        /// Number of the code.
        code_id: u64,
        /// JSON.
        msg: Vec<u8>,
    },
    /// Moves coins.
    Send {
        /// To whom.
        to: String,
        /// How much.
        coins: Vec<Coin>,
    },
    /// Moves coins to many.
    MultiSend {
        /// To whom how much.
        outputs: Vec<(String, Vec<Coin>)>,
    },
}

/// A message with who sends it.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// `/cosmwasm.wasm.v1.MsgExecuteContract`.
    pub type_url: String,
    /// Who must sign.
    pub sender: String,
    /// The message.
    pub msg: Msg,
}

/// Coins of the wire.
pub fn coins(coins: Vec<ProtoCoin>) -> Result<Vec<Coin>, Failure> {
    let read = coins.into_iter().map(|coin| {
        let amount: Result<Uint256, _> = coin.amount.parse();
        let amount = amount.map_err(|_| Failure::sdk(10, format!("{}{}", coin.amount, coin.denom)))?;
        Ok(Coin { denom: coin.denom, amount })
    });
    read.collect()
}

fn decode<T: Message + Default>(any: &Any) -> Result<T, Failure> {
    T::decode(any.value.as_slice()).map_err(|error| Failure::sdk(2, format!("{error}: tx parse error")))
}

fn address(text: &str, field: &str) -> Result<(), Failure> {
    if is_valid(text) { Ok(()) } else { Err(Failure::sdk(7, format!("invalid {field} address: {text}"))) }
}

fn funds(list: Vec<ProtoCoin>) -> Result<Vec<Coin>, Failure> {
    let list = coins(list)?;
    bank::check(&list).map_err(|failure| failure.within("funds"))?;
    Ok(list)
}

fn payload(msg: &[u8]) -> Result<(), Failure> {
    let sound = serde_json::from_slice::<serde::de::IgnoredAny>(msg).is_ok();
    if sound { Ok(()) } else { Err(Failure::wasm(14, "payload msg")) }
}

impl Envelope {
    /// Reads a message.
    pub fn read(any: &Any) -> Result<Self, Failure> {
        let (sender, msg) = match any.type_url.as_str() {
            "/cosmwasm.wasm.v1.MsgExecuteContract" => execute(decode(any)?)?,
            "/cosmwasm.wasm.v1.MsgInstantiateContract2" => instantiate2(decode(any)?)?,
            "/cosmwasm.wasm.v1.MsgStoreCode" => {
                let msg: MsgStoreCode = decode(any)?;
                check_size(&msg.wasm_byte_code)?;
                (msg.sender, Msg::Store { wasm: msg.wasm_byte_code })
            }
            "/cosmwasm.wasm.v1.MsgMigrateContract" => migrate(decode(any)?)?,
            "/cosmos.bank.v1beta1.MsgSend" => send(decode(any)?)?,
            "/cosmos.bank.v1beta1.MsgMultiSend" => multi_send(decode(any)?)?,
            other => return Err(Failure::sdk(2, format!("unable to resolve type URL {other}: tx parse error"))),
        };
        address(&sender, "sender")?;
        Ok(Self { type_url: any.type_url.clone(), sender, msg })
    }
}

fn execute(msg: MsgExecuteContract) -> Result<(String, Msg), Failure> {
    address(&msg.contract, "contract")?;
    payload(&msg.msg)?;
    Ok((msg.sender, Msg::Execute { contract: msg.contract, msg: msg.msg, funds: funds(msg.funds)? }))
}

fn instantiate2(msg: MsgInstantiateContract2) -> Result<(String, Msg), Failure> {
    if msg.code_id == 0 {
        return Err(Failure::sdk(18, "code id is required"));
    }
    if msg.label.is_empty() {
        return Err(Failure::wasm(12, "label: is required"));
    }
    if msg.salt.is_empty() || msg.salt.len() > 64 {
        return Err(Failure::wasm(if msg.salt.is_empty() { 12 } else { 13 }, "salt"));
    }
    if msg.fix_msg {
        return Err(Failure::sdk(37, "a devnet predicts addresses with fix_msg false only"));
    }
    if !msg.admin.is_empty() {
        address(&msg.admin, "admin")?;
    }
    payload(&msg.msg)?;
    let (admin, code_id, label, salt) = (msg.admin, msg.code_id, msg.label, msg.salt);
    Ok((msg.sender, Msg::Instantiate2 { admin, code_id, label, msg: msg.msg, funds: funds(msg.funds)?, salt }))
}

fn migrate(msg: MsgMigrateContract) -> Result<(String, Msg), Failure> {
    address(&msg.contract, "contract")?;
    payload(&msg.msg)?;
    Ok((msg.sender, Msg::Migrate { contract: msg.contract, code_id: msg.code_id, msg: msg.msg }))
}

fn send(msg: MsgSend) -> Result<(String, Msg), Failure> {
    Ok((msg.from_address, Msg::Send { to: msg.to_address, coins: coins(msg.amount)? }))
}

fn multi_send(msg: MsgMultiSend) -> Result<(String, Msg), Failure> {
    let mut inputs = msg.inputs.into_iter();
    let (Some(input), None) = (inputs.next(), inputs.next()) else {
        return Err(Failure::sdk(18, "multiple senders not allowed"));
    };
    let outputs = msg.outputs.into_iter().map(|output| Ok((output.address, coins(output.coins)?)));
    let outputs = outputs.collect::<Result<Vec<_>, Failure>>()?;
    let mut left = coins(input.coins)?;
    for coin in outputs.iter().flat_map(|(_, coins)| coins) {
        let pot = left.iter_mut().find(|pot| pot.denom == coin.denom);
        let rest = pot.and_then(|pot| Some((pot.amount.checked_sub(coin.amount).ok()?, pot)));
        let (rest, pot) = rest.ok_or_else(|| Failure::sdk(18, "sum inputs != sum outputs"))?;
        pot.amount = rest;
    }
    if left.iter().any(|coin| !coin.amount.is_zero()) || outputs.is_empty() {
        return Err(Failure::sdk(18, "sum inputs != sum outputs"));
    }
    Ok((input.address, Msg::MultiSend { outputs }))
}
