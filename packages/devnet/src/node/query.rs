//! What `abci_query` answers: the services of a node that a program of an exchange asks.

use cosmrs::Any;
use cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, QueryAccountInfoRequest, QueryAccountInfoResponse, QueryAccountRequest, QueryAccountResponse,
};
use cosmrs::proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
    QuerySpendableBalancesRequest, QuerySpendableBalancesResponse,
};
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::query::v1beta1::PageResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::crypto::secp256k1::PubKey;
use cosmrs::proto::cosmwasm::wasm::v1::{
    AccessConfig, CodeInfoResponse, ContractInfo, QueryBuildAddressRequest, QueryBuildAddressResponse,
    QueryCodeRequest, QueryCodeResponse, QueryContractInfoRequest, QueryContractInfoResponse,
    QueryRawContractStateRequest, QueryRawContractStateResponse, QuerySmartContractStateRequest,
    QuerySmartContractStateResponse,
};
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Coin, QueryRequest, WasmQuery, instantiate2_address};

use super::account::Account;
use super::code::StoredCode;
use super::failure::Failure;
use super::ledger::View;
use super::machine::{Machine, contract_data, contract_value};
use super::wasm::{no_code, no_contract};
use super::{Rules, address, bank};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Query {
    /// `/cosmos.bank.v1beta1.Query/Balance`.
    pub path: String,
    /// Protobuf.
    pub data: Vec<u8>,
}

/// Protobuf, or why not.
pub type Answer = Result<Vec<u8>, Failure>;

/// Anybody.
const EVERYBODY: i32 = 3;

impl Query {
    /// A contract has to run for it.
    pub fn is_smart(&self) -> bool {
        self.path == "/cosmwasm.wasm.v1.Query/SmartContractState"
    }

    /// It is answered on top of what waits in the pool.
    pub fn is_simulation(&self) -> bool {
        self.path == "/cosmos.tx.v1beta1.Service/Simulate"
    }
}

fn read<T: Message + Default>(data: &[u8]) -> Result<T, Failure> {
    T::decode(data).map_err(|error| Failure::sdk(18, error))
}

fn argument(words: impl std::fmt::Display) -> Failure {
    Failure::sdk(18, format!("rpc error: code = InvalidArgument desc = {words}"))
}

/// An error that a node has no better code for.
fn unknown(failure: &Failure) -> Failure {
    Failure::sdk(6, &failure.log)
}

fn bech32(text: &str) -> Result<(), Failure> {
    address::bytes(text).map(drop).map_err(|error| Failure::sdk(18, format!("decoding bech32 failed: {error}")))
}

/// Answers everything but smart queries and simulations.
pub fn answer(query: &Query, view: &View, rules: &Rules) -> Answer {
    let data = query.data.as_slice();
    match query.path.as_str() {
        "/cosmos.auth.v1beta1.Query/AccountInfo" => account_info(&read::<QueryAccountInfoRequest>(data)?.address, view),
        "/cosmos.auth.v1beta1.Query/Account" => account(&read::<QueryAccountRequest>(data)?.address, view),
        "/cosmos.bank.v1beta1.Query/Balance" => balance(read(data)?, view),
        "/cosmos.bank.v1beta1.Query/AllBalances" => {
            let (balances, pagination) = balances(&read::<QueryAllBalancesRequest>(data)?.address, view)?;
            Ok(QueryAllBalancesResponse { balances, pagination }.encode_to_vec())
        }
        "/cosmos.bank.v1beta1.Query/SpendableBalances" => {
            let (balances, pagination) = balances(&read::<QuerySpendableBalancesRequest>(data)?.address, view)?;
            Ok(QuerySpendableBalancesResponse { balances, pagination }.encode_to_vec())
        }
        "/cosmwasm.wasm.v1.Query/RawContractState" => raw(&read(data)?, view),
        "/cosmwasm.wasm.v1.Query/ContractInfo" => contract_info(read(data)?, view),
        "/cosmwasm.wasm.v1.Query/Code" => {
            let (code_info, wasm) = code(read::<QueryCodeRequest>(data)?.code_id, view)?;
            Ok(QueryCodeResponse { code_info: Some(code_info), data: wasm }.encode_to_vec())
        }
        "/cosmwasm.wasm.v1.Query/CodeInfo" => {
            let (info, _) = code(read::<QueryCodeRequest>(data)?.code_id, view)?;
            // Number, creator, checksum, permission: the fields of the other answer, numbered 1 to 4.
            Ok(info_response(info))
        }
        "/cosmwasm.wasm.v1.Query/BuildAddress" => build_address(&read(data)?),
        "/cosmos.base.node.v1beta1.Service/Config" => Ok(config(rules)),
        "" => Err(Failure::sdk(6, "no query path provided")),
        _ => Err(Failure::sdk(6, "unknown query path")),
    }
}

