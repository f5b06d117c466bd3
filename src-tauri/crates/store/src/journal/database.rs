//! The open journal: one connection for reading, and the writer that every change goes through.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

use super::{
    outbox_row::{NewOutboxRow, OutboxRow},
    queue_entry::QueueEntry,
    transaction::{Steps, Transaction},
    writer::{Writer, Written},
};
use crate::{Error, request_state::RequestState};

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    // Field order matters: the reader is dropped before the writer, because the last connection to close checkpoints
    // the write-ahead log.
    reader: Mutex<Connection>,
    writer: Writer,
}

impl Journal {
    pub(super) fn new(reader: Connection, writer: Writer) -> Self {
        Self { reader: Mutex::new(reader), writer }
    }

    pub(super) fn path(&self) -> Option<PathBuf> {
        self.read().path().map(PathBuf::from)
    }

    pub(super) fn read(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held changed nothing: the connection only reads.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues work for the writer thread. Work that returns `Ok` is durable; work that returns an error is rolled back
    /// whole.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Written<T> {
        self.writer.write(true, work)
    }

    /// Does [`Self::write`] for work that calls [`Transaction::change`] and nothing else. Such work fails only if the disk
    /// does, and then all work in the same commit fails with it; so it needs no savepoint, for which `SQLite` would
    /// keep each page twice.
    pub fn write_changes<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Written<T> {
        self.writer.write(false, work)
    }

    /// Registers a listener that gets each changed row, in the order of the changes, before the caller that changed it
    /// gets its result.
    pub fn listen(&self, listener: impl Fn(Vec<QueueEntry>) + Send + 'static) {
        self.writer.listen(Box::new(listener));
    }

    /// Calls [`Transaction::add`] alone; blocks.
    pub fn add(&self, new: &NewOutboxRow) -> Result<OutboxRow, Error> {
        let new = new.clone();
        self.write(move |journal| journal.add(new)).wait()
    }

    /// Calls [`Transaction::change`] alone; blocks.
    pub fn change(
        &self,
        key: &str,
        from: &'static [RequestState],
        at: i64,
        change: impl FnOnce(&mut OutboxRow) -> Steps + Send + 'static,
    ) -> Result<Option<OutboxRow>, Error> {
        let key = key.to_owned();
        self.write_changes(move |journal| journal.change(&key, from, at, change)).wait()
    }

    /// Makes every write fail, as a full disk does, until `refuse` is false again; for tests of that case.
    #[doc(hidden)]
    pub fn refuse_writes(&self, refuse: bool) {
        self.writer.refuse(refuse);
    }
}
