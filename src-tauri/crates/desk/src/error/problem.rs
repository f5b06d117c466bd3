//! The one error type that crosses to the window.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, in a form that the window can act on and say in words. As text, for the log, it is its code: words of
/// servers and systems name cards, people and paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    /// The server's or the system's own words, or empty.
    pub message: String,
    /// More of them: an error code, a file, a host. Never a secret.
    pub detail: Option<String>,
    /// At which inputs.
    pub fields: Vec<FieldProblem>,
    /// What became of a write, where the problem ended one.
    pub outcome: Option<Outcome>,
}

impl Problem {
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None, fields: Vec::new(), outcome: None }
    }

    /// Of a file that somebody chose: its name, and not where it lies.
    #[must_use]
    pub fn without_folder(mut self, file: &Path) -> Self {
        // The longest first. The system's words may be about a folder above it.
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

    /// Something typed cannot be used.
    pub(crate) fn at_fields(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ProblemCode::InvalidInput, "") }
    }

    pub(crate) fn ended(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Who signs in gets on.
    pub(crate) fn is_about_session(&self) -> bool {
        use ProblemCode::{NotSignedIn, SessionEnded, WrongCredentials};
        matches!(self.code, NotSignedIn | SessionEnded | WrongCredentials)
    }

    /// The server was not reached.
    pub(crate) fn is_of_the_way(&self) -> bool {
        use ProblemCode::{CertificateNotTrusted, NameNotFound, ProxyFailed, ServerUnreachable};
        matches!(self.code, NameNotFound | ServerUnreachable | CertificateNotTrusted | ProxyFailed)
    }

    /// The way to the server is what fails: it is asked when it is back. One that is slow is there.
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

/// What is wrong at one input, named as in the request body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    pub field: String,
    /// Key of the message catalogue, below `faults`.
    pub fault: String,
    /// For the message: `typed`, `from`, `allowed` …
    #[ts(type = "Record<string, string>")]
    pub params: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It never reached the server.
    NotSent,
    /// The server took no request.
    Refused,
    /// It may have arrived.
    Unknown,
}

/// A variant only where the window acts on it or says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    // The way to the server
    NameNotFound,
    ServerUnreachable,
    CertificateNotTrusted,
    ProxyFailed,
    TimedOut,
    ConnectionCut,
    // Its answer
    NotJson,
    EmptyAnswer,
    TruncatedAnswer,
    AnswerTooLarge,
    UnexpectedAnswer,
    /// It asks for a pause.
    ServerBusy,
    // The session
    WrongCredentials,
    SessionEnded,
    NotSignedIn,
    // The server said no
    Refused,
    // What was typed
    InvalidInput,
    UnknownRelease,
    /// Of a connection: who signs in would be nobody's.
    NoOrganisation,
    NotOffered,
    ConnectionReadOnly,
    /// It leads to another server or organisation than what is asked for was made for.
    ConnectionMoved,
    CaFileUnreadable,
    // This computer
    KeyringMissing,
    KeyringLocked,
    KeyringTooLong,
    KeyringFailed,
    /// It is older than what was sent from it.
    ProfilePutBack,
    /// It was last open on another computer.
    ProfileElsewhere,
    /// The keyring could not tell whether it was put back.
    ProfileUnchecked,
    SettingsCorrupt,
    SettingsNewer,
    AdministratorFileCorrupt,
    JournalCorrupt,
    JournalNewer,
    JournalUnavailable,
    CacheRebuilt,
    /// A file that somebody asked for, such as an export.
    FileNotWritten,
    /// A file that somebody chose.
    FileNotRead,
    FileNotChosen,
    /// A list that somebody brought; `fields` tell why.
    ListNotRead,
    // A request
    Interrupted,
    /// The answer names a request that was known before, or is another row's.
    AnswerOfAnother,
    PinNotKept,
    TooLate,
    /// A form was sent before, and asked for something else then.
    AlreadySent,
    AlreadyRetried,
    NotFound,
    Internal,
}

pub(crate) fn not_signed_in() -> Problem {
    Problem::new(ProblemCode::NotSignedIn, "")
}
