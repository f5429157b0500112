//! What an operator writes down for a provider.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use berth_domain::Invalid;
use berth_service::FaceSettings;
use berth_service::config::{self, Wrong};
use berth_service::logs::LogSettings;
use berth_service::settings::{ChainSettings, ExchangeSettings, KeySettings};
use cosmwasm_std::Uint128;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Config, Inventory, PriceSheet, Program, Reserve};

/// What environment variables of a provider begin with.
pub const ENV: &str = "BERTH_PROVIDER_";

/// Configuration of a Berth provider.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The chain that the exchange is on.
    pub chain: ChainSettings,
    /// The exchange.
    pub exchange: ExchangeSettings,
    /// The key that signs: the registered provider's own. It pays the fees. Let no other program use it.
    pub key: KeySettings,
    /// What the provider offers, at what price, and how it goes about it.
    pub provider: ProviderSettings,
    /// Logs, on standard error.
    pub logs: LogSettings,
    /// The operations face, for monitors.
    pub face: FaceSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            chain: ChainSettings::default(),
            exchange: ExchangeSettings::default(),
            key: KeySettings::named("provider"),
            provider: ProviderSettings::default(),
            logs: LogSettings::default(),
            face: FaceSettings::on(9_801),
        }
    }
}

impl config::Settings for Settings {
    fn check(&self) -> Result<(), Wrong> {
        self.chain.check()?;
        self.key.check()?;
        self.provider.check()?;
        self.logs.check()?;
        self.face.address().map(drop)
    }
}

/// Coins that market tells the balance of.
const MAX_DENOMS: usize = 16;

/// What a provider offers, at what price, and how it goes about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderSettings {
    /// Send nothing, only log what would be sent.
    pub dry_run: bool,
    /// Leave the exchange: give notice of every lease, confirm until it is served, end it, take bids back, bid no more.
    pub leaving: bool,
    /// Collect a lease's pay together with a confirmation once so many seconds of it have run up. Less often costs less gas, and
    /// changes nothing in what is paid.
    pub collect_after: u64,
    /// The longest that a confirmation may take until it is in a block, in blocks; it is a quarter of what is left of the period if
    /// that is less. Then it is sent anew.
    pub confirm_blocks: u64,
    /// The longest that a bid may take until it is in a block, in blocks. After a start no bids are made for so long: those made before
    /// it may still be on their way.
    pub bid_blocks: u64,
    /// Bids that are made in one block, at most.
    pub bids_per_block: usize,
    /// Smallest units of the fee's coin that bids may cost in one day (UTC, by block time; a restart forgets what was spent). Absent: no
    /// bound, and it is up to strangers how much you pay.
    pub bid_fees_per_day: Option<Uint128>,
    /// Of the usual fee, in percent, what a confirmation pays in the last quarter of its period, up to the chain's `max_price`.
    pub urgent_fee_percent: u64,
    /// Free own bids that lost once there are so many of them, though nothing needs their collateral; 0 for never. They are
    /// freed in any case as soon as a bid needs it.
    pub tidy_up: usize,
    /// /readyz fails when the key has less than this many times the fee of one confirmation.
    pub fees_in_purse: u64,
    /// Seconds that the machines have to say what they can do. Without an answer no bids are made.
    pub machines_timeout: u64,
    /// Coins that stay in the exchange as collateral, and what goes to the purse: a list of
    /// {denom, keep, withdraw_above, top_up_below, purse}. Coins without an entry stay.
    pub reserves: Vec<Reserve>,
    /// Prices by resource, one for each coin: a list of {denom, cpu, memory, disk, bandwidth, gpus = [{vendor, model, price}]}, in smallest
    /// units of the coin per second for one CPU, one GiB, one GiB, one Mbit/s and one card.
    pub sheets: Vec<PriceSheet>,
    /// A program that is asked for prices instead of the sheets: {command, args, ..}.
    pub program: Option<ProgramSettings>,
    /// What all machines together can do.
    pub inventory: Inventory,
}

/// A program that says what an order costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProgramSettings {
    /// What to start, an absolute path.
    pub command: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// All of its environment, but for a plain PATH.
    pub environment: BTreeMap<String, String>,
    /// Where it runs, an absolute path.
    pub directory: PathBuf,
    /// The coins in which it names prices.
    pub denoms: BTreeSet<String>,
    /// Milliseconds that one answer may take.
    pub time_limit_ms: u64,
    /// Milliseconds that all answers of one block may take together. Confirmations never wait for it.
    pub round_limit_ms: u64,
    /// How many run at once.
    pub at_once: usize,
    /// Orders that it is asked about in one block, at most.
    pub orders_per_block: usize,
}

impl Default for ProviderSettings {
    fn default() -> Self {
        Self {
            dry_run: false,
            leaving: false,
            collect_after: 21_600,
            confirm_blocks: 20,
            bid_blocks: 5,
            bids_per_block: 40,
            bid_fees_per_day: None,
            urgent_fee_percent: 200,
            tidy_up: 20,
            fees_in_purse: 100,
            machines_timeout: 5,
            reserves: vec![],
            sheets: vec![],
            program: None,
            inventory: Inventory::default(),
        }
    }
}

impl Default for ProgramSettings {
    fn default() -> Self {
        Self {
            command: PathBuf::new(),
            args: vec![],
            environment: BTreeMap::new(),
            directory: "/".into(),
            denoms: BTreeSet::new(),
            time_limit_ms: 2_000,
            round_limit_ms: 3_000,
            at_once: 4,
            orders_per_block: 32,
        }
    }
}