fn config(rules: &Rules) -> Vec<u8> {
    // A node writes all 18 digits.
    let atomics = rules.gas_price.atomics().to_string();
    let padded = format!("{atomics:0>19}");
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(18));
    let minimum_gas_price = format!("{whole}.{fraction}{}", rules.fee_denom);
    let (recent, interval) = ("0".to_owned(), "0".to_owned());
    let config =
        ConfigResponse { minimum_gas_price, pruning_keep_recent: recent, pruning_interval: interval, halt_height: 0 };
    config.encode_to_vec()
}

fn base_account(address: &str, view: &View) -> Result<BaseAccount, Failure> {
    if address.is_empty() {
        return Err(argument("address cannot be empty"));
    }
    bech32(address)?;
    let account = Account::load(&view.state, address).ok_or_else(|| {
        let words = format!("rpc error: code = NotFound desc = account {address} not found");
        Failure::sdk(22, words)
    })?;
    let pub_key = account.key.map(|key| Any {
        type_url: cosmrs::crypto::PublicKey::SECP256K1_TYPE_URL.to_owned(),
        value: PubKey { key }.encode_to_vec(),
    });
    let (account_number, sequence) = (Account::number(address), account.sequence);
    Ok(BaseAccount { address: address.to_owned(), pub_key, account_number, sequence })
}

fn account_info(address: &str, view: &View) -> Answer {
    Ok(QueryAccountInfoResponse { info: Some(base_account(address, view)?) }.encode_to_vec())
}

fn account(address: &str, view: &View) -> Answer {
    let value = base_account(address, view)?.encode_to_vec();
    let account = Some(Any { type_url: "/cosmos.auth.v1beta1.BaseAccount".to_owned(), value });
    Ok(QueryAccountResponse { account }.encode_to_vec())
}

fn proto(coin: Coin) -> ProtoCoin {
    ProtoCoin { denom: coin.denom, amount: coin.amount.to_string() }
}

/// `[a-zA-Z][a-zA-Z0-9/:._-]{2,127}`.
fn is_denom(text: &str) -> bool {
    let may_follow = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && (3..=128).contains(&text.len())
        && text.chars().all(may_follow)
}

fn balance(request: QueryBalanceRequest, view: &View) -> Answer {
    if !is_denom(&request.denom) {
        return Err(argument(format!("invalid denom: {}", request.denom)));
    }
    address::bytes(&request.address)
        .map_err(|error| argument(format!("invalid address: decoding bech32 failed: {error}")))?;
    let amount = bank::balance(&view.state, &request.address, &request.denom);
    let balance = Some(proto(Coin { denom: request.denom, amount }));
    Ok(QueryBalanceResponse { balance }.encode_to_vec())
}

fn balances(address: &str, view: &View) -> Result<(Vec<ProtoCoin>, Option<PageResponse>), Failure> {
    address::bytes(address).map_err(|error| argument(format!("invalid address: decoding bech32 failed: {error}")))?;
    let coins: Vec<ProtoCoin> = bank::balances(&view.state, address).into_iter().map(proto).collect();
    let total = u64::try_from(coins.len()).unwrap_or(u64::MAX);
    Ok((coins, Some(PageResponse { next_key: vec![], total })))
}

