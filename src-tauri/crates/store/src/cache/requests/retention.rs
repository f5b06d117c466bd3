//! How long others' requests are kept, and how they go: in pieces, with their bytes.
//!
//! Of one that goes, a hash of its id and its number in the order of telling stay: that it was known is decided by these
//! (see [`crate::cache::requests::mirror_mark`]), and so it stays known. Without them a request of last year that a list tells of once more would
//! be news, and could be taken for one that got lost.

use rusqlite::{CachedStatement, Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::cache::{Cache, Mirrored, OF};
use crate::{Error, State};

/// From when on others' requests are kept, by the time at which the server last changed them. What has no such time is kept,
/// and so is what is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Completed ones, those in states that nobody knows, and those that the server lost sight of.
    pub completed_from: i64,
    /// Rejected ones that nobody marked or sent again: the others are kept as long as the journal knows of them, and all of
    /// them while there is no journal that could be asked.
    pub rejected_from: i64,
}

impl Kept {
    /// Whatever its age.
    pub const ALL: Self = Self { completed_from: i64::MIN, rejected_from: i64::MIN };

    fn from(self, state: State) -> i64 {
        match state {
            State::Rejected => self.rejected_from,
            State::Completed | State::Other => self.completed_from,
            _ => i64::MIN,
        }
    }

    /// Whether a request is too old to be kept.
    pub(crate) fn is_too_old(self, request: &Mirrored) -> bool {
        request.created.max(request.updated).is_some_and(|at| at < self.from(request.state))
    }
}

/// How far a purge has come. What it left is not looked at again.
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

/// This desk's own, of which the journal forgot the row: no other row's, whenever that left, and no list brings it back.
const OWN: i64 = -1;

pub(crate) const FORGOTTEN: &str = "
CREATE TABLE forgotten (
    connection TEXT NOT NULL,
    request INTEGER NOT NULL,
    told INTEGER NOT NULL,
    PRIMARY KEY (connection, request)
) STRICT, WITHOUT ROWID;
";

const FIRST_TOLD: &str = "SELECT told FROM forgotten WHERE connection = ?1 AND request = ?2";
const FORGET: &str = "INSERT INTO forgotten (connection, request, told) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Which rows of a state are too old, from a place on. An index has them by `created`, which is not after the last change.
const TOO_OLD: &str = "SELECT seq, server_id, coalesce(first_seen, 0), coalesce(created, ?5) FROM request \
    WHERE connection = ?1 AND state = ?2 AND mine = 0 AND $created AND (created > ?5 OR seq > ?6) \
    AND max(coalesce(created, updated), coalesce(updated, created)) < ?3$rest ORDER BY created, seq LIMIT ?4";
const DATED: &str = "created >= ?5 AND created < ?3";
const UNDATED: &str = "created IS NULL";
const MARKED: &str = "EXISTS (SELECT 1 FROM journal.mark WHERE mark.tenant = $of AND mark.request = request.server_id) \
    OR EXISTS (SELECT 1 FROM journal.retry JOIN journal.submission AS again ON again.key = retry.submission \
    WHERE retry.tenant = $of AND retry.request = request.server_id)";

/// A group that was split has something behind its fingerprint.
const SHAPES: &str = "
WITH known (grp) AS MATERIALIZED (
    SELECT grp FROM journal.knowledge UNION SELECT grp FROM journal.knowledge_past
    UNION SELECT fingerprint FROM journal.grouping UNION SELECT joined FROM journal.grouping WHERE joined IS NOT NULL
), kept (fingerprint) AS MATERIALIZED (
    SELECT fingerprint FROM request WHERE grp IS NOT NULL AND fingerprint IS NOT NULL
    UNION SELECT CASE instr(grp, '~') WHEN 0 THEN grp ELSE substr(grp, 1, instr(grp, '~') - 1) END FROM known
)
DELETE FROM shape WHERE fingerprint NOT IN (SELECT fingerprint FROM kept)";

/// What a statement needs so that FTS5 takes deleted text out of its pages, and what takes that back: whoever rewrites
/// much is spared it.
pub(crate) const SECURE: &str = "INSERT INTO request_text (request_text, rank) VALUES ('secure-delete', 1)";
pub(crate) const AS_USUAL: &str = "INSERT INTO request_text (request_text, rank) VALUES ('secure-delete', 0)";

