//! Opening and making `journal.db`, and the copy that is made of it before it is migrated.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{database::Journal, schema, tenant::profile, writer::Writer};
use crate::{
    Error, files,
    sqlite::{self, Durability},
};

const COPY_PREFIX: &str = "journal.before-";

/// The copies of the last migrations that are kept. They hold customers' data, so not all of them are.
const KEPT_COPIES: usize = 2;

/// Name in the table `profile` of the version that opened the journal last. Older versions read it: it keeps its place.
const DESK: &str = "desk";

/// A text that is longer is no version.
const MAX_VERSION_CHARS: usize = 40;

impl Journal {
    /// Opens the journal, or creates it if there is none.
    ///
    /// An existing file that is empty, corrupt or of a newer version is an error and stays unchanged: a fresh journal
    /// in its place would forget which requests were sent.
    pub fn open(path: &Path) -> Result<Self, Error> {
        match std::fs::metadata(path) {
            Ok(file) if file.len() == 0 => return Err(Error::corrupt(path, "the file is empty")),
            // Checked first, because opening it for writing may checkpoint the write-ahead log into it, even into a
            // corrupt file.
            Ok(_) => match sqlite::check(path, schema::VERSION) {
                Ok(version) if version < schema::VERSION => keep_as_it_was(path)?,
                Ok(_) => {}
                Err(Error::Newer { path }) => return Err(newer(path)),
                Err(error) => return Err(error),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path)?,
            Err(error) => return Err(Error::io(path)(error)),
        }
        let connection = sqlite::open(path, &schema::migrations(), Durability::Full)?;
        name_desk(&connection)?;
        delete_older_copies(path);
        let reader = sqlite::open_to_read(path)?;
        let writer = Writer::start(connection).map_err(Error::io(path))?;
        Ok(Self::new(reader, writer))
    }

    /// Creates the journal under a temporary name and renames it, so that a crash leaves no half-made journal.
    fn make(path: &Path) -> Result<(), Error> {
        let log = path.with_extension("db-wal");
        if log.metadata().is_ok_and(|file| file.len() > 0) {
            return Err(Error::corrupt(path, "journal.db is missing but journal.db-wal is there"));
        }
        let new = path.with_extension("new.db");
        for left_over in ["new.db", "new.db-wal", "new.db-shm"] {
            let _ = std::fs::remove_file(path.with_extension(left_over));
        }
        // Closing the connection checkpoints the write-ahead log into the file.
        let connection = sqlite::open(&new, &schema::migrations(), Durability::Full)?;
        connection.close().map_err(|(_, error)| error)?;
        files::open_private(&new).and_then(|file| file.sync_all()).map_err(Error::io(&new))?;
        std::fs::rename(&new, path).map_err(Error::io(path))?;
        files::sync_dir(path.parent().unwrap_or(Path::new("."))).map_err(Error::io(path))
    }

    /// Deletes the copies that were made before migrations. The journal holds all of their data but the rows deleted
    /// since.
    pub fn delete_copies(&self) -> Result<(), Error> {
        let Some(path) = self.path() else { return Ok(()) };
        copies(&path)?.into_iter().try_for_each(|(_, copy)| std::fs::remove_file(&copy).map_err(Error::io(&copy)))
    }
}

/// The copies beside a journal, with the version of the tables that each was made before, the oldest first. An unfinished
/// copy counts as the oldest.
fn copies(journal: &Path) -> Result<Vec<(i64, PathBuf)>, Error> {
    let dir = journal.parent().unwrap_or(Path::new("."));
    let mut copies = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(Error::io(dir))? {
        let path = entry.map_err(Error::io(dir))?.path();
        let Some(rest) = path.file_name().and_then(|name| name.to_str()?.strip_prefix(COPY_PREFIX)) else { continue };
        copies.push((rest.strip_suffix(".db").and_then(|version| version.parse().ok()).unwrap_or(0), path));
    }
    copies.sort();
    Ok(copies)
}

/// Deletes the copies that are more than enough, once the journal is open. One that cannot be deleted is tried again at the
/// next start.
fn delete_older_copies(journal: &Path) {
    let Ok(copies) = copies(journal) else { return };
    for (_, copy) in copies.iter().rev().skip(KEPT_COPIES) {
        if let Err(error) = std::fs::remove_file(copy) {
            tracing::warn!(%error, "an old copy of the journal was not deleted");
        }
    }
}

/// Writes this version into the journal, for an older desk that cannot open it.
fn name_desk(connection: &Connection) -> Result<(), Error> {
    let own = env!("CARGO_PKG_VERSION");
    let sql = "INSERT INTO profile (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value";
    connection.execute(sql, [DESK, own])?;
    Ok(())
}

/// The error of a newer journal, which is read alone: the version that wrote it, and the copy from before that.
fn newer(path: PathBuf) -> Error {
    let read = |connection: Connection| profile(&connection, DESK).ok().flatten();
    let is_version = |text: &String| {
        text.len() <= MAX_VERSION_CHARS && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    let desk = sqlite::open_to_read(&path).ok().and_then(read).filter(is_version);
    let copies = copies(&path).unwrap_or_default();
    let copy = copies.into_iter().find(|(before, _)| *before > schema::VERSION).map(|(_, copy)| copy);
    Error::NewerJournal { path, desk, copy }
}

/// Copies the journal once before it is migrated; the copy stays. If there is no room for the copy, the migration is
/// refused: making it is the one check of the disk that also sees quotas and the limits of file systems.
pub(super) fn keep_as_it_was(path: &Path) -> Result<(), Error> {
    let copy = path.with_file_name(format!("{COPY_PREFIX}{}.db", schema::VERSION));
    // An empty write-ahead log is ignored: opening the journal creates one, and it stays empty until a change.
    let changed = |path: &Path| {
        let file = std::fs::metadata(path).ok().filter(|file| file.len() > 0)?;
        file.modified().ok()
    };
    let last = changed(path).max(changed(&path.with_extension("db-wal")));
    // The copy of an interrupted migration is reused, unless an older version of the desk has written since.
    if changed(&copy).is_some_and(|made| Some(made) > last) {
        return Ok(());
    }
    sqlite::copy(path, &copy).map_err(|error| Error::NotCopied { copy, source: Box::new(error) })
}
