//! `journal.db`: what this desk sends and what became of it. It is never lost and never replaced.
//!
//! A row stands here, on the disk, before anything leaves. No token and no PIN is ever in it: what
//! carries one has `has_pin`, and its `values` and `body` come without.

mod row;
mod tables;

use std::{path::Path, sync::Mutex};

pub use row::{NewSubmission, Step, StepKind, Submission};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params, params};

use crate::{
    Error, State, files,
    sqlite::{self, Durability},
};

/// What a change adds to the timeline: a number, a code or words with each step.
pub type Steps = Vec<(StepKind, Option<String>)>;

/// The open journal. One connection, so its calls are in one order.
#[derive(Debug)]
pub struct Journal {
    connection: Mutex<Connection>,
}

impl Journal {
    /// Opens the journal, or makes one where there is none.
    ///
    /// A file that is there but empty, broken or newer is an error and stays as it is: a fresh journal
    /// in its place would forget what was sent.
    pub fn open(path: &Path) -> Result<Self, Error> {
        match std::fs::metadata(path) {
            Ok(file) if file.len() == 0 => return Err(Error::corrupt(path, "the file is empty")),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path)?,
            Err(error) => return Err(Error::io(path)(error)),
        }
        let connection = sqlite::open(path, &tables::migrations(), Durability::Full)?;
        Ok(Self { connection: Mutex::new(connection) })
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
        let connection = sqlite::open(&new, &tables::migrations(), Durability::Full)?;
        connection.close().map_err(|(_, error)| error)?;
        files::open_private(&new).and_then(|file| file.sync_all()).map_err(Error::io(&new))?;
        std::fs::rename(&new, path).map_err(Error::io(path))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Connection> {
        // A panic while it was held rolled its transaction back; the connection is sound.
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes a new row with its first step. When this returns, it is on the disk.
    pub fn add(&self, new: &NewSubmission) -> Result<Submission, Error> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        row::insert(&transaction, new)?;
        let step = if new.state == State::Held { StepKind::Held } else { StepKind::Queued };
        insert_step(&transaction, &new.key, new.created, step, None)?;
        let added = row::by_key(&transaction, &new.key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.commit()?;
        Ok(added)
    }

    pub fn get(&self, key: &str) -> Result<Option<Submission>, Error> {
        Ok(row::by_key(&self.lock(), key)?)
    }

    /// The row that became this request on the server.
    pub fn by_server_id(&self, connection: &str, server_id: &str) -> Result<Option<Submission>, Error> {
        Ok(row::select(
            &self.lock(),
            "WHERE connection = :connection AND server_id = :id",
            named_params! { ":connection": connection, ":id": server_id },
        )?
        .into_iter()
        .next())
    }

    /// What has not left or is on the wire, of all connections, in the order of sending.
    pub fn to_send(&self) -> Result<Vec<Submission>, Error> {
        Ok(row::select(
            &self.lock(),
            "WHERE state IN ('held', 'queued', 'sending') OR (state = 'not-sent' AND next_try IS NOT NULL) ORDER BY rank, seq",
            [],
        )?)
    }

    /// What was accepted and has no final state yet, of all connections.
    pub fn to_watch(&self) -> Result<Vec<Submission>, Error> {
        Ok(row::select(&self.lock(), "WHERE state IN ('pending', 'other') AND unwatched = 0 ORDER BY next_look", [])?)
    }

    /// Changes a row that is in one of the states `from`, with steps of its timeline; `None` if it is in
    /// another one by now. This is the only way a row changes, so two workers cannot both take it.
    pub fn change(
        &self,
        key: &str,
        from: &[State],
        at: i64,
        change: impl FnOnce(&mut Submission) -> Steps,
    ) -> Result<Option<Submission>, Error> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(mut row) = row::by_key(&transaction, key)?.filter(|row| from.contains(&row.state)) else {
            return Ok(None);
        };
        let before = row.clone();
        let steps = change(&mut row);
        row.updated = at;
        row::update(&transaction, &before, &row)?;
        for (step, detail) in steps {
            insert_step(&transaction, key, at, step, detail.as_deref())?;
        }
        transaction.commit()?;
        Ok(Some(row))
    }

    /// The timeline of a row, oldest first.
    pub fn steps(&self, key: &str) -> Result<Vec<Step>, Error> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT at, step, detail FROM step WHERE submission = ?1 ORDER BY rowid")?;
        let steps =
            statement.query_map([key], |row| Ok(Step { at: row.get(0)?, step: row.get(1)?, detail: row.get(2)? }))?;
        Ok(steps.collect::<Result<_, _>>()?)
    }

    /// How many rows of a connection stand where.
    pub fn counts(&self, connection: &str) -> Result<Vec<(State, u32)>, Error> {
        let guard = self.lock();
        let mut statement =
            guard.prepare_cached("SELECT state, count(*) FROM submission WHERE connection = ?1 GROUP BY state")?;
        let counts = statement.query_map([connection], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.collect::<Result<_, _>>()?)
    }

    /// Parts the rows of a connection from a server that is gone: what they became is not known any
    /// more, and its successor may give the same ids to other requests.
    pub fn detach(&self, connection: &str) -> Result<usize, Error> {
        Ok(self.lock().execute(
            "UPDATE submission SET server_id = NULL, unwatched = 1, \
             change = (SELECT max(change) + 1 FROM submission) WHERE connection = ?1 AND server_id IS NOT NULL",
            [connection],
        )?)
    }

    /// Writes something and takes it back: fails as a real write would.
    pub fn try_writing(&self) -> Result<(), Error> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        insert_step(&transaction, "", 0, StepKind::Held, None)?;
        transaction.execute("DELETE FROM step WHERE submission = ''", [])?;
        Ok(transaction.commit()?)
    }

    /// Lets every write fail, as a full disk does, until it is allowed again; for tests of what then happens.
    #[doc(hidden)]
    pub fn refuse_writes(&self, refuse: bool) -> Result<(), Error> {
        Ok(self.lock().pragma_update(None, "query_only", refuse)?)
    }

    /// Whether a connection still has rows that have not left.
    pub fn waits_in(&self, connection: &str) -> Result<bool, Error> {
        Ok(self
            .lock()
            .query_row(
                "SELECT 1 FROM submission WHERE connection = ?1 AND (state IN ('held', 'queued', 'sending') \
                 OR (state = 'not-sent' AND next_try IS NOT NULL)) LIMIT 1",
                [connection],
                |_| Ok(()),
            )
            .optional()?
            .is_some())
    }
}

fn insert_step(
    connection: &Connection,
    key: &str,
    at: i64,
    step: StepKind,
    detail: Option<&str>,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("INSERT INTO step (submission, at, step, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![key, at, step, detail])
}

#[cfg(test)]
pub(crate) mod tests;
