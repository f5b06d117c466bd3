//! Converts the errors of the lower crates to problems, in one function for each kind of error.

use crmcom::{Delivery, Distrust, Refusal, catalogue::FieldFault};
use store::{Error, files::SetAside, secrets::SecretError};

use crate::error::problem::{FieldProblem, Outcome, Problem, ProblemCode};

/// What a problem of the journal names as its field.
const JOURNAL: &str = "journal";

/// Converts an error of a read or of a sign-in.
pub(crate) fn call(error: &crmcom::Error) -> Problem {
    let words = error.to_string();
    match error {
        crmcom::Error::BadUrl { .. } => Problem::new(ProblemCode::InvalidInput, words).at("server_url", "badUrl"),
        crmcom::Error::InsecureUrl => Problem::new(ProblemCode::InvalidInput, words).at("server_url", "notHttps"),
        crmcom::Error::BadCertificateFile { reason } => {
            Problem::new(ProblemCode::CaFileUnreadable, reason).at("ca_file", "caFileUnreadable")
        }
        crmcom::Error::BadProxy { variable: None, .. } => {
            Problem::new(ProblemCode::InvalidInput, words).at("proxy", "badProxy")
        }
        crmcom::Error::BadProxy { variable: Some(name), .. } => {
            let mut problem = Problem::new(ProblemCode::InvalidInput, words);
            problem.fields.push(FieldProblem::new("proxy", "badProxyVariable").with("typed", name));
            problem
        }
        crmcom::Error::BadSystemProxy { .. } => {
            Problem::new(ProblemCode::InvalidInput, words).at("proxy", "badProxySystem")
        }
        crmcom::Error::InsecureProxy => Problem::new(ProblemCode::InvalidInput, words).at("proxy", "proxyElsewhere"),
        crmcom::Error::NameNotFound { words } => Problem::new(ProblemCode::NameNotFound, words),
        crmcom::Error::Unreachable { words } => Problem::new(ProblemCode::ServerUnreachable, words),
        crmcom::Error::CertificateNotTrusted { why, words } => {
            let (field, fault) = match why {
                Distrust::Signer => ("ca_file", "certificateSigner"),
                Distrust::Name => ("server_url", "certificateName"),
                Distrust::Dates => ("server_url", "certificateDates"),
                Distrust::Other => ("server_url", "certificateOther"),
            };
            Problem::new(ProblemCode::CertificateNotTrusted, words).at(field, fault)
        }
        crmcom::Error::ProxyFailed { words } => Problem::new(ProblemCode::ProxyFailed, words),
        crmcom::Error::TimedOut { .. } => Problem::new(ProblemCode::TimedOut, words),
        crmcom::Error::Cut { words } => Problem::new(ProblemCode::ConnectionCut, words),
        crmcom::Error::NotJson { status, excerpt } => detailed(ProblemCode::NotJson, excerpt, format!("HTTP {status}")),
        crmcom::Error::Empty { status } => detailed(ProblemCode::EmptyAnswer, "", format!("HTTP {status}")),
        crmcom::Error::Truncated { status } => detailed(ProblemCode::TruncatedAnswer, "", format!("HTTP {status}")),
        crmcom::Error::TooLarge { limit } => detailed(ProblemCode::AnswerTooLarge, "", format!("{} MiB", limit >> 20)),
        crmcom::Error::UnexpectedAnswer { status, words } => {
            detailed(ProblemCode::UnexpectedAnswer, words, format!("HTTP {status}"))
        }
        crmcom::Error::Busy { status, excerpt, .. } => {
            detailed(ProblemCode::ServerBusy, excerpt, format!("HTTP {status}"))
        }
        crmcom::Error::SessionOver(refusal) => refused(ProblemCode::SessionEnded, refusal),
        crmcom::Error::WrongCredentials(refusal) => unmasked(refused(ProblemCode::WrongCredentials, refusal)),
        crmcom::Error::Refused(refusal) => refused(ProblemCode::Refused, refusal),
        crmcom::Error::Unproven(refusal) => refused(ProblemCode::UnexpectedAnswer, refusal),
        crmcom::Error::NotOffered { method, release } => {
            detailed(ProblemCode::NotOffered, *method, release.to_string())
        }
    }
}

/// Converts an error of a write, with its outcome.
pub(crate) fn write(error: &crmcom::Error) -> Problem {
    call(error).ended(match error.delivery() {
        Delivery::Never => Outcome::NotSent,
        Delivery::Refused => Outcome::Refused,
        Delivery::Maybe => Outcome::Unknown,
    })
}

fn detailed(code: ProblemCode, words: impl Into<String>, detail: String) -> Problem {
    Problem { detail: Some(detail), ..Problem::new(code, words) }
}

/// A refusal by the server: its words, with its code and the rest of its words as the detail.
fn refused(code: ProblemCode, refusal: &Refusal) -> Problem {
    let text = refusal.text();
    let more = (refusal.description != text).then_some(refusal.description.as_str());
    let status = format!("HTTP {}", refusal.status);
    let status = (refusal.status != 200).then_some(status.as_str());
    let parts = [Some(refusal.code.as_str()), more, status];
    let detail: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Problem { detail: (!detail.is_empty()).then(|| detail.join("\n")), ..Problem::new(code, text) }
}

/// Drops words in which a secret was masked: the gap in a known sentence would show what was typed.
fn unmasked(problem: Problem) -> Problem {
    let whole = |words: &str| {
        let lines: Vec<&str> = words.lines().filter(|line| !line.contains(crmcom::MASK)).collect();
        lines.join("\n")
    };
    let detail = problem.detail.as_deref().map(whole).filter(|detail| !detail.is_empty());
    Problem { message: whole(&problem.message), detail, ..problem }
}

