//! Opening and making `journal.db`, and the copy that is made of it before it is migrated.

use std::path::Path;

use super::{database::Journal, schema, writer::Writer};
use crate::{
    Error, files,
    sqlite::{self, Durability},
};

const COPY_PREFIX: &str = "journal.before-";

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
            Ok(_) => {
                if sqlite::check(path, schema::VERSION)? < schema::VERSION {
                    keep_as_it_was(path)?;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path)?,
            Err(error) => return Err(Error::io(path)(error)),
        }
        let connection = sqlite::open(path, &schema::migrations(), Durability::Full)?;
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
        let Some(dir) = self.path().and_then(|path| Some(path.parent()?.to_path_buf())) else { return Ok(()) };
        for entry in std::fs::read_dir(&dir).map_err(Error::io(&dir))? {
            let path = entry.map_err(Error::io(&dir))?.path();
            if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(COPY_PREFIX.as_bytes())) {
                std::fs::remove_file(&path).map_err(Error::io(&path))?;
            }
        }
        Ok(())
    }
}

/// Copies the journal once before it is migrated; the copy stays. If there is no room for the copy, the migration is
/// refused.
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
    sqlite::copy(path, &copy).map_err(|error| {
        let words = "the journal is copied before this version changes it, and the copy cannot be made: \
                     make room on the disk, then start again";
        Error::io(&copy)(std::io::Error::other(format!("{words} ({error})")))
    })
}
