//! The rules of the demo's exchange, and what the tenant brings.

use berth_api::plan::Setup;
use berth_domain::{Terms, WaitDuration, total_collateral};
use cosmwasm_std::{Addr, Decimal, Uint128};

use crate::Failure;
use crate::demo::wanted::Wanted;

/// Seconds between blocks.
pub const BLOCK_SECONDS: u64 = 6;
/// Whatever the stack says: the demo is over in minutes.
pub const WAIT: WaitDuration = WaitDuration::Blocks(3);
/// Blocks within which a lease is confirmed again: the least there is.
pub const PERIOD: u64 = 10;
/// The notice of everything, in seconds, whatever the stack says.
pub const NOTICE: u64 = 60;
/// Seconds that an account must cover for its orders and leases: so few that it can be seen to run dry.
const RUNWAY: u64 = 60;
/// Seconds that the tenant's first coins must last: the whole demo.
const LASTS: u64 = 3_600;

/// Display units that the tenant keeps in its purse.
const SPARE: u128 = 100;

pub fn too_large(what: &str) -> Failure {
    Failure::Input(format!("{what} of this stack is more than the demo can count: below 2^128 of the smallest unit"))
}

/// Small tips, a fee of 1 %, and a collateral of at least 2, or less if the stack asks for less.
pub fn rules(wanted: &Wanted) -> Result<Terms, Failure> {
    let one = wanted.currency.one();
    let part = |parts: u128| Uint128::new(one / parts);
    let mut terms = Terms {
        denom: wanted.currency.denom.clone(),
        interest_rate: Decimal::percent(5),
        match_tip: part(50),
        close_tip: part(50),
        stale_tip: part(20),
        min_runway: RUNWAY,
        min_collateral: Uint128::new(2 * one),
        slash: Uint128::zero(),
        take_rate: Decimal::percent(1),
        reconfirmation_period: PERIOD,
    };
    let tips = terms.match_tip + terms.close_tip + terms.stale_tip;
    for infrastructure in &wanted.infrastructure {
        let asked = total_collateral(&infrastructure.resources).map_err(|_| too_large("the collateral"))?;
        if asked < tips {
            let (name, symbol) = (&infrastructure.name, &wanted.currency.symbol);
            let (asked, least) = (wanted.currency.short(asked), wanted.currency.short(tips));
            return Err(Failure::Input(format!(
                "infrastructure `{name}` asks for a collateral of {asked} {symbol}, allowed: at least {least} {symbol}, \
                 what the demo's exchange pays in tips"
            )));
        }
        terms.min_collateral = terms.min_collateral.min(asked);
    }
    terms.check().map_err(|e| Failure::Input(format!("{}: {e}", wanted.source)))?;
    Ok(terms)
}

/// An exchange with these rules and no others.
pub fn setup(terms: &Terms, fee_collector: &Addr) -> Setup {
    Setup { terms: vec![terms.clone()], fee_collector: Some(fee_collector.to_string()), ..Setup::default() }
}

/// What the tenant pays in, and what it owns before: that much in whole display units, and some to spare.
pub fn deposit_and_purse(wanted: &Wanted, terms: &Terms) -> Result<(Uint128, Uint128), Failure> {
    let lasting = Terms { min_runway: LASTS, ..terms.clone() };
    let deposit = wanted.stack.deposit(&lasting).map_err(|e| Failure::Input(format!("{}: {e}", wanted.source)))?;
    let units = deposit.u128().div_ceil(wanted.currency.one());
    let purse = units.checked_add(SPARE).and_then(|units| wanted.currency.whole(units));
    Ok((deposit, purse.ok_or_else(|| too_large("the deposit"))?))
}
