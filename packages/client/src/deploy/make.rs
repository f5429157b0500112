//! Making an exchange.

use std::path::Path;
use std::sync::Arc;

use berth_api::plan::{Codes, Each, Instantiation, Setup, instantiations};
use berth_api::{Contracts, Role};
use berth_chain::{Chain, Message, Writer};
use berth_domain::Invalid;
use cosmwasm_std::{Addr, HexBinary};

use super::code::{Code, Shelf, Watcher};
use super::journal::Journal;
use super::{Difference, Step, differences};
use crate::address::check_address;
use crate::{Error, Exchange, ExchangeFile, Result};

/// Bytes of a salt at most, by the chain's rule.
const MAX_SALT: usize = 64;

/// Makes an exchange: stores the codes, makes the four in one transaction at addresses known before, and looks at them.
pub struct Deployer {
    chain: Arc<dyn Chain>,
    writer: Arc<dyn Writer>,
    setup: Setup,
    codes: Each<Code>,
    salt: Vec<u8>,
}

/// An exchange that is made.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// Opened, so looked at.
    pub exchange: Exchange,
    /// Where it is. Its height is that of the block in which it was made, or an earlier one if that block was not seen.
    pub file: ExchangeFile,
    /// Whether it was there before.
    pub already: bool,
    /// Where its rules are not those of the setup: only if it was there before, and somebody has changed them since, or
    /// another setup made it.
    pub differences: Vec<Difference>,
}

impl Deployer {
    /// A deployment by this key. The same codes, salt and key make the same exchange, wherever the attempt before was
    /// interrupted; another salt makes another one.
    ///
    /// Errors with [`Error::Invalid`] if the contracts would refuse the setup, or anything else cannot be: nothing is sent then.
    pub fn new(
        chain: Arc<dyn Chain>,
        writer: Arc<dyn Writer>,
        setup: Setup,
        codes: Each<Code>,
        salt: Vec<u8>,
    ) -> Result<Self> {
        setup.check()?;
        let addresses =
            [("admin", &setup.admin), ("guardian", &setup.guardian), ("fee_collector", &setup.fee_collector)];
        for (field, address) in addresses {
            address.as_ref().map_or(Ok(()), |address| check_address(field, address, writer.address()))?;
        }
        Role::ALL.into_iter().try_for_each(|role| codes.get(role).check(role))?;
        if !(1..=MAX_SALT).contains(&salt.len()) {
            return Err(Invalid::new("salt", format!("{} bytes", salt.len()), format!("1 to {MAX_SALT} bytes")).into());
        }
        Ok(Self { chain, writer, setup, codes, salt })
    }

    /// The SHA-256 of each code.
    async fn checksums(&self) -> Result<Each<HexBinary>> {
        let mut checksums = Each::<HexBinary>::default();
        for role in Role::ALL {
            *checksums.get_mut(role) = self.codes.get(role).checksum(role, &*self.chain).await?;
        }
        Ok(checksums)
    }

    /// Where the four will be, or are. Nothing is sent.
    ///
    /// Errors of the chain only.
    pub async fn addresses(&self) -> Result<Contracts> {
        self.predict(&self.checksums().await?).await
    }

    async fn predict(&self, checksums: &Each<HexBinary>) -> Result<Contracts> {
        let mut addresses = Each::<String>::default();
        for role in Role::ALL {
            let checksum = checksums.get(role);
            *addresses.get_mut(role) = self.chain.build_address(checksum, self.writer.address(), &self.salt).await?;
        }
        Ok(addresses.into_contracts())
    }

    /// Makes the exchange, or goes on where the attempt before was interrupted, and tells `watcher` of each step. In the
    /// end it is written down in the exchange file `path`; until then a journal is kept beside that.
    ///
    /// Errors with [`Error::Stranger`] if something else stands at one of the addresses, with [`Error::File`] if the file is
    /// there and of another exchange. Others can be tried again: nothing is done twice.
    pub async fn run(&self, path: &Path, watcher: Watcher<'_>) -> Result<Deployed> {
        let mut journal = Journal::beside(path, self.chain.id())?;
        let checksums = self.checksums().await?;
        let contracts = self.predict(&checksums).await?;
        let written = self.written(path, &contracts)?;
        let found = self.found(&contracts, &checksums).await?;
        let already = found.is_some();
        let (codes, height) = match found {
            Some(codes) => {
                watcher(Step::Already { contracts: contracts.clone() });
                (codes, written.map_or_else(|| journal.earliest(), |file| file.height))
            }
            None => self.make(&contracts, &checksums, &mut journal, watcher).await?,
        };
        let exchange = Exchange::open(Arc::clone(&self.chain), contracts.clone()).await?;
        watcher(Step::Verified);
        let deployer = Addr::unchecked(self.writer.address());
        let differences = differences(&exchange, &self.setup, &deployer).await?;
        let file = ExchangeFile { chain_id: self.chain.id().to_owned(), height, contracts, codes, checksums };
        file.write(path)?;
        journal.close()?;
        Ok(Deployed { exchange, file, already, differences })
    }

