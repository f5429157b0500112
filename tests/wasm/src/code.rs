//! Compiled code, each file once per process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, anyhow};
use cosmwasm_std::Checksum;
use cosmwasm_vm::Size;
use cosmwasm_vm::internals::compile_module;
use wasmer::{Engine, Module, Store};

/// What chains give an instance.
const MEMORY_MEBIBYTES: usize = 32;

/// One contract's code, ready to be instantiated.
pub struct Code {
    engine: Engine,
    module: Module,
    checksum: Checksum,
}

static CODES: OnceLock<Mutex<BTreeMap<PathBuf, Arc<Code>>>> = OnceLock::new();

impl Code {
    /// The artifact of this name: `market` is `artifacts/market.wasm`.
    pub fn artifact(name: &str) -> anyhow::Result<Arc<Self>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts");
        Self::file(&folder.join(name).with_extension("wasm"))
            .with_context(|| format!("no code for {name}: run scripts/build-wasm.sh"))
    }

    /// The code in a file, compiled when it is first asked for.
    pub fn file(path: &Path) -> anyhow::Result<Arc<Self>> {
        let codes = CODES.get_or_init(Mutex::default);
        let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = codes.get(path) {
            return Ok(code.clone());
        }
        let wasm = std::fs::read(path).with_context(|| path.display().to_string())?;
        let (module, engine) = compile_module(&wasm, Some(Size::mebi(MEMORY_MEBIBYTES)))
            .map_err(|error| anyhow!("{}: {error}", path.display()))?;
        let code = Arc::new(Self { engine, module, checksum: Checksum::generate(&wasm) });
        codes.insert(path.to_owned(), code.clone());
        Ok(code)
    }

    pub(crate) fn store(&self) -> Store {
        Store::new(self.engine.clone())
    }

    pub(crate) fn module(&self) -> &Module {
        &self.module
    }

    pub(crate) fn checksum(&self) -> Checksum {
        self.checksum
    }
}
