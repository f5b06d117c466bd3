//! Purges ended requests after the operator's retention time, when a user orders it.
//!
//! A purged row leaves its key, its id on the server, its outcome and the fingerprint of its content: no key is used
//! twice, no answer is matched to another row, a retried request is not retried again, and no sheet sends it again. All data of the household is deleted and its bytes are
//! overwritten. The counts of purged rows stay, by day and sender, with the name of the user that ordered the purge.
//!
//! Not here: requests of others, which are the cache's.

use rusqlite::{Connection, OptionalExtension, params};

use super::{database::Journal, outbox_table::NEXT_CHANGE, sheets, transaction::Transaction};
use crate::{Error, identity::Tenant, request_state::RequestState, sqlite};

pub(super) const TABLES: &str = "
CREATE TABLE purge (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended_before INTEGER NOT NULL
) STRICT;
CREATE TABLE purge_count (
    purge INTEGER NOT NULL,
    day TEXT NOT NULL,
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    state TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (purge, day, user, operation, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE purged (
    key TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    server_id TEXT,
    state TEXT NOT NULL,
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX purged_server ON purged (tenant, server_id) WHERE server_id IS NOT NULL;
CREATE INDEX purged_change ON purged (change);
CREATE TRIGGER purged_key BEFORE INSERT ON submission WHEN EXISTS (SELECT 1 FROM purged WHERE key = NEW.key)
BEGIN
    SELECT RAISE(ABORT, 'a request with this key was sent before');
END;
";

/// Adds the connection to the counts. Existing counts get it where all purged requests were of one connection, else none:
/// the history of no connection shows them.
pub(super) const COUNTS_BY_CONNECTION: &str = "
ALTER TABLE purge_count RENAME TO purge_count_before;
CREATE TABLE purge_count (
    purge INTEGER NOT NULL,
    connection TEXT NOT NULL,
    day TEXT NOT NULL,
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    state TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (purge, connection, day, user, operation, state)
) STRICT, WITHOUT ROWID;
INSERT INTO purge_count SELECT purge,
    coalesce((SELECT min(connection) FROM purged HAVING count(DISTINCT connection) = 1), ''),
    day, user, operation, state, requests FROM purge_count_before;
DROP TABLE purge_count_before;
";

/// Condition: ended before `?1`. A *Pending* row that is unwatched counts as ended, because no status check will
/// follow.
const ENDED: &str = "submission.updated < ?1 AND (submission.state IN ('completed', 'refused', 'cancelled', 'rejected') \
    OR submission.state = 'not-sent' AND submission.next_try IS NULL \
    OR submission.state = 'unknown' AND submission.closed = 1 \
    OR submission.state IN ('pending', 'other') AND submission.unwatched = 1)";

/// Condition of a rejected row that is dealt with: it was dismissed, or a retry of it was completed or rejected on the
/// server. If the retry was rejected, the retry is the row to be dealt with.
const DEALT_WITH: &str = "(EXISTS (SELECT 1 FROM mark WHERE mark.tenant = submission.tenant \
    AND mark.request = coalesce(submission.server_id, submission.key) AND field = 'dismissal' AND value IS NOT NULL) \
    OR EXISTS (SELECT 1 FROM retry LEFT JOIN submission AS again ON again.key = retry.submission \
    LEFT JOIN purged ON purged.key = retry.submission \
    WHERE retry.tenant = submission.tenant AND retry.request IN (submission.server_id, submission.key) \
    AND coalesce(again.state, purged.state) IN ('completed', 'rejected')))";

/// A batch is purged as a whole: with its rows, which hold forms, and only when all requests of it have ended.
const ENDED_BATCHES: &str = "SELECT id FROM batch WHERE batch.created < ?1 AND batch.state IN ('stopped', 'done') \
    AND NOT EXISTS (SELECT 1 FROM batch_row JOIN submission ON submission.key = batch_row.submission \
    WHERE batch_row.batch = batch.id AND NOT ($ended))";

/// Condition of an ended row to purge: it is no rejection that still has to be dealt with, and belongs to no batch that
/// stays.
const PURGEABLE: &str = "(submission.state <> 'rejected' OR $seen_to) AND NOT EXISTS (SELECT 1 FROM batch_row \
    WHERE batch_row.submission = submission.key AND batch_row.batch NOT IN ($batches)) \
    AND (submission.sequence IS NULL OR NOT EXISTS ($part_that_stays))";

/// A sequence is purged as a whole: rows of it that have not ended, or that still have to be dealt with, keep the others.
const PART_THAT_STAYS: &str = "SELECT 1 FROM submission AS part WHERE part.sequence = submission.sequence \
    AND NOT ($ended_part AND (part.state <> 'rejected' OR $part_seen_to))";

fn filled(sql: &str) -> String {
    let of_part = |condition: &str| condition.replace("submission.", "part.");
    let part_that_stays = PART_THAT_STAYS
        .replace("$ended_part", &format!("({})", of_part(ENDED)))
        .replace("$part_seen_to", &of_part(DEALT_WITH));
    sql.replace("$goes", PURGEABLE)
        .replace("$part_that_stays", &part_that_stays)
        .replace("$batches", ENDED_BATCHES)
        .replace("$seen_to", DEALT_WITH)
        .replace("$ended", ENDED)
}

/// Preview of a purge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToPurge {
    /// Numbers of the rows, oldest first.
    pub rows: Vec<i64>,
    pub states: Vec<(RequestState, u32)>,
    /// Times when the first and the last of them were made.
    pub made: Option<(i64, i64)>,
    /// Number of rejected rows of that age that stay, because they were neither dismissed nor retried.
    pub open: u32,
}

/// A purge that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    pub at: i64,
    /// User name, or empty if no user was signed in.
    pub by: String,
    pub ended_before: i64,
    pub counts: Vec<PurgeCount>,
}

/// Number of purged requests of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgeCount {
    /// Day on which they were made, in the caller's format.
    pub day: String,
    /// Display name of the user that made them.
    pub user: String,
    pub operation: String,
    pub state: RequestState,
    pub requests: u32,
}

