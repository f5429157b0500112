//! The contracts and the model, side by side: what one is told the other is told, and what they say is compared.

use std::fmt::{self, Debug, Display};

use berth_api::Call;
use berth_api::market::SudoMsg;
use berth_api::{ItemOutcome, WorkDone};
use berth_sandbox::{Memory, Receipt, Sandbox, Setup};
use berth_tests::model::{Answer, Model, NO_COINS, Plant};
use berth_tests::outcome::code;
use cosmwasm_std::{Addr, Coin, Uint128, coin, from_json};

/// Where contracts and model do not agree, and how it came to that.
#[derive(Debug)]
pub struct Difference(pub String);

/// What a message came to: what it answers, or its code.
pub type Outcome = Result<Said, String>;

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Nothing,
    Deployment(u64),
    /// Each id, and the code with which it was refused, if it was.
    Items(Vec<(String, Option<String>)>),
    /// Visited, freed.
    Work(u32, u32),
}

impl From<Answer> for Said {
    fn from(answer: Answer) -> Self {
        let plain = |(id, code): (String, Option<&str>)| (id, code.map(str::to_owned));
        match answer {
            Answer::Nothing => Self::Nothing,
            Answer::Deployment(id) => Self::Deployment(id),
            Answer::Items(items) => Self::Items(items.into_iter().map(plain).collect()),
            Answer::Item(id, code) => Self::Items(vec![plain((id, code))]),
            Answer::Work(visited, released) => Self::Work(visited, released),
        }
    }
}

impl From<&Receipt> for Said {
    fn from(receipt: &Receipt) -> Self {
        let Some(data) = &receipt.data else { return Self::Nothing };
        let plain = |item: ItemOutcome| (item.id, item.refused.map(|text| code(&text).unwrap_or(text)));
        if let Ok(id) = from_json(data) {
            Self::Deployment(id)
        } else if let Ok(items) = from_json::<Vec<ItemOutcome>>(data) {
            Self::Items(items.into_iter().map(plain).collect())
        } else if let Ok(WorkDone { visited, released }) = from_json(data) {
            Self::Work(visited, released)
        } else {
            Self::Items(vec![plain(from_json(data).unwrap())])
        }
    }
}

/// Contracts and model in the same state, as far as anybody could tell.
pub struct Lockstep {
    pub sandbox: Sandbox,
    pub model: Model,
    names: Vec<(&'static str, String)>,
    pub contracts: Vec<String>,
    begin: Option<(Memory, Model)>,
    /// What has happened, for whoever has to understand a difference.
    told: Vec<Told>,
}

/// One thing that has happened.
enum Told {
    Passed { blocks: u64, seconds: u64, now: (u64, u64) },
    Stray(Coin),
    Sudo,
    Sent { by: &'static str, call: Box<Call>, funds: Vec<Coin>, outcome: Option<Outcome> },
}

impl Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed { blocks, seconds, now: (height, time) } => {
                write!(f, "{blocks} blocks, {seconds} s: height {height}, time {time}")
            }
            Self::Stray(coin) => write!(f, "{coin} to escrow"),
            Self::Sudo => write!(f, "sudo"),
            Self::Sent { by, call, funds, outcome } => {
                write!(f, "{by}: {call:?}")?;
                funds.iter().try_for_each(|coin| write!(f, " with {coin}"))?;
                outcome.iter().try_for_each(|outcome| write!(f, " -> {outcome:?}"))
            }
        }
    }
}

impl Lockstep {
    pub fn new(sandbox: Sandbox, setup: &Setup, names: Vec<(&'static str, String)>, contracts: Vec<String>) -> Self {
        let now = sandbox.now();
        let people: Vec<String> = names.iter().map(|(_, address)| address.clone()).collect();
        let admin = sandbox.account("admin");
        let model = Model::new(setup, sandbox.contracts(), admin.as_str(), &people, (now.height, now.time));
        Self { sandbox, model, names, contracts, begin: None, told: vec![] }
    }

    /// From here each case starts.
    pub fn prepared(&mut self) {
        self.begin = Some((self.sandbox.remember(), self.model.clone()));
    }

    /// Everything as it was prepared, with a bug in the model.
    pub fn begin_again(&mut self, plant: Option<Plant>) {
        let (memory, model) = self.begin.as_ref().unwrap();
        self.sandbox.go_back(memory);
        self.model = model.clone().with(plant);
        self.told.clear();
    }

    pub fn address(&self, name: &str) -> String {
        self.names.iter().find(|(known, _)| *known == name).unwrap().1.clone()
    }

    /// Everybody's.
    pub fn addresses(&self) -> Vec<String> {
        self.names.iter().map(|(_, address)| address.clone()).collect()
    }

    pub fn mint(&mut self, name: &str, amount: u128, denom: &str) {
        let address = self.address(name);
        self.sandbox.fund(&Addr::unchecked(&address), coin(amount, denom)).unwrap();
        self.model.mint(&address, amount, denom);
    }

    /// Coins are sent to escrow by no message of its own.
    pub fn stray(&mut self, coin: Coin) {
        let escrow = Addr::unchecked(&self.sandbox.contracts().escrow);
        self.told.push(Told::Stray(coin.clone()));
        self.model.stray(Uint128::try_from(coin.amount).unwrap().u128(), &coin.denom);
        self.sandbox.fund(&escrow, coin).unwrap();
    }

    pub fn pass(&mut self, blocks: u64, seconds: u64) {
        if blocks > 0 || seconds > 0 {
            self.sandbox.blocks(blocks, seconds);
            self.model.pass(blocks, seconds);
            self.told.push(Told::Passed { blocks, seconds, now: self.model.now() });
        }
    }

    /// The scheduler of the chain.
    pub fn sudo(&mut self) -> Result<(), Difference> {
        self.told.push(Told::Sudo);
        let receipt = self.sandbox.sudo_market(&SudoMsg::EndBlock {}).map_err(|e| self.differs("sudo", &e, &"done"))?;
        if receipt.events.iter().any(|event| event.ty == "wasm-facilitate_failed") {
            return Err(self.differs("sudo", &receipt.events, &"done"));
        }
        self.model.sudo();
        Ok(())
    }

    /// A message: both carry it out, or refuse it for the same reason, and say the same about each id.
    pub fn send(&mut self, sender: &str, call: &Call, funds: &[Coin]) -> Result<Outcome, Difference> {
        let by = self.names.iter().find(|(_, address)| address == sender).map_or("a contract", |(name, _)| name);
        self.told.push(Told::Sent { by, call: Box::new(call.clone()), funds: funds.to_vec(), outcome: None });
        let sent = self.sandbox.send(&Addr::unchecked(sender), call.clone(), funds);
        let told = match &sent {
            Ok(receipt) => Ok(Said::from(receipt)),
            Err(error) => {
                let text = error.to_string();
                Err(code(&text).unwrap_or_else(|| if text.contains("Cannot Sub") { NO_COINS.into() } else { text }))
            }
        };
        let expected = self.model.send(sender, call, funds).map(Said::from).map_err(str::to_owned);
        if told != expected {
            return Err(self.differs("the outcome", &told, &expected));
        }
        if let Some(Told::Sent { outcome, .. }) = self.told.last_mut() {
            *outcome = Some(told.clone());
        }
        Ok(told)
    }

    /// A difference, after all that has happened.
    pub fn differs(&self, what: &str, contracts: &impl Debug, model: &impl Debug) -> Difference {
        let told = self.told.iter().map(|one| format!("{one}\n")).collect::<String>();
        Difference(format!("{told}{what}\n  contracts: {contracts:?}\n  model:     {model:?}"))
    }
}
