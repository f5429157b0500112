//! A chain with one provider's world, and that provider's key.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use berth_api::market::{self, ExecuteMsg, ProviderWorkResponse};
use berth_api::{Call, Contracts, ItemOutcome, VersionResponse, escrow};
use berth_chain::{
    Account, Block, Chain, CodeInfo, ContractInfo, Error, Estimate, Head, Message, Receipt, Refusal, Request, Result,
    Stage, Submitted, Writer,
};
use berth_provider::{Config, Situation};
use cosmwasm_std::{Coin, Uint128, Uint256, from_json, to_json_vec};
use tokio::sync::watch;

use crate::market::carry_out;

/// What happens to a transaction that is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    /// It is carried out so many blocks later than it could be.
    Late(u64),
    /// It is never in a block.
    Lost,
    /// It is carried out in the next block, but whoever submits is told that nobody answered.
    Unheard,
    /// Nobody answers, and nothing was taken.
    Unreachable,
    /// It is in the next block, fails there, and costs its fee.
    OutOfGas,
}

/// Everything that a test sees or sets.
pub struct World {
    pub situation: Situation,
    pub config: Config,
    pub may_bid: bool,
    /// Whether ProviderWork cannot be answered.
    pub speechless: bool,
    pub purse: u128,
    /// Gas of one id, and the cap of a transaction.
    pub gas: (u64, u64),
    /// Leases with which no confirmation can be simulated, and whether only if it collects.
    pub poison: Vec<(u64, bool)>,
    /// What the key has for fees.
    pub fees: u128,
    /// What comes next; then everything is in the next block.
    pub luck: Vec<Luck>,
    pub log: Vec<(Vec<Call>, Coin)>,
    pub simulations: usize,
    pub withdrawn: u128,
    pub deposited: u128,
    pending: Vec<Pending>,
    fates: BTreeMap<String, Result<Receipt>>,
    count: u64,
}

struct Pending {
    calls: Vec<Call>,
    funds: Vec<Coin>,
    lands_at: Option<u64>,
    fails: bool,
    submitted: Submitted,
}

#[derive(Clone)]
pub struct InMemory {
    pub world: Arc<Mutex<World>>,
    height: Arc<watch::Sender<u64>>,
}

fn contracts() -> Contracts {
    Contracts {
        deployment: "deployment".into(),
        market: "market".into(),
        escrow: "escrow".into(),
        provider_registry: "provider-registry".into(),
    }
}

impl InMemory {
    pub fn new(situation: Situation, config: Config) -> Self {
        let height = Arc::new(watch::channel(situation.now.height).0);
        let world = World {
            situation,
            config,
            may_bid: true,
            speechless: false,
            purse: 1_000_000,
            gas: (1_000, 10_000_000),
            poison: vec![],
            fees: u128::MAX,
            luck: vec![],
            log: vec![],
            simulations: 0,
            withdrawn: 0,
            deposited: 0,
            pending: vec![],
            fates: BTreeMap::new(),
            count: 0,
        };
        Self { world: Arc::new(Mutex::new(world)), height }
    }

    pub async fn exchange(&self) -> berth_client::Exchange {
        berth_client::Exchange::open(Arc::new(self.clone()), contracts()).await.unwrap()
    }

    pub fn head(&self) -> Head {
        let now = self.world.lock().unwrap().situation.now;
        Head { height: now.height, time: now.time }
    }

    /// Makes the next block, five seconds later.
    pub async fn produce(&self) -> Head {
        self.world.lock().unwrap().produce();
        let head = self.head();
        self.height.send_replace(head.height);
        // Those who wait for a fate get to know it.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        head
    }
}

impl World {
    fn produce(&mut self) {
        self.situation.now.height += 1;
        self.situation.now.time += 5;
        let height = self.situation.now.height;
        for tx in std::mem::take(&mut self.pending) {
            let last = tx.submitted.timeout_height;
            if tx.lands_at == Some(height) && height <= last {
                let fate = if tx.fails { Err(out_of_gas()) } else { Ok(self.carry_out(&tx, height)) };
                self.fates.insert(tx.submitted.hash, fate);
            } else if height >= last {
                let expired = Error::Expired { hash: tx.submitted.hash.clone(), timeout_height: last };
                self.fates.insert(tx.submitted.hash, Err(expired));
            } else {
                self.pending.push(tx);
            }
        }
    }

