//! Deletes requests of others after the retention time, in pieces, and overwrites their bytes in the file.
//!
//! A hash of a deleted request's id and its number in the mirror's order stay, so that it remains known (see
//! [`crate::cache::requests::mirror_order`]). Without them a request of last year in a later list would count as new and
//! could be taken for a lost one. The time of the last change among them stays too, so that nothing is claimed of what
//! followed an earlier request.

use rusqlite::{TransactionBehavior, params};

use super::{
    purged_ids::{HAS_TRIAGE, Kept, forget, hash},
    table::{SECURE_DELETE_OFF, SECURE_DELETE_ON},
};
use crate::{
    Error,
    cache::database::{Cache, TENANT_ID},
    request_state::RequestState,
};

/// Progress of a purge. Rows that were examined and left are not examined again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    step: usize,
    created: i64,
    seq: i64,
}

impl Default for Purged {
    fn default() -> Self {
        Self { step: 0, created: i64::MIN, seq: i64::MIN }
    }
}

/// Selects rows of a state that are too old, after a position. The index is ordered by `created`, which is never later
/// than the last change.
const OLD_ROWS: &str = "SELECT seq, server_id, coalesce(first_seen, 0), coalesce(created, ?5), \
    max(coalesce(created, updated), coalesce(updated, created)) AS changed FROM request \
    WHERE connection = ?1 AND state = ?2 AND mine = 0 AND $created AND (created > ?5 OR seq > ?6) \
    AND changed < ?3$rest ORDER BY created, seq LIMIT ?4";

const DATED: &str = "created >= ?5 AND created < ?3";

const UNDATED: &str = "created IS NULL";

/// The id of a part of a split group has a suffix after the fingerprint.
const PURGE_UNUSED_SHAPES: &str = "
WITH known (grp) AS MATERIALIZED (
    SELECT grp FROM journal.knowledge UNION SELECT grp FROM journal.knowledge_past
    UNION SELECT fingerprint FROM journal.grouping UNION SELECT joined FROM journal.grouping WHERE joined IS NOT NULL
), kept (fingerprint) AS MATERIALIZED (
    SELECT fingerprint FROM request WHERE grp IS NOT NULL AND fingerprint IS NOT NULL
    UNION SELECT CASE instr(grp, '~') WHEN 0 THEN grp ELSE substr(grp, 1, instr(grp, '~') - 1) END FROM known
)
DELETE FROM shape WHERE fingerprint NOT IN (SELECT fingerprint FROM kept)";

/// Number of zero bytes that are written at a time over free pages.
const ZEROS_CHUNK_BYTES: i64 = 1 << 20;

impl Cache {
    /// Deletes at most `most` of others' requests that are too old, starting at a position. Returns their number, which
    /// is zero at the end, and the next position. The deleted data is overwritten in place; the copies that SQLite
    /// keeps in free pages are erased by [`Self::overwrite`].
    pub fn purge_requests(
        &self,
        connection: &str,
        kept: Kept,
        place: Purged,
        most: u32,
    ) -> Result<(u32, Purged), Error> {
        let purged = self.purged();
        self.write(|writer| {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut place = place;
            let mut old: Vec<(i64, String, i64, i64)> = Vec::new();
            while let Some((state, sql)) = purged.get(place.step) {
                let left = i64::from(most) - i64::try_from(old.len()).unwrap_or(i64::MAX);
                if left == 0 {
                    break;
                }
                let from = if *state == RequestState::Rejected { kept.rejected_from } else { kept.completed_from };
                let mut statement = transaction.prepare_cached(sql)?;
                let mut rows = statement.query(params![connection, state, from, left, place.created, place.seq])?;
                let mut found = 0;
                while let Some(row) = rows.next()? {
                    old.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(4)?));
                    (place.created, place.seq) = (row.get(3)?, row.get(0)?);
                    found += 1;
                }
                if found < left {
                    place = Purged { step: place.step + 1, ..Purged::default() };
                }
            }
            if !old.is_empty() {
                transaction.execute_batch(SECURE_DELETE_ON)?;
                for (seq, id, told, changed) in &old {
                    forget(&transaction, connection, hash(id), *told, *changed)?;
                    transaction.prepare_cached("DELETE FROM request WHERE seq = ?1")?.execute([seq])?;
                }
                transaction.execute_batch(SECURE_DELETE_OFF)?;
            }
            transaction.commit()?;
            Ok((u32::try_from(old.len()).unwrap_or(u32::MAX), place))
        })
    }

    /// Deletes normalized texts of causes that no request of any connection has and the journal does not refer to.
    /// Returns their number.
    pub fn purge_shapes(&self) -> Result<usize, Error> {
        if self.journal.is_none() {
            return Ok(0);
        }
        self.follow()?;
        self.write(|writer| writer.execute(PURGE_UNUSED_SHAPES, []))
    }

    /// The queries of a purge, in their order. Without the journal the marks are not known, so rejected requests are
    /// skipped.
    fn purged(&self) -> Vec<(RequestState, String)> {
        let mut of = vec![
            (RequestState::Completed, String::new()),
            (RequestState::Other, String::new()),
            (RequestState::Pending, " AND unwatched = 1".to_owned()),
        ];
        if self.journal.is_some() {
            of.push((RequestState::Rejected, format!(" AND NOT ({})", HAS_TRIAGE.replace("$of", TENANT_ID))));
        }
        let sql = |(state, rest): &(RequestState, String)| {
            [UNDATED, DATED].map(|created| (*state, OLD_ROWS.replace("$created", created).replace("$rest", rest)))
        };
        of.iter().flat_map(sql).collect()
    }

    /// Writes zeros over a chunk of the free pages, which still hold old bytes. Returns `true` if there are more.
    pub fn overwrite(&self) -> Result<bool, Error> {
        self.write(|writer| {
            let number = |what: &str| writer.pragma_query_value(None, what, |row| row.get::<_, i64>(0));
            writer.execute_batch("CREATE TABLE IF NOT EXISTS zeros (zeros BLOB NOT NULL) STRICT")?;
            let (pages, size) = (number("freelist_count")?, number("page_size")?);
            if pages > 0 {
                // A few pages are left for the row itself.
                let zeros = (pages.saturating_sub(2).max(1) * size).min(ZEROS_CHUNK_BYTES);
                writer.execute("INSERT INTO zeros VALUES (zeroblob(?1))", [zeros])?;
            }
            Ok(number("freelist_count")? > 0)
        })
    }

    /// Frees a chunk of the overwritten pages. Returns `true` if there are more. At the end it also truncates the
    /// write-ahead log, unless another reader is active; then the log is truncated the next time.
    pub fn give_back(&self) -> Result<bool, Error> {
        self.write(|writer| {
            let gone = "DELETE FROM zeros WHERE rowid = (SELECT max(rowid) FROM zeros)";
            let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'zeros')";
            if writer.query_row(there, [], |row| row.get(0))? && writer.execute(gone, [])? > 0 {
                return Ok(true);
            }
            writer.execute_batch("DROP TABLE IF EXISTS zeros")?;
            // `main` only: the journal is attached, and its log belongs to the journal's writer.
            writer.query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(false)
        })
    }
}
