//! `journal.db`: what this desk sends and what became of it. It is never lost and never replaced.
//!
//! A row stands here, on the disk, before anything leaves. No token and no PIN is ever in it: what
//! carries one has `has_pin`, and its `values` and `body` come without.
//!
//! One thread writes ([`Journal::write`]); reading has a connection of its own and never waits for a commit.

mod batches;
pub(crate) mod field_jobs;
mod grouping;
mod knowledge;
pub(crate) mod outbox_queries;
pub(crate) mod outbox_row;
pub(crate) mod queue_entry;
mod retention;
mod retries;
pub(crate) mod schema;
mod tenant;
pub(crate) mod transaction;
pub(crate) mod triage;
pub(crate) mod triage_schema;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

pub use crate::journal::field_jobs::{FieldJob, FieldNote, JobLine};
pub use crate::journal::outbox_row::{Doubt, NewSubmission, Step, StepKind, Submission};
pub use crate::journal::queue_entry::Waiting;
pub use crate::journal::transaction::{Steps, Writing};
pub use crate::journal::triage::{Mark, MarkField, Merge};
pub use batches::{
    AT_WORK, Batch, BatchCounts, BatchGap, BatchPart, BatchPause, BatchRow, BatchState, Chosen, Ended, Plan, Taken,
};
pub use knowledge::KnowledgeRow;
pub use retention::{Purge, PurgeCount, ToPurge};
pub use retries::Retry;
use rusqlite::{Connection, OptionalExtension, named_params};
pub use tenant::Leads;
use writer::Writer;
pub use writer::Written;

use crate::{
    Error, State, files,
    sqlite::{self, Durability},
};

/// The condition of a row that has not left or is on the wire.
const WAITS: &str = "(state IN ('held', 'queued', 'sending') OR (state = 'not-sent' AND next_try IS NOT NULL))";

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    // Before the writer, which merges the log into the file when it closes last.
    reader: Mutex<Connection>,
    writer: Writer,
}

