//! The part of a transaction that no contract causes: its bytes, its signature, its fee.

use cosmwasm_std::{BankMsg, Coin, CosmosMsg, WasmMsg};

use super::costs::bytes;

/// What every transaction of a known key pays besides its bytes: `wasmd`'s counter 3,429, parameters 3,126, the signer's
/// record read seven times and written once 18,078, the collector's record 1,396, moving the fee 16,972, one signature
/// 1,000, the index of account numbers 5,230 (measured to the unit, then rounded by the node's own digits of balances).
const FLAT: u64 = 47_231;
/// Each byte of a transaction.
const PER_BYTE: u64 = 10;

/// Gas of a signed transaction of this length before any message of it runs.
pub fn base(length: u64) -> u64 {
    FLAT + PER_BYTE * length
}

/// Bytes of a transaction in which `sender` signs these messages: one key, no memo, a fee in one coin.
pub fn transaction_bytes(sender: &str, messages: &[CosmosMsg]) -> u64 {
    let body: usize = messages.iter().map(|message| field(message_bytes(sender, message))).sum();
    bytes(field(body) + field(AUTH) + field(SIGNATURE))
}

const SIGNATURE: usize = 64;
/// Who signed and what it pays: a public key in its envelope, the mode, a sequence number below 128; a fee of six digits
/// in a coin of five letters, a gas limit below 2^21.
const AUTH: usize =
    field(field(field(31) + field(field(33))) + field(field(2)) + 2) + field(field(field(5) + field(6)) + 4);

/// Bytes of a field that holds `length` bytes: its tag, the length as a varint, the bytes.
const fn field(length: usize) -> usize {
    let mut varint = 1;
    let mut rest = length >> 7;
    while rest > 0 {
        varint += 1;
        rest >>= 7;
    }
    1 + varint + length
}

fn coins(coins: &[Coin]) -> usize {
    coins.iter().map(|coin| field(field(coin.denom.len()) + field(coin.amount.to_string().len()))).sum()
}

/// An envelope: the message's type and the message.
fn message_bytes(sender: &str, message: &CosmosMsg) -> usize {
    let (kind, value) = match message {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) => {
            ("/cosmwasm.wasm.v1.MsgExecuteContract", field(contract_addr.len()) + field(msg.len()) + coins(funds))
        }
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            ("/cosmos.bank.v1beta1.MsgSend", field(to_address.len()) + coins(amount))
        }
        // Nothing else is budgeted.
        _ => ("", 0),
    };
    field(kind.len()) + field(field(sender.len()) + value)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Binary;

    use super::*;

    fn call(msg: &str) -> CosmosMsg {
        WasmMsg::Execute { contract_addr: "c".repeat(63), msg: Binary::from(msg.as_bytes()), funds: vec![] }.into()
    }

    #[test]
    fn a_small_call_has_the_length_that_a_node_saw() {
        let length = transaction_bytes(&"u".repeat(43), &[call("{\"nothing\":{}}")]);
        assert_eq!((length, base(length)), (345, 50_681));
    }

    #[test]
    fn a_longer_message_pays_ten_for_each_byte() {
        let sender = "u".repeat(43);
        let short = transaction_bytes(&sender, &[call(&"x".repeat(200))]);
        let long = transaction_bytes(&sender, &[call(&"x".repeat(300))]);
        assert_eq!(long - short, 100);
        assert_eq!(base(long) - base(short), 1_000);
    }
}
