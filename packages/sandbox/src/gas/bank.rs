//! What the bank charges to move coins: reads and writes of its own store, as long as the addresses, denoms and balances.

use std::collections::BTreeMap;

use cosmwasm_std::{BankMsg, Coin, CosmosMsg, Empty, QuerierWrapper, Response, Uint256};

use super::costs::{self, DELETE, HAS};

/// Bytes of a user's account record: address, public key, account number, sequence number.
const USER_RECORD: usize = 157;
/// Bytes of a contract's account record: address and account number.
const CONTRACT_RECORD: usize = 112;
/// Bytes of the bank's parameters and of their key.
const PARAMETERS: (usize, usize) = (1, 2);
/// Bytes of the addresses of users and contracts, and a length of text between those of the two.
const USER: usize = 20;
const CONTRACT: usize = 32;
const USER_TEXT: usize = 50;

/// The price of a send of `coins` that has not happened yet.
pub fn send(querier: QuerierWrapper<'_, Empty>, from: &str, to: &str, coins: &[Coin]) -> u64 {
    Balances::new(querier).transfer(from, to, coins)
}

/// Balances as they stand while a contract's response is carried out, so that two sends of one response add up.
pub(super) struct Balances<'a> {
    querier: QuerierWrapper<'a, Empty>,
    known: BTreeMap<(String, String), Uint256>,
}

impl<'a> Balances<'a> {
    pub(super) fn new(querier: QuerierWrapper<'a, Empty>) -> Self {
        Self { querier, known: BTreeMap::new() }
    }

    /// The price of coins that were attached to a call, and therefore have moved already.
    pub(super) fn attached(&mut self, from: &str, to: &str, coins: &[Coin]) -> u64 {
        for coin in coins {
            let sender = self.of(from, &coin.denom);
            let receiver = self.of(to, &coin.denom);
            self.put(from, &coin.denom, sender.saturating_add(coin.amount));
            self.put(to, &coin.denom, receiver.saturating_sub(coin.amount));
        }
        self.transfer(from, to, coins)
    }

    /// The price of all the sends that a response of `contract` asks for.
    pub(super) fn sent(&mut self, contract: &str, response: &Response) -> u64 {
        let sends = response.messages.iter().filter_map(|sub| match &sub.msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => Some((to_address, amount)),
            _ => None,
        });
        sends.map(|(to, coins)| self.transfer(contract, to, coins)).sum()
    }

    fn transfer(&mut self, from: &str, to: &str, coins: &[Coin]) -> u64 {
        if coins.is_empty() {
            return 0;
        }
        let mut gas = costs::read(PARAMETERS.0, PARAMETERS.1);
        // Sending enabled, coin by coin; locked coins of the sender; is there such a receiver.
        gas += HAS * costs::bytes(coins.len());
        gas += account_read(from);
        gas += HAS;
        for coin in coins {
            let sender = self.of(from, &coin.denom);
            gas += self.change(from, &coin.denom, sender.saturating_sub(coin.amount));
        }
        for coin in coins {
            let receiver = self.of(to, &coin.denom);
            gas += self.change(to, &coin.denom, receiver.saturating_add(coin.amount));
        }
        gas
    }

    /// Reading a balance, then writing it and its entry in the index of holders, or deleting both when nothing is left.
    fn change(&mut self, address: &str, denom: &str, after: Uint256) -> u64 {
        let before = self.of(address, denom);
        self.put(address, denom, after);
        let read = balance_read(address, denom, before);
        if after.is_zero() {
            return read + 2 * DELETE;
        }
        // Prefix, terminated denom, length-prefixed address; no value.
        let index = 1 + denom.len() + 1 + 1 + address_bytes(address);
        read + costs::write(balance_key(address, denom), digits(after)) + costs::write(index, 0)
    }

    fn of(&self, address: &str, denom: &str) -> Uint256 {
        let known = self.known.get(&(address.to_owned(), denom.to_owned()));
        known
            .copied()
            .unwrap_or_else(|| self.querier.query_balance(address, denom).map_or(Uint256::zero(), |coin| coin.amount))
    }

    fn put(&mut self, address: &str, denom: &str, amount: Uint256) {
        self.known.insert((address.to_owned(), denom.to_owned()), amount);
    }
}

/// Reading the balance `amount` of one denom.
pub(super) fn balance_read(address: &str, denom: &str, amount: Uint256) -> u64 {
    costs::read(balance_key(address, denom), digits(amount))
}

/// Reading the account record of `address`, with its one-byte prefix.
fn account_read(address: &str) -> u64 {
    let bytes = address_bytes(address);
    let record = if bytes == CONTRACT { CONTRACT_RECORD } else { USER_RECORD };
    costs::read(1 + bytes, record)
}

/// Bytes of an address, told from the length of its text.
fn address_bytes(text: &str) -> usize {
    if text.len() > USER_TEXT { CONTRACT } else { USER }
}

/// Prefix, length-prefixed address, denom.
fn balance_key(address: &str, denom: &str) -> usize {
    2 + address_bytes(address) + denom.len()
}

/// Decimal digits, which is how the bank keeps an amount; it does not keep a 0.
fn digits(amount: Uint256) -> usize {
    if amount.is_zero() { 0 } else { amount.to_string().len() }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::coin;
    use cosmwasm_std::testing::MockQuerier;

    use super::*;

    fn contract() -> String {
        "c".repeat(63)
    }

    fn user() -> String {
        "u".repeat(43)
    }

    /// The price of a contract that holds `held` sending `amount` to a rich user, told before it happens.
    fn send(held: u128, amount: u128) -> u64 {
        let (contract, user) = (contract(), user());
        let querier: MockQuerier = MockQuerier::new(&[
            (contract.as_str(), &[coin(held, "uusdc")]),
            (user.as_str(), &[coin(1_000_000_000_000, "uusdc")]),
        ]);
        let response =
            Response::new().add_message(BankMsg::Send { to_address: user, amount: vec![coin(amount, "uusdc")] });
        Balances::new(QuerierWrapper::new(&querier)).sent(&contract, &response)
    }

    #[test]
    fn a_send_costs_what_was_measured_on_a_node() {
        assert_eq!(send(9_000, 500), 19_223);
        assert_eq!(send(9_000, 9_000), 14_733);
    }

    #[test]
    fn coins_that_came_with_a_call_cost_the_same_told_afterwards() {
        let (contract, user) = (contract(), user());
        let querier: MockQuerier = MockQuerier::new(&[
            (contract.as_str(), &[coin(1_500, "uusdc")]),
            (user.as_str(), &[coin(1_000_000_000_000, "uusdc")]),
        ]);
        let gas = Balances::new(QuerierWrapper::new(&querier)).attached(&user, &contract, &[coin(500, "uusdc")]);
        assert!((19_280..19_330).contains(&gas), "{gas}");
    }
}
