//! A chain with an exchange of which only the keeper's part exists: what is due, and what comes of messages about it. Blocks are
//! made by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use berth_api::event::{Credited, FulfillmentReleased, OrderClosed};
use berth_api::market::{ExecuteMsg, PendingWorkResponse};
use berth_api::{API_VERSION, Contracts, Role, VersionResponse, WorkDone};
use berth_chain::{Error, Estimate, Head, Message, Receipt, Refusal, Request, Result, Stage, Submitted};
use berth_client::{Exchange, Session};
use berth_domain::OrderId;
use cosmwasm_std::{Addr, Attribute, Coin, Event, Uint128, to_json_vec};
use tokio::sync::watch;

use crate::faces::{Access, Key};

pub const FEE_DENOM: &str = "ufee";
/// Gas of a message, and of each thing that it does.
const GAS: (u64, u64) = (100_000, 50_000);

/// What is due and what is in the pool.
pub struct Model {
    pub height: u64,
    pub ready: Vec<OrderId>,
    pub stale: Vec<OrderId>,
    pub dry: Vec<u64>,
    pub finished: Vec<OrderId>,
    /// What makes a message fail.
    pub bad: BTreeSet<OrderId>,
    pub bad_dry: BTreeSet<u64>,
    /// Gas that a transaction may use.
    pub gas_cap: u64,
    /// Paid for each order and lease.
    pub tip: Coin,
    /// For a unit of gas.
    pub gas_price: u64,
    /// A transaction fits into so many blocks after the one it was sent after.
    pub timeout: u64,
    /// Whether blocks take transactions.
    pub takes: bool,
    pub balances: BTreeMap<String, u128>,
    /// Errors with which the next questions are answered.
    pub query_faults: Vec<Error>,
    /// Errors with which the next questions for a fate are answered.
    pub outcome_faults: Vec<Error>,
    pub simulations: u64,
    pub submissions: u64,
    /// What was done, by whom; each must be done once.
    pub done: Vec<(String, OrderId)>,
    pub fates: BTreeMap<String, Result<Receipt>>,
    pool: Vec<Pooled>,
}

struct Pooled {
    sender: String,
    messages: Vec<Message>,
    submitted: Submitted,
}

/// What a message does and says, or the text of its refusal.
type Outcome = std::result::Result<(WorkDone, Vec<Event>), String>;

/// Clones are of the same.
#[derive(Clone)]
pub struct World {
    model: Arc<Mutex<Model>>,
    pub height: watch::Sender<u64>,
}

pub fn contracts() -> Contracts {
    let [deployment, market, escrow, provider_registry] = ["d", "m", "e", "p"].map(|name| format!("wasm1{name}"));
    Contracts { deployment, market, escrow, provider_registry }
}

pub fn orders(deployments: std::ops::RangeInclusive<u64>) -> Vec<OrderId> {
    deployments.map(|deployment| OrderId::new(deployment, 1, 1)).collect()
}

impl World {
    pub fn new() -> Self {
        let model = Model {
            height: 100,
            ready: vec![],
            stale: vec![],
            dry: vec![],
            finished: vec![],
            bad: BTreeSet::new(),
            bad_dry: BTreeSet::new(),
            gas_cap: 10_000_000,
            tip: Coin::new(50_000_u128, "uusdc"),
            gas_price: 1,
            timeout: 10,
            takes: true,
            balances: BTreeMap::new(),
            query_faults: vec![],
            outcome_faults: vec![],
            simulations: 0,
            submissions: 0,
            done: vec![],
            fates: BTreeMap::new(),
            pool: vec![],
        };
        Self { model: Arc::new(Mutex::new(model)), height: watch::Sender::new(100) }
    }

    pub fn with<T>(&self, change: impl FnOnce(&mut Model) -> T) -> T {
        change(&mut self.model.lock().unwrap())
    }

    pub fn head(&self) -> Head {
        let height = self.with(|model| model.height);
        Head { height, time: 1_000_000 + 5 * height }
    }

    /// The exchange, with this key.
    pub async fn session(&self, address: &str) -> Session {
        let exchange = Exchange::open(Arc::new(Access(self.clone())), contracts()).await.unwrap();
        Session::new(exchange, Arc::new(Key { world: self.clone(), address: address.into() }))
    }

