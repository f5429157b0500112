//! What a message that works on many things answers in its response data.

use cosmwasm_schema::cw_serde;

/// What became of one id of a batch. One bad id never fails the message.
#[cw_serde]
pub struct ItemOutcome {
    /// The id that was given.
    pub id: String,
    /// Absent: done. Else why not, beginning with a stable code, as in `market/late: ..`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What a message with a `limit` did. Nothing is a success too: somebody else was faster.
#[cw_serde]
pub struct WorkDone {
    /// Orders and leases that were visited; each visit changed one.
    pub visited: u32,
    /// Dead bids that were freed.
    pub released: u32,
}
