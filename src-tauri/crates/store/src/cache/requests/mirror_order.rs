//! In what order servers told of requests: by numbers, because clocks are set.
//!
//! What a server tells anew has a number above all before (`first_seen`), and so has each reading of the lists when it
//! begins. A mark, noted with a request before it leaves, says how far the cache had been told by then. Numbers are
//! compared within a generation: a cache that was made anew, or that lost what it had been told, is of another.

use rusqlite::{Connection, params};

use super::forgotten;
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
const LAST_TOLD_STAMP: (&str, &str) = ("", "told");
/// Stamps of a connection: the number from which on it is told of anew, and the one by which its lists had first been
/// read to their ends.
const TOLD_ANEW_STAMP: &str = "told-anew";
const TOLD_WHOLE_STAMP: &str = "told-whole";

/// What a mark says of the requests of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing: it is of another cache, or the connection's requests were forgotten since.
    Nothing,
    /// What had been told by then was known. What was told later may be older all the same.
    Told,
    /// The lists had been read to their ends by then, so that what was told later was new.
    Whole,
}

/// A request that is the caller's own, or a row of the field, waits with a mark of that generation, and that far.
const WAITS_FOR_MORE: &str = "SELECT EXISTS (SELECT 1 FROM journal.submission WHERE state IN ('sending', 'unknown') \
    AND mirror_generation = ?1 AND mirror_seq > ?2) \
    OR EXISTS (SELECT 1 FROM journal.field_note WHERE mirror_generation = ?1 AND mirror_seq > ?2)";

impl Cache {
    /// How far it has been told. From memory.
    pub fn mark(&self) -> MirrorMark {
        *lock(&self.mark)
    }

    /// A reading of the lists begins: what was noted before has a smaller number.
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

    /// The lists of a connection have been read to their ends.
    pub fn read_whole(&self, connection: &str) -> Result<(), Error> {
        self.write(|writer| match stamp(writer, connection, TOLD_WHOLE_STAMP)? {
            Some(_) => Ok(()),
            None => set_stamp(writer, connection, TOLD_WHOLE_STAMP, next(writer)? - 1),
        })
    }

    /// What a mark still says; nothing, where there is none.
    pub fn reach(&self, connection: &str, mark: Option<MirrorMark>) -> Result<Reach, Error> {
        self.mending(|| reach(&lock(&self.reader), connection, mark))
    }

    /// Those of the ids that the server had told of by a mark, and what the mark says at all. Asked with each answer to a
    /// write, so nothing of the journal is brought over for it: that has nothing to do with what a server told.
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
                if told.exists(params![connection, id, by])? || forgotten::was_told(&reader, connection, id, by)? {
                    known.push(id.clone());
                }
            }
            // Last, because somebody may forget them meanwhile.
            let reach = reach(&reader, connection, mark)?;
            if reach == Reach::Nothing {
                known.clear();
            }
            Ok((reach, known))
        })
    }

    /// Whoever writes has committed a number. Called while the writer is held.
    pub(crate) fn reached(&self, seq: i64) {
        lock(&self.mark).seq = seq;
    }
}

/// How far a cache that was opened has been told. One that a mark in the journal goes beyond was put back, or lost its
/// last moments: its numbers would be given again.
pub(crate) fn open(cache: &mut Connection, journal: bool) -> rusqlite::Result<MirrorMark> {
    let transaction = cache.transaction()?;
    let generation = stamp(&transaction, GENERATION_STAMP.0, GENERATION_STAMP.1)?;
    let last = stamp(&transaction, LAST_TOLD_STAMP.0, LAST_TOLD_STAMP.1)?;
    let known = generation.zip(last).map(|(generation, seq)| MirrorMark { generation, seq });
    let was_put_back = |mark: &MirrorMark| {
        journal
            && transaction
                .query_row(WAITS_FOR_MORE, [mark.generation, mark.seq], |row| row.get(0))
                // A journal that cannot be asked is told of elsewhere. To know less is safe.
                .unwrap_or(true)
    };
    if let Some(mark) = known.filter(|mark| !was_put_back(mark)) {
        return Ok(mark);
    }
    // Rows of before have smaller numbers, or the times that stood there once.
    let most = "SELECT max((SELECT coalesce(max(first_seen), 0) FROM request), \
        (SELECT coalesce(max(told), 0) FROM forgotten))";
    let seq = transaction.query_row(most, [], |row| row.get(0)).map(|seq: i64| seq.max(last.unwrap_or(0)))?;
    let mark = MirrorMark { generation: transaction.query_row("SELECT random()", [], |row| row.get(0))?, seq };
    set_stamp(&transaction, GENERATION_STAMP.0, GENERATION_STAMP.1, mark.generation)?;
    advance(&transaction, mark.seq)?;
    transaction.commit()?;
    Ok(mark)
}

/// The number of what is told next.
pub(crate) fn next(cache: &Connection) -> rusqlite::Result<i64> {
    Ok(stamp(cache, LAST_TOLD_STAMP.0, LAST_TOLD_STAMP.1)?.unwrap_or(0) + 1)
}

pub(crate) fn advance(cache: &Connection, seq: i64) -> rusqlite::Result<()> {
    set_stamp(cache, LAST_TOLD_STAMP.0, LAST_TOLD_STAMP.1, seq)
}

/// What a connection's server told is forgotten: marks of before say nothing of it. Answers the number reached.
pub(crate) fn begin_anew(cache: &Connection, connection: &str) -> rusqlite::Result<i64> {
    let seq = next(cache)?;
    set_stamp(cache, connection, TOLD_ANEW_STAMP, seq)?;
    advance(cache, seq)?;
    Ok(seq)
}

pub(crate) fn reach(cache: &Connection, connection: &str, mark: Option<MirrorMark>) -> rusqlite::Result<Reach> {
    let generation = stamp(cache, GENERATION_STAMP.0, GENERATION_STAMP.1)?;
    let Some(mark) = mark.filter(|mark| generation == Some(mark.generation)) else { return Ok(Reach::Nothing) };
    if stamp(cache, connection, TOLD_ANEW_STAMP)?.is_some_and(|anew| mark.seq < anew) {
        return Ok(Reach::Nothing);
    }
    let whole = stamp(cache, connection, TOLD_WHOLE_STAMP)?.is_some_and(|whole| mark.seq >= whole);
    Ok(if whole { Reach::Whole } else { Reach::Told })
}
