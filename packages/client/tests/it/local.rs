//! A chain in memory: the sandbox on a thread of its own, which remembers every height.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use async_trait::async_trait;
use berth_api::plan::Setup;
use berth_api::{Call, Contracts, Role};
use berth_chain::{
    Account, Block, Chain, CodeInfo, ContractInfo, Error, Estimate, Head, Message, Receipt, Refusal, Request, Result,
    Stage, Submitted, Writer,
};
use berth_sandbox::{Memory, Sandbox};
use cosmwasm_std::{Addr, Coin, Event, Uint128, coin, from_json, to_json_vec};
use sha2::{Digest, Sha256};

type Job = Box<dyn FnOnce(&mut World) + Send>;

/// The sandbox and its past.
pub struct World {
    pub sandbox: Sandbox,
    past: BTreeMap<u64, Memory>,
    blocks: BTreeMap<u64, Block>,
}

impl World {
    fn new() -> Self {
        let mut world =
            Self { sandbox: Sandbox::new(&Setup::default()).unwrap(), past: BTreeMap::new(), blocks: BTreeMap::new() };
        world.seal(vec![]);
        world
    }

    fn head(&self) -> Head {
        self.blocks.values().next_back().unwrap().head
    }

    /// The block is made; what comes is in the next.
    fn seal(&mut self, txs: Vec<berth_chain::TxOutcome>) {
        let now = self.sandbox.now();
        let head = Head { height: now.height, time: now.time };
        self.past.insert(head.height, self.sandbox.remember());
        self.blocks.insert(head.height, Block { head, txs });
        self.sandbox.next_block(5);
    }

    /// Lets blocks without transactions pass.
    pub fn pass(&mut self, blocks: u64) {
        (0..blocks).for_each(|_| self.seal(vec![]));
    }

    /// What is so as of a height.
    fn as_of<T>(&mut self, at: Option<u64>, read: impl FnOnce(&Sandbox) -> T) -> Result<T> {
        let now = self.sandbox.remember();
        let height = at.unwrap_or(self.head().height);
        let Some(then) = self.past.get(&height) else { return Err(refused(18, "sdk", "no such height")) };
        self.sandbox.go_back(then);
        let found = read(&self.sandbox);
        self.sandbox.go_back(&now);
        Ok(found)
    }

    /// Carries messages out, all or none.
    fn carry_out(
        &mut self,
        sender: &str,
        messages: &[Message],
    ) -> std::result::Result<(Vec<Event>, Vec<Vec<u8>>), String> {
        let before = self.sandbox.remember();
        let (mut events, mut data) = (vec![], vec![]);
        for (index, message) in messages.iter().enumerate() {
            let Message::Execute { contract, msg, funds } = message else { panic!("{message:?}") };
            let call = call(self.sandbox.contracts(), contract, msg);
            match self.sandbox.send(&Addr::unchecked(sender), call, funds) {
                Ok(receipt) => {
                    let told =
                        receipt.events.into_iter().map(|event| event.add_attribute("msg_index", index.to_string()));
                    events.extend(told);
                    data.push(wrap(&receipt.data.unwrap_or_default()));
                }
                Err(error) => {
                    self.sandbox.go_back(&before);
                    return Err(format!(
                        "failed to execute message; message index: {index}: {error}: execute wasm contract failed"
                    ));
                }
            }
        }
        Ok((events, data))
    }
}

fn role(contracts: &Contracts, address: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| contracts.get(*role) == address)
}

fn call(contracts: &Contracts, address: &str, msg: &[u8]) -> Call {
    match role(contracts, address).unwrap() {
        Role::ProviderRegistry => Call::ProviderRegistry(from_json(msg).unwrap()),
        Role::Escrow => Call::Escrow(from_json(msg).unwrap()),
        Role::Market => Call::Market(from_json(msg).unwrap()),
        Role::Deployment => Call::Deployment(from_json(msg).unwrap()),
    }
}

