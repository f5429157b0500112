//! The end of each case: everybody leaves with what is his, and escrow keeps what nobody ever sent it by a message.

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_tests::index::Index;
use cosmwasm_std::Uint128;

use super::cast::{DENOMS, STAKED};
use super::lockstep::{Difference, Lockstep};

/// Longer than anything unbonds.
const LONG: u64 = 90_000;

/// Whoever has something takes it; nobody else is needed for that, paused or not.
pub fn close(market: &mut Lockstep) -> Result<(), Difference> {
    for (number, deployment) in market.model.deployments().into_iter().filter(|one| !one.closed).enumerate() {
        let cancel = Deployment::CancelDeployment { deployment: deployment.deployment, payout: number % 2 == 0 };
        must(market, deployment.owner.as_str(), cancel)?;
    }
    let keeper = market.address("kim");
    while !market.model.pending_work().finished.is_empty() {
        must(market, &keeper, Market::ReleaseFulfillments { limit: 32 })?;
    }
    market.pass(1, LONG);
    for owner in market.addresses() {
        let amount = market.model.stake_of(&owner).bonded;
        if !amount.is_zero() {
            must(market, &owner, Escrow::Unstake { amount })?;
        }
    }
    market.pass(1, LONG);
    for owner in market.addresses() {
        withdraw_all(market, &owner)?;
    }
    market.compare_the_rest()?;
    left(market)
}

fn withdraw_all(market: &mut Lockstep, owner: &str) -> Result<(), Difference> {
    for denom in DENOMS {
        let balances = market.model.balances();
        let has = balances.iter().any(|one| one.owner == owner && one.denom == denom);
        if has || denom == STAKED && market.model.stake_of(owner).matured > Uint128::zero() {
            must(market, owner, Escrow::Withdraw { denom: denom.to_owned(), amount: None })?;
        }
    }
    Ok(())
}

/// A message that nothing can stand against.
fn must(market: &mut Lockstep, sender: &str, call: impl Into<Call>) -> Result<(), Difference> {
    market.send(sender, &call.into(), &[])?.map_err(|code| market.differs("leaving", &code, &"done"))?;
    market.sandbox.check().map_err(|broken| market.differs("an invariant", &broken, &"holds"))?;
    market.compare(sender)
}

/// Nothing is left but what was sent without a message; and who read nothing but events knows it all, too.
fn left(market: &Lockstep) -> Result<(), Difference> {
    for denom in DENOMS {
        let held = market.sandbox.bank_balance(&market.sandbox.contracts().escrow, denom).unwrap().u128();
        if held != market.model.strays(denom) {
            return Err(market.differs("what is left in escrow", &held, &market.model.strays(denom)));
        }
    }
    Index::of(&market.sandbox).check(&market.sandbox);
    Ok(())
}
