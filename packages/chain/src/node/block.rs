//! Blocks and their results.

use cosmwasm_std::{Attribute, Event};
use serde_json::json;

use super::{Answer, Fault, Node, Said, time};
use crate::{Head, encode::responses};

/// A block without what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawBlock {
    /// Height and time.
    pub head: Head,
    /// Each transaction's bytes.
    pub txs: Vec<Vec<u8>>,
}

/// What came of one transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BlockResult {
    pub code: u32,
    pub codespace: String,
    pub log: String,
    pub gas_wanted: u64,
    pub gas_used: u64,
    pub events: Vec<Event>,
    pub data: Vec<Vec<u8>>,
}

impl Node {
    /// The transactions of a block.
    pub async fn block(&self, chain: &str, height: u64) -> Said<RawBlock> {
        let result = self.call("block", json!({ "height": height.to_string() })).await.map_err(not_yet)?;
        let answer = Answer::new("block", &result);
        let Some(block) = answer.find("block") else {
            return Err(Fault::Behind { reason: format!("no block {height}") });
        };
        let header = block.get("header")?;
        let id = header.get("chain_id")?;
        if id.text()? != chain {
            return Err(id.wrong(chain));
        }
        same_height(&header, height)?;
        let head = Head { height, time: time(&header.get("time")?)? };
        let txs = block.get("data")?.items_or_none("txs")?;
        let txs = txs.iter().map(Answer::base64).collect::<Said<_>>()?;
        Ok(RawBlock { head, txs })
    }

    /// What came of them, `count` in number.
    pub async fn results(&self, height: u64, count: usize) -> Said<Vec<BlockResult>> {
        let result = self.call("block_results", json!({ "height": height.to_string() })).await;
        let result = result.map_err(not_yet)?;
        let answer = Answer::new("block_results", &result);
        same_height(&answer, height)?;
        let results = answer.items_or_none("txs_results")?;
        if results.len() != count {
            let found = format!("{} results", results.len());
            let field = "block_results.txs_results".into();
            return Err(Fault::Answer { field, found, allowed: format!("{count}, as many as transactions") });
        }
        results.iter().map(block_result).collect()
    }
}

/// A node has a block before it has its results, and says so in words only.
fn not_yet(fault: Fault) -> Fault {
    match fault {
        Fault::Rpc { message, .. }
            if message.contains("must be less than or equal to") || message.contains("could not find results") =>
        {
            Fault::Behind { reason: message }
        }
        other => other,
    }
}

fn same_height(answer: &Answer<'_>, height: u64) -> Said<()> {
    let found = answer.get("height")?;
    if found.u64()? == height { Ok(()) } else { Err(found.wrong(&height.to_string())) }
}

fn block_result(answer: &Answer<'_>) -> Said<BlockResult> {
    let code = answer.zero("code")?;
    let data = answer.base64_or_empty("data")?;
    let data = responses(&data).map_err(|_| match answer.find("data") {
        Some(data) => data.wrong("protobuf of TxMsgData"),
        None => answer.wrong("protobuf of TxMsgData"),
    })?;
    Ok(BlockResult {
        code,
        codespace: answer.text_or_empty("codespace")?.into(),
        // Of a success the log is the events once more, on older chains.
        log: if code == 0 { String::new() } else { answer.text_or_empty("log")?.into() },
        gas_wanted: answer.u64_or_zero("gas_wanted")?,
        gas_used: answer.u64_or_zero("gas_used")?,
        events: answer.items_or_none("events")?.iter().map(event).collect::<Said<_>>()?,
        data,
    })
}

fn event(answer: &Answer<'_>) -> Said<Event> {
    let attributes = answer.items_or_none("attributes")?;
    let attributes = attributes.iter().map(|attribute| {
        let key = attribute.text_or_empty("key")?.to_owned();
        // Not `Attribute::new`, which takes no key that begins with `_`: those are the chain's.
        Ok(Attribute { key, value: attribute.text_or_empty("value")?.to_owned() })
    });
    let attributes = attributes.collect::<Said<Vec<_>>>()?;
    Ok(Event::new(answer.get("type")?.text()?).add_attributes(attributes))
}
