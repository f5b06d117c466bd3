//! `cache.db`: every request once, the server's and this desk's; cards, boxes, subscriptions and services that were
//! looked up; and forms that were not sent yet.
//!
//! It may be lost: a broken one is set aside and made anew, also while it is in use. Lists are read over a connection
//! of their own, so that a screen waits neither for the network nor for a sync that writes. This desk's own rows come
//! out of the journal, which is attached for reading and never written from here.

pub(crate) mod form_drafts;
pub(crate) mod lookups;
mod rejected;
pub(crate) mod requests;
pub(crate) mod schema;
pub(crate) mod wipe;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

pub use crate::cache::form_drafts::KeptForm;
pub use crate::cache::lookups::{
    By, Fit, KeptThing, LEARNT, NameKind, Names, Owner, ThingHit, ThingKind, ToldByRequests, ToldNumber, ToldThing,
    fold,
};
pub use crate::cache::rejected::causes::{OlderGroups, is_older};
pub(crate) use crate::cache::rejected::grouping::PART;
pub use crate::cache::rejected::grouping::{GroupPart, GroupShape, SplitBy};
pub use crate::cache::requests::by_entity::{Called, Named, Naming};
pub use crate::cache::requests::concurrent::Meanwhile;
pub use crate::cache::requests::facets::Facets;
pub use crate::cache::requests::handover_counts::HandoverCounts;
pub use crate::cache::requests::mirror::{Mirrored, News};
pub use crate::cache::requests::mirror_mark::{MirrorMark, Reach};
pub use crate::cache::requests::query::{Column, Filter, Listed, Query};
pub use crate::cache::requests::retention::{Kept, Purged};
pub use crate::cache::wipe::Wiped;
pub use rejected::{
    Chain, GroupRow, GroupTimes, Groups, Helped, Overview, OverviewTimes, RejectedFilter, RejectedOn, Review, Reviewed,
    Subject,
};
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use crate::{
    Error,
    sqlite::{self, Durability},
};

/// Different statements that a desk prepares; each is kept.
const STATEMENTS: usize = 64;
/// Pages of the lists' indexes that stay in memory, in KiB.
const READER_PAGES: i64 = 32 << 10;
const COUNTER_PAGES: i64 = 16 << 10;
const WRITER_PAGES: i64 = 16 << 10;
/// Pages that the log may hold before they are put into their places. A long list changes the same pages of the
/// indexes again and again: each is then put there less often.
const LOG_PAGES: i64 = 4_000;

/// Stamp of the words that the indexes are made of; it belongs to no connection.
const WORDS: (&str, &str) = ("", "words");

/// Number of the tenant that the connection in the first parameter leads to, as the journal has it.
const OF: &str = "(SELECT tenant FROM journal.connection_tenant WHERE connection_tenant.connection = ?1)";

/// The open cache.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    journal: Option<PathBuf>,
    /// Whoever wants the writer waits here, so that all take turns: a mutex alone would let a long sync go first
    /// again and again.
    turn: Mutex<()>,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// Counting takes longer than a page: the next page does not wait for it.
    counter: Mutex<Connection>,
    facets: Mutex<crate::cache::requests::facets::Known>,
    /// How far the file has been told, as it was last committed.
    mark: Mutex<MirrorMark>,
    set_aside: Mutex<Option<SetAside>>,
}

/// Where a cache went that could not be read, and why.
#[derive(Debug)]
pub struct SetAside {
    pub kept_as: PathBuf,
    pub error: Error,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held rolled its transaction back; the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// Opens or makes the cache; `journal` is the path of the open journal, if it could be opened.
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

