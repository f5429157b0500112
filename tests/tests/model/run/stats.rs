//! What a run has reached: messages that did something, states, refusals. A comparison of what never happens proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use berth_api::domain::OrderId;
use berth_api::market::OrderStatus;
use berth_api::{Call, Role};

use super::lockstep::{Lockstep, Outcome, Said};

/// How often each thing was reached.
type Counts = BTreeMap<String, u64>;

#[derive(Default)]
pub struct Stats {
    pub cases: u64,
    pub steps: u64,
    /// Messages that did what they are for.
    pub done: Counts,
    /// Codes with which a message was refused, or an id of its batch.
    pub refused: Counts,
    /// States of orders, accounts, providers and the exchange.
    pub states: Counts,
    /// Of this case: what was counted already.
    seen: BTreeSet<(String, &'static str)>,
}

fn count(counts: &mut Counts, what: String) {
    *counts.entry(what).or_default() += 1;
}

/// As in `market/submit_fulfillment`.
fn name(call: &Call) -> String {
    let mut name = FirstWord(String::new());
    let _cut_off = match call {
        Call::ProviderRegistry(msg) => write!(name, "{msg:?}"),
        Call::Escrow(msg) => write!(name, "{msg:?}"),
        Call::Market(msg) => write!(name, "{msg:?}"),
        Call::Deployment(msg) => write!(name, "{msg:?}"),
    };
    let mut snake = String::new();
    for (place, letter) in name.0.char_indices() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    format!("{}/{snake}", call.role())
}

/// Takes a text only to the end of its first word.
struct FirstWord(String);

impl Write for FirstWord {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let word: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
        self.0.push_str(&word);
        if word.len() == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

impl Stats {
    pub fn begin_case(&mut self) {
        self.cases += 1;
        self.seen.clear();
    }

    pub fn sent(&mut self, call: &Call, outcome: &Outcome) {
        let has_done = match outcome {
            Ok(Said::Items(items)) => {
                for (_, code) in items {
                    code.iter().for_each(|code| count(&mut self.refused, code.clone()));
                }
                items.iter().any(|(_, code)| code.is_none())
            }
            Ok(Said::Work(visited, released)) => visited + released > 0,
            Ok(Said::Nothing | Said::Deployment(_)) => true,
            Err(code) => {
                count(&mut self.refused, code.clone());
                false
            }
        };
        if has_done {
            count(&mut self.done, name(call));
        }
    }

    /// States that are new since the last step.
    pub fn look(&mut self, market: &Lockstep) {
        let ready: BTreeSet<OrderId> = market.model.pending_work().ready.into_iter().collect();
        for row in market.model.orders() {
            let id = row.order.to_string();
            match row.status {
                OrderStatus::Open(_) => self.reached(&id, "open"),
                OrderStatus::Leased(lease) => {
                    self.reached(&id, "leased");
                    if lease.leave_at.is_some() {
                        self.reached(&id, "notice given");
                    }
                }
                OrderStatus::Closed { reason, .. } => self.reached(&id, reason.as_str()),
            }
            if ready.contains(&row.order) {
                self.reached(&id, "ready");
            }
        }
        for account in market.model.accounts() {
            let id = account.deployment.to_string();
            if account.dry_at.is_some() {
                self.reached(&id, "dry");
            } else if self.seen.contains(&(id.clone(), "dry")) {
                self.reached(&id, "resumed");
            }
        }
        for owner in market.addresses() {
            let stake = market.model.stake_of(&owner);
            let last = stake.unbonding.last().map(|entry| entry.release_at);
            if let Some(last) = last {
                self.reached(&format!("{owner} {last}"), "unbonding");
            }
            if !stake.slashed.is_zero() {
                self.reached(&owner, "slashed");
            }
            if !stake.slashed.is_zero() && stake.slashable.is_zero() {
                self.reached(&owner, "slashed up to the cap");
            }
        }
        if market.model.authority().paused {
            self.reached(&self.done.get("provider-registry/pause").copied().unwrap_or_default().to_string(), "paused");
        }
    }

    fn reached(&mut self, what: &str, state: &'static str) {
        if self.seen.insert((what.to_owned(), state)) {
            count(&mut self.states, state.to_owned());
        }
    }
}

/// How often each message must have done something, each code been said and each state been reached in the cases of a
/// continuous integration: far fewer than ever were, far more than by chance.
const FLOOR_DONE: u64 = 20;
const FLOOR_REFUSED: u64 = 5;
const FLOOR_STATES: u64 = 20;

/// Every way to be and to end.
const STATES: [&str; 19] = [
    "open",
    "ready",
    "leased",
    "notice given",
    "cancelled",
    "removed",
    "replaced",
    "no_funds",
    "tenant_closed",
    "unfunded",
    "notice_served",
    "stale",
    "provider_left",
    "dry",
    "resumed",
    "paused",
    "unbonding",
    "slashed",
    "slashed up to the cap",
];

/// What only the contracts send to one another.
const INTERNAL: [&str; 5] =
    ["market/open_orders", "market/update_orders", "market/close_deployment", "escrow/open_account", "escrow/settle"];

/// Codes that no message of this kind leads to: of making and moving contracts, and of questions.
const ELSEWHERE: [&str; 6] = ["wiring", "migrate", "std", "money", "no_terms", "infrastructure_not_found"];

/// Every message in the published schemas.
fn messages() -> Vec<String> {
    let mut messages = vec![];
    for (role, schema) in [
        (Role::Deployment, include_str!("../../../../schema/deployment.json")),
        (Role::Market, include_str!("../../../../schema/market.json")),
        (Role::Escrow, include_str!("../../../../schema/escrow.json")),
        (Role::ProviderRegistry, include_str!("../../../../schema/provider_registry.json")),
    ] {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let variants = schema["execute"]["oneOf"].as_array().unwrap();
        messages.extend(variants.iter().map(|one| format!("{role}/{}", one["required"][0].as_str().unwrap())));
    }
    messages.retain(|message| !INTERNAL.contains(&message.as_str()));
    messages
}

/// Every code in the catalogue of errors to which a message leads.
fn codes() -> Vec<String> {
    let (mut contract, mut codes, mut leads) = ("", vec![], true);
    for line in include_str!("../../../../docs/errors.md").lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            (contract, leads) = (heading, true);
        } else if line.starts_with("**No message leads here**") {
            leads = false;
        } else if let Some(row) = line.strip_prefix("| `").filter(|_| leads) {
            let code = row.split('`').next().unwrap();
            if !ELSEWHERE.contains(&code) {
                codes.push(format!("{contract}/{code}"));
            }
        }
    }
    codes
}

impl Stats {
    /// What was reached too rarely to have been compared.
    pub fn rare(&self) -> Vec<String> {
        let states = STATES.map(str::to_owned).into();
        let tables = [
            (&self.done, messages(), FLOOR_DONE),
            (&self.refused, codes(), FLOOR_REFUSED),
            (&self.states, states, FLOOR_STATES),
        ];
        let mut rare = vec![];
        for (counts, expected, floor) in tables {
            for what in expected {
                let times = counts.get(&what).copied().unwrap_or_default();
                if times < floor {
                    rare.push(format!("{what}: {times} times, expected at least {floor}"));
                }
            }
        }
        rare
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, counts) in [("done", &self.done), ("refused", &self.refused), ("reached", &self.states)] {
            for (what, times) in counts {
                writeln!(f, "{times:>10}  {title}: {what}")?;
            }
        }
        Ok(())
    }
}
