//! Opens databases, in the same way for the journal and the cache.

use std::{fs, io, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{MigrationDefinitionError, Migrations};

use crate::{Error, files, words};

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Capacity of the statement cache; each database has fewer statements.
const MAX_PREPARED_STATEMENTS: usize = 128;

/// Size of the journal's write-ahead log, in pages, at which it is checkpointed: 16 MiB. A checkpoint needs two more
/// syncs, during which writes wait.
const CHECKPOINT_PAGES: u32 = 4_096;

/// Maximum loss in a crash of the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing that a call has confirmed.
    Full,
    /// The last commits, but never the file.
    Normal,
}

/// Opens or creates a database and runs its migrations. It never replaces a file.
pub(crate) fn open(path: &Path, migrations: &Migrations, durability: Durability) -> Result<Connection, Error> {
    // Created here with private permissions, because SQLite would use the umask; the -wal and -shm files get the same
    // mode.
    files::open_private(path).map_err(Error::io(path))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| Error::opening(path, error))?;
    words::register(&connection)
        .and_then(|()| prepare(&mut connection, durability))
        .map_err(|error| Error::opening(path, error))?;
    match migrations.to_latest(&mut connection) {
        Ok(()) => Ok(connection),
        Err(rusqlite_migration::Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            Err(Error::Newer { path: path.to_owned() })
        }
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) if err.sqlite_error_code().is_some() => {
            // A missing table, or one with other columns, is as corrupt as a bad page.
            match Error::opening(path, err) {
                Error::Database(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::Unknown) => {
                    Err(Error::corrupt(path, error))
                }
                other => Err(other),
            }
        }
        Err(error) => Err(Error::corrupt(path, error)),
    }
}

/// Opens an existing database that is in use, read-only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::opening(path, error))?;
    words::register(&connection)
        .and_then(|()| connection.busy_timeout(BUSY_TIMEOUT))
        .map_err(|error| Error::opening(path, error))?;
    connection.set_prepared_statement_cache_capacity(MAX_PREPARED_STATEMENTS);
    Ok(connection)
}

/// Checks that a database is sound and of a known version, without changing it or its log. Returns the version.
pub(crate) fn check(path: &Path, newest: i64) -> Result<i64, Error> {
    let connection = open_to_read(path)?;
    let verdict: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| Error::opening(path, error))?;
    if verdict != "ok" {
        return Err(Error::corrupt(path, verdict));
    }
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| Error::opening(path, error))?;
    if version > newest { Err(Error::Newer { path: path.to_owned() }) } else { Ok(version) }
}

/// Copies a database, including its write-ahead log, to another file: complete and durable, or not at all.
pub(crate) fn copy(path: &Path, to: &Path) -> Result<(), Error> {
    let new = to.with_extension("new.db");
    let copy = || {
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::io(&new)(error)),
            _ => {}
        }
        // Created here with private permissions, because SQLite would use the umask; it accepts an empty file as
        // target.
        let file = files::open_private(&new).map_err(Error::io(&new))?;
        let target = new.to_str().ok_or_else(|| Error::corrupt(&new, "its path is no text"))?;
        open_to_read(path)?.execute("VACUUM INTO ?1", [target])?;
        check(&new, i64::MAX)?;
        file.sync_all().and_then(|()| fs::rename(&new, to)).map_err(Error::io(to))?;
        files::sync_dir(to.parent().unwrap_or(Path::new("."))).map_err(Error::io(to))
    };
    copy().inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

/// Checkpoints and truncates the write-ahead log. While another reader is active the log stays.
pub(crate) fn empty_log(path: &Path) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::opening(path, error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn prepare(connection: &mut Connection, durability: Durability) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(MAX_PREPARED_STATEMENTS);
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    let synchronous = if durability == Durability::Full { "full" } else { "normal" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    if durability == Durability::Full {
        // On macOS a sync would leave the data in the drive's cache without these; other systems ignore them.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    }
    // Savepoint data is kept in memory, because there is a savepoint for each piece of work.
    connection.pragma_update(None, "temp_store", "memory")?;
    if durability == Durability::Normal {
        // Erases deleted and overwritten data in the pages that are written anyway.
        connection.pragma_update_and_check(None, "secure_delete", "fast", |_| Ok(()))?;
    }
    if durability == Durability::Full {
        connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    }
    connection.pragma_update(None, "foreign_keys", true)
}