impl ProviderSettings {
    /// Bounds, and what must go together. Fields are named from `provider` on.
    pub fn check(&self) -> Result<(), Wrong> {
        self.checked()
            .map_err(|Invalid { field, value, allowed }| Wrong::new(format!("provider.{field}"), value, allowed))
    }

    fn checked(&self) -> Result<(), Invalid> {
        let ranges = [
            ("confirm_blocks", self.confirm_blocks, 2, 1_000),
            ("bid_blocks", self.bid_blocks, 1, 100),
            ("bids_per_block", u64::try_from(self.bids_per_block).unwrap_or(u64::MAX), 1, 1_000),
            ("urgent_fee_percent", self.urgent_fee_percent, 100, 1_000),
            ("machines_timeout", self.machines_timeout, 1, 600),
        ];
        for (field, value, min, max) in ranges {
            range(field, value, min, max)?;
        }
        Reserve::check_all(&self.reserves)?;
        self.config(self.inventory.clone()).check()?;
        if let Some(program) = &self.program {
            program.check().map_err(|e| e.within("program"))?;
        }
        let denoms = self.denoms().len();
        if denoms > MAX_DENOMS {
            return Err(Invalid::new("sheets", format!("{denoms} coins, reserves and program included"), "at most 16"));
        }
        Ok(())
    }

    /// What decisions rest on, with these machines.
    pub fn config(&self, inventory: Inventory) -> Config {
        let (sheets, collect_after, leaving) = (self.sheets.clone(), self.collect_after, self.leaving);
        Config { inventory, sheets, collect_after, leaving }
    }

    /// The coins in which anything is sold or kept.
    pub fn denoms(&self) -> BTreeSet<String> {
        let mut denoms = self.sold();
        denoms.extend(self.reserves.iter().map(|reserve| reserve.denom.clone()));
        denoms
    }

    /// The coins in which anything is sold.
    pub fn sold(&self) -> BTreeSet<String> {
        match &self.program {
            Some(program) => program.denoms.clone(),
            None => self.sheets.iter().map(|sheet| sheet.denom.clone()).collect(),
        }
    }
}

impl ProgramSettings {
    fn check(&self) -> Result<(), Invalid> {
        for (field, path) in [("command", &self.command), ("directory", &self.directory)] {
            if !path.is_absolute() {
                return Err(Invalid::new(field, path.display(), "an absolute path"));
            }
        }
        if self.denoms.is_empty() {
            return Err(Invalid::new("denoms", "empty", "the coins in which it names prices"));
        }
        range("time_limit_ms", self.time_limit_ms, 1, 60_000)?;
        range("round_limit_ms", self.round_limit_ms, 1, 60_000)?;
        range("at_once", u64::try_from(self.at_once).unwrap_or(u64::MAX), 1, 256)?;
        range("orders_per_block", u64::try_from(self.orders_per_block).unwrap_or(u64::MAX), 1, 10_000)
    }

    /// The program, for this provider.
    pub fn program(&self, provider: String) -> Program {
        Program {
            provider,
            command: self.command.clone(),
            args: self.args.clone(),
            environment: self.environment.clone(),
            directory: self.directory.clone(),
            time_limit: Duration::from_millis(self.time_limit_ms),
            round_limit: Duration::from_millis(self.round_limit_ms),
            at_once: self.at_once,
        }
    }
}

fn range(field: &str, value: u64, min: u64, max: u64) -> Result<(), Invalid> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(Invalid::new(field, value, format!("{min} to {max}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: impl FnOnce(&mut ProviderSettings)) -> String {
        let mut settings = ProviderSettings::default();
        change(&mut settings);
        let Wrong { field, found, allowed } = settings.check().unwrap_err();
        format!("{field} is {found}, allowed: {allowed}")
    }

    #[test]
    fn the_default_is_allowed_and_bounds_are_held() {
        assert_eq!(ProviderSettings::default().check(), Ok(()));
        assert_eq!(wrong(|own| own.confirm_blocks = 1), "provider.confirm_blocks is 1, allowed: 2 to 1000");
        assert_eq!(wrong(|own| own.urgent_fee_percent = 99), "provider.urgent_fee_percent is 99, allowed: 100 to 1000");
        let program = |change: fn(&mut ProgramSettings)| {
            let mut program = ProgramSettings { command: "/bin/price".into(), ..ProgramSettings::default() };
            program.denoms.insert("uusdc".into());
            change(&mut program);
            move |own: &mut ProviderSettings| own.program = Some(program)
        };
        let mut good = ProviderSettings::default();
        program(|_| {})(&mut good);
        assert_eq!(good.check(), Ok(()));
        assert_eq!(good.denoms(), BTreeSet::from(["uusdc".to_owned()]));
        let relative = wrong(program(|program| program.command = "price".into()));
        assert_eq!(relative, "provider.program.command is price, allowed: an absolute path");
        let none = wrong(program(|program| program.denoms.clear()));
        assert!(none.starts_with("provider.program.denoms is empty"), "{none}");
        let many = wrong(program(|program| program.denoms = (0..17).map(|n| format!("coin{n}")).collect()));
        assert!(many.starts_with("provider.sheets is 17 coins"), "{many}");
    }

    #[test]
    fn what_stands_inside_is_named_by_its_path() {
        let reserve = Reserve {
            denom: "uusdc".into(),
            keep: Uint128::new(1),
            withdraw_above: Some(Uint128::zero()),
            top_up_below: None,
            purse: Uint128::zero(),
        };
        let found = wrong(|own| own.reserves = vec![reserve]);
        assert_eq!(found, "provider.reserves[0].withdraw_above is 0, allowed: at least 1");
    }
}
