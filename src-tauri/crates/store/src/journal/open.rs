//! Opening and making `journal.db`, and the copy that is made of it before it is migrated.

use std::path::Path;

use super::{database::Journal, schema, writer::Writer};
use crate::{
    Error, files,
    sqlite::{self, Durability},
};

const COPY: &str = "journal.before-";

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
        let connection = sqlite::open(&new, &schema::migrations(), Durability::Full)?;
        connection.close().map_err(|(_, error)| error)?;
        files::open_private(&new).and_then(|file| file.sync_all()).map_err(Error::io(&new))?;
        std::fs::rename(&new, path).map_err(Error::io(path))?;
        files::sync_dir(path.parent().unwrap_or(Path::new("."))).map_err(Error::io(path))
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
}

/// Copies the journal beside itself before it is migrated, once; the copy stays. Without room for it nothing is migrated.
pub(super) fn keep_as_it_was(path: &Path) -> Result<(), Error> {
    let copy = path.with_file_name(format!("{COPY}{}.db", schema::VERSION));
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