    /// The next block, and time for whoever waits for it.
    pub async fn block(&self) -> Head {
        let height = self.with(|model| {
            model.height += 1;
            let pool = std::mem::take(&mut model.pool);
            for tx in pool {
                if model.height > tx.submitted.timeout_height {
                    let Submitted { hash, timeout_height, .. } = tx.submitted;
                    model.fates.insert(hash.clone(), Err(Error::Expired { hash, timeout_height }));
                } else if model.takes {
                    model.carry_out(tx);
                } else {
                    model.pool.push(tx);
                }
            }
            model.height
        });
        self.height.send_replace(height);
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        self.head()
    }
}

impl Model {
    pub fn pending(&self) -> PendingWorkResponse {
        PendingWorkResponse {
            height: self.height,
            time: 1_000_000 + 5 * self.height,
            ready: self.ready.iter().take(40).copied().collect(),
            stale: self.stale.iter().take(40).copied().collect(),
            dry: self.dry.iter().take(40).copied().collect(),
            finished: self.finished.iter().take(40).copied().collect(),
            next_height: None,
            next_time: None,
        }
    }

    pub fn answer(&self, address: &str, query: &[u8]) -> Vec<u8> {
        let query: serde_json::Value = serde_json::from_slice(query).unwrap();
        match query.as_object().unwrap().keys().next().unwrap().as_str() {
            "contracts" => to_json_vec(&contracts()),
            "version" => {
                let role = Role::ALL.into_iter().find(|role| contracts().get(*role) == address).unwrap();
                let contract = format!("berth/{role}");
                to_json_vec(&VersionResponse { contract, version: "0.1.0".into(), api: API_VERSION })
            }
            "pending_work" => to_json_vec(&self.pending()),
            other => panic!("{other}"),
        }
        .unwrap()
    }

    pub fn submit(&mut self, sender: &str, request: Request) -> Submitted {
        self.submissions += 1;
        let gas_limit = request.estimate.unwrap().gas_limit;
        let submitted = Submitted {
            hash: format!("TX{}", self.submissions),
            after: self.height,
            timeout_height: self.height + if request.blocks == 0 { self.timeout } else { request.blocks },
            gas_limit,
            fee: self.fee(gas_limit),
        };
        let (sender, messages) = (sender.to_owned(), request.messages);
        self.pool.push(Pooled { sender, messages, submitted: submitted.clone() });
        submitted
    }

    pub fn simulate(&mut self, sender: &str, messages: &[Message]) -> Result<Estimate> {
        self.simulations += 1;
        let (work, events) = self.execute(sender, messages, false).map_err(|refusal| Error::Refused {
            stage: Stage::Simulation,
            refusal: Refusal { code: 6, codespace: "sdk".into(), log: refusal },
        })?;
        let gas_limit = gas(work);
        if gas_limit > self.gas_cap {
            let (found, allowed) = (gas_limit.to_string(), format!("at most {}", self.gas_cap));
            return Err(Error::TooDear { field: "gas", found, allowed });
        }
        Ok(Estimate { gas_used: gas_limit, gas_limit, fee: self.fee(gas_limit), events, height: self.height })
    }

    fn fee(&self, gas: u64) -> Coin {
        Coin::new(u128::from(gas * self.gas_price), FEE_DENOM)
    }

    fn carry_out(&mut self, tx: Pooled) {
        let Submitted { hash, gas_limit, fee, .. } = tx.submitted;
        let paid = Uint128::try_from(fee.amount).unwrap().u128();
        let balance = self.balances.entry(tx.sender.clone()).or_default();
        *balance = balance.saturating_sub(paid);
        let height = self.height;
        let fits = self.execute(&tx.sender, &tx.messages, false).is_ok_and(|(work, _)| gas(work) <= gas_limit);
        let fate = match self.execute(&tx.sender, &tx.messages, fits) {
            Ok((work, _)) if !fits => {
                let log = format!("out of gas in location: wasm; gasWanted: {gas_limit}, gasUsed: {}", gas(work));
                let refusal = Refusal { code: 11, codespace: "sdk".into(), log };
                Err(Error::Refused { stage: Stage::Block, refusal })
            }
            Ok((work, events)) => {
                let json = serde_json::to_vec(&work).unwrap();
                let mut data = vec![0x0a, u8::try_from(json.len()).unwrap()];
                data.extend(json);
                let gas_used = gas(work);
                Ok(Receipt {
                    hash: hash.clone(),
                    height,
                    gas_wanted: gas_limit,
                    gas_used,
                    fee,
                    events,
                    data: vec![data],
                })
            }
            Err(log) => {
                let refusal = Refusal { code: 5, codespace: "wasm".into(), log };
                Err(Error::Refused { stage: Stage::Block, refusal })
            }
        };
        self.fates.insert(hash, fate);
    }

