//! What a transaction can carry.

use cosmwasm_std::Coin;

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

/// A message as it stood in a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Who sent it; empty for [`Message::Other`].
    pub sender: String,
    /// What.
    pub message: Message,
}