/// Converts an error of the settings, the cache, the log or a directory.
pub(crate) fn file(error: &Error) -> Problem {
    Problem::new(ProblemCode::Internal, error.to_string())
}

/// Converts an error of a file that the user wanted written. The cause is in the system's words.
pub(crate) fn not_written(error: &Error) -> Problem {
    user_file(ProblemCode::FileNotWritten, error)
}

/// Converts an error of a file that the user chose to read.
pub(crate) fn not_read(error: &Error) -> Problem {
    user_file(ProblemCode::FileNotRead, error)
}

fn user_file(code: ProblemCode, error: &Error) -> Problem {
    match error {
        Error::Io { path, source } => detailed(code, source.to_string(), path.display().to_string()),
        Error::Corrupt { path, words } => detailed(code, words, path.display().to_string()),
        other => Problem::new(code, other.to_string()),
    }
}

/// Converts an error of the journal. Any such error stops sending.
pub(crate) fn journal(error: &Error) -> Problem {
    let code = match error {
        Error::Corrupt { .. } => ProblemCode::JournalCorrupt,
        Error::Newer { .. } | Error::NewerJournal { .. } => ProblemCode::JournalNewer,
        Error::NotCopied { .. } => ProblemCode::JournalNotCopied,
        Error::AlreadyOpen(_) | Error::Io { .. } | Error::Exposed { .. } | Error::Database(_) => {
            ProblemCode::JournalUnavailable
        }
    };
    let mut problem = Problem::new(code, error.to_string());
    if let Error::NewerJournal { desk, copy, .. } = error {
        let own = env!("CARGO_PKG_VERSION");
        problem.fields.push(match desk {
            Some(desk) => FieldProblem::new(JOURNAL, "journalOf").with("own", own).with("written", desk),
            None => FieldProblem::new(JOURNAL, "journalOfUnknown").with("own", own),
        });
        let name = copy.as_ref().map(|copy| copy.file_name().unwrap_or_default().display());
        problem.fields.extend(name.map(|name| FieldProblem::new(JOURNAL, "journalBefore").with("file", name)));
    }
    problem
}

/// Problem of a file that was set aside; `detail` is its present path.
pub(crate) fn set_aside(
    error: &Error,
    corrupt: ProblemCode,
    newer: ProblemCode,
    kept_as: Option<&std::path::Path>,
) -> Problem {
    let code = if matches!(error, Error::Newer { .. }) { newer } else { corrupt };
    Problem { detail: kept_as.map(|path| path.display().to_string()), ..Problem::new(code, error.to_string()) }
}

pub(crate) fn cache_set_aside(aside: &SetAside) -> Problem {
    set_aside(&aside.error, ProblemCode::CacheRebuilt, ProblemCode::CacheRebuilt, Some(&aside.kept_as))
}

pub(crate) fn keyring(error: &SecretError) -> Problem {
    let code = match error {
        SecretError::Missing(_) => ProblemCode::KeyringMissing,
        SecretError::Locked(_) => ProblemCode::KeyringLocked,
        SecretError::TooLong(_) => ProblemCode::KeyringTooLong,
        SecretError::Failed(_) => ProblemCode::KeyringFailed,
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
        let unproven = write(&crmcom::Error::Unproven(refusal.clone()));
        assert_eq!((unproven.message.as_str(), unproven.outcome), ("No such card", Some(Outcome::Unknown)));
        let problem = write(&crmcom::Error::Refused(refusal));
        assert_eq!((problem.code, problem.message.as_str()), (ProblemCode::Refused, "No such card"));
        assert_eq!(problem.detail.as_deref(), Some("COM.CRM.EXCEPTION.X\nCard 1\nHTTP 500"));
        assert_eq!(problem.outcome, Some(Outcome::Refused));
    }

    #[test]
    fn a_newer_journal_names_both_versions_and_the_copy() {
        let own = env!("CARGO_PKG_VERSION");
        let told = |desk: Option<&str>, copy: Option<&str>| {
            let (desk, copy) = (desk.map(str::to_owned), copy.map(Into::into));
            let problem = journal(&Error::NewerJournal { path: "/d/journal.db".into(), desk, copy });
            assert_eq!(problem.code, ProblemCode::JournalNewer);
            problem.fields
        };
        let of = FieldProblem::new(JOURNAL, "journalOf").with("own", own).with("written", "7.1.0");
        let before = FieldProblem::new(JOURNAL, "journalBefore").with("file", "journal.before-20.db");
        assert_eq!(told(Some("7.1.0"), Some("/d/journal.before-20.db")), [of, before]);
        assert_eq!(told(None, None), [FieldProblem::new(JOURNAL, "journalOfUnknown").with("own", own)]);
    }

    #[test]
    fn a_lost_answer_is_never_reported_as_not_sent() {
        for error in [
            crmcom::Error::TimedOut { connected: true },
            crmcom::Error::Cut { words: String::new() },
            crmcom::Error::NotJson { status: 503, excerpt: String::new() },
            crmcom::Error::Empty { status: 200 },
            crmcom::Error::Truncated { status: 200 },
            crmcom::Error::TooLarge { limit: 8 << 20 },
            crmcom::Error::Busy { status: 429, excerpt: String::new(), retry_after: None },
        ] {
            assert_eq!(write(&error).outcome, Some(Outcome::Unknown), "{error:?}");
        }
        assert_eq!(write(&crmcom::Error::TimedOut { connected: false }).outcome, Some(Outcome::NotSent));
    }
}
