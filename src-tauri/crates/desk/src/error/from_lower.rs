//! Converts the errors of the lower crates to problems, in one function for each kind of error.

use crmcom::{Delivery, Distrust, Error as CrmError, Refusal, catalogue::FieldFault};
use store::{Error as StoreError, SecretError};

use crate::error::problem::{FieldProblem, Outcome, Problem, ProblemCode as Code};

/// Converts an error of a read or of a sign-in.
pub(crate) fn call(error: &CrmError) -> Problem {
    let words = error.to_string();
    match error {
        CrmError::BadUrl { .. } => Problem::new(Code::InvalidInput, words).at("server_url", "badUrl"),
        CrmError::InsecureUrl => Problem::new(Code::InvalidInput, words).at("server_url", "notHttps"),
        CrmError::BadCertificateFile { reason } => {
            Problem::new(Code::CaFileUnreadable, reason).at("ca_file", "caFileUnreadable")
        }
        CrmError::BadProxy { variable: None, .. } => Problem::new(Code::InvalidInput, words).at("proxy", "badProxy"),
        CrmError::BadProxy { variable: Some(name), .. } => {
            let mut problem = Problem::new(Code::InvalidInput, words);
            problem.fields.push(FieldProblem::new("proxy", "badProxyVariable").with("typed", name));
            problem
        }
        CrmError::BadSystemProxy { .. } => Problem::new(Code::InvalidInput, words).at("proxy", "badProxySystem"),
        CrmError::InsecureProxy => Problem::new(Code::InvalidInput, words).at("proxy", "proxyElsewhere"),
        CrmError::NameNotFound { words } => Problem::new(Code::NameNotFound, words),
        CrmError::Unreachable { words } => Problem::new(Code::ServerUnreachable, words),
        CrmError::CertificateNotTrusted { why, words } => {
            let (field, fault) = match why {
                Distrust::Signer => ("ca_file", "certificateSigner"),
                Distrust::Name => ("server_url", "certificateName"),
                Distrust::Dates => ("server_url", "certificateDates"),
                Distrust::Other => ("server_url", "certificateOther"),
            };
            Problem::new(Code::CertificateNotTrusted, words).at(field, fault)
        }
        CrmError::ProxyFailed { words } => Problem::new(Code::ProxyFailed, words),
        CrmError::TimedOut { .. } => Problem::new(Code::TimedOut, words),
        CrmError::Cut { words } => Problem::new(Code::ConnectionCut, words),
        CrmError::NotJson { status, excerpt } => detailed(Code::NotJson, excerpt, format!("HTTP {status}")),
        CrmError::Empty { status } => detailed(Code::EmptyAnswer, "", format!("HTTP {status}")),
        CrmError::Truncated { status } => detailed(Code::TruncatedAnswer, "", format!("HTTP {status}")),
        CrmError::TooLarge { limit } => detailed(Code::AnswerTooLarge, "", format!("{} MiB", limit >> 20)),
        CrmError::UnexpectedAnswer { status, words } => {
            detailed(Code::UnexpectedAnswer, words, format!("HTTP {status}"))
        }
        CrmError::Busy { status, excerpt, .. } => detailed(Code::ServerBusy, excerpt, format!("HTTP {status}")),
        CrmError::SessionOver(refusal) => refused(Code::SessionEnded, refusal),
        CrmError::WrongCredentials(refusal) => refused(Code::WrongCredentials, refusal),
        CrmError::Refused(refusal) => refused(Code::Refused, refusal),
        CrmError::Unproven(refusal) => refused(Code::UnexpectedAnswer, refusal),
        CrmError::NotOffered { method, release } => detailed(Code::NotOffered, *method, release.to_string()),
    }
}

/// Converts an error of a write, with its outcome.
pub(crate) fn write(error: &CrmError) -> Problem {
    call(error).ended(match error.delivery() {
        Delivery::Never => Outcome::NotSent,
        Delivery::Refused => Outcome::Refused,
        Delivery::Maybe => Outcome::Unknown,
    })
}

fn detailed(code: Code, words: impl Into<String>, detail: String) -> Problem {
    Problem { detail: Some(detail), ..Problem::new(code, words) }
}

/// A refusal by the server: its words, with its code and the rest of its words as the detail.
fn refused(code: Code, refusal: &Refusal) -> Problem {
    let text = refusal.text();
    let more = (refusal.description != text).then_some(refusal.description.as_str());
    let status = format!("HTTP {}", refusal.status);
    let status = (refusal.status != 200).then_some(status.as_str());
    let parts = [Some(refusal.code.as_str()), more, status];
    let detail: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Problem { detail: (!detail.is_empty()).then(|| detail.join("\n")), ..Problem::new(code, text) }
}

