//! A keyring of this process: for tests, which also make it refuse, and wait.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use super::SecretError;

#[derive(Clone, Default)]
pub struct MemoryKeyring(Arc<Inside>);

#[derive(Default)]
struct Inside {
    content: Mutex<Content>,
    changed: Condvar,
}

#[derive(Default)]
struct Content {
    entries: HashMap<String, String>,
    refuse: Option<SecretError>,
    most: Option<usize>,
    /// Calls of accounts with this in them have no answer yet.
    held: Option<&'static str>,
    /// So many of them.
    waiting: usize,
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

    /// Calls of accounts with this in them are not answered, or from now on they are.
    pub fn hold(&self, accounts: Option<&'static str>) {
        self.lock().held = accounts;
        self.0.changed.notify_all();
    }

    /// Somebody waits for such an answer.
    pub fn is_waited_for(&self) -> bool {
        self.lock().waiting > 0
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, account: &str) -> Result<MutexGuard<'_, Content>, SecretError> {
        let mut content = self.lock();
        content.waiting += 1;
        while content.held.is_some_and(|held| account.contains(held)) {
            content = self.0.changed.wait(content).unwrap_or_else(PoisonError::into_inner);
        }
        content.waiting -= 1;
        match &content.refuse {
            Some(error) => Err(error.clone()),
            None => Ok(content),
        }
    }

    pub(super) fn get(&self, account: &str) -> Result<Option<String>, SecretError> {
        Ok(self.open(account)?.entries.get(account).cloned())
    }

    pub(super) fn set(&self, account: &str, secret: &str) -> Result<(), SecretError> {
        let mut content = self.open(account)?;
        if content.most.is_some_and(|most| secret.len() > most) {
            return Err(SecretError::TooLong("longer than this keyring takes".to_owned()));
        }
        content.entries.insert(account.to_owned(), secret.to_owned());
        Ok(())
    }

    pub(super) fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.open(account)?.entries.remove(account);
        Ok(())
    }
}