/// As the chain encodes what a contract answered.
fn wrap(data: &[u8]) -> Vec<u8> {
    if data.is_empty() {
        return vec![];
    }
    let (mut wrapped, mut length) = (vec![0x0a], data.len());
    while length > 0x7f {
        wrapped.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    wrapped.push(u8::try_from(length).unwrap());
    wrapped.extend(data);
    wrapped
}

fn refusal(code: u32, codespace: &str, log: impl Into<String>) -> Refusal {
    Refusal { code, codespace: codespace.into(), log: log.into() }
}

fn refused(code: u32, codespace: &str, log: impl Into<String>) -> Error {
    Error::Query(refusal(code, codespace, log))
}

/// What a lying node answers to a question, if it lies about it.
type Lie = Box<dyn Fn(&str, &str) -> Option<std::result::Result<Vec<u8>, &'static str>> + Send>;

/// The chain, as programs see it.
pub struct Local {
    jobs: Mutex<Sender<Job>>,
    lie: Mutex<Lie>,
    /// The heights that were asked about.
    asked: Mutex<Vec<Option<u64>>>,
}

impl Local {
    pub fn new() -> Arc<Self> {
        let (jobs, queue) = channel::<Job>();
        thread::spawn(move || {
            let mut world = World::new();
            while let Ok(job) = queue.recv() {
                job(&mut world);
            }
        });
        let lie: Lie = Box::new(|_, _| None);
        Arc::new(Self { jobs: Mutex::new(jobs), lie: Mutex::new(lie), asked: Mutex::new(vec![]) })
    }

    /// Does something in the world.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut World) -> T + Send + 'static) -> T {
        let (done, result) = channel();
        let job: Job = Box::new(move |world| done.send(work(world)).unwrap());
        self.jobs.lock().unwrap().send(job).unwrap();
        result.recv().expect("the world has ended")
    }

    pub fn contracts(&self) -> Contracts {
        self.run(|world| world.sandbox.contracts().clone())
    }

    pub fn pass(&self, blocks: u64) {
        self.run(move |world| world.pass(blocks));
    }

    pub fn lie(&self, lie: impl Fn(&str, &str) -> Option<std::result::Result<Vec<u8>, &'static str>> + Send + 'static) {
        *self.lie.lock().unwrap() = Box::new(lie);
    }

    /// The heights that were asked about since the last time.
    pub fn asked(&self) -> Vec<Option<u64>> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Somebody with a purse.
    pub fn writer(self: &Arc<Self>, name: &'static str) -> Arc<dyn Writer> {
        let address = self.run(move |world| {
            let address = world.sandbox.account(name);
            for denom in ["uusdc", "ustake"] {
                world.sandbox.fund(&address, coin(1_000_000_000_000, denom)).unwrap();
            }
            address.into_string()
        });
        Arc::new(Purse { chain: Arc::clone(self), address, receipts: Mutex::default() })
    }
}

#[async_trait]
impl Chain for Local {
    fn id(&self) -> &str {
        "berth-local"
    }

    async fn head(&self) -> Result<Head> {
        Ok(self.run(|world| world.head()))
    }

    async fn head_above(&self, _: u64) -> Result<Head> {
        unimplemented!("nothing here waits")
    }

    async fn block(&self, height: u64) -> Result<Block> {
        let block = self.run(move |world| world.blocks.get(&height).cloned());
        block.ok_or_else(|| refused(18, "sdk", "no such height"))
    }

    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>> {
        self.asked.lock().unwrap().push(at);
        let lie = (self.lie.lock().unwrap())(contract, std::str::from_utf8(query).unwrap());
        if let Some(lie) = lie {
            return lie.map_err(|log| refused(6, "sdk", log));
        }
        let (contract, query) = (contract.to_owned(), query.to_vec());
        let answer = self.run(move |world| {
            let role = role(world.sandbox.contracts(), &contract);
            world.as_of(at, |sandbox| match role {
                None => Err("no such contract".to_owned()),
                Some(role) => answer(sandbox, role, &query).map_err(|error| format!("{error:#}")),
            })
        });
        answer?.map_err(|log| refused(6, "sdk", format!("{log}: query wasm contract failed")))
    }

    async fn raw(&self, _: &str, _: &[u8], _: Option<u64>) -> Result<Option<Vec<u8>>> {
        unimplemented!("the client reads nothing raw")
    }

    async fn balance(&self, address: &str, denom: &str) -> Result<Uint128> {
        let (address, denom) = (address.to_owned(), denom.to_owned());
        Ok(self.run(move |world| world.sandbox.bank_balance(address, &denom).unwrap()))
    }

