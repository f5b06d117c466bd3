//! `cache.db`: the mirror of the server's requests, and forms that were not sent yet.
//!
//! It may be lost: a broken one is set aside and made anew. Every list of requests is one query here,
//! with the journal attached for reading, so that a screen never waits for the network.

mod forms;
mod mirror;
mod query;
mod tables;

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

pub use mirror::Mirrored;
pub(crate) use mirror::searchable;
pub use query::{Listed, Page, Query};
use rusqlite::Connection;

use crate::{
    Error, journal,
    sqlite::{self, Durability},
};

/// The open cache.
#[derive(Debug)]
pub struct Cache {
    connection: Mutex<Connection>,
}

/// Where a cache went that could not be read, and why.
#[derive(Debug)]
pub struct SetAside {
    pub kept_as: PathBuf,
    pub error: Error,
}

impl Cache {
    /// Opens or makes the cache; `journal` is the path of the open journal, if it could be opened.
    pub fn open(path: &Path, journal: Option<&Path>) -> Result<(Self, Option<SetAside>), Error> {
        match Self::open_file(path, journal) {
            Ok(cache) => Ok((cache, None)),
            Err(error @ (Error::Corrupt { .. } | Error::Newer { .. })) => {
                let kept_as = set_aside(path)?;
                Ok((Self::open_file(path, journal)?, Some(SetAside { kept_as, error })))
            }
            Err(error) => Err(error),
        }
    }

    fn open_file(path: &Path, journal: Option<&Path>) -> Result<Self, Error> {
        let connection = sqlite::open(path, &tables::migrations(), Durability::Normal)?;
        match journal {
            Some(journal) => attach(&connection, journal)?,
            // Sending is stopped; the lists still show what the server told.
            None => connection.execute_batch(&format!(
                "ATTACH ':memory:' AS journal; {}",
                journal::TABLES
                    .replace("CREATE TABLE ", "CREATE TABLE journal.")
                    .replace("CREATE INDEX ", "CREATE INDEX journal.")
            ))?,
        }
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Connection> {
        // A panic while it was held rolled its transaction back; the connection is sound.
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// When something was last read from the server, in milliseconds since the Unix epoch.
    pub fn stamp(&self, connection: &str, what: &str) -> Result<Option<i64>, Error> {
        use rusqlite::OptionalExtension;
        Ok(self
            .lock()
            .query_row("SELECT at FROM stamp WHERE connection = ?1 AND what = ?2", [connection, what], |row| row.get(0))
            .optional()?)
    }

    pub fn set_stamp(&self, connection: &str, what: &str, at: i64) -> Result<(), Error> {
        self.lock().execute(
            "INSERT OR REPLACE INTO stamp (connection, what, at) VALUES (?1, ?2, ?3)",
            rusqlite::params![connection, what, at],
        )?;
        Ok(())
    }

    /// Those of the ids that the server had told of before an instant. MERGE: the read side has its own.
    pub fn known_before(&self, connection: &str, ids: &[String], at: i64) -> Result<Vec<String>, Error> {
        let guard = self.lock();
        let mut seen = guard.prepare_cached("SELECT 1 FROM mirror WHERE connection = ?1 AND id = ?2 AND seen < ?3")?;
        let mut known = Vec::new();
        for id in ids {
            if seen.exists(rusqlite::params![connection, id, at])? {
                known.push(id.clone());
            }
        }
        Ok(known)
    }

    /// Drops what a server told, for one whose place another one took.
    pub fn forget_requests(&self, connection: &str) -> Result<(), Error> {
        let mut guard = self.lock();
        let transaction = guard.transaction()?;
        for table in ["mirror", "stamp"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE connection = ?1"), [connection])?;
        }
        Ok(transaction.commit()?)
    }

    /// Drops what belongs to a connection that is removed.
    pub fn forget_connection(&self, connection: &str) -> Result<(), Error> {
        let mut guard = self.lock();
        let transaction = guard.transaction()?;
        for table in ["mirror", "form", "stamp"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE connection = ?1"), [connection])?;
        }
        Ok(transaction.commit()?)
    }
}

fn attach(connection: &Connection, journal: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(journal).map_err(Error::io(journal))?;
    let mut url = url::Url::from_file_path(&absolute)
        .map_err(|()| Error::corrupt(journal, "its path cannot be written as an address"))?;
    url.set_query(Some("mode=ro"));
    connection.execute("ATTACH ?1 AS journal", [url.as_str()])?;
    Ok(())
}

fn set_aside(path: &Path) -> Result<PathBuf, Error> {
    let kept_as = crate::files::aside(path);
    std::fs::rename(path, &kept_as).map_err(Error::io(path))?;
    for end in ["db-wal", "db-shm"] {
        // They belong to the file that went away; without them the new one starts clean.
        let _ = std::fs::remove_file(path.with_extension(end));
    }
    Ok(kept_as)
}

#[cfg(test)]
mod tests;
