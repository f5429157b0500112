//! The market a second time: the specification as a program of plain integers, to hold the contracts against.
//!
//! It shares nothing with the contracts but the messages that come in and the answers that go out: no arithmetic, no state
//! machine, no storage. Where the contracts are clever it is plain: it walks every account through every second that
//! passes, keeps no queue, no sum and no lock that it can count afresh, and copies the whole market before each message, so
//! that a refusal changes nothing. Comments name the section of the specification that a line says once more.
//!
//! | file | of the specification |
//! |---|---|
//! | `dispatch` | 1: who may send what, and when |
//! | `fields` | 2: what a field may hold |
//! | `rules` | 2, 4: terms of a denom, rates, what an order binds |
//! | `money` | 1, 4: purses, balances, tips, payouts |
//! | `accounts` | 4: the clock of a deployment's account |
//! | `stakes` | 4: bonded, unbonding, slashed |
//! | `orders` | 3: opening, matching, closing |
//! | `bids` | 3: the book of an order, live and dead |
//! | `leases` | 3, 4: confirming, paying, ending |
//! | `keepers` | 3: what anybody may call |
//! | `deployments` | 3: what a tenant asks for |
//! | `registry` | 1: providers, certificates, attestations, authority |
//! | `admin` | 4, 5: parameters |
//! | `answers` | what the contracts' queries say |
//! | [`Plant`] | bugs that a comparison with the contracts must find |

mod accounts;
mod admin;
mod answers;
mod bids;
mod deployments;
mod dispatch;
mod fields;
mod keepers;
mod leases;
mod money;
mod orders;
mod plant;
mod registry;
mod rules;
mod stakes;

use std::collections::{BTreeMap, BTreeSet};

use berth_api::domain::OrderId;
use berth_api::{Call, Contracts, Role};
use berth_sandbox::Setup;
use cosmwasm_std::Coin;

pub use plant::Plant;

use accounts::Account;
use admin::Parameters;
use bids::Bid;
use deployments::Deployment;
use money::{Purses, Sending};
use orders::Order;
use registry::Registry;
use rules::Rules;
use stakes::Stake;

/// How many parts of a smallest unit money is counted in: 10^18.
const WHOLE: u128 = 1_000_000_000_000_000_000;

/// An address.
type Who = String;

/// Why a message or an id of its batch is refused: the stable code.
pub type Code = &'static str;

/// The sender has not the coins that he would send: no contract ever sees the message.
pub const NO_COINS: Code = "chain/no_coins";

/// What a message that is carried out answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// The id of a new deployment.
    Deployment(u64),
    /// What became of each id; `None`: done.
    Items(Vec<(String, Option<Code>)>),
    /// What became of the one id.
    Item(String, Option<Code>),
    /// How many orders and leases were visited, how many dead bids freed.
    Work(u32, u32),
}

/// The whole market.
#[derive(Clone)]
pub struct Model {
    plant: Option<Plant>,
    contracts: Contracts,
    /// Everything that is an address of this chain.
    addresses: BTreeSet<Who>,
    height: u64,
    time: u64,
    purses: Purses,
    /// (owner, denom) -> what of escrow's coins is his.
    balances: Purses,
    /// denom -> what was sent to escrow without a message.
    stray: BTreeMap<String, u128>,
    accounts: BTreeMap<u64, Account>,
    stakes: BTreeMap<Who, Stake>,
    deployments: BTreeMap<u64, Deployment>,
    orders: BTreeMap<OrderId, Order>,
    bids: Vec<Bid>,
    /// The last sequence number given.
    sequence: u64,
    /// provider -> seconds served, leases broken.
    records: BTreeMap<Who, (u64, u32)>,
    /// Every record of terms there ever was, the first is number 1.
    rules: Vec<Rules>,
    /// denom -> number of its terms.
    current: BTreeMap<String, u32>,
    registry: Registry,
    parameters: Parameters,
    sending: Sending,
}

impl Model {
    /// An exchange that `admin`, who is guardian and fee collector too, has just made; `people` are all who have an
    /// address.
    pub fn new(setup: &Setup, contracts: &Contracts, admin: &str, people: &[String], now: (u64, u64)) -> Self {
        let own = Role::ALL.map(|role| contracts.get(role).to_owned());
        let mut model = Self {
            plant: None,
            contracts: contracts.clone(),
            addresses: people.iter().cloned().chain(own).collect(),
            height: now.0,
            time: now.1,
            purses: Purses::default(),
            balances: Purses::default(),
            stray: BTreeMap::new(),
            accounts: BTreeMap::new(),
            stakes: BTreeMap::new(),
            deployments: BTreeMap::new(),
            orders: BTreeMap::new(),
            bids: vec![],
            sequence: 0,
            records: BTreeMap::new(),
            rules: vec![],
            current: BTreeMap::new(),
            registry: Registry::new(admin),
            parameters: Parameters::new(setup, admin),
            sending: Sending::default(),
        };
        for terms in &setup.terms {
            model.write_terms(Rules::of(terms));
        }
        model
    }

    /// The same market with a bug in it.
    #[must_use]
    pub fn with(self, plant: Option<Plant>) -> Self {
        Self { plant, ..self }
    }

    fn has(&self, plant: Plant) -> bool {
        self.plant == Some(plant)
    }

    /// Coins out of nothing.
    pub fn mint(&mut self, to: &str, amount: u128, denom: &str) {
        self.purses.add(to, denom, amount);
    }

    /// Coins sent to escrow by no message: nobody's for ever.
    pub fn stray(&mut self, amount: u128, denom: &str) {
        self.purses.add(&self.contracts.escrow.clone(), denom, amount);
        *self.stray.entry(denom.to_owned()).or_default() += amount;
    }

    /// So many blocks later, and so many seconds in all.
    pub fn pass(&mut self, blocks: u64, seconds: u64) {
        self.walk(seconds);
        self.height += blocks;
        self.time += seconds;
    }

    /// A message; one that is refused changes nothing.
    pub fn send(&mut self, sender: &str, call: &Call, funds: &[Coin]) -> Result<Answer, Code> {
        let before = self.clone();
        self.sending = Sending::by(sender, sender != self.contracts.market);
        let result = self.bring(sender, call.role(), funds).and_then(|()| self.carry_out(call, funds));
        match result {
            Ok(_) => self.after_all(),
            Err(_) => *self = before,
        }
        result
    }

    fn carry_out(&mut self, call: &Call, funds: &[Coin]) -> Result<Answer, Code> {
        match call {
            Call::ProviderRegistry(msg) => self.at_registry(msg, funds),
            Call::Escrow(msg) => self.at_escrow(msg, funds),
            Call::Market(msg) => self.at_market(msg, funds),
            Call::Deployment(msg) => self.at_deployment(msg, funds),
        }
    }

    /// The host chain's scheduler calls market, which does what is due for no tip (spec 5, `sudo`).
    pub fn sudo(&mut self) {
        let limit = self.parameters.sudo_limit;
        if limit > 0 {
            let market = self.contracts.market.clone();
            self.sending = Sending::by(&market, false);
            self.facilitate(limit, &[], &[]).expect("a limit within its bounds");
            self.after_all();
        }
    }

    /// What a message leaves to its end: stake is slashed after all movements, coins leave last.
    fn after_all(&mut self) {
        self.slash_all();
        self.pay_out();
    }

    fn is_ours(&self, who: &str) -> bool {
        Role::ALL.iter().any(|role| self.contracts.get(*role) == who)
    }

    fn sender(&self) -> Who {
        self.sending.by.clone()
    }
}
