//! Moving an exchange to newer code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use berth_api::plan::Each;
use berth_api::{MigrateMsg, Role};
use berth_chain::{Chain, Message, Writer};
use berth_domain::Invalid;
use cosmwasm_std::HexBinary;

use super::Step;
use super::code::{Code, Shelf, Watcher};
use super::journal::Journal;
use crate::view::encode;
use crate::{Error, Exchange, ExchangeFile, Result};

/// Moves the four to other code, all in one transaction: those that do not run it already.
pub struct Migration {
    chain: Arc<dyn Chain>,
    path: PathBuf,
    file: ExchangeFile,
    codes: Each<Code>,
}

/// What a migration does to one contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The number of the code that it runs now.
    pub code_id: u64,
    /// The checksum of the code that it is to run.
    pub checksum: HexBinary,
    /// Whether that is another one: what runs it already is left alone.
    pub is_due: bool,
    /// Who may move it; nobody if there is none.
    pub admin: Option<String>,
}

impl Migration {
    /// Moves the exchange of the file `path`.
    ///
    /// Errors with [`Error::File`], [`Error::OtherChain`] or [`Error::Invalid`].
    pub fn new(chain: Arc<dyn Chain>, path: &Path, codes: Each<Code>) -> Result<Self> {
        let file = ExchangeFile::read(path)?;
        file.check_chain(chain.id())?;
        Role::ALL.into_iter().try_for_each(|role| codes.get(role).check(role))?;
        Ok(Self { chain, path: path.to_owned(), file, codes })
    }

    /// What is to be done, as things are now. Sends nothing.
    pub async fn plan(&self) -> Result<Each<Move>> {
        Ok(Each {
            provider_registry: self.plan_one(Role::ProviderRegistry).await?,
            escrow: self.plan_one(Role::Escrow).await?,
            market: self.plan_one(Role::Market).await?,
            deployment: self.plan_one(Role::Deployment).await?,
        })
    }

    /// The messages of that transaction, for an admin that is no key. Sends nothing; none if nothing is to be moved.
    ///
    /// Errors with [`Error::Invalid`] for what is not stored on the chain yet: only a stored code has a number.
    pub async fn messages(&self) -> Result<Vec<Message>> {
        let plan = self.plan().await?;
        let due = due(&plan).map(|(role, _)| match self.codes.get(role) {
            Code::Stored(id) => Ok(self.message(role, *id)),
            Code::Wasm(_) => {
                let allowed = format!("the number under which it was stored, as in {role}=17");
                Err(Invalid::new(format!("code of {role}"), "not stored", allowed).into())
            }
        });
        due.collect()
    }

    /// Moves them by this key, which must be that of the contracts' admin, or goes on where the attempt before was interrupted;
    /// tells `watcher` of each step. In the end the file names the new codes.
    ///
    /// Errors of the contracts if the code is another contract's or older: then all run what they ran before.
    pub async fn run(&self, writer: &Arc<dyn Writer>, watcher: Watcher<'_>) -> Result<ExchangeFile> {
        let mut journal = Journal::beside(&self.path, self.chain.id())?;
        let mut file = self.file.clone();
        let plan = self.plan().await?;
        due(&plan).try_for_each(|(role, one)| check_admin(role, one, writer.address()))?;
        let mut shelf = Shelf { chain: &self.chain, writer, journal: &mut journal };
        for role in Role::ALL {
            let one = plan.get(role);
            *file.checksums.get_mut(role) = one.checksum.clone();
            *file.codes.get_mut(role) = if one.is_due {
                shelf.number(role, self.codes.get(role), &one.checksum, watcher).await?
            } else {
                one.code_id
            };
        }
        let roles: Vec<Role> = due(&plan).map(|(role, _)| role).collect();
        if !roles.is_empty() {
            let messages = roles.iter().map(|role| self.message(*role, *file.codes.get(*role))).collect();
            watcher(Step::Moving { roles });
            let receipt = writer.send(messages).await?;
            watcher(Step::Moved { height: receipt.height, hash: receipt.hash });
        }
        Exchange::open(Arc::clone(&self.chain), file.contracts.clone()).await?;
        watcher(Step::Verified);
        file.write(&self.path)?;
        journal.close()?;
        Ok(file)
    }

    async fn plan_one(&self, role: Role) -> Result<Move> {
        let checksum = self.codes.get(role).checksum(role, &*self.chain).await?;
        let address = self.file.contracts.get(role);
        let Some(info) = self.chain.contract(address).await? else {
            let (address, allowed) = (address.to_owned(), format!("the {role} contract"));
            return Err(Error::Stranger {
                role,
                address,
                field: "contract",
                found: "none at this address".to_owned(),
                allowed,
            });
        };
        let runs = self.chain.code(info.code_id).await?.map(|code| code.checksum).unwrap_or_default();
        let is_due = runs != checksum.as_slice();
        Ok(Move { code_id: info.code_id, checksum, is_due, admin: info.admin.filter(|admin| !admin.is_empty()) })
    }

    fn message(&self, role: Role, code_id: u64) -> Message {
        Message::Migrate { contract: self.file.contracts.get(role).to_owned(), code_id, msg: encode(&MigrateMsg {}) }
    }
}

/// Those that are to be moved.
fn due(plan: &Each<Move>) -> impl Iterator<Item = (Role, &Move)> {
    Role::ALL.into_iter().map(|role| (role, plan.get(role))).filter(|(_, one)| one.is_due)
}

fn check_admin(role: Role, one: &Move, sender: &str) -> Result<()> {
    if one.admin.as_deref() == Some(sender) {
        return Ok(());
    }
    let allowed = one.admin.clone().unwrap_or_else(|| "nobody: it has no admin".to_owned());
    Err(Invalid::new(format!("sender of the migration of {role}"), sender, allowed).into())
}
