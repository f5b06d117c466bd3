//! Errors of the profile's files.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// Each variant has its own remedy; the text is the system's or `SQLite`'s.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the profile's lock.
    #[error("{} is open in another window", .0.display())]
    AlreadyOpen(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// The file exists but its content is not valid.
    #[error("{}: {words}", path.display())]
    Corrupt { path: PathBuf, words: String },
    /// Other users could read or change it.
    #[error("{}: {words}", path.display())]
    Exposed { path: PathBuf, words: String },
    /// A later version of the desk wrote it.
    #[error("{} was written by a newer version of the desk: update the desk", path.display())]
    Newer { path: PathBuf },
    /// A later version of the desk changed the journal's tables. `desk`: that version, if it is known. `copy`: the journal
    /// as it was before that.
    #[error("{} was written by version {}", path.display(), desk.as_deref().unwrap_or("?"))]
    NewerJournal { path: PathBuf, desk: Option<String>, copy: Option<PathBuf> },
    /// The journal was not migrated, because the copy before it cannot be made.
    #[error("{}: {source}", copy.display())]
    NotCopied { copy: PathBuf, source: Box<Error> },
    /// A database that was opened before and now fails, for example because the disk is full.
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
}

impl Error {
    /// Code for the log, without text and path.
    pub fn code(&self) -> String {
        match self {
            Self::AlreadyOpen(_) => "already open".to_owned(),
            Self::Io { source, .. } => source.kind().to_string(),
            Self::Corrupt { .. } => "corrupt".to_owned(),
            Self::Exposed { .. } => "exposed".to_owned(),
            Self::Newer { .. } | Self::NewerJournal { .. } => "newer".to_owned(),
            Self::NotCopied { source, .. } => format!("not copied, {}", source.code()),
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

    /// Classifies an error on opening: a corrupt file, or one that cannot be accessed.
    pub(crate) fn opening(path: &Path, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::corrupt(path, error),
            _ => Self::Database(error),
        }
    }
}

/// Code for the log, because `SQLite`'s messages may contain a path or a value.
pub(crate) fn database_code(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => format!("sqlite {}", failure.extended_code),
        _ => "sqlite".to_owned(),
    }
}
