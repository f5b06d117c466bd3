//! Fingerprints of the contents of requests, so that no sheet sends again what was sent before.
//!
//! Each request has one, whichever way it took into the journal; it is written with the form and outlives a purge. Whether
//! a content counts as sent depends on the state of its requests. Not here: what makes two contents equal (`desk`).

use std::collections::HashMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::{
    batches::{LeftOut, SheetOrigin},
    database::Journal,
    outbox_row::{NewOutboxRow, OutboxRow},
    outbox_table::json,
    queue_entry::IN_QUEUE,
    retries::{CompletedRequest, Effects, effects_of},
    tenant::ids::TENANT_ID,
    transaction::Transaction,
};
use crate::Error;

/// Forms of earlier versions have none until it is computed. An empty one matches nothing.
pub(super) const COLUMNS: &str = "
ALTER TABLE form ADD COLUMN fingerprint TEXT;
CREATE INDEX form_fingerprint ON form (fingerprint);
ALTER TABLE purged ADD COLUMN fingerprint TEXT;
CREATE INDEX purged_fingerprint ON purged (tenant, fingerprint) WHERE fingerprint IS NOT NULL;
";

/// Content of a request that an earlier version added without a fingerprint.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredContent {
    pub seq: i64,
    pub operation: String,
    pub body: Map<String, Value>,
}

impl Transaction<'_> {
    /// Does [`Self::add`] for a row of a sheet. Adds nothing, and returns the reason, if its content was sent before.
    pub(super) fn send_row(&self, new: NewOutboxRow, of: &SheetOrigin) -> Result<Result<OutboxRow, LeftOut>, Error> {
        // The contents differ if a date of the sheet has passed since the check.
        for fingerprint in [&of.fingerprint, &new.fingerprint].into_iter().chain(&of.by_other_numbers) {
            if let Some(gap) = self.sent_before(&new.connection, fingerprint, of.again, of.done_after)? {
                return Ok(Err(gap));
            }
        }
        self.add(new).map(Ok)
    }

    /// The reason why a content is not sent because of earlier requests with it. `again`: completed ones are no reason;
    /// `done_after`: those are none that are completed with no later change than this.
    pub(super) fn sent_before(
        &self,
        connection: &str,
        fingerprint: &str,
        again: bool,
        done_after: Option<i64>,
    ) -> Result<Option<LeftOut>, Error> {
        let Effects { under_way, completed } = effects_of_content(self.connection(), connection, fingerprint)?;
        let done = completed.iter().any(|done| done_after.is_none_or(|after| done.change > after));
        Ok(match (under_way, done) {
            (true, _) => Some(LeftOut::UnderWay),
            (false, true) if !again => Some(LeftOut::AlreadySent),
            _ => None,
        })
    }

    /// Stores the fingerprints of requests of an earlier version.
    pub fn set_fingerprints(&self, fingerprints: &[(i64, String)]) -> Result<(), Error> {
        let mut statement = self
            .connection()
            .prepare_cached("UPDATE form SET fingerprint = ?2 WHERE submission = ?1 AND fingerprint IS NULL")?;
        for (seq, fingerprint) in fingerprints {
            statement.execute(params![seq, fingerprint])?;
        }
        Ok(())
    }

    /// Forgets what was sent to a server that is gone: the next one knows nothing of it. Waiting requests are for the next.
    pub(super) fn forget_fingerprints(&self, connection: &str) -> Result<(), Error> {
        self.forget_on_wire();
        let sent = format!(
            "UPDATE form SET fingerprint = '' WHERE fingerprint IS NOT '' \
             AND submission IN (SELECT seq FROM submission WHERE connection = ?1 AND NOT {IN_QUEUE})"
        );
        self.connection().execute(&sent, [connection])?;
        let purged = "UPDATE purged SET fingerprint = NULL WHERE fingerprint IS NOT NULL AND connection = ?1";
        self.connection().execute(purged, [connection])?;
        Ok(())
    }
}

/// The effects of the requests with a content.
fn effects_of_content(from: &Connection, connection: &str, fingerprint: &str) -> rusqlite::Result<Effects> {
    let sql = format!(
        "SELECT key, EXISTS (SELECT 1 FROM batch_row WHERE batch_row.submission = submission.key AND again = 1), seq \
         FROM form CROSS JOIN submission ON seq = form.submission WHERE fingerprint = ?2 AND tenant = {TENANT_ID} \
         UNION ALL SELECT key, 0, 0 FROM purged WHERE fingerprint = ?2 AND tenant = {TENANT_ID} ORDER BY seq DESC"
    );
    let requests: Vec<(String, bool)> = from
        .prepare_cached(&sql)?
        .query_map([connection, fingerprint], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let keys = |requests: &[(String, bool)]| requests.iter().map(|(key, _)| key.clone()).collect();
    let effects = effects_of(from, connection, keys(&requests))?;
    // A user that sent it again did not mean what was completed earlier: only what came of that counts.
    match requests.iter().position(|(_, again)| *again) {
        Some(last) if !effects.under_way => effects_of(from, connection, keys(&requests[..=last])),
        _ => Ok(effects),
    }
}

/// Earlier requests with a content that wait, are under way, or were completed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentContent {
    /// One of them waits, is pending, or has an unknown outcome.
    pub under_way: bool,
    pub completed: Vec<CompletedRequest>,
}

impl Journal {
    /// Those of the contents that were sent before, by their fingerprints.
    pub fn sent_contents(
        &self,
        connection: &str,
        fingerprints: &[String],
    ) -> Result<HashMap<String, SentContent>, Error> {
        let guard = self.read();
        let mut sent = HashMap::new();
        for fingerprint in fingerprints {
            let Effects { under_way, completed } = effects_of_content(&guard, connection, fingerprint)?;
            if under_way || !completed.is_empty() {
                sent.insert(fingerprint.clone(), SentContent { under_way, completed });
            }
        }
        Ok(sent)
    }

    /// Contents of requests that have no fingerprint yet.
    pub fn without_fingerprint(&self, limit: u32) -> Result<Vec<StoredContent>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT seq, operation, body FROM form CROSS JOIN submission ON seq = form.submission \
             WHERE fingerprint IS NULL LIMIT ?1",
        )?;
        let contents = statement.query_map([limit], |row| {
            Ok(StoredContent { seq: row.get(0)?, operation: row.get(1)?, body: json(row, "body")? })
        })?;
        Ok(contents.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests;
