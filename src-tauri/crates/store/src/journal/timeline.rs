//! The timeline of an outbox row: every step that the row took, with its time. The newest step is the row's state in
//! words; a step never changes.

use rusqlite::{Connection, params};

use crate::request_state::words;

pub(super) const TABLE: &str = "
CREATE TABLE step (
    submission TEXT NOT NULL,
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX step_submission ON step (submission);
";

/// Adds the user that decided on a step. Steps without a decision, and those of earlier versions, have none.
pub(super) const DECIDER: &str = "ALTER TABLE step ADD COLUMN by TEXT;\n";

/// An entry of a row's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineStep {
    pub at: i64,
    pub step: StepKind,
    pub detail: Option<String>,
    /// The user that decided on it.
    pub by: Option<String>,
}

words! {
    /// Kind of a timeline entry.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    StepKind {
        Held = "held",
        Queued = "queued",
        Sending = "sending",
        Accepted = "accepted",
        Completed = "completed",
        Rejected = "rejected",
        Refused = "refused",
        NotSent = "not-sent",
        Unknown = "unknown",
        Cancelled = "cancelled",
        SessionEnded = "session-ended",
        Watched = "watched",
        Scheduled = "scheduled",
        Edited = "edited",
        Moved = "moved",
        SentAgain = "sent-again",
        /// A request on the server was taken as this one.
        Adopted = "adopted",
        Closed = "closed",
        /// After a wait for the network: the check found nothing against sending it.
        Checked = "checked",
        /// After a wait for the network: the user has to decide.
        Decision = "decision",
        /// The request before it in its sequence did not complete: the user has to decide.
        Halted = "halted",
        /// Its connection leads elsewhere now, so its outcome cannot be watched.
        Detached = "detached",
    }
}

pub(super) fn insert_step(
    connection: &Connection,
    key: &str,
    at: i64,
    step: StepKind,
    detail: Option<&str>,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("INSERT INTO step (submission, at, step, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![key, at, step, detail])
}

/// Notes the user that decided on the last step of this kind of a row.
pub(super) fn note_decider(connection: &Connection, key: &str, step: StepKind, user: &str) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "UPDATE step SET by = ?3 WHERE rowid = (SELECT max(rowid) FROM step WHERE submission = ?1 AND step = ?2)",
        )?
        .execute(params![key, step, user])
}
