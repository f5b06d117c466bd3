//! The open cache: who writes, who reads pages and who counts, and how each piece of work gets its connection.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, ErrorCode};

use super::facets;
use crate::{Error, files::SetAside, mirror_mark::MirrorMark};

/// SQL expression: number of the tenant that the connection in the first parameter leads to, as recorded in the
/// journal.
pub(super) const TENANT_ID: &str =
    "(SELECT tenant FROM journal.connection_tenant WHERE connection_tenant.connection = ?1)";

/// The open cache.
#[derive(Debug)]
pub struct Cache {
    pub(super) path: PathBuf,
    pub(super) journal: Option<PathBuf>,
    /// Queue for the writer, so that callers take turns: with the writer's mutex alone, a long sync would win again and
    /// again.
    pub(super) turn: Mutex<()>,
    pub(super) writer: Mutex<Connection>,
    pub(super) reader: Mutex<Connection>,
    /// Counting takes longer than reading a page, so the next page does not wait for it.
    pub(super) counter: Mutex<Connection>,
    pub(super) facets: Mutex<facets::CountedFacets>,
    /// Mirror mark of the last commit.
    pub(super) mark: Mutex<MirrorMark>,
    pub(super) set_aside: Mutex<Option<SetAside>>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held rolled its transaction back, so the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// The cache file that was set aside since the last call, if any: it is reported once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        lock(&self.set_aside).take()
    }

    /// Reads, after copying new changes from the journal.
    pub(super) fn read<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.follow()?;
        self.mending(|| work(&lock(&self.reader)))
    }

    /// Counts, after copying new changes from the journal.
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

    /// Runs work; if the file turns out to be corrupt, replaces it and runs the work once more.
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
