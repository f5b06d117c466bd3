//! The open journal: one connection for reading, and the writer that every change goes through.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

use super::{
    outbox_row::{NewSubmission, Submission},
    queue_entry::Waiting,
    transaction::{Steps, Writing},
    writer::{Writer, Written},
};
use crate::{Error, State};

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    // Before the writer, which merges the log into the file when it closes last.
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
        // A panic while it was held changed nothing.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a piece of work to the writer. What it answers is on the disk; what it answers with an error is not,
    /// nor is anything of it.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Written<T> {
        self.writer.write(true, work)
    }

    /// The same for work that calls [`Writing::change`] and nothing else. That fails only as the disk does, and then
    /// everything that shares its commit fails with it; so it does without the savepoint, for which `SQLite` keeps each
    /// page twice.
    pub fn write_changes<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Written<T> {
        self.writer.write(false, work)
    }

    /// Tells of each row that changed, in the order of the changes, before whoever changed it is answered.
    pub fn listen(&self, listener: impl Fn(Vec<Waiting>) + Send + 'static) {
        self.writer.listen(Box::new(listener));
    }

    /// [`Writing::add`] alone; blocks.
    pub fn add(&self, new: &NewSubmission) -> Result<Submission, Error> {
        let new = new.clone();
        self.write(move |journal| journal.add(new)).wait()
    }

    /// [`Writing::change`] alone; blocks.
    pub fn change(
        &self,
        key: &str,
        from: &'static [State],
        at: i64,
        change: impl FnOnce(&mut Submission) -> Steps + Send + 'static,
    ) -> Result<Option<Submission>, Error> {
        let key = key.to_owned();
        self.write_changes(move |journal| journal.change(&key, from, at, change)).wait()
    }

    /// Lets every write fail, as a full disk does, until it is allowed again; for tests of what then happens.
    #[doc(hidden)]
    pub fn refuse_writes(&self, refuse: bool) {
        self.writer.refuse(refuse);
    }
}