/// Zeros that are written at a time over pages that hold nothing any more.
const ZEROS: i64 = 1 << 20;

/// Of an id; nobody can tell the id from it.
fn hash(id: &str) -> i64 {
    let digest = Sha256::digest(id);
    digest.iter().take(8).fold(0, |hash, byte| (hash << 8) | i64::from(*byte))
}

/// The requests that are not kept, of one connection.
pub(crate) struct Forgotten<'a> {
    told: CachedStatement<'a>,
    forget: CachedStatement<'a>,
    remember: CachedStatement<'a>,
    marked: Option<CachedStatement<'a>>,
}

/// What becomes of a request of which there is no row.
pub(crate) enum Unknown {
    /// It is not kept. Whether it is told of for the first time.
    NotKept { new: bool },
    /// It is kept. With the number that it had, if it was known once.
    Kept { told: Option<i64> },
}

impl<'a> Forgotten<'a> {
    pub(crate) fn prepare(cache: &'a Connection, journal: bool) -> rusqlite::Result<Self> {
        let marked = MARKED.replace("$of", OF).replace("request.server_id", "?2");
        let marked = journal.then(|| cache.prepare_cached(&format!("SELECT {marked}")).ok()).flatten();
        Ok(Self {
            told: cache.prepare_cached(FIRST_TOLD)?,
            forget: cache.prepare_cached(FORGET)?,
            remember: cache.prepare_cached("DELETE FROM forgotten WHERE connection = ?1 AND request = ?2")?,
            marked,
        })
    }

    pub(crate) fn meet(
        &mut self,
        connection: &str,
        request: &Mirrored,
        kept: Kept,
        told: i64,
    ) -> rusqlite::Result<Unknown> {
        let hash = hash(&request.id);
        let known: Option<i64> = self.told.query_row(params![connection, hash], |row| row.get(0)).optional()?;
        if known == Some(OWN) {
            return Ok(Unknown::NotKept { new: false });
        }
        if kept.is_too_old(request) && !(request.state == State::Rejected && self.is_marked(connection, &request.id)) {
            if known.is_none() {
                self.forget.execute(params![connection, hash, told])?;
            }
            return Ok(Unknown::NotKept { new: known.is_none() });
        }
        if known.is_some() {
            self.remember.execute(params![connection, hash])?;
        }
        Ok(Unknown::Kept { told: known })
    }

    fn is_marked(&mut self, connection: &str, id: &str) -> bool {
        // A journal that is not there or cannot be asked is told of elsewhere. What it may know of stays.
        let marked = self.marked.as_mut().map(|marked| marked.query_row([connection, id], |row| row.get(0)));
        marked.is_none_or(|asked| asked.unwrap_or(true))
    }
}

/// Whether a request that is not kept had been told of by a number.
pub(crate) fn was_told(cache: &Connection, connection: &str, id: &str, by: Option<i64>) -> rusqlite::Result<bool> {
    cache
        .prepare_cached("SELECT 1 FROM forgotten WHERE connection = ?1 AND request = ?2 AND told <= ?3")?
        .exists(params![connection, hash(id), by])
}

/// Whether a request that is not kept was told of first by a number or a later one.
pub(crate) fn were_told(cache: &Connection, connection: &str, from: i64) -> rusqlite::Result<bool> {
    cache
        .prepare_cached("SELECT 1 FROM forgotten WHERE connection = ?1 AND told >= ?2 AND told <> ?3")?
        .exists(params![connection, from, OWN])
}

/// The journal let its row go.
pub(crate) fn disown(cache: &Connection, connection: &str, id: &str) -> rusqlite::Result<()> {
    cache
        .prepare_cached("INSERT OR REPLACE INTO forgotten (connection, request, told) VALUES (?1, ?2, ?3)")?
        .execute(params![connection, hash(id), OWN])?;
    Ok(())
}

/// Which rows the journal let go is brought over again.
pub(crate) fn own_again(cache: &Connection) -> rusqlite::Result<()> {
    cache.execute("DELETE FROM forgotten WHERE told = ?1", [OWN])?;
    Ok(())
}

pub(crate) fn forget_all(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
    cache.prepare_cached("DELETE FROM forgotten WHERE connection = ?1")?.execute([connection])?;
    Ok(())
}

