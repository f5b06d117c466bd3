//! Stamps: a time or a number for each connection and subject, such as when a list was last read, or how far the journal was
//! brought over.

use rusqlite::{Connection, OptionalExtension, params};

use super::database::{Cache, lock};
use crate::Error;

pub(super) const TABLE: &str = "CREATE TABLE stamp (
    connection TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, what)
) STRICT;
";

/// Stamp of the journal's last change that identifiers were learnt from; it belongs to no connection.
pub const LEARNT_STAMP: (&str, &str) = ("", "learnt");

impl Cache {
    /// Time of the last read from the server, in milliseconds since the Unix epoch, or its progress.
    pub fn stamp(&self, connection: &str, what: &str) -> Result<Option<i64>, Error> {
        self.mending(|| stamp(&lock(&self.reader), connection, what))
    }

    pub fn set_stamp(&self, connection: &str, what: &str, at: i64) -> Result<(), Error> {
        self.write(|writer| set_stamp(writer, connection, what, at))
    }
}

pub(super) fn stamp(cache: &Connection, connection: &str, what: &str) -> rusqlite::Result<Option<i64>> {
    cache
        .prepare_cached("SELECT at FROM stamp WHERE connection = ?1 AND what = ?2")?
        .query_row([connection, what], |row| row.get(0))
        .optional()
}

pub(super) fn set_stamp(cache: &Connection, connection: &str, what: &str, at: i64) -> rusqlite::Result<()> {
    cache
        .prepare_cached("INSERT OR REPLACE INTO stamp (connection, what, at) VALUES (?1, ?2, ?3)")?
        .execute(params![connection, what, at])?;
    Ok(())
}