    /// The exchange file, if it is there already.
    fn written(&self, path: &Path, contracts: &Contracts) -> Result<Option<ExchangeFile>> {
        if !path.exists() {
            return Ok(None);
        }
        let file = ExchangeFile::read(path)?;
        if file.chain_id == self.chain.id() && file.contracts == *contracts {
            return Ok(Some(file));
        }
        let reason =
            format!("is of an exchange on {}, market {}: take another path", file.chain_id, file.contracts.market);
        Err(Error::File { path: path.display().to_string(), reason })
    }

    /// The codes of the four, if they are there; none if none is.
    async fn found(&self, contracts: &Contracts, checksums: &Each<HexBinary>) -> Result<Option<Codes>> {
        let (mut codes, mut missing) = (Codes::default(), None);
        let mut there = 0_u32;
        for role in Role::ALL {
            let address = contracts.get(role);
            let Some(info) = self.chain.contract(address).await? else {
                missing = missing.or(Some(role));
                continue;
            };
            let checksum = self.chain.code(info.code_id).await?.map(|code| HexBinary::from(code.checksum));
            let allowed = checksums.get(role);
            if checksum.as_ref() != Some(allowed) {
                let found = format!("{} ({})", info.code_id, checksum.unwrap_or_default());
                return Err(stranger(role, address, "code", found, allowed.to_string()));
            }
            *codes.get_mut(role) = info.code_id;
            there = there.saturating_add(1);
        }
        match missing {
            None => Ok(Some(codes)),
            Some(_) if there == 0 => Ok(None),
            Some(role) => {
                let allowed = "a contract beside the others, or none of them: take another salt";
                Err(stranger(role, contracts.get(role), "contract", "missing".to_owned(), allowed.to_owned()))
            }
        }
    }

    async fn make(
        &self,
        contracts: &Contracts,
        checksums: &Each<HexBinary>,
        journal: &mut Journal,
        watcher: Watcher<'_>,
    ) -> Result<(Codes, u64)> {
        let mut codes = Codes::default();
        let mut shelf = Shelf { chain: &self.chain, writer: &self.writer, journal };
        for role in Role::ALL {
            let number = shelf.number(role, self.codes.get(role), checksums.get(role), watcher).await?;
            *codes.get_mut(role) = number;
        }
        journal.not_made_at(self.chain.head().await?.height)?;
        watcher(Step::Making { contracts: contracts.clone() });
        match self.writer.send(self.messages(&codes, contracts)?).await {
            Ok(receipt) => {
                watcher(Step::Made { height: receipt.height, hash: receipt.hash });
                Ok((codes, receipt.height))
            }
            // A transaction of the attempt before may have come first.
            Err(error) => match self.found(contracts, checksums).await {
                Ok(Some(codes)) => {
                    watcher(Step::Already { contracts: contracts.clone() });
                    Ok((codes, journal.earliest()))
                }
                _ => Err(error.into()),
            },
        }
    }

    fn messages(&self, codes: &Codes, contracts: &Contracts) -> Result<Vec<Message>> {
        let deployer = Addr::unchecked(self.writer.address());
        let plan = instantiations(codes, contracts, &self.setup, &deployer, &self.salt.clone().into());
        let plan = plan.map_err(|error| Invalid::new("setup", error, "what can be written as JSON"))?;
        let message = |made: Instantiation| Message::Instantiate2 {
            admin: Some(made.admin),
            code_id: made.code_id,
            label: made.label,
            msg: made.msg.into(),
            funds: vec![],
            salt: made.salt.into(),
        };
        Ok(plan.into_iter().map(message).collect())
    }
}

fn stranger(role: Role, address: &str, field: &'static str, found: String, allowed: String) -> Error {
    Error::Stranger { role, address: address.to_owned(), field, found, allowed }
}