/// Asks a contract.
pub fn smart(query: &Query, view: &View, machine: &mut Machine) -> Answer {
    let request: QuerySmartContractStateRequest = read(&query.data)?;
    if serde_json::from_slice::<serde::de::IgnoredAny>(&request.query_data).is_err() {
        return Err(argument("invalid query data"));
    }
    bech32(&request.address)?;
    if contract_data(&view.state, &request.address).is_none() {
        return Err(unknown(&no_contract(&request.address)));
    }
    let asked = WasmQuery::Smart { contract_addr: request.address, msg: request.query_data.into() };
    let answer = machine.query(&view.state, &view.block, QueryRequest::Wasm(asked));
    let data = answer.map_err(|text| Failure::sdk(6, text))?.into();
    Ok(QuerySmartContractStateResponse { data }.encode_to_vec())
}

fn raw(request: &QueryRawContractStateRequest, view: &View) -> Answer {
    bech32(&request.address)?;
    if contract_data(&view.state, &request.address).is_none() {
        return Err(unknown(&no_contract(&request.address)));
    }
    let data = contract_value(&view.state, &request.address, &request.query_data).unwrap_or_default();
    Ok(QueryRawContractStateResponse { data }.encode_to_vec())
}

fn contract_info(request: QueryContractInfoRequest, view: &View) -> Answer {
    bech32(&request.address)?;
    let found = contract_data(&view.state, &request.address);
    let data = found.ok_or_else(|| unknown(&no_contract(&request.address)))?;
    let info = ContractInfo {
        code_id: data.code_id,
        creator: data.creator.into_string(),
        admin: data.admin.map(|admin| admin.into_string()).unwrap_or_default(),
        label: data.label,
        ..ContractInfo::default()
    };
    Ok(QueryContractInfoResponse { address: request.address, contract_info: Some(info) }.encode_to_vec())
}

fn code(id: u64, view: &View) -> Result<(CodeInfoResponse, Vec<u8>), Failure> {
    if id == 0 {
        return Err(unknown(&Failure::wasm(14, "code id")));
    }
    let code = StoredCode::load(&view.state, id).ok_or_else(|| unknown(&no_code(id)))?;
    let permission = AccessConfig { permission: EVERYBODY, addresses: vec![] };
    let info = CodeInfoResponse {
        code_id: id,
        creator: code.creator,
        data_hash: code.checksum.as_slice().to_vec(),
        instantiate_permission: Some(permission),
    };
    Ok((info, code.wasm))
}

/// `QueryCodeInfoResponse`, which the protobuf library does not have.
fn info_response(info: CodeInfoResponse) -> Vec<u8> {
    use cosmrs::proto::prost::encoding::{bytes, message, string, uint64};
    let mut out = vec![];
    uint64::encode(1, &info.code_id, &mut out);
    string::encode(2, &info.creator, &mut out);
    bytes::encode(3, &info.data_hash, &mut out);
    if let Some(permission) = &info.instantiate_permission {
        message::encode(4, permission, &mut out);
    }
    out
}

fn build_address(request: &QueryBuildAddressRequest) -> Answer {
    let bytes = |text: &str, what: &str| {
        hex::decode(text).map_err(|error| Failure::sdk(18, format!("invalid {what}: encoding/hex: {error}")))
    };
    let checksum = bytes(&request.code_hash, "code hash")?;
    let creator = address::bytes(&request.creator_address)
        .map_err(|error| Failure::sdk(18, format!("invalid creator address: decoding bech32 failed: {error}")))?;
    let salt = bytes(&request.salt, "salt")?;
    if salt.is_empty() {
        return Err(argument("empty salt"));
    }
    let made = instantiate2_address(&checksum, &creator, &salt).map_err(|error| argument(error.to_string()))?;
    let address = address::text(&made).map_err(|error| argument(error.to_string()))?.into_string();
    Ok(QueryBuildAddressResponse { address }.encode_to_vec())
}
