//! Counts the figures of a shift's hand-over.

use rusqlite::params;

use crate::{
    Error,
    cache::database::{Cache, TENANT_ID},
    request_state::RequestState,
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HandoverCounts {
    /// Requests that the CA system answered during the shift.
    pub completed: u32,
    pub rejected: u32,
    /// Rejected requests with a retry that was completed during the shift.
    pub cleared: u32,
    /// Accepted, and still waiting for an answer of the CA system.
    pub pending: u32,
    /// In the outbox.
    pub waiting: u32,
}

impl Cache {
    /// Figures of a connection for the time from `from` to `to`, both inclusive.
    pub fn handover_counts(&self, connection: &str, from: i64, to: i64) -> Result<HandoverCounts, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let mut counts = HandoverCounts::default();
            let mut answered = counter.prepare_cached(
                "SELECT state, count(*) FROM request WHERE connection = ?1 AND state IN ('completed', 'rejected') \
                 AND coalesce(updated, created) BETWEEN ?2 AND ?3 GROUP BY state",
            )?;
            let mut rows = answered.query(params![connection, from, to])?;
            while let Some(row) = rows.next()? {
                match row.get(0)? {
                    RequestState::Completed => counts.completed = row.get(1)?,
                    _ => counts.rejected = row.get(1)?,
                }
            }
            (counts.pending, counts.waiting) = counter
                .prepare_cached(
                    "SELECT count(*) FILTER (WHERE state IN ('pending', 'other') AND unwatched = 0), \
                     count(*) FILTER (WHERE state IN ('held', 'queued', 'sending') \
                     OR (state = 'not-sent' AND next_try IS NOT NULL)) FROM request WHERE connection = ?1 \
                     AND state IN ('pending', 'other', 'held', 'queued', 'sending', 'not-sent')",
                )?
                .query_one([connection], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if attached {
                // A request is cleared by its first completed retry.
                counts.cleared = counter
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM (SELECT min(request.updated) AS at FROM journal.retry JOIN request \
                         ON request.connection = ?1 AND request.key = retry.submission \
                         WHERE retry.tenant = {TENANT_ID} AND request.state = 'completed' GROUP BY retry.request) \
                         WHERE at BETWEEN ?2 AND ?3",
                    ))?
                    .query_one(params![connection, from, to], |row| row.get(0))?;
            }
            Ok(counts)
        })
    }
}
