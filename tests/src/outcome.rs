//! What became of a message, in one word.

use anyhow::Result;
use berth_api::{ItemOutcome, Role};
use berth_sandbox::Receipt;
use cosmwasm_std::from_json;

/// `ok`, or the stable code with which the message was refused, or with which each id of its batch was.
pub fn outcome(result: &Result<Receipt>) -> String {
    match result {
        Ok(receipt) => refusals(receipt).unwrap_or_else(|| "ok".to_owned()),
        Err(error) => code(&error.to_string()).unwrap_or_else(|| "the chain refuses it".to_owned()),
    }
}

/// The first stable code in a text: `contract/code`.
pub fn code(text: &str) -> Option<String> {
    let found = Role::ALL.into_iter().filter_map(|role| {
        let start = text.find(&format!("{role}/"))?;
        let code = text.get(start..)?.split(':').next()?;
        Some((start, code.to_owned()))
    });
    found.min().map(|(_, code)| code)
}

/// The codes with which the ids of a batch were refused, if all were.
fn refusals(receipt: &Receipt) -> Option<String> {
    let data = receipt.data.as_ref()?;
    let one = |item: ItemOutcome| item.refused.map(|refused| vec![refused]);
    let refused = match from_json::<Vec<ItemOutcome>>(data) {
        Ok(items) => items.into_iter().map(|item| item.refused).collect::<Option<Vec<_>>>()?,
        Err(_) => one(from_json(data).ok()?)?,
    };
    let codes: Option<Vec<_>> = refused.iter().map(|text| code(text)).collect();
    codes.filter(|codes| !codes.is_empty()).map(|codes| codes.join(", "))
}

/// Whether a message was carried out: what finds nothing due has succeeded, too.
pub fn is_success(outcome: &str) -> bool {
    ["ok", "market/not_due", "market/not_dry"].contains(&outcome)
}