impl Transaction<'_> {
    /// Starts a purge.
    pub fn begin_purge(&self, at: i64, by: &str, ended_before: i64) -> Result<i64, Error> {
        let sql = "INSERT INTO purge (at, by, ended_before) VALUES (?1, ?2, ?3) RETURNING id";
        Ok(self.connection().query_row(sql, params![at, by, ended_before], |row| row.get(0))?)
    }

    /// Deletes those of the rows that may still be purged, each with the whole of its sequence, and returns how many. `day` converts a connection and the
    /// time of creation into a day.
    pub fn purge(
        &self,
        purge: i64,
        ended_before: i64,
        rows: &[i64],
        day: impl Fn(&str, i64) -> String,
    ) -> Result<u32, Error> {
        self.forget_on_wire();
        self.overwriting(|journal| purge_rows(journal, purge, ended_before, rows, day))
    }

    /// Deletes batches that have ended together with all of their requests.
    pub fn purge_batches(&self, ended_before: i64) -> Result<usize, Error> {
        self.overwriting(|journal| {
            let unsent = "SELECT id FROM batch WHERE kind = 'sheet' AND state = 'planned' AND created < ?1";
            journal.execute(&format!("DELETE FROM batch_row WHERE batch IN ({unsent})"), [ended_before])?;
            journal.execute(&format!("DELETE FROM batch WHERE id IN ({unsent})"), [ended_before])?;
            let over = "created < ?1 AND (id IN ($batches) OR id NOT IN (SELECT id FROM batch))";
            sheets::delete(journal, &filled(over), params![ended_before])?;
            // Rows first: the batches deleted first would leave orphaned rows, which `$batches` no longer finds.
            journal.execute(&filled("DELETE FROM batch_row WHERE batch IN ($batches)"), [ended_before])?;
            journal.execute(&filled("DELETE FROM batch WHERE id IN ($batches)"), [ended_before])
        })
    }

    /// Whether a request of the server belongs to a row, or to one that was purged.
    pub fn is_ours(&self, tenant: &Tenant, server_id: &str) -> Result<bool, Error> {
        Ok(is_ours(self.connection(), tenant, server_id)?)
    }
}

impl Journal {
    /// Previews a purge at this moment. It reads through a connection of its own, so that no other reader waits for it.
    pub fn to_purge(&self, ended_before: i64) -> Result<ToPurge, Error> {
        let Some(path) = self.path() else { return Ok(ToPurge::default()) };
        let reader = sqlite::open_to_read(&path)?;
        let mut found = ToPurge::default();
        let mut counts = [0; RequestState::ALL.len()];
        let mut statement = reader.prepare(&filled(
            "SELECT submission.seq, submission.state, submission.created, $goes FROM submission WHERE $ended \
             ORDER BY submission.seq",
        ))?;
        let mut rows = statement.query([ended_before])?;
        while let Some(row) = rows.next()? {
            let (state, made): (RequestState, i64) = (row.get(1)?, row.get(2)?);
            if row.get(3)? {
                found.rows.push(row.get(0)?);
                if let Some((_, count)) = RequestState::ALL.iter().zip(&mut counts).find(|(known, _)| **known == state)
                {
                    *count += 1;
                }
                found.made = Some(found.made.map_or((made, made), |(first, last)| (first.min(made), last.max(made))));
            } else if state == RequestState::Rejected {
                found.open += 1;
            }
        }
        found.states = RequestState::ALL.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect();
        Ok(found)
    }

