//! The world as a keeper sees it.

use async_trait::async_trait;
use berth_chain::{
    Account, Block, Chain, CodeInfo, ContractInfo, Error, Estimate, Head, Message, Receipt, Request, Result, Submitted,
    Writer,
};
use cosmwasm_std::{Coin, Uint128};

use crate::world::{FEE_DENOM, World};

pub struct Access(pub World);

#[async_trait]
impl Chain for Access {
    fn id(&self) -> &str {
        "world-1"
    }
    async fn head(&self) -> Result<Head> {
        Ok(self.0.head())
    }
    async fn head_above(&self, height: u64) -> Result<Head> {
        self.0.height.subscribe().wait_for(|now| *now > height).await.unwrap();
        Ok(self.0.head())
    }
    async fn block(&self, height: u64) -> Result<Block> {
        panic!("{height}")
    }
    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>> {
        self.0.with(|model| {
            if let Some(fault) = model.query_faults.pop() {
                return Err(fault);
            }
            assert!(at.is_none_or(|height| height <= model.height));
            Ok(model.answer(contract, query))
        })
    }
    async fn raw(&self, _: &str, key: &[u8], _: Option<u64>) -> Result<Option<Vec<u8>>> {
        panic!("{key:?}")
    }
    async fn balance(&self, address: &str, denom: &str) -> Result<Uint128> {
        assert_eq!(denom, FEE_DENOM);
        Ok(self.0.with(|model| Uint128::new(model.balances.get(address).copied().unwrap_or_default())))
    }
    async fn balances(&self, address: &str) -> Result<Vec<Coin>> {
        panic!("{address}")
    }
    async fn account(&self, address: &str) -> Result<Option<Account>> {
        panic!("{address}")
    }
    async fn contract(&self, _: &str) -> Result<Option<ContractInfo>> {
        Ok(Some(ContractInfo { code_id: 1, creator: "wasm1a".into(), admin: None, label: "x".into() }))
    }
    async fn code(&self, id: u64) -> Result<Option<CodeInfo>> {
        panic!("{id}")
    }
    async fn build_address(&self, _: &[u8], creator: &str, _: &[u8]) -> Result<String> {
        panic!("{creator}")
    }
}

pub struct Key {
    pub world: World,
    pub address: String,
}

#[async_trait]
impl Writer for Key {
    fn address(&self) -> &str {
        &self.address
    }
    async fn simulate(&self, messages: &[Message]) -> Result<Estimate> {
        self.world.with(|model| model.simulate(&self.address, messages))
    }
    async fn submit(&self, request: Request) -> Result<Submitted> {
        Ok(self.world.with(|model| model.submit(&self.address, request)))
    }
    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt> {
        let mut heights = self.world.height.subscribe();
        loop {
            heights.borrow_and_update();
            let known: Option<Result<Receipt>> = self.world.with(|model| {
                let fault: Option<Error> = model.outcome_faults.pop();
                fault.map(Err).or_else(|| model.fates.get(&submitted.hash).cloned())
            });
            match known {
                Some(fate) => return fate,
                None => heights.changed().await.unwrap(),
            }
        }
    }
}
