//! Orders the server's reports by numbers instead of times, because clocks may be changed.
//!
//! A request that the server reports for the first time gets a number above all earlier ones (`first_seen`), and so
//! does each reading of the lists when it starts. A mark, stored with a request before it is sent, records the highest
//! number at that time. Numbers are only comparable within a generation: a cache that was recreated, or that lost
//! reports, starts another one.

use rusqlite::{Connection, params};

use super::purged_ids;
use crate::{
    Error,
    cache::{
        database::{Cache, lock},
        stamps::{set_stamp, stamp},
    },
    mirror_mark::MirrorMark,
};

/// Stamps that belong to no connection.
const GENERATION_STAMP: (&str, &str) = ("", "generation");
const LAST_REPORT_STAMP: (&str, &str) = ("", "told");
/// Stamps of a connection: the number at which its data was last deleted, and the number by which its lists had been
/// read completely for the first time.
const DELETED_STAMP: &str = "told-anew";
const READ_WHOLE_STAMP: &str = "told-whole";

/// Meaning of a mark for the requests of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// None: the mark is of another cache, or the connection's requests were deleted since.
    Nothing,
    /// Requests that were reported by then were known. Requests that were reported later may still be older.
    Reported,
    /// The lists had been read completely by then, so requests that were reported later are new.
    Whole,
}

/// Whether a request on the wire or of unknown outcome, or a field request, has a mark of this generation beyond this
/// number.
const MARK_BEYOND: &str = "SELECT EXISTS (SELECT 1 FROM journal.submission WHERE state IN ('sending', 'unknown') \
    AND mirror_generation = ?1 AND mirror_seq > ?2) \
    OR EXISTS (SELECT 1 FROM journal.field_note WHERE mirror_generation = ?1 AND mirror_seq > ?2)";

impl Cache {
    /// The present mark, from memory.
    pub fn mark(&self) -> MirrorMark {
        *lock(&self.mark)
    }

    /// Starts a reading of the lists; marks stored earlier have a smaller number.
    pub fn begin_reading(&self) -> Result<MirrorMark, Error> {
        self.write(|writer| {
            let transaction = writer.transaction()?;
            let seq = next(&transaction)?;
            advance(&transaction, seq)?;
            transaction.commit()?;
            self.reached(seq);
            Ok(())
        })?;
        Ok(self.mark())
    }

    /// Records that the lists of a connection have been read completely.
    pub fn read_whole(&self, connection: &str) -> Result<(), Error> {
        self.write(|writer| match stamp(writer, connection, READ_WHOLE_STAMP)? {
            Some(_) => Ok(()),
            None => set_stamp(writer, connection, READ_WHOLE_STAMP, next(writer)? - 1),
        })
    }

    /// Present meaning of a mark; [`Reach::Nothing`] without a mark.
    pub fn reach(&self, connection: &str, mark: Option<MirrorMark>) -> Result<Reach, Error> {
        self.mending(|| reach(&lock(&self.reader), connection, mark))
    }

    /// Those of the ids that the server had reported by a mark, and the meaning of the mark. It runs for each answer to
    /// a write and does not follow the journal first, because only the server's reports matter.
    pub fn known_by(
        &self,
        connection: &str,
        ids: &[String],
        mark: Option<MirrorMark>,
    ) -> Result<(Reach, Vec<String>), Error> {
        self.mending(|| {
            let reader = lock(&self.reader);
            let mut told = reader.prepare_cached(
                "SELECT 1 FROM request WHERE connection = ?1 AND server_id = ?2 AND first_seen <= ?3",
            )?;
            let mut known = Vec::new();
            for id in ids {
                let by = mark.map(|mark| mark.seq);
                if told.exists(params![connection, id, by])? || purged_ids::was_told(&reader, connection, id, by)? {
                    known.push(id.clone());
                }
            }
            // Read last, because another thread may delete the requests meanwhile.
            let reach = reach(&reader, connection, mark)?;
            if reach == Reach::Nothing {
                known.clear();
            }
            Ok((reach, known))
        })
    }

    /// Records a committed number. Called while the writer is locked.
    pub(crate) fn reached(&self, seq: i64) {
        lock(&self.mark).seq = seq;
    }
}

/// Determines the mark of a cache that was opened. If a mark in the journal is beyond it, the cache was restored from a
/// backup or lost its last commits, and starts a new generation, because it would assign the same numbers again.
pub(crate) fn open(cache: &mut Connection, journal: bool) -> rusqlite::Result<MirrorMark> {
    let transaction = cache.transaction()?;
    let generation = stamp(&transaction, GENERATION_STAMP.0, GENERATION_STAMP.1)?;
    let last = stamp(&transaction, LAST_REPORT_STAMP.0, LAST_REPORT_STAMP.1)?;
    let known = generation.zip(last).map(|(generation, seq)| MirrorMark { generation, seq });
    let was_put_back = |mark: &MirrorMark| {
        journal
            && transaction
                .query_row(MARK_BEYOND, [mark.generation, mark.seq], |row| row.get(0))
                // Errors of the journal are reported elsewhere. A new generation is safe: it only discards knowledge.
                .unwrap_or(true)
    };
    if let Some(mark) = known.filter(|mark| !was_put_back(mark)) {
        return Ok(mark);
    }
    // Existing rows have smaller numbers, or, if an earlier version wrote them, times.
    let most = "SELECT max((SELECT coalesce(max(first_seen), 0) FROM request), \
        (SELECT coalesce(max(told), 0) FROM forgotten))";
    let seq = transaction.query_row(most, [], |row| row.get(0)).map(|seq: i64| seq.max(last.unwrap_or(0)))?;
    let mark = MirrorMark { generation: transaction.query_row("SELECT random()", [], |row| row.get(0))?, seq };
    set_stamp(&transaction, GENERATION_STAMP.0, GENERATION_STAMP.1, mark.generation)?;
    advance(&transaction, mark.seq)?;
    transaction.commit()?;
    Ok(mark)
}

/// Number of the next report.
pub(crate) fn next(cache: &Connection) -> rusqlite::Result<i64> {
    Ok(stamp(cache, LAST_REPORT_STAMP.0, LAST_REPORT_STAMP.1)?.unwrap_or(0) + 1)
}

pub(crate) fn advance(cache: &Connection, seq: i64) -> rusqlite::Result<()> {
    set_stamp(cache, LAST_REPORT_STAMP.0, LAST_REPORT_STAMP.1, seq)
}

/// Records that the reports of a connection's server were deleted: earlier marks no longer apply to it. Returns the
/// number reached.
pub(crate) fn begin_anew(cache: &Connection, connection: &str) -> rusqlite::Result<i64> {
    let seq = next(cache)?;
    set_stamp(cache, connection, DELETED_STAMP, seq)?;
    advance(cache, seq)?;
    Ok(seq)
}

pub(crate) fn reach(cache: &Connection, connection: &str, mark: Option<MirrorMark>) -> rusqlite::Result<Reach> {
    let generation = stamp(cache, GENERATION_STAMP.0, GENERATION_STAMP.1)?;
    let Some(mark) = mark.filter(|mark| generation == Some(mark.generation)) else { return Ok(Reach::Nothing) };
    if stamp(cache, connection, DELETED_STAMP)?.is_some_and(|anew| mark.seq < anew) {
        return Ok(Reach::Nothing);
    }
    let whole = stamp(cache, connection, READ_WHOLE_STAMP)?.is_some_and(|whole| mark.seq >= whole);
    Ok(if whole { Reach::Whole } else { Reach::Reported })
}
