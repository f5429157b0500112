//! What a transaction has to pass before its messages are carried out: in the order of a node, with its words.

use cosmwasm_std::{BlockInfo, Coin, Decimal256, Event, Storage, Uint256};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::account::Account;
use super::bank;
use super::failure::Failure;
use super::gas::Gas;
use super::tx::Tx;
use super::{Rules, address};

/// Letters of a memo at most.
const MEMO: usize = 256;

/// For what a transaction is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To be let into the pool.
    Check,
    /// To stay in the pool after a block.
    Recheck,
    /// To be carried out.
    Deliver,
    /// To see what it would do.
    Simulate,
}

/// Holds a transaction against the state, takes its fee and raises the sequence numbers. What it has used of its gas is in
/// `gas` even if it fails; the state is then to be thrown away.
pub fn ante(
    storage: &mut dyn Storage,
    tx: &Tx,
    mode: Mode,
    block: &BlockInfo,
    rules: &Rules,
    gas: &mut Gas,
) -> Result<Vec<Event>, Failure> {
    if rules.max_gas > 0 && tx.gas > rules.max_gas {
        let (gas, max) = (tx.gas, rules.max_gas);
        return Err(Failure::sdk(41, format!("tx gas limit {gas} exceeds block max gas {max}")));
    }
    if tx.signatures() == 0 {
        return Err(Failure::sdk(15, "no signatures supplied"));
    }
    if tx.timeout_height > 0 && block.height > tx.timeout_height {
        let (now, last) = (block.height, tx.timeout_height);
        return Err(Failure::sdk(30, format!("block height: {now}, timeout height: {last}")));
    }
    if tx.memo.len() > MEMO {
        let words = format!("maximum number of characters is {MEMO} but received {} characters", tx.memo.len());
        return Err(Failure::sdk(12, words));
    }
    gas.charge_bytes(tx.bytes.len(), tx.signers.iter().all(|signer| !signer.signature.is_empty()))?;
    let mut events = fee(storage, tx, mode, rules)?;
    events.extend(signatures(storage, tx, mode, rules, gas)?);
    Ok(events)
}

fn fee(storage: &mut dyn Storage, tx: &Tx, mode: Mode, rules: &Rules) -> Result<Vec<Event>, Failure> {
    if mode != Mode::Simulate && tx.gas == 0 {
        return Err(Failure::sdk(41, "must provide positive gas"));
    }
    if matches!(mode, Mode::Check | Mode::Recheck) {
        is_enough(tx, &rules.gas_price, &rules.fee_denom)?;
    }
    let payer = tx.payer();
    if !tx.granter.is_empty() && tx.granter != payer {
        let (granter, grantee) = (address::garbled(&tx.granter), address::garbled(payer));
        let key = format!("key '(\"{payer}\", \"{}\")'", tx.granter);
        let kind = "github.com/cosmos/gogoproto/cosmos.feegrant.v1beta1.Grant";
        let why = format!("collections: not found: {key} of type {kind}");
        return Err(Failure::undefined(format!("{granter} does not allow to pay fees for {grantee}: {why}")));
    }
    if Account::load(storage, payer).is_none() {
        let payer = address::garbled(payer);
        return Err(Failure::sdk(9, format!("fee payer address: {payer} does not exist")));
    }
    let mut events = vec![];
    if !tx.fee.is_empty() {
        if bank::check(&tx.fee).is_err() {
            return Err(Failure::sdk(13, format!("invalid fee amount: {}", bank::text(&tx.fee))));
        }
        let moved = bank::send(storage, payer, &address::fee_collector(), &tx.fee);
        // The text is wrapped once more, and ends twice in the same words.
        events.extend(moved.map_err(|failure| Failure::sdk(failure.code, failure.log))?);
        events.push(Event::new("message").add_attribute("sender", payer));
    }
    let paid = Event::new("tx").add_attribute("fee", bank::text(&tx.fee)).add_attribute("fee_payer", payer);
    events.push(paid);
    Ok(events)
}

/// At least the price for each unit of gas that is asked for, rounded up.
fn is_enough(tx: &Tx, price: &Decimal256, denom: &str) -> Result<(), Failure> {
    let required = price.checked_mul(Decimal256::from_ratio(tx.gas, 1_u8)).map(|fee| fee.to_uint_ceil());
    let required = required.unwrap_or(Uint256::MAX);
    let paid = tx.fee.iter().find(|coin| coin.denom == denom).map_or(Uint256::zero(), |coin| coin.amount);
    if paid >= required {
        return Ok(());
    }
    let (got, required) = (bank::text(&tx.fee), bank::text(&[Coin { denom: denom.to_owned(), amount: required }]));
    Err(Failure::sdk(13, format!("insufficient fees; got: {got} required: {required}")))
}

fn signatures(
    storage: &mut dyn Storage,
    tx: &Tx,
    mode: Mode,
    rules: &Rules,
    gas: &mut Gas,
) -> Result<Vec<Event>, Failure> {
    let mut events = vec![];
    let mut keys = vec![];
    let mut accounts = vec![];
    for (index, sender) in tx.senders.iter().enumerate() {
        let account = Account::load(storage, sender);
        let mut account = account.ok_or_else(|| Failure::sdk(9, format!("account {sender} does not exist")))?;
        let Some(signer) = tx.signers.get(index) else { break };
        if mode != Mode::Simulate && signer.key.is_some() && signer.address.as_ref() != Some(sender) {
            let words = format!("pubKey does not match signer address {sender} with signer index: {index}");
            return Err(Failure::sdk(8, words));
        }
        let is_known = account.key.is_some();
        if !is_known {
            account.key.clone_from(&signer.key);
        }
        gas.charge_signer(is_known, !tx.fee.is_empty())?;
        events.push(Event::new("tx").add_attribute("acc_seq", format!("{sender}/{}", signer.sequence)));
        events.push(Event::new("tx").add_attribute("signature", STANDARD.encode(&signer.signature)));
        keys.push(account.key.clone());
        accounts.push((sender, signer, account));
    }
    if tx.signers.len() != tx.senders.len() || tx.signatures() != tx.senders.len() {
        let (expected, got) = (tx.senders.len(), tx.signatures());
        return Err(Failure::sdk(4, format!("invalid number of signer;  expected: {expected}, got {got}")));
    }
    for (_, signer, account) in &accounts {
        if mode != Mode::Simulate && account.key.is_none() {
            return Err(Failure::sdk(8, "pubkey on account is not set"));
        }
        let (expected, got) = (account.sequence, signer.sequence);
        if expected != got {
            return Err(Failure::sdk(32, format!("account sequence mismatch, expected {expected}, got {got}")));
        }
    }
    if matches!(mode, Mode::Check | Mode::Deliver) {
        match &tx.verified {
            Some(found) => found.clone()?,
            None => tx.verify(&rules.chain_id, &keys)?,
        }
    }
    for (sender, _, mut account) in accounts {
        account.sequence = account.sequence.saturating_add(1);
        account.save(storage, sender).map_err(|e| Failure::sdk(35, e))?;
    }
    Ok(events)
}
