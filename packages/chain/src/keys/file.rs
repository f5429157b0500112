//! Encrypted keys in a directory: a file for each, in age's format, under a passphrase.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use age::scrypt::{Identity, Recipient};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{Key, Secret};
use crate::{Error, Result, config::KeyScheme};

/// Ends a file's name.
const SUFFIX: &str = ".age";
/// 2 to this many rounds, about half a second and 128 MB.
const WORK: u8 = 17;
/// A file that wants more was not made here; an hour of work could hide in it.
const MOST_WORK: u8 = 20;
/// Longest name of a key.
const NAME: usize = 64;

/// Keys in a directory. The programs `age -d` and `rage -d` open the files too: within is what the key was made from.
#[derive(Clone, Debug)]
pub struct KeyFiles {
    directory: PathBuf,
    work: u8,
}

impl KeyFiles {
    /// Those of a directory, which is made when the first one is.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), work: WORK }
    }

    /// Where the file of a key is.
    ///
    /// Errors as [`Error::Invalid`] if the name is not 1 to 64 letters, digits, `-` and `_`.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > NAME || !name.chars().all(good) {
            return Err(Error::invalid("key name", name, "1 to 64 letters, digits, - and _"));
        }
        Ok(self.directory.join(format!("{name}{SUFFIX}")))
    }

    /// The names of all keys, ascending; none if there is no such directory.
    pub fn names(&self) -> Result<Vec<String>> {
        if !self.directory.exists() {
            return Ok(Vec::new());
        }
        let wrong = |error| failed(&self.directory.display().to_string(), error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(wrong)? {
            let file = entry.map_err(wrong)?.file_name();
            names.extend(file.to_str().and_then(|file| file.strip_suffix(SUFFIX)).map(str::to_owned));
        }
        names.sort();
        Ok(names)
    }

    /// Encrypts a secret into a new file that only its owner can read: its path.
    ///
    /// Errors as [`Error::Key`] if there is a key of this name: none is ever overwritten.
    pub fn create(&self, name: &str, secret: &Secret, passphrase: &SecretString) -> Result<PathBuf> {
        let path = self.path(name)?;
        if passphrase.expose_secret().is_empty() {
            return Err(failed(name, "the passphrase is empty"));
        }
        let mut recipient = Recipient::new(passphrase.clone());
        recipient.set_work_factor(self.work);
        let sealed =
            age::encrypt(&recipient, secret.text().expose_secret().as_bytes()).map_err(|error| failed(name, error))?;
        make_directory(&self.directory).map_err(|error| failed(name, error))?;
        write_new(&path, &sealed).map_err(|error| failed(name, format!("{}: {error}", path.display())))?;
        Ok(path)
    }

    /// The key of this name on a chain of this scheme.
    ///
    /// Errors as [`Error::Key`]: no such key, a wrong passphrase, a damaged file.
    pub fn unlock(&self, name: &str, passphrase: &SecretString, scheme: &KeyScheme) -> Result<Key> {
        Key::new(name, &self.secret(name, passphrase)?, scheme)
    }

    /// What a key was made from, for a backup.
    ///
    /// Errors as [`KeyFiles::unlock`].
    pub fn secret(&self, name: &str, passphrase: &SecretString) -> Result<Secret> {
        let path = self.path(name)?;
        let sealed = fs::read(&path).map_err(|error| failed(name, format!("{}: {error}", path.display())))?;
        let mut identity = Identity::new(passphrase.clone());
        identity.set_max_work_factor(MOST_WORK);
        let opened = age::decrypt(&identity, &sealed).map_err(|error| failed(name, reason(&error)))?;
        let opened = Zeroizing::new(opened);
        let text = str::from_utf8(&opened).map_err(|_| failed(name, "the file holds no text"))?;
        Secret::parse(SecretString::from(text)).map_err(|reason| failed(name, reason))
    }

    /// Deletes a key's file for good.
    pub fn remove(&self, name: &str) -> Result<()> {
        let path = self.path(name)?;
        fs::remove_file(&path).map_err(|error| failed(name, format!("{}: {error}", path.display())))
    }
}

fn failed(name: &str, reason: impl ToString) -> Error {
    Error::Key { name: name.into(), reason: reason.to_string() }
}

fn reason(error: &age::DecryptError) -> String {
    match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => "the passphrase is wrong".into(),
        age::DecryptError::ExcessiveWork { required, .. } => {
            format!("the file's work factor is {required}, allowed: at most {MOST_WORK}")
        }
        other => format!("the file is damaged: {other}"),
    }
}

#[cfg(unix)]
fn make_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_directory(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

/// Whole on the disk, or not there.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // It is ours: `create_new` made it. What is reported is the first error.
        drop(fs::remove_file(path));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Signer as _;

    const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    fn files() -> (tempfile::TempDir, KeyFiles) {
        let directory = tempfile::tempdir().unwrap();
        let files = KeyFiles { directory: directory.path().join("keys"), work: 4 };
        (directory, files)
    }

    fn secret() -> Secret {
        Secret::parse(WORDS.into()).unwrap()
    }

    #[test]
    fn a_key_comes_back_under_its_passphrase_only() {
        let (_directory, files) = files();
        assert_eq!(files.names().unwrap(), Vec::<String>::new());
        let path = files.create("keeper", &secret(), &"pass".into()).unwrap();
        assert_eq!(files.names().unwrap(), ["keeper"]);
        let key = files.unlock("keeper", &"pass".into(), &KeyScheme::default()).unwrap();
        assert_eq!(key.address("cosmos").unwrap(), "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");

        let error = files.unlock("keeper", &"Pass".into(), &KeyScheme::default()).unwrap_err();
        assert_eq!(error.to_string(), "key keeper: the passphrase is wrong");
        let mut bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"abandon"));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, bytes).unwrap();
        let error = files.unlock("keeper", &"pass".into(), &KeyScheme::default()).unwrap_err();
        assert!(error.to_string().starts_with("key keeper: "), "{error}");
        files.remove("keeper").unwrap();
        files.unlock("keeper", &"pass".into(), &KeyScheme::default()).unwrap_err();
    }

    #[test]
    fn as_it_is_made_for_use_it_opens() {
        let directory = tempfile::tempdir().unwrap();
        let files = KeyFiles::new(directory.path());
        files.create("a", &secret(), &"pass".into()).unwrap();
        files.unlock("a", &"pass".into(), &KeyScheme::default()).unwrap();
    }

    #[test]
    fn no_key_is_overwritten() {
        let (_directory, files) = files();
        let path = files.create("a", &secret(), &"one".into()).unwrap();
        let before = fs::read(&path).unwrap();
        let error = files.create("a", &secret(), &"two".into()).unwrap_err();
        assert!(error.to_string().contains("exists"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_directory, files) = files();
        let path = files.create("a", &secret(), &"pass".into()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_name_cannot_leave_the_directory() {
        let (_directory, files) = files();
        for name in ["", "../a", "a/b", ".a", "a.b", &"a".repeat(65)] {
            let error = files.create(name, &secret(), &"pass".into()).unwrap_err();
            assert!(error.to_string().starts_with("key name is "), "{error}");
        }
        files.create("a", &secret(), &"".into()).unwrap_err();
    }
}
