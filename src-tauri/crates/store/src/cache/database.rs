//! The open cache: who writes, who reads pages and who counts, and how each piece of work gets its connection.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, ErrorCode};

use super::requests::facets;
use crate::{Error, files::SetAside, mirror_mark::MirrorMark};

/// Number of the tenant that the connection in the first parameter leads to, as the journal has it.
pub(super) const TENANT_ID: &str =
    "(SELECT tenant FROM journal.connection_tenant WHERE connection_tenant.connection = ?1)";

/// The open cache.
#[derive(Debug)]
pub struct Cache {
    pub(super) path: PathBuf,
    pub(super) journal: Option<PathBuf>,
    /// Whoever wants the writer waits here, so that all take turns: a mutex alone would let a long sync go first
    /// again and again.
    pub(super) turn: Mutex<()>,
    pub(super) writer: Mutex<Connection>,
    pub(super) reader: Mutex<Connection>,
    /// Counting takes longer than a page: the next page does not wait for it.
    pub(super) counter: Mutex<Connection>,
    pub(super) facets: Mutex<facets::Known>,
    /// How far the file has been told, as it was last committed.
    pub(super) mark: Mutex<MirrorMark>,
    pub(super) set_aside: Mutex<Option<SetAside>>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held rolled its transaction back; the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// The file that was set aside since this was last asked, if one was: it is told once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        lock(&self.set_aside).take()
    }

    /// Reads, after what the journal has new was brought over.
    pub(super) fn read<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.follow()?;
        self.mending(|| work(&lock(&self.reader)))
    }

    /// Counts, after what the journal has new was brought over.
    pub(super) fn count<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.follow()?;
        self.mending(|| work(&lock(&self.counter)))
    }

    pub(super) fn write<T>(&self, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.mending(|| work(&mut self.writer()))
    }

    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        let _turn = lock(&self.turn);
        lock(&self.writer)
    }

    /// Does some work; if the file turns out to be broken, once more with a new one.
    pub(super) fn mending<T>(&self, work: impl Fn() -> rusqlite::Result<T>) -> Result<T, Error> {
        match work() {
            Err(error) if is_broken(&error) => {
                self.mend(error)?;
                Ok(work()?)
            }
            result => Ok(result?),
        }
    }
}

fn is_broken(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
