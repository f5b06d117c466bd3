//! Wipes the customer data in the cache, and verifies that it is gone.

use std::{
    collections::BTreeSet,
    fs::File,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use rusqlite::Connection;

use super::{
    database::{Cache, lock},
    entities, facets,
    open::open_all,
};
use crate::{Error, files, words};

/// Result of a wipe and of its verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wiped {
    pub entities: u32,
    /// Number of others' requests, as the lists reported them. This desk's own rows belong to the journal and stay
    /// there.
    pub requests: u32,
    pub forms: u32,
    /// Number of texts that were searched for, byte by byte.
    pub searched: u32,
    /// Number of places where one of them was still found.
    pub left: u32,
}

/// Names and identifiers of entities and of others' requests, as written.
const WRITTEN_NAMES: &str = "
SELECT serial_number FROM thing UNION SELECT alternative_code FROM thing UNION SELECT id FROM thing
UNION SELECT number FROM thing UNION SELECT code FROM thing UNION SELECT ca_id FROM thing UNION SELECT name FROM thing
UNION SELECT number FROM request WHERE mine = 0 UNION SELECT server_id FROM request WHERE mine = 0
UNION SELECT smartcard FROM request WHERE mine = 0 UNION SELECT set_top_box FROM request WHERE mine = 0
UNION SELECT subscription FROM request WHERE mine = 0 UNION SELECT service FROM request WHERE mine = 0";

/// Minimum length in bytes of a text to search for; shorter ones occur by chance in SQLite's write-ahead log.
const MIN_SEARCHED_BYTES: usize = 4;

impl Cache {
    /// Replaces the cache by an empty one, and searches the bytes of all of its files for the names and identifiers
    /// that it held.
    ///
    /// The files are recreated, because deleted rows leave their bytes in the file and its log. Files that were set
    /// aside earlier are deleted too. All other access waits meanwhile. The search runs before this desk's own requests
    /// are copied from the journal again, because these are meant to stay. A text that an empty cache contains as well,
    /// such as `id`, proves nothing and is not searched for.
    pub fn wipe(&self) -> Result<Wiped, Error> {
        let (mut writer, mut reader, mut counter) = (self.writer(), lock(&self.reader), lock(&self.counter));
        let count = |sql: &str| writer.query_row(sql, [], |row| row.get::<_, u32>(0));
        let entities = count("SELECT count(*) FROM thing")?;
        let requests = count("SELECT count(*) FROM request WHERE mine = 0")?;
        let forms = count("SELECT count(*) FROM form")?;
        let names = names(&writer)?;
        // Closed before the files are deleted: some systems refuse to delete an open file.
        for connection in [&mut writer, &mut reader, &mut counter] {
            **connection = Connection::open_in_memory()?;
        }
        let deleted = files_of(&self.path).and_then(|files| files.iter().try_for_each(|file| delete(file)));
        // Reopened even if a file could not be deleted: the desk continues with the existing one.
        (*writer, *reader, *counter, *lock(&self.mark)) = open_all(&self.path, self.journal.as_deref())?;
        *lock(&self.facets) = facets::CountedFacets::default();
        deleted?;
        let searched = telling(names)?;
        let left = search(&searched, &files_of(&self.path)?)?;
        Ok(Wiped { entities, requests, forms, searched: u32::try_from(searched.len()).unwrap_or(u32::MAX), left })
    }
}

fn names(cache: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = cache.prepare(WRITTEN_NAMES)?;
    let values = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
    let mut names = BTreeSet::new();
    for value in values.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        // As written, and folded as in the indexes.
        for name in value.split(", ") {
            names.extend([name.to_owned(), entities::fold(name), words::fold(name)]);
        }
    }
    names.retain(|name| name.len() >= MIN_SEARCHED_BYTES);
    Ok(names)
}

/// The texts that an empty cache does not contain.
fn telling(names: BTreeSet<String>) -> Result<Vec<String>, Error> {
    let dir = tempfile::tempdir().map_err(Error::io(&std::env::temp_dir()))?;
    let path = dir.path().join("cache.db");
    let empty = open_all(&path, None)?;
    let mut bytes = Vec::new();
    for file in files_of(&path)? {
        bytes.extend(files::read(&file, u64::MAX - 1)?.unwrap_or_default());
    }
    drop(empty);
    let names: Vec<String> = names.into_iter().collect();
    let searcher = searcher(&names)?;
    let met: BTreeSet<usize> = searcher.find_overlapping_iter(&bytes).map(|found| found.pattern().as_usize()).collect();
    let telling = names.into_iter().enumerate().filter(|(place, _)| !met.contains(place));
    Ok(telling.map(|(_, name)| name).collect())
}

fn searcher(names: &[String]) -> Result<AhoCorasick, Error> {
    AhoCorasick::new(names).map_err(|error| Error::corrupt(Path::new("cache.db"), error))
}

/// Number of places in the files where one of the texts occurs.
fn search(names: &[String], files: &[PathBuf]) -> Result<u32, Error> {
    let searcher = searcher(names)?;
    let mut left = 0_u32;
    for path in files {
        let file = File::open(path).map_err(Error::io(path))?;
        for found in searcher.stream_find_iter(file) {
            found.map_err(Error::io(path))?;
            left = left.saturating_add(1);
        }
    }
    Ok(left)
}

/// The cache's database, write-ahead log and shared-memory file, and all files that were set aside next to them.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let is_ours = |name: &str| {
        let rest = name.strip_prefix(&stem).unwrap_or_default();
        ["db", "db-wal", "db-shm", "db-journal"].iter().any(|end| {
            let before = rest.strip_suffix(end).and_then(|rest| rest.strip_suffix('.'));
            before.is_some_and(|before| before.is_empty() || before.starts_with(".set-aside-"))
        })
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(Error::io(dir))? {
        let entry = entry.map_err(Error::io(dir))?;
        if entry.file_name().to_str().is_some_and(is_ours) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn delete(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}
