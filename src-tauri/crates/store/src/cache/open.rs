//! Opening `cache.db`, and making it anew where it is broken, also while it is in use.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use rusqlite::{Connection, TransactionBehavior};

use super::{
    database::{Cache, lock},
    entities::table as entities,
    facets,
    requests::{mirror_order, table},
    schema,
    stamps::{set_stamp, stamp},
};
use crate::{
    Error,
    files::{self, SetAside},
    mirror_mark::MirrorMark,
    sqlite::{self, Durability},
};

/// Number of distinct statements of the desk; all of them stay prepared.
const MAX_PREPARED_STATEMENTS: usize = 64;
/// Page cache of each connection in KiB; the pages of the lists' indexes stay in memory.
const READER_CACHE_KIB: i64 = 32 << 10;
const COUNTER_CACHE_KIB: i64 = 16 << 10;
const WRITER_CACHE_KIB: i64 = 16 << 10;
/// Size of the write-ahead log, in pages, at which it is checkpointed. A long list changes the same index pages again
/// and again; with a larger log each is checkpointed less often.
const CHECKPOINT_PAGES: i64 = 4_000;

/// Stamp of the folding version that the indexes were built with; it belongs to no connection.
const WORDS_STAMP: (&str, &str) = ("", "words");

impl Cache {
    /// Opens the cache, or creates it; `journal` is the path of the open journal, if it could be opened.
    pub fn open(path: &Path, journal: Option<&Path>) -> Result<Self, Error> {
        let (opened, aside) = match open_all(path, journal) {
            Err(error @ (Error::Corrupt { .. } | Error::Newer { .. })) => {
                let kept_as = set_aside(path)?;
                (open_all(path, journal)?, Some(SetAside { kept_as, error }))
            }
            opened => (opened?, None),
        };
        let (writer, reader, counter, mark) = opened;
        let cache = Self {
            path: path.to_owned(),
            journal: journal.map(Path::to_owned),
            turn: Mutex::default(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            counter: Mutex::new(counter),
            facets: Mutex::default(),
            mark: Mutex::new(mark),
            set_aside: Mutex::new(aside),
        };
        cache.check_own_rows()?;
        cache.check_causes()?;
        cache.check_groups()?;
        Ok(cache)
    }

    pub(super) fn mend(&self, error: rusqlite::Error) -> Result<(), Error> {
        let (mut writer, mut reader, mut counter) = (self.writer(), lock(&self.reader), lock(&self.counter));
        let sound = |connection: &Connection| {
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)).is_ok_and(|it| it == "ok")
        };
        if sound(&writer) && sound(&reader) && sound(&counter) {
            // Another thread has replaced the file already.
            return Ok(());
        }
        tracing::error!(code = crate::error::database_code(&error), "the cache broke while it was in use");
        // Closed before the file is renamed: some systems refuse to rename an open file.
        for connection in [&mut writer, &mut reader, &mut counter] {
            **connection = Connection::open_in_memory()?;
        }
        let kept_as = set_aside(&self.path)?;
        (*writer, *reader, *counter, *lock(&self.mark)) = open_all(&self.path, self.journal.as_deref())?;
        *lock(&self.facets) = facets::CountedFacets::default();
        *lock(&self.set_aside) = Some(SetAside { kept_as, error: Error::corrupt(&self.path, error) });
        Ok(())
    }
}

/// Opens the connections for writing, for reading pages and for counting, and reads the mirror mark.
pub(super) fn open_all(
    path: &Path,
    journal: Option<&Path>,
) -> Result<(Connection, Connection, Connection, MirrorMark), Error> {
    let mut writer = sqlite::open(path, &schema::migrations(), Durability::Normal)?;
    // Before any row is written: an entry has to be deleted from an index with the words that were inserted.
    check_words(&mut writer).map_err(|error| Error::opening(path, error))?;
    writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    let (reader, counter) = (open_to_read(path)?, open_to_read(path)?);
    for (connection, pages) in [(&writer, WRITER_CACHE_KIB), (&reader, READER_CACHE_KIB), (&counter, COUNTER_CACHE_KIB)]
    {
        connection.set_prepared_statement_cache_capacity(MAX_PREPARED_STATEMENTS);
        connection.pragma_update(None, "cache_size", -pages)?;
        if let Some(journal) = journal {
            attach(connection, journal)?;
        }
    }
    let mark = mirror_order::open(&mut writer, journal.is_some()).map_err(|error| Error::opening(path, error))?;
    Ok((writer, reader, counter, mark))
}

/// Rebuilds the indexes if they were built with another folding version.
fn check_words(cache: &mut Connection) -> rusqlite::Result<()> {
    if stamp(cache, WORDS_STAMP.0, WORDS_STAMP.1)? == Some(crate::words::VERSION) {
        return Ok(());
    }
    let transaction = cache.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(table::REFOLD_TEXTS)?;
    transaction.execute_batch(entities::REFOLD_TEXTS)?;
    set_stamp(&transaction, WORDS_STAMP.0, WORDS_STAMP.1, crate::words::VERSION)?;
    transaction.commit()
}

/// Opens another connection to an open cache.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let connection = sqlite::open(path, &schema::migrations(), Durability::Normal)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
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
    let kept_as = files::aside(path);
    std::fs::rename(path, &kept_as).map_err(Error::io(path))?;
    for end in ["db-wal", "db-shm"] {
        // They belong to the renamed file; without them the new file starts clean.
        let _ = std::fs::remove_file(path.with_extension(end));
    }
    Ok(kept_as)
}