    /// Purges that were carried out, newest first.
    pub fn purges(&self) -> Result<Vec<Purge>, Error> {
        let guard = self.read();
        let mut counts = guard.prepare_cached(
            "SELECT day, user, operation, state, sum(requests) FROM purge_count WHERE purge = ?1 \
             GROUP BY day, user, operation, state ORDER BY day, user, operation, state",
        )?;
        let mut purges = guard.prepare_cached("SELECT id, at, by, ended_before FROM purge ORDER BY id DESC")?;
        let mut rows = purges.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let count = |row: &rusqlite::Row<'_>| {
                Ok(PurgeCount {
                    day: row.get(0)?,
                    user: row.get(1)?,
                    operation: row.get(2)?,
                    state: row.get(3)?,
                    requests: row.get(4)?,
                })
            };
            let counts = counts.query_map([row.get::<_, i64>(0)?], count)?.collect::<Result<_, _>>()?;
            found.push(Purge { at: row.get(1)?, by: row.get(2)?, ended_before: row.get(3)?, counts });
        }
        Ok(found)
    }

    /// The time before which requests that ended may have been purged.
    pub fn purged_before(&self) -> Result<Option<i64>, Error> {
        Ok(self.read().query_row("SELECT max(ended_before) FROM purge", [], |row| row.get(0))?)
    }

    /// Whether a request of the server belongs to a row, or to one that was purged.
    pub fn is_ours(&self, tenant: &Tenant, server_id: &str) -> Result<bool, Error> {
        Ok(is_ours(&self.read(), tenant, server_id)?)
    }

    /// Checkpoints the write-ahead log into the journal's file and truncates it, because the log still holds the
    /// overwritten data. While another reader is active the log stays until the next call.
    pub fn empty_log(&self) -> Result<(), Error> {
        let Some(path) = self.path() else { return Ok(()) };
        sqlite::empty_log(&path)
    }
}

fn purge_rows(
    journal: &Connection,
    purge: i64,
    ended_before: i64,
    rows: &[i64],
    day: impl Fn(&str, i64) -> String,
) -> rusqlite::Result<u32> {
    let mut may_go = journal.prepare_cached(&filled(
        "SELECT submission.key, connection, tenant, server_id, submission.state, user, operation, created \
         FROM submission WHERE submission.seq = ?2 AND $ended AND $goes",
    ))?;
    let mut gone = 0;
    // The parts of a sequence go in one commit, also those that the rows do not name: a purge can stop after any commit.
    let mut parts = journal.prepare_cached(
        "SELECT seq FROM submission WHERE seq = ?1 UNION SELECT part.seq FROM submission AS part \
         JOIN submission AS named USING (sequence) WHERE named.seq = ?1 ORDER BY 1",
    )?;
    let mut whole = Vec::with_capacity(rows.len());
    for seq in rows {
        whole.extend(parts.query_map([seq], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?);
    }
    for seq in whole {
        let row = may_go.query_row(params![ended_before, seq], |row| {
            let connection: String = row.get(1)?;
            let made_on = day(&connection, row.get(7)?);
            let counted: (RequestState, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
            let (key, tenant, server_id): (String, i64, Option<String>) = (row.get(0)?, row.get(2)?, row.get(3)?);
            Ok((key, tenant, server_id, (connection, made_on), counted))
        });
        let Some((key, tenant, server_id, (connection, made_on), (state, user, operation))) = row.optional()? else {
            continue;
        };
        journal
            .prepare_cached(
                "INSERT INTO purge_count (purge, connection, day, user, operation, state, requests) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT DO UPDATE SET requests = requests + 1",
            )?
            .execute(params![purge, connection, made_on, user, operation, state])?;
        journal
            .prepare_cached(&format!(
                "INSERT INTO purged (key, connection, tenant, server_id, state, change, fingerprint) \
                 SELECT key, connection, tenant, server_id, state, {NEXT_CHANGE}, \
                 (SELECT fingerprint FROM form WHERE form.submission = seq) FROM submission WHERE seq = ?1"
            ))?
            .execute([seq])?;
        for table in ["mark", "mark_past"] {
            journal
                .prepare_cached(&format!("DELETE FROM {table} WHERE tenant = ?1 AND request IN (?2, ?3)"))?
                .execute(params![tenant, server_id, key])?;
        }
        for table in ["step", "field_note"] {
            journal.prepare_cached(&format!("DELETE FROM {table} WHERE submission = ?1"))?.execute([&key])?;
        }
        for table in ["form", "answer"] {
            journal.prepare_cached(&format!("DELETE FROM {table} WHERE submission = ?1"))?.execute([seq])?;
        }
        journal.prepare_cached("DELETE FROM submission WHERE seq = ?1")?.execute([seq])?;
        gone += 1;
    }
    Ok(gone)
}

fn is_ours(journal: &Connection, tenant: &Tenant, server_id: &str) -> rusqlite::Result<bool> {
    journal
        .prepare_cached(
            "WITH of AS (SELECT id FROM tenant WHERE origin = ?1 AND organisation = ?2) \
             SELECT 1 FROM submission, of WHERE tenant = of.id AND server_id = ?3 AND id_twice = 0 \
             UNION ALL SELECT 1 FROM purged, of WHERE tenant = of.id AND server_id = ?3",
        )?
        .exists([&tenant.origin, &tenant.organisation, server_id])
}

#[cfg(test)]
mod tests;
