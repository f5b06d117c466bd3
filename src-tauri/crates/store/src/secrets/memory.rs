//! A keyring of this process: for tests, which also make it refuse.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::SecretError;

#[derive(Clone, Default)]
pub struct MemoryKeyring(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    entries: HashMap<String, String>,
    refuse: Option<SecretError>,
    most: Option<usize>,
}

impl fmt::Debug for MemoryKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKeyring")
    }
}

impl MemoryKeyring {
    /// From now on every call fails so, or works again.
    pub fn refuse(&self, error: Option<SecretError>) {
        self.lock().refuse = error;
    }

    /// Longer values are refused.
    pub fn take_at_most(&self, bytes: usize) {
        self.lock().most = Some(bytes);
    }

    /// Accounts that have an entry.
    pub fn accounts(&self) -> Vec<String> {
        self.lock().entries.keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, Content>, SecretError> {
        let content = self.lock();
        match &content.refuse {
            Some(error) => Err(error.clone()),
            None => Ok(content),
        }
    }

    pub(super) fn get(&self, account: &str) -> Result<Option<String>, SecretError> {
        Ok(self.open()?.entries.get(account).cloned())
    }

    pub(super) fn set(&self, account: &str, secret: &str) -> Result<(), SecretError> {
        let mut content = self.open()?;
        if content.most.is_some_and(|most| secret.len() > most) {
            return Err(SecretError::TooLong("longer than this keyring takes".to_owned()));
        }
        content.entries.insert(account.to_owned(), secret.to_owned());
        Ok(())
    }

    pub(super) fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.open()?.entries.remove(account);
        Ok(())
    }
}
