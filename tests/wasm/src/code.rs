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
        Self::file(&artifact(name)).with_context(|| format!("no code for {name}: run scripts/build-wasm.sh"))
    }

    /// The code in a file, compiled when it is first asked for.
    pub fn file(path: &Path) -> anyhow::Result<Arc<Self>> {
        let codes = CODES.get_or_init(Mutex::default);
        let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = codes.get(path) {
            return Ok(code.clone());
        }
        let wasm = std::fs::read(path).with_context(|| path.display().to_string())?;
        let code = Arc::new(Self::compile(&wasm).with_context(|| path.display().to_string())?);
        codes.insert(path.to_owned(), code.clone());
        Ok(code)
    }

    /// The code of a module.
    pub fn compile(wasm: &[u8]) -> anyhow::Result<Self> {
        let (module, engine) =
            compile_module(wasm, Some(Size::mebi(MEMORY_MEBIBYTES))).map_err(|error| anyhow!("{error}"))?;
        Ok(Self { engine, module, checksum: Checksum::generate(wasm) })
    }

    /// The bytes of an artifact.
    pub fn bytes(name: &str) -> anyhow::Result<Vec<u8>> {
        let path = artifact(name);
        std::fs::read(&path).with_context(|| format!("{}: run scripts/build-wasm.sh", path.display()))
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

fn artifact(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts").join(name).with_extension("wasm")
}
