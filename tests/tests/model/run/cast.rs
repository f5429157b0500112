//! Who takes part, and the rules of the exchange on which they meet.

use berth_api::Role;
use berth_api::domain::{Attribute, ProviderProfile, Terms};
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_sandbox::{Sandbox, Setup};
use cosmwasm_std::{Decimal, Uint128, coin};

use super::lockstep::Lockstep;

/// Tips, fee, interest, slash: everything there is, in sums that do not come out even.
pub const DENOM: &str = "uusdc";
/// Tips of a few units, a runway of a second, a fifth of each price to the protocol.
pub const OTHER: &str = "uatom";
/// Without terms at first.
pub const NEW: &str = "ujuno";
/// What is staked.
pub const STAKED: &str = "ustake";
/// All of them.
pub const DENOMS: [&str; 4] = [DENOM, OTHER, NEW, STAKED];

const PURSE: u128 = 10_000_000_000;

/// By name.
pub const TENANTS: [&str; 3] = ["anna", "ben", "cleo"];
/// Toni is a tenant, too.
pub const PROVIDERS: [&str; 5] = ["pia", "quinn", "rosa", "sven", "toni"];
pub const KEEPERS: [&str; 2] = ["kim", "lou"];
pub const AUDITORS: [&str; 2] = ["ada", "otto"];
pub const OFFICERS: [&str; 3] = ["admin", "guardian", "next"];
/// Has nothing to do with anything; the contracts of another exchange, of the very same code.
pub const STRANGERS: [&str; 4] = ["mallory", "their market", "their deployment", "their escrow"];

/// Everybody.
pub fn everybody() -> Vec<&'static str> {
    [&OFFICERS[..], &TENANTS, &PROVIDERS, &KEEPERS, &AUDITORS, &STRANGERS].concat()
}

fn terms(denom: &str) -> Terms {
    Terms { denom: denom.to_owned(), ..Setup::default().terms[0].clone() }
}

/// Periods and runways are short, so that much happens in few steps; the cap is less than three slashes.
pub fn setup() -> Setup {
    let dear = Terms {
        take_rate: Decimal::permille(13),
        slash: Uint128::new(300),
        reconfirmation_period: 13,
        min_runway: 700,
        min_collateral: Uint128::new(100_000),
        ..terms(DENOM)
    };
    let cheap = Terms {
        interest_rate: Decimal::percent(30),
        match_tip: Uint128::new(7),
        close_tip: Uint128::new(11),
        stale_tip: Uint128::new(13),
        min_runway: 1,
        min_collateral: Uint128::new(31),
        slash: Uint128::new(50),
        take_rate: Decimal::percent(20),
        reconfirmation_period: 14,
        ..terms(OTHER)
    };
    let mut setup = Setup { terms: vec![dear, cheap], unbonding: 86_400, ..Setup::default() };
    setup.slash_cap = Uint128::new(700);
    setup.parameters.sudo_limit = 3;
    setup.parameters.reputation.half_service = 5_000;
    setup.parameters.reputation.half_stake = Uint128::new(1_000);
    setup.parameters.reputation.penalty = 900;
    setup
}

pub fn tier(value: &str) -> Attribute {
    Attribute { key: "tier".to_owned(), value: value.to_owned() }
}

pub fn profile(region: &str, attributes: Vec<Attribute>) -> ProviderProfile {
    ProviderProfile { endpoint: "https://dc.example".to_owned(), region: region.to_owned(), attributes }
}

/// A market in which everybody has coins, providers are registered and have posted some, and nothing has happened yet.
pub fn market() -> Lockstep {
    let setup = setup();
    let sandbox = Sandbox::new(&setup).unwrap();
    let contracts: Vec<String> = Role::ALL.map(|role| sandbox.contracts().get(role).to_owned()).into();
    let names = everybody().into_iter().map(|name| (name, sandbox.account(name).into_string())).collect();
    let mut market = Lockstep::new(sandbox, &setup, names, contracts);
    for name in everybody() {
        for denom in DENOMS {
            market.mint(name, PURSE, denom);
        }
    }
    let mut send = |name: &str, call: berth_api::Call, funds: Vec<cosmwasm_std::Coin>| {
        let sender = market.address(name);
        market.send(&sender, &call, &funds).unwrap().unwrap();
    };
    for (name, tiers) in PROVIDERS.into_iter().zip(["3", "3", "1", "2", "3"]) {
        let region = if tiers == "1" { "us-east" } else { "eu-west" };
        send(name, Registry::RegisterProvider { profile: profile(region, vec![tier(tiers)]) }.into(), vec![]);
        send(name, Escrow::Deposit { deployment: None }.into(), vec![coin(30_000_000, DENOM)]);
        send(name, Escrow::Deposit { deployment: None }.into(), vec![coin(30_000, OTHER)]);
        send(name, Escrow::Stake {}.into(), vec![coin(800, STAKED)]);
    }
    // Two more, and nothing more can be on its way.
    for _ in 0..5 {
        market.pass(1, 1);
        let sender = market.address("pia");
        market.send(&sender, &Escrow::Unstake { amount: Uint128::new(3) }.into(), &[]).unwrap().unwrap();
    }
    market
}