    /// As market does it: all or nothing.
    fn execute(&mut self, sender: &str, messages: &[Message], keep: bool) -> Outcome {
        let [Message::Execute { contract, msg, .. }] = messages else { panic!("{messages:?}") };
        assert_eq!(*contract, contracts().market);
        let all = |limit| (limit, vec![], vec![]);
        let parsed: ExecuteMsg = serde_json::from_slice(msg).unwrap();
        let ((limit, deployments, skip), parts) = match parsed {
            ExecuteMsg::MatchOpenOrders { limit } => (all(limit), [true, false, true]),
            ExecuteMsg::InvalidateStaleLeases { limit } => (all(limit), [false, true, false]),
            ExecuteMsg::CloseUnfundedLeases { deployments, limit } => {
                ((limit, deployments, vec![]), [false, false, false])
            }
            ExecuteMsg::ReleaseFulfillments { limit } => (all(limit), [false, false, true]),
            ExecuteMsg::Facilitate { limit, deployments, skip } => ((limit, deployments, skip), [true; 3]),
            other => panic!("{other:?}"),
        };
        let on = |part: bool, list: &[OrderId]| if part { list.to_vec() } else { vec![] };
        let orders = on(parts[0], &self.ready).into_iter().chain(on(parts[1], &self.stale));
        let orders: Vec<_> = orders.filter(|id| !skip.contains(id)).take(limit as usize).collect();
        let left = limit as usize - orders.len();
        let dry: Vec<_> = deployments.into_iter().filter(|id| self.dry.contains(id)).take(left).collect();
        let dead: Vec<_> = on(parts[2], &self.finished).into_iter().take(left - dry.len()).collect();
        if let Some(id) = orders.iter().find(|id| self.bad.contains(id)) {
            return Err(format!(
                "kind: Other, error: escrow/underfunded: {} has too little: execute wasm contract failed",
                id.deployment
            ));
        }
        if let Some(id) = dry.iter().find(|id| self.bad_dry.contains(id)) {
            return Err(format!("Error calling the VM: RuntimeError: Aborted: panicked at {id}"));
        }
        let closed: Vec<_> = orders.iter().copied().chain(dry.iter().map(|id| OrderId::new(*id, 9, 9))).collect();
        let mut events: Vec<_> = closed.iter().map(|id| self.said(Role::Market, closed_event(*id))).collect();
        events.extend(closed.iter().map(|_| self.said(Role::Escrow, self.tip_to(sender))));
        events.extend(dead.iter().map(|id| self.said(Role::Market, freed_event(*id))));
        let work = WorkDone { visited: closed.len() as u32, released: dead.len() as u32 };
        if keep {
            self.ready.retain(|id| !orders.contains(id));
            self.stale.retain(|id| !orders.contains(id));
            self.dry.retain(|id| !dry.contains(id));
            self.finished.retain(|id| !dead.contains(id));
            self.done.extend(closed.into_iter().map(|id| (sender.to_owned(), id)));
        }
        Ok((work, events))
    }

    fn tip_to(&self, sender: &str) -> Event {
        let Coin { denom, amount } = self.tip.clone();
        let (owner, amount) = (Addr::unchecked(sender), Uint128::try_from(amount).unwrap());
        Credited { owner, denom, amount, reason: "tip".into(), deployment: None }.into()
    }

    fn said(&self, role: Role, event: Event) -> Event {
        let mut told = Event::new(format!("wasm-{}", event.ty));
        let emitter = contracts().get(role).to_owned();
        told.attributes.push(Attribute { key: "_contract_address".into(), value: emitter });
        told.attributes.extend(event.attributes);
        told
    }
}

fn closed_event(order: OrderId) -> Event {
    OrderClosed { order, reason: "no_funds".into() }.into()
}

fn freed_event(order: OrderId) -> Event {
    FulfillmentReleased { order, provider: Addr::unchecked("p"), collateral: Uint128::one() }.into()
}

fn gas(work: WorkDone) -> u64 {
    GAS.0 + GAS.1 * u64::from(work.visited + work.released)
}