/// Converts an error of the settings, the cache, the log or a directory.
pub(crate) fn file(error: &StoreError) -> Problem {
    Problem::new(Code::Internal, error.to_string())
}

/// Converts an error of a file that the user wanted written. The cause is in the system's words.
pub(crate) fn not_written(error: &StoreError) -> Problem {
    of_somebodys(Code::FileNotWritten, error)
}

/// Converts an error of a file that the user chose to read.
pub(crate) fn not_read(error: &StoreError) -> Problem {
    of_somebodys(Code::FileNotRead, error)
}

fn of_somebodys(code: Code, error: &StoreError) -> Problem {
    match error {
        StoreError::Io { path, source } => detailed(code, source.to_string(), path.display().to_string()),
        StoreError::Corrupt { path, words } => detailed(code, words, path.display().to_string()),
        other => Problem::new(code, other.to_string()),
    }
}

/// Converts an error of the journal. Any such error stops sending.
pub(crate) fn journal(error: &StoreError) -> Problem {
    let code = match error {
        StoreError::Corrupt { .. } => Code::JournalCorrupt,
        StoreError::Newer { .. } => Code::JournalNewer,
        StoreError::AlreadyOpen(_) | StoreError::Io { .. } | StoreError::Exposed { .. } | StoreError::Database(_) => {
            Code::JournalUnavailable
        }
    };
    Problem::new(code, error.to_string())
}

/// Problem of a file that was set aside; `detail` is its present path.
pub(crate) fn set_aside(error: &StoreError, corrupt: Code, newer: Code, kept_as: Option<&std::path::Path>) -> Problem {
    let code = if matches!(error, StoreError::Newer { .. }) { newer } else { corrupt };
    Problem { detail: kept_as.map(|path| path.display().to_string()), ..Problem::new(code, error.to_string()) }
}

pub(crate) fn cache_set_aside(aside: &store::SetAside) -> Problem {
    set_aside(&aside.error, Code::CacheRebuilt, Code::CacheRebuilt, Some(&aside.kept_as))
}

pub(crate) fn keyring(error: &SecretError) -> Problem {
    let code = match error {
        SecretError::Missing(_) => Code::KeyringMissing,
        SecretError::Locked(_) => Code::KeyringLocked,
        SecretError::TooLong(_) => Code::KeyringTooLong,
        SecretError::Failed(_) => Code::KeyringFailed,
    };
    Problem::new(code, error.to_string())
}

pub(crate) fn fields(faults: &[FieldFault]) -> Vec<FieldProblem> {
    faults
        .iter()
        .map(|FieldFault { field, fault }| FieldProblem {
            field: field.clone(),
            fault: fault.key().to_owned(),
            params: fault.params(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_the_servers_words_and_code() {
        let refusal = Refusal {
            status: 500,
            code: "COM.CRM.EXCEPTION.X".to_owned(),
            message: "No such card".to_owned(),
            description: "Card 1".to_owned(),
            retry_after: None,
        };
        let unproven = write(&CrmError::Unproven(refusal.clone()));
        assert_eq!((unproven.message.as_str(), unproven.outcome), ("No such card", Some(Outcome::Unknown)));
        let problem = write(&CrmError::Refused(refusal));
        assert_eq!((problem.code, problem.message.as_str()), (Code::Refused, "No such card"));
        assert_eq!(problem.detail.as_deref(), Some("COM.CRM.EXCEPTION.X\nCard 1\nHTTP 500"));
        assert_eq!(problem.outcome, Some(Outcome::Refused));
    }

    #[test]
    fn a_lost_answer_is_never_called_not_sent() {
        for error in [
            CrmError::TimedOut { connected: true },
            CrmError::Cut { words: String::new() },
            CrmError::NotJson { status: 503, excerpt: String::new() },
            CrmError::Empty { status: 200 },
            CrmError::Truncated { status: 200 },
            CrmError::TooLarge { limit: 8 << 20 },
            CrmError::Busy { status: 429, excerpt: String::new(), retry_after: None },
        ] {
            assert_eq!(write(&error).outcome, Some(Outcome::Unknown), "{error:?}");
        }
        assert_eq!(write(&CrmError::TimedOut { connected: false }).outcome, Some(Outcome::NotSent));
    }
}