    fn carry_out(&mut self, tx: &Pending, height: u64) -> Receipt {
        let mut data = vec![];
        for call in &tx.calls {
            match call {
                Call::Escrow(escrow::ExecuteMsg::Withdraw { amount: Some(amount), .. }) => {
                    let free = &mut self.situation.collateral[0].free;
                    *free = free.checked_sub(*amount).unwrap();
                    self.withdrawn += amount.u128();
                }
                Call::Escrow(escrow::ExecuteMsg::Deposit { deployment: None }) => {
                    let amount = Uint128::try_from(tx.funds[0].amount).unwrap();
                    self.situation.collateral[0].free += amount;
                    self.deposited += amount.u128();
                }
                call => carry_out(&mut self.situation, &self.config, std::slice::from_ref(call)),
            }
            data.push(answer(call));
        }
        let Submitted { hash, gas_limit, fee, .. } = tx.submitted.clone();
        Receipt { hash, height, gas_wanted: gas_limit, gas_used: gas_limit, fee, events: vec![], data }
    }
}

fn out_of_gas() -> Error {
    let log = "out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2".into();
    Error::Refused { stage: Stage::Block, refusal: Refusal { code: 11, codespace: "sdk".into(), log } }
}

/// Everything was done, as the chain encodes it.
fn answer(call: &Call) -> Vec<u8> {
    let ids = match call {
        Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, .. }) => leases.clone(),
        Call::Market(ExecuteMsg::SubmitFulfillment { bids }) => bids.iter().map(|bid| bid.order).collect(),
        Call::Market(ExecuteMsg::CancelFulfillment { orders }) => orders.clone(),
        _ => return vec![],
    };
    let items: Vec<_> = ids.iter().map(|id| ItemOutcome { id: id.to_string(), refused: None }).collect();
    let json = to_json_vec(&items).unwrap();
    let mut data = vec![0x0a];
    let mut length = json.len();
    while length >= 0x80 {
        data.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    data.push(u8::try_from(length).unwrap());
    data.extend(json);
    data
}

fn calls(messages: &[Message]) -> (Vec<Call>, Vec<Coin>) {
    let mut all = (vec![], vec![]);
    for message in messages {
        let Message::Execute { contract, msg, funds } = message else { panic!("{message:?}") };
        all.0.push(match contract.as_str() {
            "market" => Call::Market(from_json(msg).unwrap()),
            "escrow" => Call::Escrow(from_json(msg).unwrap()),
            other => panic!("{other}"),
        });
        all.1.extend(funds.clone());
    }
    all
}

#[async_trait]
impl Chain for InMemory {
    fn id(&self) -> &str {
        "berth-1"
    }

    async fn head(&self) -> Result<Head> {
        Ok(Self::head(self))
    }

    async fn head_above(&self, height: u64) -> Result<Head> {
        let mut heights = self.height.subscribe();
        heights.wait_for(|now| *now > height).await.unwrap();
        Ok(Self::head(self))
    }

