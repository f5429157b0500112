//! The reading side.

use std::sync::Arc;

use async_trait::async_trait;
use cosmrs::proto::{
    cosmos::{
        auth::v1beta1::{QueryAccountInfoRequest, QueryAccountInfoResponse},
        bank::v1beta1::{QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse},
        base::query::v1beta1::PageRequest,
    },
    cosmwasm::wasm::v1::{
        QueryBuildAddressRequest, QueryBuildAddressResponse, QueryCodeRequest, QueryCodeResponse,
        QueryContractInfoRequest, QueryContractInfoResponse, QueryRawContractStateRequest,
        QueryRawContractStateResponse, QuerySmartContractStateRequest, QuerySmartContractStateResponse,
    },
    prost::Message,
};
use cosmwasm_std::{Coin, Uint128};
use sha2::{Digest as _, Sha256};

use super::{Network, Shared};
use crate::{
    Account, Block, Chain, CodeInfo, ContractInfo, Error, Head, Refusal, Result, TxOutcome,
    encode::{from_coin, sent},
    node::RawBlock,
};

/// Coins asked for at once.
const PAGE: u64 = 100;

#[async_trait]
impl Chain for Network {
    fn id(&self) -> &str {
        &self.shared.config.id
    }

    async fn head(&self) -> Result<Head> {
        self.shared.fresh_head().await
    }

    async fn head_above(&self, height: u64) -> Result<Head> {
        self.shared.above(height).await
    }

    async fn block(&self, height: u64) -> Result<Block> {
        self.shared.block(height).await.map(|block| Block::clone(&block))
    }

    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>> {
        let request = QuerySmartContractStateRequest { address: contract.into(), query_data: query.into() };
        let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
        let answer: QuerySmartContractStateResponse = self.shared.get(path, &request, at).await?;
        Ok(answer.data)
    }

    async fn raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        let request = QueryRawContractStateRequest { address: contract.into(), query_data: key.into() };
        let path = "/cosmwasm.wasm.v1.Query/RawContractState";
        let answer: QueryRawContractStateResponse = self.shared.get(path, &request, at).await?;
        // Nothing and an empty value are one to the chain.
        Ok((!answer.data.is_empty()).then_some(answer.data))
    }

    async fn balance(&self, address: &str, denom: &str) -> Result<Uint128> {
        let request = QueryBalanceRequest { address: address.into(), denom: denom.into() };
        let answer: QueryBalanceResponse =
            self.shared.get("/cosmos.bank.v1beta1.Query/Balance", &request, None).await?;
        match answer.balance {
            Some(coin) => amount(&from_coin(&coin).ok_or_else(|| self.shared.wrong("balance.amount", &coin.amount))?),
            None => Ok(Uint128::zero()),
        }
    }

    async fn balances(&self, address: &str) -> Result<Vec<Coin>> {
        let mut coins = Vec::new();
        let mut key = Vec::new();
        loop {
            let page = PageRequest { key, limit: PAGE, ..PageRequest::default() };
            let request =
                QueryAllBalancesRequest { address: address.into(), pagination: Some(page), resolve_denom: false };
            let path = "/cosmos.bank.v1beta1.Query/AllBalances";
            let answer: QueryAllBalancesResponse = self.shared.get(path, &request, None).await?;
            for coin in &answer.balances {
                coins.push(from_coin(coin).ok_or_else(|| self.shared.wrong("balances.amount", &coin.amount))?);
            }
            key = answer.pagination.map(|page| page.next_key).unwrap_or_default();
            if key.is_empty() || answer.balances.is_empty() {
                return Ok(coins);
            }
        }
    }

    async fn account(&self, address: &str) -> Result<Option<Account>> {
        self.shared.account(address).await
    }

    async fn contract(&self, address: &str) -> Result<Option<ContractInfo>> {
        let request = QueryContractInfoRequest { address: address.into() };
        let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
        let answer: Option<QueryContractInfoResponse> = self.shared.find(path, &request).await?;
        Ok(answer.and_then(|answer| answer.contract_info).map(|info| ContractInfo {
            code_id: info.code_id,
            creator: info.creator,
            admin: (!info.admin.is_empty()).then_some(info.admin),
            label: info.label,
        }))
    }

    async fn code(&self, id: u64) -> Result<Option<CodeInfo>> {
        let path = "/cosmwasm.wasm.v1.Query/Code";
        let answer: Option<QueryCodeResponse> = self.shared.find(path, &QueryCodeRequest { code_id: id }).await?;
        Ok(answer.and_then(|answer| answer.code_info).map(|info| CodeInfo {
            id: info.code_id,
            creator: info.creator,
            checksum: info.data_hash,
        }))
    }

    async fn build_address(&self, checksum: &[u8], creator: &str, salt: &[u8]) -> Result<String> {
        let request = QueryBuildAddressRequest {
            code_hash: hex::encode(checksum),
            creator_address: creator.into(),
            salt: hex::encode(salt),
            init_args: Vec::new(),
        };
        let path = "/cosmwasm.wasm.v1.Query/BuildAddress";
        let answer: QueryBuildAddressResponse = self.shared.get(path, &request, None).await?;
        Ok(answer.address)
    }
}

