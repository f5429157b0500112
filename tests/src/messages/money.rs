//! Messages to escrow.

use berth_api::Role;
use berth_api::escrow::{ExecuteMsg as Escrow, Settlement};
use cosmwasm_std::{Uint128, coin};

use super::Sample;
use crate::cast::{Cast, STAKED, Sender};
use crate::stage::DENOM;

pub(super) fn samples(cast: &Cast) -> Vec<Sample> {
    let one = Some(Uint128::one());
    let caller = cast.address(Sender::Keeper).into_string();
    let settlement = Settlement { caller, payout: false, accounts: vec![], slashes: vec![] };
    let withdraw = Escrow::Withdraw { denom: DENOM.to_owned(), amount: one };
    vec![
        Sample::new(Sender::Tenant, Escrow::Deposit { deployment: None }).with(coin(5, DENOM)),
        Sample::new(Sender::Tenant, Escrow::Deposit { deployment: Some(1) })
            .with(coin(5, DENOM))
            .noting("to an account"),
        Sample::new(Sender::Provider, withdraw),
        Sample::new(Sender::Tenant, Escrow::WithdrawDeposit { deployment: 1, amount: one, payout: false }),
        Sample::new(Sender::Provider, Escrow::Stake {}).with(coin(5, STAKED)),
        Sample::new(Sender::Provider, Escrow::Unstake { amount: Uint128::one() }),
        Sample::new(Sender::Admin, Escrow::SetParameters { fee_collector: None, slash_cap: one }),
        Sample::new(
            Sender::Contract(Role::Deployment),
            Escrow::OpenAccount { deployment: 9, min_runway: 1, movements: vec![] },
        )
        .with(coin(5, DENOM)),
        Sample::new(Sender::Contract(Role::Market), Escrow::Settle(settlement)),
    ]
}
