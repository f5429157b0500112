//! Moving an exchange to newer code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use berth_api::plan::Each;
use berth_api::{MigrateMsg, Role};
use berth_chain::{Chain, Message, Writer};
use berth_domain::Invalid;

use super::Step;
use super::code::{Code, Shelf, Watcher};
use super::journal::Journal;
use crate::view::encode;
use crate::{Error, Exchange, ExchangeFile, Result};

/// Moves the four to other code, all in one transaction: those that do not run it already.
pub struct Migration {
    chain: Arc<dyn Chain>,
    writer: Arc<dyn Writer>,
    path: PathBuf,
    file: ExchangeFile,
    codes: Each<Code>,
}

impl Migration {
    /// Moves the exchange of the file `path` by this key, which must be that of the contracts' admin.
    ///
    /// Errors with [`Error::File`], [`Error::OtherChain`] or [`Error::Invalid`]: nothing is sent then.
    pub fn new(chain: Arc<dyn Chain>, writer: Arc<dyn Writer>, path: &Path, codes: Each<Code>) -> Result<Self> {
        let file = ExchangeFile::read(path)?;
        file.check_chain(chain.id())?;
        Role::ALL.into_iter().try_for_each(|role| codes.get(role).check(role))?;
        Ok(Self { chain, writer, path: path.to_owned(), file, codes })
    }

    /// Moves them, or goes on where the attempt before was interrupted; tells `watcher` of each step. In the end the file
    /// names the new codes.
    ///
    /// Errors of the contracts if the code is another contract's or older: then all run what they ran before.
    pub async fn run(&self, watcher: Watcher<'_>) -> Result<ExchangeFile> {
        let mut journal = Journal::beside(&self.path, self.chain.id())?;
        let mut file = self.file.clone();
        let mut moving = vec![];
        for role in Role::ALL {
            let checksum = self.codes.get(role).checksum(role, &*self.chain).await?;
            let (code_id, current) = self.running(role).await?;
            if current == checksum.as_slice() {
                *file.codes.get_mut(role) = code_id;
            } else {
                moving.push(role);
            }
            *file.checksums.get_mut(role) = checksum;
        }
        if !moving.is_empty() {
            self.check_admin(&moving).await?;
            let mut shelf = Shelf { chain: &self.chain, writer: &self.writer, journal: &mut journal };
            for role in moving.iter().copied() {
                let checksum = file.checksums.get(role).clone();
                *file.codes.get_mut(role) = shelf.number(role, self.codes.get(role), &checksum, watcher).await?;
            }
            self.migrate(&moving, &file, watcher).await?;
        }
        Exchange::open(Arc::clone(&self.chain), file.contracts.clone()).await?;
        watcher(Step::Verified);
        file.write(&self.path)?;
        journal.close()?;
        Ok(file)
    }

    /// Number and checksum of the code that a contract runs.
    async fn running(&self, role: Role) -> Result<(u64, Vec<u8>)> {
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
        let code = self.chain.code(info.code_id).await?;
        Ok((info.code_id, code.map(|code| code.checksum).unwrap_or_default()))
    }

    async fn check_admin(&self, roles: &[Role]) -> Result<()> {
        for role in roles {
            let info = self.chain.contract(self.file.contracts.get(*role)).await?;
            let admin = info.and_then(|info| info.admin).unwrap_or_default();
            if admin != self.writer.address() {
                let allowed = if admin.is_empty() { "nobody: it has no admin".to_owned() } else { admin };
                let field = format!("sender of the migration of {role}");
                return Err(Invalid { field, value: self.writer.address().to_owned(), allowed }.into());
            }
        }
        Ok(())
    }

    async fn migrate(&self, roles: &[Role], file: &ExchangeFile, watcher: Watcher<'_>) -> Result<()> {
        watcher(Step::Moving { roles: roles.to_vec() });
        let message = |role: &Role| Message::Migrate {
            contract: file.contracts.get(*role).to_owned(),
            code_id: *file.codes.get(*role),
            msg: encode(&MigrateMsg {}),
        };
        let receipt = self.writer.send(roles.iter().map(message).collect()).await?;
        watcher(Step::Moved { height: receipt.height, hash: receipt.hash });
        Ok(())
    }
}