    /// The file that was set aside since this was last asked, if one was: it is told once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        lock(&self.set_aside).take()
    }

    /// Reads, after what the journal has new was brought over.
    fn read<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.follow()?;
        self.mending(|| work(&lock(&self.reader)))
    }

    /// Counts, after what the journal has new was brought over.
    fn count<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.follow()?;
        self.mending(|| work(&lock(&self.counter)))
    }

    fn write<T>(&self, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.mending(|| work(&mut self.writer()))
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        let _turn = lock(&self.turn);
        lock(&self.writer)
    }

    /// Does some work; if the file turns out to be broken, once more with a new one.
    fn mending<T>(&self, work: impl Fn() -> rusqlite::Result<T>) -> Result<T, Error> {
        match work() {
            Err(error) if is_broken(&error) => {
                self.mend(error)?;
                Ok(work()?)
            }
            result => Ok(result?),
        }
    }

    fn mend(&self, error: rusqlite::Error) -> Result<(), Error> {
        let (mut writer, mut reader, mut counter) = (self.writer(), lock(&self.reader), lock(&self.counter));
        let sound = |connection: &Connection| {
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)).is_ok_and(|it| it == "ok")
        };
        if sound(&writer) && sound(&reader) && sound(&counter) {
            // Somebody else met it first.
            return Ok(());
        }
        tracing::error!(code = crate::error::database_code(&error), "the cache broke while it was in use");
        // Closed before the file is renamed, which some systems insist on.
        for connection in [&mut writer, &mut reader, &mut counter] {
            **connection = Connection::open_in_memory()?;
        }
        let kept_as = set_aside(&self.path)?;
        (*writer, *reader, *counter, *lock(&self.mark)) = open_all(&self.path, self.journal.as_deref())?;
        *lock(&self.facets) = crate::cache::requests::facets::Known::default();
        *lock(&self.set_aside) = Some(SetAside { kept_as, error: Error::corrupt(&self.path, error) });
        Ok(())
    }

    /// When something was last read from the server, in milliseconds since the Unix epoch, or how far.
    pub fn stamp(&self, connection: &str, what: &str) -> Result<Option<i64>, Error> {
        self.mending(|| stamp(&lock(&self.reader), connection, what))
    }

    pub fn set_stamp(&self, connection: &str, what: &str, at: i64) -> Result<(), Error> {
        self.write(|writer| set_stamp(writer, connection, what, at))
    }

    /// Drops what a server told, for one whose place another one took.
    pub fn forget_requests(&self, connection: &str) -> Result<(), Error> {
        self.write(|writer| {
            let transaction = writer.transaction()?;
            forget(&transaction, connection)?;
            let seq = crate::cache::requests::mirror_mark::begin_anew(&transaction, connection)?;
            transaction.commit()?;
            self.reached(seq);
            Ok(())
        })
    }

    /// Drops what a connection's server told: its lists and look-ups.
    pub fn forget_server(&self, connection: &str) -> Result<(), Error> {
        self.forget_requests(connection)?;
        self.forget_things(connection)
    }

    /// Drops what belongs to a connection that is removed, but for this desk's own requests.
    pub fn forget_connection(&self, connection: &str) -> Result<(), Error> {
        self.forget_server(connection)?;
        self.write(|writer| writer.execute("DELETE FROM form WHERE connection = ?1", [connection]).map(drop))
    }
}

fn stamp(cache: &Connection, connection: &str, what: &str) -> rusqlite::Result<Option<i64>> {
    cache
        .prepare_cached("SELECT at FROM stamp WHERE connection = ?1 AND what = ?2")?
        .query_row([connection, what], |row| row.get(0))
        .optional()
}

fn set_stamp(cache: &Connection, connection: &str, what: &str, at: i64) -> rusqlite::Result<()> {
    cache
        .prepare_cached("INSERT OR REPLACE INTO stamp (connection, what, at) VALUES (?1, ?2, ?3)")?
        .execute(params![connection, what, at])?;
    Ok(())
}

fn forget(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
    cache.execute("DELETE FROM stamp WHERE connection = ?1", [connection])?;
    crate::cache::requests::retention::forget_all(cache, connection)?;
    let told = |compared: &str| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM request WHERE mine = 0 AND connection {compared} ?1)");
        cache.query_row(&sql, [connection], |row| row.get::<_, bool>(0))
    };
    if !told("<>")? {
        if told("=")? {
            // Nothing else is in the tables but what the journal brings again.
            cache.execute_batch(crate::cache::schema::NO_REQUESTS)?;
            cache.execute_batch(crate::cache::schema::REQUESTS)?;
            cache.execute_batch(crate::cache::schema::SEARCHED)?;
            crate::cache::requests::journal_sync::begin_anew(cache)?;
        }
        return Ok(());
    }
    cache.execute("DELETE FROM raw WHERE seq IN (SELECT seq FROM request WHERE connection = ?1)", [connection])?;
    cache.execute("DELETE FROM request WHERE connection = ?1 AND mine = 0", [connection])?;
    Ok(())
}

/// Who writes, who reads pages and who counts; and how far the file has been told.
fn open_all(path: &Path, journal: Option<&Path>) -> Result<(Connection, Connection, Connection, MirrorMark), Error> {
    let mut writer = sqlite::open(path, &crate::cache::schema::migrations(), Durability::Normal)?;
    // Before any row is written: what goes out of an index must be what went in.
    check_words(&mut writer).map_err(|error| Error::opening(path, error))?;
    writer.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    let (reader, counter) = (open_to_read(path)?, open_to_read(path)?);
    for (connection, pages) in [(&writer, WRITER_PAGES), (&reader, READER_PAGES), (&counter, COUNTER_PAGES)] {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "cache_size", -pages)?;
        if let Some(journal) = journal {
            attach(connection, journal)?;
        }
    }
    let mark = crate::cache::requests::mirror_mark::open(&mut writer, journal.is_some())
        .map_err(|error| Error::opening(path, error))?;
    Ok((writer, reader, counter, mark))
}

/// The indexes hold words as they were folded by the desk that wrote them.
fn check_words(cache: &mut Connection) -> rusqlite::Result<()> {
    if stamp(cache, WORDS.0, WORDS.1)? == Some(crate::words::VERSION) {
        return Ok(());
    }
    let transaction = cache.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(crate::cache::schema::WORDS_ANEW)?;
    set_stamp(&transaction, WORDS.0, WORDS.1, crate::words::VERSION)?;
    transaction.commit()
}

/// Another connection to a cache that is open.
fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let connection = sqlite::open(path, &crate::cache::schema::migrations(), Durability::Normal)?;
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

fn is_broken(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
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
