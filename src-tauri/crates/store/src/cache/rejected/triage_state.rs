//! Derives the triage status of rejected requests from their marks and the outcomes of their retries.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use crate::{RequestState, cache::database::TENANT_ID, cause::RULES_PREFIX};

/// Triage status of a rejected request.
///
/// A request with a rejected retry has none of these: its retry has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TriageStatus {
    #[default]
    Open,
    /// Hidden until a time in the future.
    Snoozed,
    Dismissed,
    /// A retry of it was completed.
    Cleared,
}

/// Triage data of a rejected request.
#[derive(Debug, Default)]
pub(super) struct TriageState {
    dismissed: bool,
    /// Snoozed until a time in the future.
    snoozed: bool,
    /// Oldest first.
    pub(super) retries: Vec<RetryOutcome>,
}

/// A retry and its outcome.
#[derive(Debug)]
pub(super) struct RetryOutcome {
    /// `None` if the cache does not have the retry.
    pub(super) state: Option<RequestState>,
    /// A further attempt to send it is due.
    tried_again: bool,
    pub(super) changed: bool,
    /// Time when its parent was rejected.
    pub(super) rejected_at: Option<i64>,
    pub(super) made: Option<i64>,
    /// Time of the last change; for an ended retry, the time of its end.
    pub(super) ended: Option<i64>,
    /// Fingerprint of its own rejection.
    pub(super) fingerprint: Option<String>,
    pub(super) parents_fingerprint: String,
}

impl RetryOutcome {
    pub(super) fn is(&self, state: RequestState) -> bool {
        self.state == Some(state)
    }

    /// Whether it may still become completed or rejected.
    fn is_under_way(&self) -> bool {
        match self.state {
            Some(
                RequestState::Held
                | RequestState::Queued
                | RequestState::Sending
                | RequestState::Pending
                | RequestState::Unknown
                | RequestState::Other,
            ) => true,
            Some(RequestState::NotSent) => self.tried_again,
            _ => false,
        }
    }
}

impl TriageState {
    /// The outcome of a retry has priority over marks, because the marks were made before it.
    pub(super) fn review(&self) -> Option<TriageStatus> {
        if self.cleared_by().is_some() {
            Some(TriageStatus::Cleared)
        } else if self.retries.iter().any(|retry| retry.is(RequestState::Rejected)) {
            None
        } else if self.dismissed {
            Some(TriageStatus::Dismissed)
        } else if self.snoozed {
            Some(TriageStatus::Snoozed)
        } else {
            Some(TriageStatus::Open)
        }
    }

    /// The first retry that was completed.
    pub(super) fn cleared_by(&self) -> Option<&RetryOutcome> {
        self.retries.iter().find(|retry| retry.is(RequestState::Completed))
    }

    pub(super) fn being_retried(&self) -> bool {
        self.retries.iter().any(RetryOutcome::is_under_way)
    }
}

/// Triage data by subject; requests without an entry are open.
#[derive(Debug, Default)]
pub(super) struct TriageStates(HashMap<String, TriageState>);

impl TriageStates {
    /// If the journal cannot be read, there are no marks. Nothing can be sent then either.
    pub(super) fn read(reader: &Connection, connection: &str, now: i64, attached: bool) -> Self {
        if !attached {
            return Self::default();
        }
        read(reader, connection, now).unwrap_or_else(|error| {
            tracing::warn!(
                code = crate::error::database_code(&error),
                "the journal's marks and retries cannot be read"
            );
            Self::default()
        })
    }

    /// Whether there are no marks and no retries, so that the subjects need not be read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, subject: &str) -> Option<&TriageState> {
        // Skips hashing each subject when there are no entries; it would cost more than the rest of the scan.
        if self.0.is_empty() { None } else { self.0.get(subject) }
    }
}

fn read(reader: &Connection, connection: &str, now: i64) -> rusqlite::Result<TriageStates> {
    let mut standings = HashMap::<String, TriageState>::new();
    let mut marks = reader.prepare_cached(&format!(
        "SELECT request, field FROM journal.mark WHERE tenant = {TENANT_ID} AND value IS NOT NULL \
         AND (field = 'dismissal' OR (field = 'snooze' AND CAST(value AS INTEGER) > ?2))",
    ))?;
    let mut rows = marks.query(params![connection, now])?;
    while let Some(row) = rows.next()? {
        let standing = standings.entry(row.get(0)?).or_default();
        if row.get_ref(1)?.as_str()? == "dismissal" { standing.dismissed = true } else { standing.snoozed = true }
    }
    let mut retries = reader.prepare_cached(&format!(
        "SELECT retry.request, coalesce(state, (SELECT purged.state FROM journal.purged \
         WHERE purged.key = retry.submission)), next_try IS NOT NULL, changed, retry.rejected_at, created, updated, \
         request.fingerprint, CASE WHEN retry.fingerprint GLOB '{RULES_PREFIX}*' THEN retry.fingerprint ELSE coalesce( \
         (SELECT fingerprint FROM request AS parent WHERE parent.connection = ?1 AND parent.server_id = retry.request), \
         (SELECT fingerprint FROM request AS parent WHERE parent.connection = ?1 AND parent.key = retry.request), \
         retry.fingerprint) END FROM journal.retry LEFT JOIN request \
         ON request.connection = ?1 AND request.key = retry.submission \
         WHERE retry.tenant = {TENANT_ID} ORDER BY created, request.seq",
    ))?;
    let mut rows = retries.query([connection])?;
    while let Some(row) = rows.next()? {
        standings.entry(row.get(0)?).or_default().retries.push(RetryOutcome {
            state: row.get(1)?,
            tried_again: row.get(2)?,
            changed: row.get(3)?,
            rejected_at: row.get(4)?,
            made: row.get(5)?,
            ended: row.get(6)?,
            fingerprint: row.get(7)?,
            parents_fingerprint: row.get(8)?,
        });
    }
    Ok(TriageStates(standings))
}

/// Subjects that are assigned to the user `to`, or, without it, to any user.
pub(super) fn assigned(reader: &Connection, connection: &str, to: Option<&str>) -> rusqlite::Result<HashSet<String>> {
    reader
        .prepare_cached(&format!(
            "SELECT request FROM journal.mark WHERE tenant = {TENANT_ID} AND field = 'assignee' AND value IS NOT NULL \
             AND (?2 IS NULL OR value = ?2)",
        ))?
        .query_map(params![connection, to], |row| row.get(0))?
        .collect()
}
