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
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        identity::{Identity, Tenant},
        journal::tests::{ann, leading, sample},
        request_state::RequestState,
    };

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let journal = leading(&dir.path().join("journal.db"), "test");
        (dir, journal)
    }

    fn new(key: &str, fingerprint: &str) -> NewOutboxRow {
        NewOutboxRow { fingerprint: fingerprint.to_owned(), ..sample(key, RequestState::Queued) }
    }

    fn sent_before(journal: &Journal, fingerprint: &'static str) -> Option<LeftOut> {
        journal.write(move |w| w.sent_before("test", fingerprint, false, None)).wait().unwrap()
    }

    fn ends(journal: &Journal, key: &str, state: RequestState, next_try: Option<i64>) {
        let changed = journal.change(key, &[RequestState::Queued], 2_000, move |row| {
            (row.state, row.next_try) = (state, next_try);
            Vec::new()
        });
        assert!(changed.unwrap().is_some());
    }

    #[test]
    fn a_request_counts_unless_it_took_no_effect() {
        for (state, next_try, counts) in [
            (RequestState::Held, None, Some(LeftOut::UnderWay)),
            (RequestState::Sending, None, Some(LeftOut::UnderWay)),
            (RequestState::Pending, None, Some(LeftOut::UnderWay)),
            (RequestState::Unknown, None, Some(LeftOut::UnderWay)),
            (RequestState::NotSent, Some(9_000), Some(LeftOut::UnderWay)),
            (RequestState::Completed, None, Some(LeftOut::AlreadySent)),
            (RequestState::NotSent, None, None),
            (RequestState::Cancelled, None, None),
            (RequestState::Refused, None, None),
            (RequestState::Rejected, None, None),
        ] {
            let (_dir, journal) = journal();
            journal.add(&new("k", "a")).unwrap();
            ends(&journal, "k", state, next_try);
            assert_eq!(sent_before(&journal, "a"), counts, "{state} {next_try:?}");
            assert_eq!(sent_before(&journal, "b"), None, "another content");
        }
    }

    #[test]
    fn what_was_completed_up_to_a_change_may_be_left_out_of_account() {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        ends(&journal, "k", RequestState::Completed, None);
        let sent = journal.sent_contents("test", &["a".to_owned(), "b".to_owned()]).unwrap();
        let [done] = &sent["a"].completed[..] else { panic!("{sent:?}") };
        assert_eq!((sent.len(), done.key.as_str(), sent["a"].under_way), (1, "k", false));
        let gap = |after: i64| journal.write(move |w| w.sent_before("test", "a", false, Some(after))).wait().unwrap();
        assert_eq!(gap(done.change), None);
        assert_eq!(gap(done.change - 1), Some(LeftOut::AlreadySent));
        journal.add(&new("l", "a")).unwrap();
        assert_eq!(gap(done.change), Some(LeftOut::UnderWay), "a request without an outcome always counts");
        ends(&journal, "l", RequestState::Completed, None);
        assert_eq!(gap(done.change), Some(LeftOut::AlreadySent), "it was done again since");
    }

    #[test]
    fn an_edited_request_counts_with_its_new_content() {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        assert_eq!(sent_before(&journal, "a"), Some(LeftOut::UnderWay));
        let edited = journal.change("k", &[RequestState::Queued], 2_000, |row| {
            row.fingerprint = Some("b".to_owned());
            Vec::new()
        });
        assert!(edited.unwrap().is_some());
        assert_eq!((sent_before(&journal, "a"), sent_before(&journal, "b")), (None, Some(LeftOut::UnderWay)));
    }

    #[test]
    fn a_request_for_another_organisation_does_not_count() {
        let (_dir, journal) = journal();
        let tenant = Tenant { organisation: "OTHER".to_owned(), ..ann().tenant };
        let identity = Arc::new(Identity { tenant, ..ann() });
        journal.add(&NewOutboxRow { identity, ..new("k", "a") }).unwrap();
        assert_eq!(sent_before(&journal, "a"), None);
    }

    #[test]
    fn a_purged_request_counts() {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        ends(&journal, "k", RequestState::Completed, None);
        let purged = journal.write(|w| {
            let purge = w.begin_purge(9_000, "ann", 8_000)?;
            w.purge(purge, 8_000, &[1], |_, _| String::new())
        });
        assert_eq!(purged.wait().unwrap(), 1);
        assert!(journal.get("k").unwrap().is_none());
        assert_eq!(sent_before(&journal, "a"), Some(LeftOut::AlreadySent));
    }

    #[test]
    fn a_request_of_an_earlier_version_counts_when_its_fingerprint_is_computed() {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        journal.write(|w| Ok(w.connection().execute("UPDATE form SET fingerprint = NULL", [])?)).wait().unwrap();
        assert_eq!(journal.get("k").unwrap().unwrap().fingerprint, None);
        let [content] = journal.without_fingerprint(10).unwrap().try_into().unwrap();
        assert_eq!(content.operation, "conax.set-pin");
        journal.add(&new("l", "b")).unwrap();
        let computed = [(content.seq, "a".to_owned()), (2, "a".to_owned())];
        journal.write(move |w| w.set_fingerprints(&computed)).wait().unwrap();
        assert!(journal.without_fingerprint(10).unwrap().is_empty());
        assert_eq!(sent_before(&journal, "a"), Some(LeftOut::UnderWay));
        assert_eq!(sent_before(&journal, "b"), Some(LeftOut::UnderWay), "what a request has is not overwritten");
    }

    #[test]
    fn requests_to_a_server_that_is_gone_do_not_count() {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        ends(&journal, "k", RequestState::Completed, None);
        journal.add(&new("l", "b")).unwrap();
        journal.write(|w| w.forget_reviews("test")).wait().unwrap();
        assert_eq!(sent_before(&journal, "a"), None);
        assert_eq!(sent_before(&journal, "b"), Some(LeftOut::UnderWay), "it still waits");
        assert!(journal.without_fingerprint(10).unwrap().is_empty(), "it is not computed again");
    }
}
