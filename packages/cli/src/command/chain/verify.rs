//! `berth chain verify`: whether an exchange is what its file says.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::Role;
use berth_client::deploy::differences;
use berth_client::{Exchange, ExchangeFile};
use cosmwasm_std::{Addr, Checksum, HexBinary};
use serde::Serialize;

use super::deploy::{DifferenceTold, setup};
use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table};

/// Looks at all four contracts: what they are, whether they belong together, and which code they run
///
/// With --wasm also whether that code is what you have compiled, with --setup whether the rules are those of a file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A directory of compiled contracts, as `scripts/build-wasm.sh` leaves them
    #[arg(long, value_name = "DIR")]
    wasm: Option<PathBuf>,
    /// A setup file; whom it leaves open must be the contracts' creator
    #[arg(long, value_name = "FILE")]
    setup: Option<PathBuf>,
}

/// What was seen.
#[derive(Debug, Serialize)]
struct Seen {
    chain_id: String,
    contracts: Vec<Row>,
    /// What is not as it should be.
    faults: Vec<String>,
    /// Rules that are not those of the setup.
    differences: Vec<DifferenceTold>,
}

/// One contract.
#[derive(Debug, Serialize)]
struct Row {
    contract: &'static str,
    address: String,
    version: String,
    code_id: u64,
    checksum: HexBinary,
    creator: String,
    admin: Option<String>,
}

impl Answer for Seen {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.contracts.iter().map(|row| {
            let admin = row.admin.clone().unwrap_or_else(|| "nobody".into());
            [row.contract.into(), row.address.clone(), row.version.clone(), row.code_id.to_string(), admin]
        });
        table(out, ["contract", "address", "version", "code", "may be migrated by"], rows, "nothing")?;
        for row in &self.contracts {
            writeln!(out, "code {} {}", row.code_id, row.checksum)?;
        }
        self.faults.iter().try_for_each(|fault| writeln!(out, "{fault}"))?;
        self.differences.iter().try_for_each(|difference| writeln!(out, "{}", difference.line()))?;
        if self.faults.is_empty() && self.differences.is_empty() {
            writeln!(out, "all four are what they should be, and know one another")?;
        }
        Ok(())
    }
}

/// Looks.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let setup = args.setup.as_deref().map(setup).transpose()?;
    let exchange = context.exchange().await?;
    let file = context.exchange_file()?.ok_or_else(|| Failure::Input("--exchange is missing".into()))?;
    let mut seen = Seen { chain_id: file.chain_id.clone(), contracts: vec![], faults: vec![], differences: vec![] };
    for role in Role::ALL {
        let row = look(&exchange, role).await?;
        compare(&row, role, &file, args.wasm.as_ref(), &mut seen.faults)?;
        seen.contracts.push(row);
    }
    if let Some(setup) = setup {
        let creator = Addr::unchecked(seen.contracts.first().map(|row| row.creator.clone()).unwrap_or_default());
        seen.differences = differences(&exchange, &setup, &creator).await?.into_iter().map(Into::into).collect();
    }
    context.answer(&seen)?;
    match seen.faults.len().saturating_add(seen.differences.len()) {
        0 => Ok(()),
        count => Err(Failure::Story(format!("{count} things are not as they should be"))),
    }
}

async fn look(exchange: &Exchange, role: Role) -> Result<Row, Failure> {
    let (chain, address) = (exchange.chain(), exchange.contracts().get(role));
    let gone = || Failure::NotFound(format!("{role}: no contract at {address}"));
    let info = chain.contract(address).await?.ok_or_else(gone)?;
    let code = chain.code(info.code_id).await?.ok_or_else(gone)?;
    let version = match role {
        Role::ProviderRegistry => exchange.provider_registry().version().await?,
        Role::Escrow => exchange.escrow().version().await?,
        Role::Market => exchange.market().version().await?,
        Role::Deployment => exchange.deployment().version().await?,
    };
    Ok(Row {
        contract: role.name(),
        address: address.to_owned(),
        version: version.version,
        code_id: info.code_id,
        checksum: code.checksum.into(),
        creator: info.creator,
        admin: info.admin,
    })
}

/// The code that a contract runs, beside that of the file and that of one's own build.
fn compare(
    row: &Row,
    role: Role,
    file: &ExchangeFile,
    wasm: Option<&PathBuf>,
    faults: &mut Vec<String>,
) -> Result<(), Failure> {
    let written = file.checksums.get(role);
    if row.checksum != *written {
        faults.push(format!("{role} runs {}, the exchange file says {written}", row.checksum));
    }
    if row.code_id != *file.codes.get(role) {
        faults.push(format!("{role} runs code {}, the exchange file says {}", row.code_id, file.codes.get(role)));
    }
    if let Some(directory) = wasm {
        let compiled = Checksum::generate(&super::codes::wasm(directory, role)?);
        if row.checksum.as_slice() != compiled.as_slice() {
            faults.push(format!("{role} runs {}, compiled is {}", row.checksum, compiled.to_hex()));
        }
    }
    Ok(())
}
