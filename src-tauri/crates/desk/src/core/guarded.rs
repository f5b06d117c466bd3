//! The lock of the desk's state in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a lock. Poisoning is ignored: no work under the lock leaves the value half-changed.
#[derive(Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Locks the value for a moment. The holder awaits nothing, waits for no file and no call of the operating system,
    /// and takes no other lock; a field that permits more says so.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn is_free(&self) -> bool {
        self.0.try_lock().is_ok()
    }
}