    async fn balances(&self, _: &str) -> Result<Vec<Coin>> {
        unimplemented!("the client lists no balances")
    }

    async fn account(&self, _: &str) -> Result<Option<Account>> {
        unimplemented!("the client asks for no account")
    }

    async fn contract(&self, address: &str) -> Result<Option<ContractInfo>> {
        let contracts = self.contracts();
        let Some(role) = role(&contracts, address) else { return Ok(None) };
        let creator = String::new();
        Ok(Some(ContractInfo { code_id: 1, creator, admin: None, label: format!("berth {role}") }))
    }

    async fn code(&self, _: u64) -> Result<Option<CodeInfo>> {
        unimplemented!("the client asks for no code")
    }

    async fn build_address(&self, _: &[u8], _: &str, _: &[u8]) -> Result<String> {
        unimplemented!("the client makes nothing here")
    }
}

fn answer(sandbox: &Sandbox, role: Role, query: &[u8]) -> anyhow::Result<Vec<u8>> {
    let value: serde_json::Value = match role {
        Role::ProviderRegistry => sandbox.query_provider_registry(&from_json(query).unwrap())?,
        Role::Escrow => sandbox.query_escrow(&from_json(query).unwrap())?,
        Role::Market => sandbox.query_market(&from_json(query).unwrap())?,
        Role::Deployment => sandbox.query_deployment(&from_json(query).unwrap())?,
    };
    Ok(to_json_vec(&value).unwrap())
}

/// A key on this chain: each transaction has a block of its own.
struct Purse {
    chain: Arc<Local>,
    address: String,
    receipts: Mutex<BTreeMap<String, Result<Receipt>>>,
}

#[async_trait]
impl Writer for Purse {
    fn address(&self) -> &str {
        &self.address
    }

    async fn simulate(&self, messages: &[Message]) -> Result<Estimate> {
        let (sender, messages) = (self.address.clone(), messages.to_vec());
        let (tried, height) = self.chain.run(move |world| {
            let before = world.sandbox.remember();
            let tried = world.carry_out(&sender, &messages);
            world.sandbox.go_back(&before);
            (tried, world.head().height)
        });
        match tried {
            Ok((events, _)) => Ok(Estimate { gas_used: 1, gas_limit: 1, fee: coin(0, "ustake"), events, height }),
            Err(log) => Err(Error::Refused { stage: Stage::Simulation, refusal: refusal(6, "sdk", log) }),
        }
    }

    async fn submit(&self, request: Request) -> Result<Submitted> {
        let (sender, messages) = (self.address.clone(), request.messages);
        let (receipt, after) = self.chain.run(move |world| {
            let (after, height) = (world.head().height, world.sandbox.now().height);
            let hash = format!("{:X}", Sha256::digest(format!("{sender}/{height}")));
            let carried = world.carry_out(&sender, &messages);
            let (code, log) = carried.as_ref().map_or_else(|log| (5, log.clone()), |_| (0, String::new()));
            let (events, data) = carried.unwrap_or_default();
            world.seal(vec![berth_chain::TxOutcome {
                hash: hash.clone(),
                messages: vec![],
                code,
                codespace: "wasm".into(),
                log: log.clone(),
                gas_wanted: 1,
                gas_used: 1,
                events: events.clone(),
                data: data.clone(),
            }]);
            let receipt = Receipt { hash, height, gas_wanted: 1, gas_used: 1, fee: coin(0, "ustake"), events, data };
            (if code == 0 { Ok(receipt) } else { Err((receipt.hash, log)) }, after)
        });
        let hash = receipt.as_ref().map_or_else(|(hash, _)| hash.clone(), |receipt| receipt.hash.clone());
        let failed = |log| Error::Refused { stage: Stage::Block, refusal: refusal(5, "wasm", log) };
        self.receipts.lock().unwrap().insert(hash.clone(), receipt.map_err(|(_, log)| failed(log)));
        Ok(Submitted { hash, after, timeout_height: after + 10, gas_limit: 1, fee: coin(0, "ustake") })
    }

    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt> {
        self.receipts.lock().unwrap().get(&submitted.hash).unwrap().clone()
    }
}
