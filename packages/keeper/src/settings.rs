//! What an operator may set.

use std::collections::BTreeMap;

use berth_api::market::MAX_LIMIT;
use berth_service::{
    FaceSettings,
    config::{self, Wrong},
    logs::LogSettings,
    settings::{ChainSettings, ExchangeSettings, KeySettings},
};
use cosmwasm_std::{Decimal, Uint128};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Config;

/// What environment variables of a keeper begin with.
pub const ENV: &str = "BERTH_KEEPER_";

/// Configuration of a Berth keeper.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The chain that the exchange is on.
    pub chain: ChainSettings,
    /// The exchange.
    pub exchange: ExchangeSettings,
    /// The key that signs, pays the fees and gets the tips. Let no other program use it.
    pub key: KeySettings,
    /// What the keeper does.
    pub keeper: KeeperSettings,
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
            key: KeySettings::named("keeper"),
            keeper: KeeperSettings::default(),
            logs: LogSettings::default(),
            face: FaceSettings::on(9_800),
        }
    }
}

/// What the keeper does. Amounts are in smallest units of the coin that fees are paid in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeeperSettings {
    /// When to act: "public_good" does all that is due, whatever it earns; "profit" sends only what earns more than it costs, and
    /// does nothing for nothing.
    pub mode: Mode,
    /// In mode "profit": the tips must be worth this many times the fee. As text, as in "1.5".
    pub margin: Decimal,
    /// Orders, leases and bids that one message does at most, 1 to 32. It is halved by itself when that needs more gas than a
    /// transaction may have.
    pub limit: u32,
    /// Most that fees may come to within 24 hours, as text; left out: no bound. A restart forgets what was spent.
    pub fee_budget: Option<Uint128>,
    /// Nothing is sent that would leave the key with less than this; "0": no bound.
    pub stop_below: Uint128,
    /// Below this balance the log warns.
    pub warn_below: Uint128,
    /// Whether work is left to other keepers first, for as many blocks as it takes to find out who acts. Without it two keepers
    /// pay for the same work.
    pub yields: bool,
    /// Blocks after a start in which nothing is sent: a transaction from before it may be on its way, and nothing tells of it until
    /// it is in a block.
    pub start_blocks: u64,
    /// Before it sends, a keeper waits up to so many milliseconds, another time in each block, and looks again. At most about
    /// half the time of a block.
    pub spread_ms: u64,
    /// Blocks for which what makes a message fail is left alone.
    pub aside_blocks: u64,
    /// In how many blocks a transaction must be carried out; 0: as the chain's file says.
    pub timeout_blocks: u64,
    /// Send nothing, only log what would be sent.
    pub dry_run: bool,
    /// Worth of tips: smallest units of the fee's coin for one smallest unit of each denom, as text, as in uusdc = "0.25". The fee's
    /// own coin is worth "1"; a denom that is not listed is worth nothing. Put denoms with slashes in quotes.
    pub value: BTreeMap<String, Decimal>,
}

/// When a keeper acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Whenever something is due.
    #[default]
    PublicGood,
    /// When it earns more than it costs.
    Profit,
}

impl Default for KeeperSettings {
    fn default() -> Self {
        Self {
            mode: Mode::PublicGood,
            margin: Decimal::one(),
            limit: MAX_LIMIT,
            fee_budget: None,
            stop_below: Uint128::zero(),
            warn_below: Uint128::zero(),
            yields: true,
            start_blocks: 2,
            spread_ms: 500,
            aside_blocks: 100,
            timeout_blocks: 0,
            dry_run: false,
            value: BTreeMap::new(),
        }
    }
}

impl KeeperSettings {
    /// What decides, by these settings. Errors if the limit is none.
    pub fn config(&self) -> Result<Config, Wrong> {
        Config::new(self.limit, self.mode == Mode::PublicGood)
            .map_err(|_| Wrong::new("keeper.limit", self.limit, format!("1 to {MAX_LIMIT}")))
    }

    /// Whether all of them can be.
    pub fn check(&self) -> Result<(), Wrong> {
        self.config()?;
        if self.aside_blocks == 0 {
            return Err(Wrong::new("keeper.aside_blocks", 0, "1 or more"));
        }
        if self.spread_ms > 60_000 {
            return Err(Wrong::new("keeper.spread_ms", self.spread_ms, "0 to 60000"));
        }
        Ok(())
    }
}

impl config::Settings for Settings {
    fn check(&self) -> Result<(), Wrong> {
        self.chain.check()?;
        self.key.check()?;
        self.keeper.check()?;
        self.logs.check()?;
        self.face.address().map(drop)
    }
}
