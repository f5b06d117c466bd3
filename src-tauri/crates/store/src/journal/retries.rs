//! Links each retry to the rejected request that it retries.
//!
//! The link and the new row are written in one commit, which also checks that no other retry exists: two users that
//! retry the same request at once make one new request, not two.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    database::Journal,
    outbox_row::{NewOutboxRow, OutboxRow},
    tenant::ids::TENANT_ID,
    transaction::Transaction,
};
use crate::{Error, request_state::RequestState};

/// The rejected request of each retry; the migration to tenants makes it anew with the tenant instead of the connection.
pub(super) const TABLE: &str = "
CREATE TABLE retry (
    submission TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    changed INTEGER NOT NULL,
    batch TEXT
) STRICT;
CREATE INDEX retry_request ON retry (connection, request);
CREATE INDEX retry_fingerprint ON retry (connection, fingerprint);
";

/// The link of a retry to its rejected request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// Id of the rejected request on the server, or its key in the journal if it has none.
    pub request: String,
    pub rejected_at: Option<i64>,
    /// Fingerprint of the error that it was rejected with.
    pub fingerprint: String,
    /// The form was changed for the retry.
    pub changed: bool,
    /// Id of the batch that the retry belongs to.
    pub batch: Option<String>,
}

/// What requests of this desk did, or may still do.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// One of them waits, is pending, or has an unknown outcome.
    pub(super) under_way: bool,
    pub(super) completed: Vec<CompletedRequest>,
}

/// A request that was completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletedRequest {
    pub key: String,
    /// Number of the row's last change; it grows with each change of any row.
    pub change: i64,
}

impl Transaction<'_> {
    /// Does [`Self::add`] for a retry. Returns `None`, with nothing written, if another retry may still take effect.
    pub fn retry(&self, new: NewOutboxRow, of: &Retry) -> Result<Option<OutboxRow>, Error> {
        if let Some(there) = self.get(&new.key)? {
            return Ok(Some(there));
        }
        if self.is_retried(&new.connection, &of.request)? {
            return Ok(None);
        }
        self.connection()
            .prepare_cached(&format!(
                "INSERT INTO retry (submission, tenant, request, rejected_at, fingerprint, changed, batch) \
                 VALUES (?2, {TENANT_ID}, ?3, ?4, ?5, ?6, ?7)"
            ))?
            .execute(params![
                new.connection,
                new.key,
                of.request,
                of.rejected_at,
                of.fingerprint,
                of.changed,
                of.batch
            ])?;
        self.add(new).map(Some)
    }

    /// Whether a retry of the request waits, is in progress, was completed or has an unknown outcome. The retries of
    /// rejected retries are included.
    pub fn is_retried(&self, connection: &str, request: &str) -> Result<bool, Error> {
        let retries = retries_of(self.connection(), connection, request)?;
        let effects = effects_of(self.connection(), connection, retries)?;
        Ok(effects.under_way || !effects.completed.is_empty())
    }
}

/// The effects of requests of this desk and of their retries.
pub(super) fn effects_of(from: &Connection, connection: &str, requests: Vec<String>) -> rusqlite::Result<Effects> {
    let (mut left, mut effects) = (requests, Effects::default());
    let mut states = from.prepare_cached(
        "SELECT state, next_try, server_id, change FROM submission WHERE key = ?1 \
         UNION ALL SELECT state, NULL, server_id, change FROM purged WHERE key = ?1",
    )?;
    while let Some(key) = left.pop() {
        let found = states
            .query_row([&key], |row| {
                Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<String>>(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((state, next_try, server_id, change)) = found else { continue };
        match state {
            RequestState::Refused | RequestState::Cancelled => {}
            RequestState::NotSent if next_try.is_none() => {}
            RequestState::Rejected => {
                for request in [Some(key), server_id].into_iter().flatten() {
                    left.extend(retries_of(from, connection, &request)?);
                }
            }
            RequestState::Completed => effects.completed.push(CompletedRequest { key, change }),
            _ => effects.under_way = true,
        }
    }
    Ok(effects)
}

fn retries_of(from: &Connection, connection: &str, request: &str) -> rusqlite::Result<Vec<String>> {
    let sql = format!("SELECT submission FROM retry WHERE tenant = {TENANT_ID} AND request = ?2");
    from.prepare_cached(&sql)?.query_map([connection, request], |row| row.get(0))?.collect()
}

impl Journal {
    /// Keys and links of the retries of a request, oldest first.
    pub fn retries_of(&self, connection: &str, request: &str) -> Result<Vec<(String, Retry)>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT submission, request, rejected_at, fingerprint, changed, batch FROM retry \
             WHERE tenant = {TENANT_ID} AND request = ?2 ORDER BY submission",
        ))?;
        let retries = statement.query_map([connection, request], |row| {
            let retry = Retry {
                request: row.get(1)?,
                rejected_at: row.get(2)?,
                fingerprint: row.get(3)?,
                changed: row.get(4)?,
                batch: row.get(5)?,
            };
            Ok((row.get(0)?, retry))
        })?;
        Ok(retries.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::tests::sample;

    fn retry(journal: &Journal, key: &str, request: &str) -> bool {
        let (new, of) = (sample(key, RequestState::Queued), of(request));
        journal.write(move |w| w.retry(new, &of)).wait().unwrap().is_some()
    }

    fn of(request: &str) -> Retry {
        Retry {
            request: request.to_owned(),
            rejected_at: Some(900),
            fingerprint: "f".to_owned(),
            changed: false,
            batch: None,
        }
    }

    fn ends(journal: &Journal, key: &str, state: RequestState, id: Option<&'static str>) {
        let changed = journal.change(key, &[RequestState::Queued], 2_000, move |row| {
            row.state = state;
            row.server_id = id.map(str::to_owned);
            Vec::new()
        });
        assert!(changed.unwrap().is_some());
    }

    #[test]
    fn a_request_is_retried_once_until_the_retry_fails() {
        for (state, again) in [
            (RequestState::Queued, false),
            (RequestState::Sending, false),
            (RequestState::Pending, false),
            (RequestState::Completed, false),
            (RequestState::Unknown, false),
            (RequestState::Refused, true),
            (RequestState::Cancelled, true),
            (RequestState::NotSent, true),
            (RequestState::Rejected, true),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "test");
            assert!(retry(&journal, "a", "R1"));
            if state != RequestState::Queued {
                ends(&journal, "a", state, None);
            }
            assert_eq!(retry(&journal, "b", "R1"), again, "{state}");
            assert_eq!(journal.get("b").unwrap().is_some(), again, "{state}: a refused retry leaves no row");
            assert!(retry(&journal, "c", "R2"), "another request is another matter");
        }
    }

    #[test]
    fn a_repeated_retry_takes_effect_once() {
        let dir = tempfile::tempdir().unwrap();
        let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "test");
        assert!(retry(&journal, "a", "R1"));
        assert!(retry(&journal, "a", "R1"), "it is the same one, not a second one that is refused");
        assert_eq!(journal.retries_of("test", "R1").unwrap().len(), 1);
    }

    #[test]
    fn a_retry_of_a_retry_counts_for_both() {
        let dir = tempfile::tempdir().unwrap();
        let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "test");
        assert!(retry(&journal, "a", "R1"));
        ends(&journal, "a", RequestState::Rejected, Some("R5"));
        assert!(retry(&journal, "b", "R5"));
        assert!(!retry(&journal, "c", "R1"), "its retry was retried, and that is under way");
    }
}
