//! The bank: one row for each balance, with the events and the refusals of a node's.

use cosmwasm_std::{
    Addr, Api, BalanceResponse, BankMsg, BankQuery, Binary, BlockInfo, Coin, CustomMsg, CustomQuery, Event, Order,
    Querier, StdError, StdResult, Storage, SupplyResponse, Uint256, to_json_binary,
};
use cw_multi_test::{AppResponse, Bank, BankSudo, CosmosRouter, Module};
use serde::de::DeserializeOwned;

use super::account::Account;
use super::address;
use super::failure::Failure;

const BALANCES: &[u8] = b"\xff\xffbalance/";
const SUPPLY: &[u8] = b"\xff\xffsupply/";

/// The bank module of the emulator.
pub struct NodeBank;

fn balance_key(owner: &str, denom: &str) -> Vec<u8> {
    [BALANCES, owner.as_bytes(), b"/", denom.as_bytes()].concat()
}

fn read(storage: &dyn Storage, key: &[u8]) -> Uint256 {
    let text = storage.get(key).and_then(|value| String::from_utf8(value).ok());
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn write(storage: &mut dyn Storage, key: &[u8], amount: Uint256) {
    if amount.is_zero() {
        storage.remove(key);
    } else {
        storage.set(key, amount.to_string().as_bytes());
    }
}

/// What an address has of one coin.
pub fn balance(storage: &dyn Storage, owner: &str, denom: &str) -> Uint256 {
    read(storage, &balance_key(owner, denom))
}

/// All coins of an address, by denom.
pub fn balances(storage: &dyn Storage, owner: &str) -> Vec<Coin> {
    let start = balance_key(owner, "");
    let mut end = start.clone();
    // "0" follows "/".
    end.pop();
    end.push(b'0');
    let rows = storage.range(Some(&start), Some(&end), Order::Ascending);
    rows.filter_map(|(key, value)| {
        let denom = String::from_utf8(key.get(start.len()..)?.to_vec()).ok()?;
        let amount: Uint256 = String::from_utf8(value).ok()?.parse().ok()?;
        Some(Coin { denom, amount })
    })
    .collect()
}

/// `5stake,6uusdc`; nothing for no coins.
pub fn text(coins: &[Coin]) -> String {
    coins.iter().map(|coin| format!("{}{}", coin.amount, coin.denom)).collect::<Vec<_>>().join(",")
}

/// Moves coins, as `SendCoins` does; what it says.
pub fn send(storage: &mut dyn Storage, from: &str, to: &str, coins: &[Coin]) -> Result<Vec<Event>, Failure> {
    for coin in coins {
        let key = balance_key(from, &coin.denom);
        let held = read(storage, &key);
        let rest = held.checked_sub(coin.amount).map_err(|_| {
            let (denom, wanted) = (&coin.denom, coin.amount);
            Failure::sdk(5, format!("spendable balance {held}{denom} is smaller than {wanted}{denom}"))
        })?;
        write(storage, &key, rest);
    }
    for coin in coins {
        add(storage, to, coin)?;
    }
    Account::ensure(storage, to).map_err(|e| Failure::sdk(35, e))?;
    let amount = text(coins);
    Ok(vec![
        Event::new("coin_spent").add_attribute("spender", from).add_attribute("amount", &amount),
        Event::new("coin_received").add_attribute("receiver", to).add_attribute("amount", &amount),
        Event::new("transfer")
            .add_attribute("recipient", to)
            .add_attribute("sender", from)
            .add_attribute("amount", amount),
    ])
}

/// Makes coins out of nothing.
pub fn mint(storage: &mut dyn Storage, to: &str, coin: &Coin) -> Result<(), Failure> {
    add(storage, to, coin)?;
    let key = [SUPPLY, coin.denom.as_bytes()].concat();
    let supply = read(storage, &key).checked_add(coin.amount).map_err(|e| Failure::sdk(10, e))?;
    write(storage, &key, supply);
    Account::ensure(storage, to).map_err(|e| Failure::sdk(35, e))
}

fn add(storage: &mut dyn Storage, to: &str, coin: &Coin) -> Result<(), Failure> {
    let key = balance_key(to, &coin.denom);
    let sum = read(storage, &key).checked_add(coin.amount).map_err(|e| Failure::sdk(10, e))?;
    write(storage, &key, sum);
    Ok(())
}

/// Refuses coins that are not sorted by denom, or of which there is nothing, as `Coins.Validate` does.
pub fn check(coins: &[Coin]) -> Result<(), Failure> {
    let sorted = coins.is_sorted_by(|a, b| a.denom < b.denom);
    let positive = coins.iter().all(|coin| !coin.amount.is_zero());
    if sorted && positive { Ok(()) } else { Err(Failure::sdk(10, text(coins))) }
}

/// Whether the bank may send somebody coins: modules have none to receive.
pub fn may_receive(address: &str) -> Result<(), Failure> {
    if address == address::fee_collector() {
        return Err(Failure::sdk(4, format!("{address} is not allowed to receive funds")));
    }
    Ok(())
}

impl Bank for NodeBank {}

impl Module for NodeBank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let BankMsg::Send { to_address, amount } = msg else {
            return Err(Failure::sdk(37, "the devnet's bank can only send").to_emulator());
        };
        api.addr_validate(&to_address)?;
        let sent = check(&amount)
            .and_then(|()| may_receive(&to_address))
            .and_then(|()| send(storage, sender.as_str(), &to_address, &amount));
        let events = sent.map_err(|failure| failure.to_emulator())?;
        Ok(AppResponse { events, data: None })
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: BankQuery,
    ) -> StdResult<Binary> {
        match request {
            BankQuery::Balance { address, denom } => {
                api.addr_validate(&address)?;
                let amount = balance(storage, &address, &denom);
                to_json_binary(&BalanceResponse::new(Coin { denom, amount }))
            }
            BankQuery::Supply { denom } => {
                let amount = read(storage, &[SUPPLY, denom.as_bytes()].concat());
                to_json_binary(&SupplyResponse::new(Coin { denom, amount }))
            }
            other => Err(StdError::msg(format!("a devnet's bank does not know {other:?}"))),
        }
    }

    fn sudo<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        msg: BankSudo,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let BankSudo::Mint { to_address, amount } = msg;
        for coin in &amount {
            mint(storage, &to_address, coin).map_err(|failure| failure.to_emulator())?;
        }
        Ok(AppResponse::default())
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::coin;

    use super::super::state::State;
    use super::*;

    #[test]
    fn coins_move_once_and_nobody_goes_below_nothing() {
        let mut state = State::new();
        mint(&mut state, "a", &coin(7, "stake")).unwrap();
        mint(&mut state, "a", &coin(5, "uusdc")).unwrap();
        let events = send(&mut state, "a", "b", &[coin(7, "stake")]).unwrap();
        assert_eq!(events.len(), 3);
        assert_eq!(balances(&state, "a"), [coin(5, "uusdc")]);
        assert_eq!(balances(&state, "b"), [coin(7, "stake")]);
        let refused = send(&mut state, "b", "a", &[coin(8, "stake")]).unwrap_err();
        assert_eq!(refused.log, "spendable balance 7stake is smaller than 8stake: insufficient funds");
    }

    #[test]
    fn coins_that_are_not_in_order_are_refused() {
        assert!(check(&[coin(1, "a"), coin(1, "b")]).is_ok());
        for wrong in [vec![coin(1, "b"), coin(1, "a")], vec![coin(1, "a"), coin(1, "a")], vec![coin(0, "a")]] {
            assert_eq!(check(&wrong).unwrap_err().code, 10);
        }
    }
}