    async fn block(&self, _: u64) -> Result<Block> {
        unimplemented!("nobody reads blocks here")
    }

    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>> {
        let question: serde_json::Value = serde_json::from_slice(query).unwrap();
        if question.get("version").is_some() {
            let contract = format!("berth/{contract}");
            let version = VersionResponse { contract, version: "0".into(), api: berth_api::API_VERSION };
            return Ok(to_json_vec(&version).unwrap());
        }
        if question.get("contracts").is_some() {
            return Ok(to_json_vec(&contracts()).unwrap());
        }
        let world = self.world.lock().unwrap();
        let provider = match from_json(query).unwrap() {
            market::QueryMsg::ProviderWork { .. } if world.speechless => {
                let log = "kind: Other, error: no such thing: query wasm contract failed".into();
                return Err(Error::Query(Refusal { code: 6, codespace: "sdk".into(), log }));
            }
            market::QueryMsg::ProviderWork { provider, .. } => provider,
            market::QueryMsg::Leases { provider, start_after: None, .. } => {
                assert_eq!(provider, "me");
                let leases = world.situation.leases.iter().map(|own| own.lease.clone()).collect();
                return Ok(to_json_vec(&market::LeasesResponse { leases }).unwrap());
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(provider, "me");
        let Situation { now, leases, bids, orders, collateral } = world.situation.clone();
        assert_eq!(at, Some(now.height), "asked as of the head");
        let orders = if world.may_bid { orders } else { vec![] };
        let work = ProviderWorkResponse {
            height: now.height,
            time: now.time,
            paused: false,
            may_bid: world.may_bid,
            leases,
            bids,
            orders,
            collateral,
            next: None,
        };
        Ok(to_json_vec(&work).unwrap())
    }

    async fn raw(&self, _: &str, _: &[u8], _: Option<u64>) -> Result<Option<Vec<u8>>> {
        unimplemented!()
    }

    async fn balance(&self, address: &str, _: &str) -> Result<Uint128> {
        assert_eq!(address, "me");
        Ok(Uint128::new(self.world.lock().unwrap().purse))
    }

    async fn balances(&self, _: &str) -> Result<Vec<Coin>> {
        unimplemented!()
    }

    async fn account(&self, _: &str) -> Result<Option<Account>> {
        unimplemented!()
    }

    async fn contract(&self, _: &str) -> Result<Option<ContractInfo>> {
        Ok(Some(ContractInfo { code_id: 1, creator: "c".into(), admin: None, label: "l".into() }))
    }

    async fn code(&self, _: u64) -> Result<Option<CodeInfo>> {
        unimplemented!()
    }

    async fn build_address(&self, _: &[u8], _: &str, _: &[u8]) -> Result<String> {
        unimplemented!()
    }
}

#[async_trait]
impl Writer for InMemory {
    fn address(&self) -> &str {
        "me"
    }

    async fn simulate(&self, messages: &[Message]) -> Result<Estimate> {
        let (calls, _) = calls(messages);
        let mut world = self.world.lock().unwrap();
        world.simulations += 1;
        let mut ids = 1;
        for call in &calls {
            if let Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, collect, .. }) = call {
                ids += u64::try_from(leases.len()).unwrap();
                let bad = |(deployment, if_collecting): &(u64, bool)| {
                    (*collect || !if_collecting) && leases.iter().any(|lease| lease.deployment == *deployment)
                };
                if world.poison.iter().any(bad) {
                    let log = "kind: Other, error: escrow/underfunded: no: execute wasm contract failed".into();
                    let refusal = Refusal { code: 6, codespace: "sdk".into(), log };
                    return Err(Error::Refused { stage: Stage::Simulation, refusal });
                }
            }
        }
        let (per_id, cap) = world.gas;
        let gas = ids * per_id;
        if gas > cap {
            return Err(Error::TooDear { field: "gas", found: gas.to_string(), allowed: format!("at most {cap}") });
        }
        let fee = Coin::new(u128::from(gas / 100), "stake");
        Ok(Estimate { gas_used: gas, gas_limit: gas, fee, events: vec![], height: world.situation.now.height })
    }

    async fn submit(&self, request: Request) -> Result<Submitted> {
        let (calls, funds) = calls(&request.messages);
        let estimate = request.estimate.expect("it was simulated");
        let mut world = self.world.lock().unwrap();
        if estimate.fee.amount > Uint256::from(world.fees) {
            let log = format!("spendable balance {}stake is smaller than {}", world.fees, estimate.fee);
            let refusal = Refusal { code: 5, codespace: "sdk".into(), log };
            return Err(Error::Refused { stage: Stage::Broadcast, refusal });
        }
        let luck = if world.luck.is_empty() { Luck::Late(0) } else { world.luck.remove(0) };
        let nobody = || Error::Unreachable { chain: "berth-1".into(), reasons: "all down".into() };
        if luck == Luck::Unreachable {
            return Err(nobody());
        }
        world.count += 1;
        let after = world.situation.now.height;
        assert!(request.blocks > 0, "every transaction has a last height");
        let submitted = Submitted {
            hash: format!("{:064X}", world.count),
            after,
            timeout_height: after + request.blocks,
            gas_limit: estimate.gas_limit,
            fee: estimate.fee.clone(),
        };
        world.log.push((calls.clone(), estimate.fee));
        let lands_at = match luck {
            Luck::Late(blocks) => Some(after + 1 + blocks),
            Luck::Lost => None,
            _ => Some(after + 1),
        };
        let fails = luck == Luck::OutOfGas;
        world.pending.push(Pending { calls, funds, lands_at, fails, submitted: submitted.clone() });
        if luck == Luck::Unheard { Err(nobody()) } else { Ok(submitted) }
    }

    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt> {
        let mut heights = self.height.subscribe();
        loop {
            if let Some(fate) = self.world.lock().unwrap().fates.get(&submitted.hash) {
                return fate.clone();
            }
            heights.changed().await.unwrap();
        }
    }
}
