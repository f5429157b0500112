//! The codes of the four, as they are named on a command line.

use std::fs;
use std::path::{Path, PathBuf};

use berth_api::Role;
use berth_api::plan::Each;
use berth_client::deploy::Code;
use berth_devnet::native_code;

use crate::Failure;

/// Which codes.
#[derive(Debug, clap::Args)]
pub struct CodeArgs {
    /// Where the compiled contracts are, as `scripts/build-wasm.sh` leaves them
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    wasm: PathBuf,
    /// Instead: the contracts that `berth devnet` runs natively
    #[arg(long)]
    native: bool,
    /// A code that is stored on the chain already, as in market=17; may be given for each of the four
    #[arg(long, value_name = "CONTRACT=ID", value_parser = numbered)]
    code: Vec<(Role, u64)>,
}

impl CodeArgs {
    /// The code of each.
    ///
    /// Errors name the file that cannot be read.
    pub fn read(&self) -> Result<Each<Code>, Failure> {
        let mut codes = Each::of(|_| Code::Stored(0));
        for role in Role::ALL {
            let stored = self.code.iter().find(|(of, _)| *of == role);
            *codes.get_mut(role) = match stored {
                Some((_, id)) => Code::Stored(*id),
                None if self.native => Code::Wasm(native_code(role)),
                None => Code::Wasm(wasm(&self.wasm, role)?),
            };
        }
        Ok(codes)
    }
}

/// Where the compiled contract of a role is.
pub fn wasm(directory: &Path, role: Role) -> Result<Vec<u8>, Failure> {
    let file = directory.join(format!("{}.wasm", role.name().replace('-', "_")));
    fs::read(&file).map_err(|error| {
        Failure::Input(format!(
            "{}: {error}; --wasm names the directory, and scripts/build-wasm.sh fills it",
            file.display()
        ))
    })
}

fn numbered(text: &str) -> Result<(Role, u64), String> {
    let allowed =
        || "CONTRACT=ID, as in market=17; contracts are provider-registry, escrow, market, deployment".to_owned();
    let (name, id) = text.split_once('=').ok_or_else(allowed)?;
    let role = Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(allowed)?;
    Ok((role, id.parse().map_err(|_| allowed())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_code_is_named_with_its_contract() {
        assert_eq!(numbered("market=17"), Ok((Role::Market, 17)));
        assert_eq!(numbered("provider-registry=1"), Ok((Role::ProviderRegistry, 1)));
        for wrong in ["market", "market=", "market=-1", "harbour=1", "=1", ""] {
            assert!(numbered(wrong).unwrap_err().contains("as in market=17"), "{wrong}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let args = CodeArgs { wasm: "no/such".into(), native: false, code: vec![(Role::ProviderRegistry, 1)] };
        let error = args.read().unwrap_err().to_string();
        assert!(error.starts_with("no/such/escrow.wasm: "), "{error}");
        let all = Role::ALL.map(|role| (role, 7)).to_vec();
        let codes = CodeArgs { wasm: "no/such".into(), native: true, code: all }.read().unwrap();
        assert_eq!(codes.market, Code::Stored(7));
    }
}