impl Journal {
    /// Opens the journal, or makes one where there is none.
    ///
    /// A file that is there but empty, broken or newer is an error and stays as it is: a fresh journal
    /// in its place would forget what was sent.
    pub fn open(path: &Path) -> Result<Self, Error> {
        match std::fs::metadata(path) {
            Ok(file) if file.len() == 0 => return Err(Error::corrupt(path, "the file is empty")),
            // Whoever opens it for writing may merge the log into it, broken or not.
            Ok(_) => {
                if sqlite::check(path, crate::journal::schema::VERSION)? < crate::journal::schema::VERSION {
                    keep_as_it_was(path)?;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path)?,
            Err(error) => return Err(Error::io(path)(error)),
        }
        let connection = sqlite::open(path, &crate::journal::schema::migrations(), Durability::Full)?;
        let reader = sqlite::open_to_read(path)?;
        let writer = Writer::start(connection).map_err(Error::io(path))?;
        Ok(Self { reader: Mutex::new(reader), writer })
    }

    /// Makes it under another name first: a crash meanwhile leaves no half-made journal.
    fn make(path: &Path) -> Result<(), Error> {
        let log = path.with_extension("db-wal");
        if log.metadata().is_ok_and(|file| file.len() > 0) {
            return Err(Error::corrupt(path, "journal.db is missing but journal.db-wal is there"));
        }
        let new = path.with_extension("new.db");
        for left_over in ["new.db", "new.db-wal", "new.db-shm"] {
            let _ = std::fs::remove_file(path.with_extension(left_over));
        }
        // Closing it writes the log into the file.
        let connection = sqlite::open(&new, &crate::journal::schema::migrations(), Durability::Full)?;
        connection.close().map_err(|(_, error)| error)?;
        files::open_private(&new).and_then(|file| file.sync_all()).map_err(Error::io(&new))?;
        std::fs::rename(&new, path).map_err(Error::io(path))?;
        files::sync_dir(path.parent().unwrap_or(Path::new("."))).map_err(Error::io(path))
    }

    fn path(&self) -> Option<PathBuf> {
        self.read().path().map(PathBuf::from)
    }

    fn read(&self) -> MutexGuard<'_, Connection> {
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

    pub fn get(&self, key: &str) -> Result<Option<Submission>, Error> {
        Ok(crate::journal::outbox_queries::by_key(&self.read(), key)?)
    }

    /// Everything in the line: what has not left or is on the wire, of all connections.
    pub fn waiting(&self) -> Result<Vec<Waiting>, Error> {
        Ok(crate::journal::queue_entry::all(&self.read())?)
    }

    /// A page of what waits, in the order of leaving. What is on the wire, and what became of nobody knows, is first.
    pub fn outbox(&self, offset: u32, limit: u32) -> Result<(Vec<Submission>, u32), Error> {
        let guard = self.read();
        let listed = format!("WHERE {WAITS} OR (state = 'unknown' AND closed = 0)");
        let rows = crate::journal::outbox_queries::select(
            &guard,
            &format!(
                "{listed} ORDER BY state NOT IN ('unknown', 'sending'), state <> 'unknown', rank, seq \
                 LIMIT :limit OFFSET :offset"
            ),
            named_params! { ":limit": limit, ":offset": offset },
        )?;
        let total = guard
            .prepare_cached(&format!("SELECT count(*) FROM submission {listed}"))?
            .query_row([], |row| row.get(0))?;
        Ok((rows, total))
    }

    /// What was accepted and has no final state yet, of all connections.
    pub fn to_watch(&self) -> Result<Vec<Submission>, Error> {
        Ok(crate::journal::outbox_queries::select(
            &self.read(),
            "WHERE state IN ('pending', 'other') AND unwatched = 0 ORDER BY next_look",
            [],
        )?)
    }

    /// Accepted rows of a connection without a final state that are due for a look, the longest due first.
    pub fn due(&self, connection: &str, now: i64, limit: u32) -> Result<Vec<Submission>, Error> {
        Ok(crate::journal::outbox_queries::select(
            &self.read(),
            "WHERE state IN ('pending', 'other') AND unwatched = 0 AND next_look <= :now AND connection = :connection \
             ORDER BY next_look LIMIT :limit",
            named_params! { ":connection": connection, ":now": now, ":limit": limit },
        )?)
    }

    /// When the next accepted row is due for a look.
    pub fn next_watch(&self, after: i64) -> Result<Option<i64>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT min(next_look) FROM submission \
             WHERE state IN ('pending', 'other') AND unwatched = 0 AND next_look > ?1",
        )?;
        Ok(statement.query_row([after], |row| row.get(0))?)
    }

    /// Rows whose outcome is unknown, of all connections.
    pub fn unknown(&self) -> Result<Vec<Submission>, Error> {
        Ok(crate::journal::outbox_queries::select(&self.read(), "WHERE state = 'unknown' ORDER BY sent, seq", [])?)
    }

    /// Rows of which the server told something, the newest first; `before` is the key of the last one that was read.
    pub fn answered(&self, connection: &str, before: Option<&str>, limit: u32) -> Result<Vec<Submission>, Error> {
        Ok(crate::journal::outbox_queries::select(
            &self.read(),
            "WHERE connection = :connection AND server_id IS NOT NULL AND (:before IS NULL OR key < :before) \
             ORDER BY key DESC LIMIT :limit",
            named_params! { ":connection": connection, ":before": before, ":limit": limit },
        )?)
    }

    /// Rows of which the server told something, of all connections, that changed after a change; each with its own.
    pub fn answered_after(&self, change: i64, limit: u32) -> Result<Vec<(i64, Submission)>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT change, key FROM submission WHERE change > ?1 AND server_id IS NOT NULL ORDER BY change LIMIT ?2",
        )?;
        let changed = statement.query_map(rusqlite::params![change, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut rows = Vec::new();
        for changed in changed.collect::<Result<Vec<(i64, String)>, _>>()? {
            rows.extend(crate::journal::outbox_queries::by_key(&guard, &changed.1)?.map(|row| (changed.0, row)));
        }
        Ok(rows)
    }

    /// What the server told of requests for a card, box or service, the newest few.
    pub fn told_of(&self, connection: &str, thing: &str) -> Result<Vec<serde_json::Value>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT server FROM submission CROSS JOIN answer ON submission = seq \
             WHERE connection = ?1 AND ?2 IN (smartcard, service, set_top_box) AND server IS NOT NULL \
             ORDER BY seq DESC LIMIT 3",
        )?;
        let told =
            statement.query_map([connection, thing], |row| crate::journal::outbox_queries::json(row, "server"))?;
        Ok(told.collect::<Result<_, _>>()?)
    }

    /// The timeline of a row, oldest first.
    pub fn steps(&self, key: &str) -> Result<Vec<Step>, Error> {
        let connection = self.read();
        let mut statement =
            connection.prepare_cached("SELECT at, step, detail FROM step WHERE submission = ?1 ORDER BY rowid")?;
        let steps =
            statement.query_map([key], |row| Ok(Step { at: row.get(0)?, step: row.get(1)?, detail: row.get(2)? }))?;
        Ok(steps.collect::<Result<_, _>>()?)
    }

    /// How many rows of a connection stand where, of those that have not ended, and without those whose unknown
    /// outcome was left so.
    pub fn counts(&self, connection: &str) -> Result<Vec<(State, u32)>, Error> {
        let guard = self.read();
        // Out of the index alone; the closed ones are few.
        let mut statement = guard.prepare_cached(
            "SELECT state, count(*) FROM submission WHERE connection = ?1 \
             AND state IN ('held', 'queued', 'sending', 'not-sent', 'unknown', 'pending', 'other') GROUP BY state",
        )?;
        let counts = statement.query_map([connection], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: Vec<(State, u32)> = counts.collect::<Result<_, _>>()?;
        let closed: u32 = guard
            .prepare_cached("SELECT count(*) FROM submission WHERE state = 'unknown' AND connection = ?1 AND closed")?
            .query_row([connection], |row| row.get(0))?;
        for (_, count) in counts.iter_mut().filter(|(state, _)| *state == State::Unknown) {
            *count = count.saturating_sub(closed);
        }
        Ok(counts)
    }

    /// Whether a connection still has rows that have not left.
    pub fn waits_in(&self, connection: &str) -> Result<bool, Error> {
        let guard = self.read();
        let mut statement =
            guard.prepare_cached(&format!("SELECT 1 FROM submission WHERE connection = ?1 AND {WAITS} LIMIT 1"))?;
        Ok(statement.query_row([connection], |_| Ok(())).optional()?.is_some())
    }

    /// Deletes what was copied before a migration: all of it but what was deleted since is in the journal.
    pub fn delete_copies(&self) -> Result<(), Error> {
        let Some(dir) = self.path().and_then(|path| Some(path.parent()?.to_path_buf())) else { return Ok(()) };
        for entry in std::fs::read_dir(&dir).map_err(Error::io(&dir))? {
            let path = entry.map_err(Error::io(&dir))?.path();
            if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(COPY.as_bytes())) {
                std::fs::remove_file(&path).map_err(Error::io(&path))?;
            }
        }
        Ok(())
    }

    /// Lets every write fail, as a full disk does, until it is allowed again; for tests of what then happens.
    #[doc(hidden)]
    pub fn refuse_writes(&self, refuse: bool) {
        self.writer.refuse(refuse);
    }
}

const COPY: &str = "journal.before-";

/// Copies the journal beside itself before it is migrated, once; the copy stays. Without room for it nothing is migrated.
fn keep_as_it_was(path: &Path) -> Result<(), Error> {
    let copy = path.with_file_name(format!("{COPY}{}.db", crate::journal::schema::VERSION));
    // Whoever opens it makes a log, which is empty until something changes.
    let changed = |path: &Path| {
        let file = std::fs::metadata(path).ok().filter(|file| file.len() > 0)?;
        file.modified().ok()
    };
    let last = changed(path).max(changed(&path.with_extension("db-wal")));
    // Of a migration that did not come to its end, unless somebody wrote with the older desk meanwhile.
    if changed(&copy).is_some_and(|made| Some(made) > last) {
        return Ok(());
    }
    sqlite::copy(path, &copy).map_err(|error| {
        let words = "the journal is copied before this version changes it, and the copy cannot be made: \
                     make room on the disk, then start again";
        Error::io(&copy)(std::io::Error::other(format!("{words} ({error})")))
    })
}

#[cfg(test)]
pub(crate) mod tests;