impl Cache {
    /// Takes away at most so many of others' requests that are too old, from a place on, and how many that were; none, when
    /// it is through. What was deleted is overwritten within the file; what SQLite keeps of it beside that goes by
    /// [`Self::overwrite`].
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
            let mut old: Vec<(i64, String, i64)> = Vec::new();
            while let Some((state, sql)) = purged.get(place.step) {
                let left = i64::from(most) - i64::try_from(old.len()).unwrap_or(i64::MAX);
                if left == 0 {
                    break;
                }
                let from = if *state == State::Rejected { kept.rejected_from } else { kept.completed_from };
                let mut statement = transaction.prepare_cached(sql)?;
                let mut rows = statement.query(params![connection, state, from, left, place.created, place.seq])?;
                let mut found = 0;
                while let Some(row) = rows.next()? {
                    old.push((row.get(0)?, row.get(1)?, row.get(2)?));
                    (place.created, place.seq) = (row.get(3)?, row.get(0)?);
                    found += 1;
                }
                if found < left {
                    place = Purged { step: place.step + 1, ..Purged::default() };
                }
            }
            if !old.is_empty() {
                transaction.execute_batch(SECURE)?;
                for (seq, id, told) in &old {
                    transaction.prepare_cached(FORGET)?.execute(params![connection, hash(id), told])?;
                    transaction.prepare_cached("DELETE FROM request WHERE seq = ?1")?.execute([seq])?;
                }
                transaction.execute_batch(AS_USUAL)?;
            }
            transaction.commit()?;
            Ok((u32::try_from(old.len()).unwrap_or(u32::MAX), place))
        })
    }

    /// Takes away what the causes said that no request has any more, here or on another connection, and that the journal
    /// knows nothing of. How many went.
    pub fn purge_shapes(&self) -> Result<usize, Error> {
        if self.journal.is_none() {
            return Ok(0);
        }
        self.follow()?;
        self.write(|writer| writer.execute(SHAPES, []))
    }

    /// What is looked through, one after the other. Nobody knows which rejected ones are marked where there is no journal.
    fn purged(&self) -> Vec<(State, String)> {
        let mut of = vec![
            (State::Completed, String::new()),
            (State::Other, String::new()),
            (State::Pending, " AND unwatched = 1".to_owned()),
        ];
        if self.journal.is_some() {
            of.push((State::Rejected, format!(" AND NOT ({})", MARKED.replace("$of", OF))));
        }
        let sql = |(state, rest): &(State, String)| {
            [UNDATED, DATED].map(|created| (*state, TOO_OLD.replace("$created", created).replace("$rest", rest)))
        };
        of.iter().flat_map(sql).collect()
    }

    /// Writes zeros over a piece of the pages that hold nothing any more but old bytes. `true`: there are more.
    pub fn overwrite(&self) -> Result<bool, Error> {
        self.write(|writer| {
            let number = |what: &str| writer.pragma_query_value(None, what, |row| row.get::<_, i64>(0));
            writer.execute_batch("CREATE TABLE IF NOT EXISTS zeros (zeros BLOB NOT NULL) STRICT")?;
            let (pages, size) = (number("freelist_count")?, number("page_size")?);
            if pages > 0 {
                // A few are left to the row itself.
                let zeros = (pages.saturating_sub(2).max(1) * size).min(ZEROS);
                writer.execute("INSERT INTO zeros VALUES (zeroblob(?1))", [zeros])?;
            }
            Ok(number("freelist_count")? > 0)
        })
    }

    /// Gives a piece of the overwritten pages back. `true`: there are more. At the end the log is emptied too, unless
    /// somebody reads it: then what stands there goes the next time.
    pub fn give_back(&self) -> Result<bool, Error> {
        self.write(|writer| {
            let gone = "DELETE FROM zeros WHERE rowid = (SELECT max(rowid) FROM zeros)";
            let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'zeros')";
            if writer.query_row(there, [], |row| row.get(0))? && writer.execute(gone, [])? > 0 {
                return Ok(true);
            }
            writer.execute_batch("DROP TABLE IF EXISTS zeros")?;
            // The journal is attached: its log is not ours.
            writer.query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(false)
        })
    }
}
