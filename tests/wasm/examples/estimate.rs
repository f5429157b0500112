//! Estimates offline what messages on a node cost: plays a transcript of them again on the compiled contracts.
//!
//! `cargo run -p berth-wasm-tests --example estimate -- .devnet/e2e/transcript.json` prints `{"message": gas}`. The artifacts must be those
//! that were stored on the node.

use std::collections::BTreeMap;
use std::fs::File;

use anyhow::{Context, Result, anyhow};
use berth_api::market::Parameters;
use berth_api::{Call, Role};
use berth_domain::Terms;
use berth_sandbox::gas::{Chain, GasMeter, Metered};
use berth_sandbox::{Sandbox, Setup};
use berth_wasm_tests::{Code, WasmContract};
use cosmwasm_std::{Addr, Coin, CosmosMsg, Uint128, WasmMsg, coin};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What was done there, as `scripts/e2e.sh` writes it down.
#[derive(Deserialize)]
struct Transcript {
    instantiate: Instantiate,
    /// Names and the addresses that they have there.
    actors: BTreeMap<String, String>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Instantiate {
    market: Market,
    escrow: Escrow,
}

#[derive(Deserialize)]
struct Market {
    terms: Vec<Terms>,
    parameters: Parameters,
}

#[derive(Deserialize)]
struct Escrow {
    staking_denom: String,
    unbonding: u64,
    slash_cap: Uint128,
}

#[derive(Deserialize)]
struct Step {
    step: String,
    role: String,
    sender: String,
    msg: Value,
    coins: String,
    height: u64,
    seconds: u64,
}

const PURSE: u128 = 1_000_000_000_000;
/// Addresses as long as a chain's: only their length is paid for.
const USER: usize = 43;
const CONTRACT: usize = 63;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: estimate TRANSCRIPT")?;
    let transcript: Transcript = serde_json::from_reader(File::open(&path).context(path)?)?;
    let meter = GasMeter::new();
    let Instantiate { market, escrow } = transcript.instantiate;
    let setup = Setup {
        terms: market.terms,
        parameters: market.parameters,
        staking_denom: escrow.staking_denom,
        unbonding: escrow.unbonding,
        slash_cap: escrow.slash_cap,
        ..Setup::default()
    };
    let mut sandbox = compiled(&setup, &meter)?;
    let traded = setup.terms.iter().map(|terms| terms.denom.as_str());
    let denoms: Vec<&str> = traded.chain([setup.staking_denom.as_str()]).collect();
    for name in ["tenant", "keeper", "admin", "provider1", "provider2", "provider3"] {
        for denom in &denoms {
            sandbox.fund(&sandbox.account(name), coin(PURSE, *denom))?;
        }
    }
    let mut estimates = Map::new();
    let mut last: Option<(u64, u64)> = None;
    for step in transcript.steps {
        if let Some((height, seconds)) = last.replace((step.height, step.seconds)) {
            sandbox.blocks(step.height.saturating_sub(height), step.seconds.saturating_sub(seconds));
        }
        let mut msg = translated(&step.msg, &transcript.actors, &sandbox)?;
        shift(&mut msg, step.seconds, sandbox.now().time);
        let step = Step { msg, ..step };
        estimates.insert(step.step.clone(), estimate(&mut sandbox, &meter, &denoms, step)?.into());
    }
    println!("{}", serde_json::to_string_pretty(&estimates)?);
    Ok(())
}

/// In the sandbox the admin is guardian, and the fees go to it.
fn account(sandbox: &Sandbox, name: &str) -> Addr {
    sandbox.account(if ["feecollector", "guardian"].contains(&name) { "admin" } else { name })
}

/// A message with everybody called by the address that is theirs here.
fn translated(msg: &Value, actors: &BTreeMap<String, String>, sandbox: &Sandbox) -> Result<Value> {
    let text = actors
        .iter()
        .fold(msg.to_string(), |text, (name, there)| text.replace(there.as_str(), account(sandbox, name).as_str()));
    Ok(serde_json::from_str(&text)?)
}

/// The time from which on something is over, as long after now as it was there.
fn shift(msg: &mut Value, there: u64, here: u64) {
    let Value::Object(fields) = msg else { return };
    for (name, value) in fields {
        match value.as_u64() {
            Some(time) if name == "expires_at" => *value = time.saturating_sub(there).saturating_add(here).into(),
            _ => shift(value, there, here),
        }
    }
}

fn compiled(setup: &Setup, meter: &GasMeter) -> Result<Sandbox> {
    let codes = Role::ALL.into_iter().map(|role| Ok((role, Code::artifact(&role.name().replace('-', "_"))?)));
    let mut codes = codes.collect::<Result<Vec<_>>>()?;
    Sandbox::with_code(setup, |role| {
        let index = codes.iter().position(|(candidate, _)| *candidate == role).unwrap_or_default();
        let (_, code) = codes.swap_remove(index);
        Box::new(Metered::new(&format!("berth {role}"), Box::new(WasmContract::new(code, meter)), meter))
    })
}

fn estimate(sandbox: &mut Sandbox, meter: &GasMeter, denoms: &[&str], step: Step) -> Result<u64> {
    let call = match step.role.as_str() {
        "market" => Call::Market(serde_json::from_value(step.msg)?),
        "escrow" => Call::Escrow(serde_json::from_value(step.msg)?),
        "deployment" => Call::Deployment(serde_json::from_value(step.msg)?),
        _ => Call::ProviderRegistry(serde_json::from_value(step.msg)?),
    };
    let funds = coins(&step.coins, denoms)?;
    let sender = account(sandbox, &step.sender);
    let msg = call.to_binary().map_err(|e| anyhow!("{e}"))?;
    let sent: CosmosMsg = WasmMsg::Execute { contract_addr: "c".repeat(CONTRACT), msg, funds: funds.clone() }.into();
    meter.begin();
    sandbox.send(&sender, call, &funds).with_context(|| step.step)?;
    Ok(meter.gas_of(&"u".repeat(USER), &[sent]).total(Chain::Discount))
}

/// `1500uusdc`, or nothing.
fn coins(text: &str, denoms: &[&str]) -> Result<Vec<Coin>> {
    if text.is_empty() {
        return Ok(vec![]);
    }
    let found = denoms.iter().find_map(|denom| Some((text.strip_suffix(denom)?, *denom)));
    let (amount, denom) = found.with_context(|| format!("{text} is no amount of {denoms:?}"))?;
    Ok(vec![coin(amount.parse::<u128>()?, denom)])
}