impl Shared {
    /// A query that has an answer.
    pub async fn get<A: Message + Default>(&self, path: &str, request: &impl Message, at: Option<u64>) -> Result<A> {
        let answer = self.query(path, &request.encode_to_vec(), at).await?.map_err(Error::Query)?;
        self.decoded(path, &answer)
    }

    /// A query whose answer may be that there is no such thing.
    async fn find<A: Message + Default>(&self, path: &str, request: &impl Message) -> Result<Option<A>> {
        match self.query(path, &request.encode_to_vec(), None).await? {
            Ok(answer) => self.decoded(path, &answer).map(Some),
            Err(refusal) if is_absence(&refusal) => Ok(None),
            Err(refusal) => Err(Error::Query(refusal)),
        }
    }

    fn decoded<A: Message + Default>(&self, path: &str, answer: &[u8]) -> Result<A> {
        A::decode(answer).map_err(|error| self.wrong(path, &error.to_string()))
    }

    /// An answer that passed as JSON and cannot be so all the same.
    fn wrong(&self, field: &str, found: &str) -> Error {
        let (endpoint, field) = (self.config.id.clone(), field.into());
        Error::Answer { endpoint, field, found: found.into(), allowed: "protobuf of that answer".into() }
    }

    /// The account of an address.
    pub async fn account(&self, address: &str) -> Result<Option<Account>> {
        let request = QueryAccountInfoRequest { address: address.into() };
        let path = "/cosmos.auth.v1beta1.Query/AccountInfo";
        let answer: Option<QueryAccountInfoResponse> = self.find(path, &request).await?;
        let account = answer.and_then(|answer| answer.info);
        Ok(account.map(|info| Account { number: info.account_number, sequence: info.sequence }))
    }

    /// A block with its results.
    pub async fn block(&self, height: u64) -> Result<Arc<Block>> {
        if let Some(block) = self.cache.block(height) {
            return Ok(block);
        }
        let chain = self.config.id.as_str();
        let asked = |slot: Arc<super::Slot>| async move {
            let raw = slot.node.block(chain, height).await?;
            let results = slot.node.results(height, raw.txs.len()).await?;
            Ok((raw, results))
        };
        let (raw, results) = self.ask(Some(height), asked).await?;
        let hashes = hashes(&raw);
        let txs = raw.txs.iter().zip(&hashes).zip(results).map(|((tx, hash), result)| TxOutcome {
            hash: hash.clone(),
            messages: sent(tx),
            code: result.code,
            codespace: result.codespace,
            log: result.log,
            gas_wanted: result.gas_wanted,
            gas_used: result.gas_used,
            events: result.events,
            data: result.data,
        });
        let block = Block { head: raw.head, txs: txs.collect() };
        self.cache.put_hashes(height, hashes);
        Ok(self.cache.put_block(block))
    }

    /// The hashes of a block's transactions, without what came of them.
    pub async fn hashes(&self, height: u64) -> Result<Arc<Vec<String>>> {
        if let Some(hashes) = self.cache.hashes(height) {
            return Ok(hashes);
        }
        let chain = self.config.id.as_str();
        let asked = |slot: Arc<super::Slot>| async move { slot.node.block(chain, height).await };
        let raw = self.ask(Some(height), asked).await?;
        Ok(self.cache.put_hashes(height, hashes(&raw)))
    }
}

fn hashes(block: &RawBlock) -> Vec<String> {
    block.txs.iter().map(|tx| hash(tx)).collect()
}

/// A transaction's hash as the chain writes it.
pub(crate) fn hash(tx: &[u8]) -> String {
    hex::encode_upper(Sha256::digest(tx))
}

/// Every error of a query comes as `sdk`, whoever made it; that there is nothing is in the code or in the words.
fn is_absence(refusal: &Refusal) -> bool {
    let sdk = refusal.codespace == "sdk" && [22, 38].contains(&refusal.code);
    sdk || ["not found", "no such contract", "no such code"].iter().any(|words| refusal.log.contains(words))
}

fn amount(coin: &Coin) -> Result<Uint128> {
    Uint128::try_from(coin.amount).map_err(|_| Error::invalid("balance", coin.amount, "at most 128 bits"))
}
