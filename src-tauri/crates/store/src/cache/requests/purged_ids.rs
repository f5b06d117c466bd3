//! Stores hashes of the ids of deleted requests with their numbers in the mirror's order, so that a deleted request
//! remains known.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::server_request::ServerRequest;
use crate::{cache::database::TENANT_ID, request_state::RequestState};

/// Retention of others' requests, by the time of the server's last change. Requests without such a time, and those in
/// progress, are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Lower limit for completed requests, for those in unknown states, and for those that the server no longer
    /// reports.
    pub completed_from: i64,
    /// Lower limit for rejected requests without marks and retries. The others are kept as long as the journal refers
    /// to them, and all of them while the journal is not available.
    pub rejected_from: i64,
}

impl Kept {
    /// Keeps requests of any age.
    pub const ALL: Self = Self { completed_from: i64::MIN, rejected_from: i64::MIN };

    fn from(self, state: RequestState) -> i64 {
        match state {
            RequestState::Rejected => self.rejected_from,
            RequestState::Completed | RequestState::Other => self.completed_from,
            _ => i64::MIN,
        }
    }

    /// The time of the last change of a request that is too old to be kept.
    pub(in crate::cache) fn too_old(self, request: &ServerRequest) -> Option<i64> {
        request.created.max(request.updated).filter(|at| *at < self.from(request.state))
    }
}

/// Marks a request of this desk of which the journal has purged the row: it is never matched to another row, and no
/// list adds it again.
const PURGED_OWN_ROW: i64 = -1;

pub(in crate::cache) const TABLE: &str = "
CREATE TABLE forgotten (
    connection TEXT NOT NULL,
    request INTEGER NOT NULL,
    told INTEGER NOT NULL,
    PRIMARY KEY (connection, request)
) STRICT, WITHOUT ROWID;
";

const FORGOTTEN_REPORT: &str = "SELECT told FROM forgotten WHERE connection = ?1 AND request = ?2";

const FORGET: &str = "INSERT INTO forgotten (connection, request, told) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Stamp of a connection: the time of the last change among all requests that are not kept. What is earlier than this may
/// have been followed by one of them.
pub const NOT_KEPT_STAMP: &str = "not-kept";

const NOT_KEPT_UNTIL: &str = "INSERT INTO stamp (connection, what, at) VALUES (?1, ?2, ?3) \
    ON CONFLICT DO UPDATE SET at = max(at, excluded.at)";

pub(super) const HAS_TRIAGE: &str = "EXISTS (SELECT 1 FROM journal.mark WHERE mark.tenant = $of AND mark.request = request.server_id) \
    OR EXISTS (SELECT 1 FROM journal.retry JOIN journal.submission AS again ON again.key = retry.submission \
    WHERE retry.tenant = $of AND retry.request = request.server_id)";

/// Hash of an id, from which the id cannot be recovered.
pub(super) fn hash(id: &str) -> i64 {
    let digest = Sha256::digest(id);
    digest.iter().take(8).fold(0, |hash, byte| (hash << 8) | i64::from(*byte))
}

/// Records that a request, last changed at a time, is not kept.
pub(super) fn forget(cache: &Connection, connection: &str, request: i64, told: i64, at: i64) -> rusqlite::Result<()> {
    cache.prepare_cached(FORGET)?.execute(params![connection, request, told])?;
    cache.prepare_cached(NOT_KEPT_UNTIL)?.execute(params![connection, NOT_KEPT_STAMP, at])?;
    Ok(())
}

/// Statements on the requests of a connection that are not kept.
pub(in crate::cache) struct Forgotten<'a> {
    cache: &'a Connection,
    told: CachedStatement<'a>,
    remember: CachedStatement<'a>,
    marked: Option<CachedStatement<'a>>,
}

/// Result for a request without a row.
pub(in crate::cache) enum Unknown {
    /// It is not kept; `new` if this is its first report.
    NotKept { new: bool },
    /// It is kept; with the number of its first report, if it was known before.
    Kept { told: Option<i64> },
}

impl<'a> Forgotten<'a> {
    pub(in crate::cache) fn prepare(cache: &'a Connection, journal: bool) -> rusqlite::Result<Self> {
        let marked = HAS_TRIAGE.replace("$of", TENANT_ID).replace("request.server_id", "?2");
        let marked = journal.then(|| cache.prepare_cached(&format!("SELECT {marked}")).ok()).flatten();
        Ok(Self {
            cache,
            told: cache.prepare_cached(FORGOTTEN_REPORT)?,
            remember: cache.prepare_cached("DELETE FROM forgotten WHERE connection = ?1 AND request = ?2")?,
            marked,
        })
    }

    pub(in crate::cache) fn meet(
        &mut self,
        connection: &str,
        request: &ServerRequest,
        kept: Kept,
        told: i64,
    ) -> rusqlite::Result<Unknown> {
        let hash = hash(&request.id);
        let known: Option<i64> = self.told.query_row(params![connection, hash], |row| row.get(0)).optional()?;
        if known == Some(PURGED_OWN_ROW) {
            return Ok(Unknown::NotKept { new: false });
        }
        if let Some(at) = kept.too_old(request)
            && !(request.state == RequestState::Rejected && self.is_marked(connection, &request.id))
        {
            if known.is_none() {
                forget(self.cache, connection, hash, told, at)?;
            }
            return Ok(Unknown::NotKept { new: known.is_none() });
        }
        if known.is_some() {
            self.remember.execute(params![connection, hash])?;
        }
        Ok(Unknown::Kept { told: known })
    }

    fn is_marked(&mut self, connection: &str, id: &str) -> bool {
        // If the journal is missing or cannot be queried, which is reported elsewhere, the request counts as marked and
        // is kept.
        let marked = self.marked.as_mut().map(|marked| marked.query_row([connection, id], |row| row.get(0)));
        marked.is_none_or(|asked| asked.unwrap_or(true))
    }
}

/// Whether a request that is not kept had been reported by a mark.
pub(in crate::cache) fn was_told(
    cache: &Connection,
    connection: &str,
    id: &str,
    by: Option<i64>,
) -> rusqlite::Result<bool> {
    cache
        .prepare_cached("SELECT 1 FROM forgotten WHERE connection = ?1 AND request = ?2 AND told <= ?3")?
        .exists(params![connection, hash(id), by])
}

/// Whether the first report of any request that is not kept has this number or a later one.
pub(in crate::cache) fn were_told(cache: &Connection, connection: &str, from: i64) -> rusqlite::Result<bool> {
    cache
        .prepare_cached("SELECT 1 FROM forgotten WHERE connection = ?1 AND told >= ?2 AND told <> ?3")?
        .exists(params![connection, from, PURGED_OWN_ROW])
}

/// Records that the journal purged the request's row.
pub(in crate::cache) fn disown(cache: &Connection, connection: &str, id: &str) -> rusqlite::Result<()> {
    cache
        .prepare_cached("INSERT OR REPLACE INTO forgotten (connection, request, told) VALUES (?1, ?2, ?3)")?
        .execute(params![connection, hash(id), PURGED_OWN_ROW])?;
    Ok(())
}

/// Deletes these records, because the journal's purges will be copied again.
pub(in crate::cache) fn own_again(cache: &Connection) -> rusqlite::Result<()> {
    cache.execute("DELETE FROM forgotten WHERE told = ?1", [PURGED_OWN_ROW])?;
    Ok(())
}

pub(in crate::cache) fn forget_all(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
    cache.prepare_cached("DELETE FROM forgotten WHERE connection = ?1")?.execute([connection])?;
    Ok(())
}
