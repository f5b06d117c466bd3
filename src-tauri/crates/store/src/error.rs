//! What can go wrong with a file of the profile.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// Each variant has its own remedy; the words are the system's or `SQLite`'s.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the profile's lock.
    #[error("{} is open in another window", .0.display())]
    AlreadyOpen(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// It is there, but it is not what it should be.
    #[error("{}: {words}", path.display())]
    Corrupt { path: PathBuf, words: String },
    /// Somebody else could read or change it.
    #[error("{}: {words}", path.display())]
    Exposed { path: PathBuf, words: String },
    /// A later version of the desk wrote it.
    #[error("{} was written by a newer version of the desk: update the desk", path.display())]
    Newer { path: PathBuf },
    /// A database that was opened before and now fails, for example because the disk is full.
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
}

impl Error {
    /// For the log: neither words nor a path.
    pub fn code(&self) -> String {
        match self {
            Self::AlreadyOpen(_) => "already open".to_owned(),
            Self::Io { source, .. } => source.kind().to_string(),
            Self::Corrupt { .. } => "corrupt".to_owned(),
            Self::Exposed { .. } => "exposed".to_owned(),
            Self::Newer { .. } => "newer".to_owned(),
            Self::Database(error) => database_code(error),
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn corrupt(path: &Path, words: impl std::fmt::Display) -> Self {
        Self::Corrupt { path: path.to_owned(), words: words.to_string() }
    }

    pub(crate) fn exposed(path: &Path, words: impl std::fmt::Display) -> Self {
        Self::Exposed { path: path.to_owned(), words: words.to_string() }
    }

    /// Sorts an error at opening: a broken file, or one that cannot be reached.
    pub(crate) fn opening(path: &Path, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::corrupt(path, error),
            _ => Self::Database(error),
        }
    }
}

/// For the log: what `SQLite` says may name a path or a value.
pub(crate) fn database_code(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => format!("sqlite {}", failure.extended_code),
        _ => "sqlite".to_owned(),
    }
}
