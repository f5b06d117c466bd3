//! The one error type that crosses to the window.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An error in a form that the window can act on and put into words. As text, for the log, it is only its code: the
/// words of servers and systems contain cards, people and paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    /// The server's or the system's own words, or empty.
    pub message: String,
    /// More of these words: an error code, a file, a host. Never a secret.
    pub detail: Option<String>,
    /// The inputs at fault.
    pub fields: Vec<FieldProblem>,
    /// Outcome of the write that failed with this problem.
    pub outcome: Option<Outcome>,
}

impl Problem {
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None, fields: Vec::new(), outcome: None }
    }

    /// Removes the folder of a file that the user chose; its name stays.
    #[must_use]
    pub fn without_folder(mut self, file: &Path) -> Self {
        // The longest folder first. The system's words may be about a folder above it.
        for folder in file.ancestors().skip(1).map(Path::to_string_lossy).filter(|folder| folder.len() > 1) {
            let folder = folder.trim_end_matches(['/', '\\']);
            for text in [Some(&mut self.message), self.detail.as_mut()].into_iter().flatten() {
                for between in ['/', '\\'] {
                    *text = text.replace(&format!("{folder}{between}"), "");
                }
            }
        }
        self
    }

    /// Refusal of typed values.
    pub(crate) fn at_fields(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ProblemCode::InvalidInput, "") }
    }

    pub(crate) fn ended(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Whether a sign-in solves the problem.
    pub(crate) fn is_about_session(&self) -> bool {
        use ProblemCode::{NotSignedIn, SessionEnded, WrongCredentials};
        matches!(self.code, NotSignedIn | SessionEnded | WrongCredentials)
    }

    /// Whether the server was not reached.
    pub(crate) fn is_of_the_way(&self) -> bool {
        use ProblemCode::{CertificateNotTrusted, NameNotFound, ProxyFailed, ServerUnreachable};
        matches!(self.code, NameNotFound | ServerUnreachable | CertificateNotTrusted | ProxyFailed)
    }

    /// Whether the connection to the server fails, so that a call is worth repeating once it is back. A slow server
    /// counts as reachable.
    pub(crate) fn is_away(&self) -> bool {
        self.is_of_the_way() || self.code == ProblemCode::ConnectionCut
    }

    pub(crate) fn at(mut self, field: &str, fault: &str) -> Self {
        self.fields.push(FieldProblem::new(field, fault));
        self
    }
}

impl FieldProblem {
    pub(crate) fn new(field: &str, fault: &str) -> Self {
        Self { field: field.to_owned(), fault: fault.to_owned(), params: BTreeMap::new() }
    }

    pub(crate) fn with(mut self, param: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(param.to_owned(), value.to_string());
        self
    }
}

/// The fault of one input, which is named as in the request body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    pub field: String,
    /// Key in the message catalogue, below `faults`.
    pub fault: String,
    /// Parameters of the message: `typed`, `from`, `allowed` …
    #[ts(type = "Record<string, string>")]
    pub params: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The request never reached the server.
    NotSent,
    /// The server refused the call and made no request.
    Refused,
    /// The request may have arrived.
    Unknown,
}

/// Code of a problem. A variant exists only where the window acts on it or words it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    // Connection to the server
    NameNotFound,
    ServerUnreachable,
    CertificateNotTrusted,
    ProxyFailed,
    TimedOut,
    ConnectionCut,
    // Answers of the server
    NotJson,
    EmptyAnswer,
    TruncatedAnswer,
    AnswerTooLarge,
    UnexpectedAnswer,
    /// The server asks for a pause.
    ServerBusy,
    // Session
    WrongCredentials,
    SessionEnded,
    NotSignedIn,
    // Refusals
    Refused,
    // User input
    InvalidInput,
    UnknownRelease,
    /// A connection without an organisation: equal user names of different organisations could not be told apart.
    NoOrganisation,
    NotOffered,
    /// The server has no look-up by this identifier.
    NoLookUp,
    ConnectionReadOnly,
    /// The connection leads to another server or organisation than the request was made for.
    ConnectionMoved,
    CaFileUnreadable,
    // This computer
    KeyringMissing,
    KeyringLocked,
    KeyringTooLong,
    KeyringFailed,
    /// The profile is older than requests that were sent from it.
    ProfilePutBack,
    /// The profile was last open on another computer.
    ProfileElsewhere,
    /// Without the keyring it is not known whether the profile was put back to an earlier day.
    ProfileUnchecked,
    SettingsCorrupt,
    SettingsNewer,
    AdministratorFileCorrupt,
    JournalCorrupt,
    JournalNewer,
    /// It is not migrated, because it cannot be copied first.
    JournalNotCopied,
    JournalUnavailable,
    CacheRebuilt,
    /// A file that the user asked for, such as an export.
    FileNotWritten,
    /// A file that the user chose.
    FileNotRead,
    FileNotChosen,
    /// A list that the user brought; `fields` give the reason.
    ListNotRead,
    // Requests
    Interrupted,
    /// The answer names a request that was known before, or that belongs to another row.
    AnswerOfAnother,
    PinNotKept,
    TooLate,
    /// The form was sent before, with other values.
    AlreadySent,
    AlreadyRetried,
    NotFound,
    Internal,
}

pub(crate) fn not_signed_in() -> Problem {
    Problem::new(ProblemCode::NotSignedIn, "")
}
