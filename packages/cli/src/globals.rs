//! What every command takes.

use std::path::PathBuf;

use clap::Args;
use cosmwasm_std::Decimal;

/// Options of every command. A flag goes before the environment.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// The chain: a name that Berth knows, as in `local` or `osmosis`, or a chain file
    #[arg(long, global = true, value_name = "NAME|FILE", env = "BERTH_CHAIN", hide_env_values = true)]
    pub chain: Option<String>,
    /// An endpoint of the chain, instead of those of --chain; may be given several times
    #[arg(long, global = true, value_name = "URL", env = "BERTH_NODE", hide_env_values = true, value_delimiter = ',')]
    pub node: Vec<String>,
    /// The exchange file that `berth chain deploy` wrote
    #[arg(long, global = true, value_name = "FILE", env = "BERTH_EXCHANGE", hide_env_values = true)]
    pub exchange: Option<PathBuf>,
    /// The key that signs, by its name
    #[arg(long, global = true, value_name = "NAME", env = "BERTH_KEY", hide_env_values = true)]
    pub key: Option<String>,
    /// Where the keys are [default: .berth/keys in the home directory]
    #[arg(long, global = true, value_name = "DIR", env = "BERTH_KEYS_DIR", hide_env_values = true)]
    pub keys_dir: Option<PathBuf>,
    /// A file whose first line opens the key; without it and BERTH_PASSPHRASE the terminal is asked
    #[arg(long, global = true, value_name = "FILE", env = "BERTH_PASSPHRASE_FILE", hide_env_values = true)]
    pub passphrase_file: Option<PathBuf>,
    /// Answer, and fail, in JSON
    #[arg(long, global = true, env = "BERTH_JSON", hide_env_values = true)]
    pub json: bool,
    /// Ask nothing: do it
    #[arg(long, short = 'y', global = true, env = "BERTH_YES", hide_env_values = true)]
    pub yes: bool,
    /// Say what would be done and what it would cost, and send nothing
    #[arg(long, global = true, env = "BERTH_DRY_RUN", hide_env_values = true)]
    pub dry_run: bool,
    /// Print the messages that this address would send, in the JSON that chains read from files, and send nothing: for a multisig, or
    /// for a proposal of a governance account
    #[arg(long, global = true, value_name = "ADDRESS", env = "BERTH_GENERATE_ONLY", hide_env_values = true)]
    #[arg(conflicts_with = "dry_run")]
    pub generate_only: Option<String>,
    /// So many times the simulated gas is asked for, 1 or more, as in 1.3
    #[arg(long, global = true, value_name = "N", env = "BERTH_GAS_MULTIPLIER", hide_env_values = true)]
    #[arg(value_parser = decimal)]
    pub gas_multiplier: Option<Decimal>,
    /// What a unit of gas pays, as in 0.025uatom, instead of what the chain file says
    #[arg(long, global = true, value_name = "PRICE", env = "BERTH_GAS_PRICE", hide_env_values = true)]
    pub gas_price: Option<String>,
    /// Who pays the fee, by a fee grant
    #[arg(long, global = true, value_name = "ADDRESS", env = "BERTH_FEE_GRANTER", hide_env_values = true)]
    pub fee_granter: Option<String>,
    /// A note that goes into the chain for all to see
    #[arg(long, global = true, value_name = "TEXT", env = "BERTH_MEMO", hide_env_values = true)]
    pub memo: Option<String>,
    /// In so many blocks a transaction must be carried out
    #[arg(long, global = true, value_name = "BLOCKS", env = "BERTH_TIMEOUT", hide_env_values = true)]
    pub timeout: Option<u64>,
    /// How people count a coin, as in uusdc=USDC:6; may be given several times
    #[arg(long, global = true, value_name = "DENOM=NAME:DECIMALS", env = "BERTH_DISPLAY", hide_env_values = true)]
    #[arg(value_delimiter = ',')]
    pub display: Vec<String>,
}

fn decimal(text: &str) -> Result<Decimal, String> {
    text.parse().map_err(|_| "allowed: a decimal number, as in 1.3".to_owned())
}
