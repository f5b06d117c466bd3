//! A keyring in memory for tests, which can make it refuse calls or delay them.

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
    /// Calls for accounts that contain this text are delayed.
    held: Option<&'static str>,
    /// Number of delayed calls.
    waiting: usize,
}

impl fmt::Debug for MemoryKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKeyring")
    }
}

impl MemoryKeyring {
    /// Makes every call fail with the error, or work again.
    pub fn refuse(&self, error: Option<SecretError>) {
        self.lock().refuse = error;
    }

    /// Sets the maximum length of a value in bytes.
    pub fn take_at_most(&self, bytes: usize) {
        self.lock().most = Some(bytes);
    }

    /// Accounts that have an entry.
    pub fn accounts(&self) -> Vec<String> {
        self.lock().entries.keys().cloned().collect()
    }

    /// Delays the calls for accounts that contain the text, or with `None` releases them.
    pub fn hold(&self, accounts: Option<&'static str>) {
        self.lock().held = accounts;
        self.0.changed.notify_all();
    }

    /// Whether a call is delayed.
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
