//! Making an exchange over the wire: out of native codes on a devnet, out of compiled ones elsewhere.

use anyhow::{Context, Result, ensure};
use berth_api::plan::{Codes, Each, Setup, instantiations};
use berth_api::{Call, Contracts, Role};
use berth_devnet::native_code;
use cosmrs::Any;
use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgInstantiateContract2, MsgStoreCodeResponse, QueryBuildAddressRequest, QueryBuildAddressResponse,
    QuerySmartContractStateRequest, QuerySmartContractStateResponse,
};
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Addr, Checksum};
use serde::Serialize;
use serde_json::{Value, json};

use crate::tx::{coin, execute_with};
use crate::{Delivered, Draft, Key, Target, store_code};

/// What makes the addresses of an exchange others than those of the next one.
const SALT: &[u8] = b"berth";

/// An exchange on a node.
pub struct Exchange {
    /// The four addresses.
    pub contracts: Contracts,
    /// The transaction that made them.
    pub made: Delivered,
}

impl Delivered {
    /// What each message answered.
    pub fn responses(&self) -> Result<Vec<Any>> {
        use base64::Engine;
        let data = self.result.get("data").and_then(Value::as_str).unwrap_or_default();
        let data = base64::engine::general_purpose::STANDARD.decode(data)?;
        Ok(TxMsgData::decode(data.as_slice())?.msg_responses)
    }
}

/// The folder that `scripts/build-wasm.sh` fills.
const ARTIFACTS: &str = "BERTH_CONFORMANCE_ARTIFACTS";

impl Target {
    /// Whether there are codes that the node takes.
    pub fn has_codes(&self) -> bool {
        !self.is_real() || std::env::var_os(ARTIFACTS).is_some()
    }

    /// The code of a contract.
    pub fn code(&self, role: Role) -> Result<Vec<u8>> {
        if !self.is_real() {
            return Ok(native_code(role));
        }
        let folder = std::env::var(ARTIFACTS).with_context(|| format!("{ARTIFACTS} is not set"))?;
        let file = std::path::Path::new(&folder).join(format!("{}.wasm", role.name().replace('-', "_")));
        std::fs::read(&file).with_context(|| file.display().to_string())
    }

    /// Stores the codes, each in a transaction of its own.
    pub async fn store(&self, deployer: &Key) -> Result<Codes> {
        let mut codes = Codes::default();
        for role in Role::ALL {
            let wasm = self.code(role)?;
            let mut draft = self.draft(deployer, vec![store_code(deployer, wasm.clone())]).await?;
            draft.gas = 20_000_000;
            draft.fee = vec![coin(200_000, "stake")];
            let done = self.deliver(&draft.sign(deployer)).await?;
            ensure!(done.code() == 0, "{}", done.log());
            let response = done.responses()?.into_iter().next().context("no answer")?;
            let stored = MsgStoreCodeResponse::decode(response.value.as_slice())?;
            ensure!(stored.checksum == Checksum::generate(&wasm).as_slice(), "another checksum");
            *codes.get_mut(role) = stored.code_id;
        }
        Ok(codes)
    }

    /// The addresses that the node foretells.
    pub async fn foretold(&self, deployer: &Key) -> Result<Contracts> {
        let mut addresses = Each::<String>::default();
        for role in Role::ALL {
            let request = QueryBuildAddressRequest {
                code_hash: Checksum::generate(&self.code(role)?).to_hex(),
                creator_address: deployer.address.clone(),
                salt: hex::encode(SALT),
                init_args: vec![],
            };
            let path = "/cosmwasm.wasm.v1.Query/BuildAddress";
            let built: QueryBuildAddressResponse = self.rpc.ask(path, &request, 0).await?;
            *addresses.get_mut(role) = built.address;
        }
        Ok(addresses.into_contracts())
    }

    /// The transaction that makes the four.
    pub async fn making(&self, deployer: &Key, codes: &Codes, contracts: &Contracts, setup: &Setup) -> Result<Draft> {
        let plan = instantiations(codes, contracts, setup, &Addr::unchecked(&deployer.address), &SALT.into());
        let plan = plan.map_err(|error| anyhow::anyhow!("{error}"))?;
        let messages = plan.into_iter().map(|made| {
            let message = MsgInstantiateContract2 {
                sender: deployer.address.clone(),
                admin: made.admin,
                code_id: made.code_id,
                label: made.label,
                msg: made.msg.into(),
                funds: vec![],
                salt: made.salt.into(),
                fix_msg: false,
            };
            let type_url = "/cosmwasm.wasm.v1.MsgInstantiateContract2".to_owned();
            Any { type_url, value: message.encode_to_vec() }
        });
        let mut draft = self.draft(deployer, messages.collect()).await?;
        draft.gas = 3_000_000;
        draft.fee = vec![coin(30_000, "stake")];
        Ok(draft)
    }

    /// Makes an exchange.
    pub async fn exchange(&self, deployer: &Key, setup: &Setup) -> Result<Exchange> {
        let codes = self.store(deployer).await?;
        let contracts = self.foretold(deployer).await?;
        let draft = self.making(deployer, &codes, &contracts, setup).await?;
        let made = self.deliver(&draft.sign(deployer)).await?;
        ensure!(made.code() == 0, "{}", made.log());
        Ok(Exchange { contracts, made })
    }

    /// Sends a message of one of the four.
    pub async fn act(&self, exchange: &Exchange, who: &Key, call: impl Into<Call>, amount: u128) -> Result<Delivered> {
        let call = call.into();
        let contract = exchange.contracts.get(call.role());
        let funds = if amount == 0 { vec![] } else { vec![coin(amount, "uusdc")] };
        let msg = call.to_binary().map_err(|error| anyhow::anyhow!("{error}"))?;
        let message = execute_with(who, contract, msg.as_slice(), funds);
        let mut draft = self.draft(who, vec![message]).await?;
        draft.gas = 3_000_000;
        draft.fee = vec![coin(30_000, "stake")];
        self.deliver(&draft.sign(who)).await
    }

    /// Asks a contract as of a height; 0 for the latest.
    pub async fn smart(&self, contract: &str, query: &impl Serialize, height: u64) -> Result<Value> {
        let (address, query_data) = (contract.to_owned(), serde_json::to_vec(query)?);
        let request = QuerySmartContractStateRequest { address, query_data };
        let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
        let answer: QuerySmartContractStateResponse = self.rpc.ask(path, &request, height).await?;
        Ok(serde_json::from_slice(&answer.data).unwrap_or(json!(null)))
    }
}
