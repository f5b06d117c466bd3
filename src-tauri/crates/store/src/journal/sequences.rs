//! Sequences: requests that were added in one commit, each of which is sent only after the one before it was completed.
//!
//! The commit that ends a row also decides about the next one, so that no crash can come between: it is free after
//! *Completed*, and halted after any ending from which the row cannot get there by itself. Only the user ends a halt.

use rusqlite::{OptionalExtension, params};

use super::{
    database::Journal,
    outbox_row::{InSequence, NewOutboxRow, OutboxRow},
    outbox_table,
    queue_entry::IN_QUEUE,
    timeline::StepKind,
    transaction::Transaction,
};
use crate::{Error, request_state::RequestState};

pub(super) const COLUMNS: &str = "
ALTER TABLE submission ADD COLUMN sequence TEXT;
ALTER TABLE submission ADD COLUMN after TEXT;
ALTER TABLE submission ADD COLUMN in_sequence TEXT;
CREATE INDEX submission_sequence ON submission (sequence) WHERE sequence IS NOT NULL;
CREATE INDEX submission_after ON submission (after) WHERE after IS NOT NULL;
";

const WAITING_STATES: &[RequestState] = &[RequestState::Held, RequestState::Queued, RequestState::NotSent];

/// What a row means for the one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Completed,
    /// It may still complete by itself.
    Open,
    /// It will not complete by itself, or nothing would report that it did.
    Stuck,
}

fn fate(row: &OutboxRow) -> Fate {
    match row.state {
        RequestState::Completed => Fate::Completed,
        RequestState::Held | RequestState::Queued | RequestState::Sending => Fate::Open,
        RequestState::NotSent if row.next_try.is_some() => Fate::Open,
        RequestState::Pending | RequestState::Other if !row.unwatched => Fate::Open,
        _ => Fate::Stuck,
    }
}

impl Transaction<'_> {
    /// Adds the rows of a sequence, in the order of sending. If a row with the key of the first one exists, nothing is
    /// written, and the sequence is returned as it is.
    pub fn add_sequence(&self, rows: Vec<NewOutboxRow>) -> Result<Vec<OutboxRow>, Error> {
        let Some(first) = rows.first().map(|row| row.key.clone()) else { return Ok(Vec::new()) };
        let there = self.sequence(&first)?;
        if !there.is_empty() {
            return Ok(there);
        }
        let single = rows.len() == 1;
        let mut after = None;
        for row in rows {
            let key = row.key.clone();
            let sequence = (!single).then(|| first.clone());
            self.add(NewOutboxRow { sequence, after: after.replace(key), ..row })?;
        }
        self.sequence(&first)
    }

    /// The rows of a sequence, by the key of its first row, in the order of sending.
    pub fn sequence(&self, first: &str) -> Result<Vec<OutboxRow>, Error> {
        Ok(rows_of(self.connection(), first)?)
    }

    /// Frees or halts the row after one that was changed.
    pub(super) fn move_next(&self, row: &OutboxRow, at: i64) -> Result<(), Error> {
        let (now, step) = match fate(row) {
            Fate::Open => return Ok(()),
            Fate::Completed => (None, StepKind::Queued),
            Fate::Stuck => (Some(InSequence::Halted), StepKind::Halted),
        };
        let waiting = "SELECT key FROM submission WHERE after = ?1 AND in_sequence = 'waits' AND state <> 'cancelled'";
        let next: Option<String> =
            self.connection().prepare_cached(waiting)?.query_row([&row.key], |row| row.get(0)).optional()?;
        if let Some(next) = next {
            self.change(&next, WAITING_STATES, at, |next| {
                next.in_sequence = now;
                vec![(step, None)]
            })?;
        }
        Ok(())
    }

    /// Goes on with a halted row. Where rows before it were cancelled and an earlier one may still complete, it waits for
    /// that one instead.
    pub fn continue_sequence(&self, key: &str, at: i64) -> Result<Option<OutboxRow>, Error> {
        let mut before = self.get(key)?.and_then(|row| row.after);
        while let Some(row) = before.as_deref().map(|key| self.get(key)).transpose()?.flatten() {
            if row.state != RequestState::Cancelled {
                break;
            }
            before = row.after;
        }
        let open = match &before {
            Some(key) => self.get(key)?.is_some_and(|row| fate(&row) == Fate::Open),
            None => false,
        };
        let halted = |row: &OutboxRow| row.in_sequence == Some(InSequence::Halted);
        self.change_if(key, WAITING_STATES, at, halted, |row| {
            if open {
                row.after = before;
                row.in_sequence = Some(InSequence::Waits);
            } else {
                row.in_sequence = None;
            }
            row.waits_since = Some(at);
            vec![(StepKind::Queued, None)]
        })
    }

    /// Cancels a row and all rows after it in its sequence that have not left. Returns the cancelled rows, the last
    /// first.
    pub fn drop_sequence(&self, key: &str, at: i64) -> Result<Vec<OutboxRow>, Error> {
        let later = "SELECT key FROM submission WHERE key = ?1 OR (sequence = (SELECT sequence FROM submission WHERE key = ?1) \
            AND seq > (SELECT seq FROM submission WHERE key = ?1)) ORDER BY seq DESC";
        let keys: Vec<String> = {
            let mut statement = self.connection().prepare_cached(later)?;
            statement.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut dropped = Vec::new();
        // From the last to the first, so that none of them halts before it is cancelled.
        for key in keys {
            dropped.extend(self.change(&key, WAITING_STATES, at, |row| {
                row.state = RequestState::Cancelled;
                row.held_until = None;
                row.next_try = None;
                row.waits_since = None;
                row.in_sequence = None;
                (row.undecided, row.doubt) = (false, None);
                vec![(StepKind::Cancelled, None)]
            })?);
        }
        Ok(dropped)
    }

    /// Halts rows whose predecessor will not complete by itself any more, after a change that passed by
    /// [`Self::change`].
    pub fn halt_stuck(&self, connection: &str, at: i64) -> Result<(), Error> {
        let waited_for = "SELECT DISTINCT after FROM submission WHERE connection = ?1 AND in_sequence = 'waits'";
        let keys: Vec<String> = {
            let mut statement = self.connection().prepare_cached(waited_for)?;
            statement.query_map([connection], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for key in keys {
            if let Some(row) = self.get(&key)? {
                self.move_next(&row, at)?;
            }
        }
        Ok(())
    }
}

impl Journal {
    /// The rows of a sequence, by the key of its first row, in the order of sending.
    pub fn sequence(&self, first: &str) -> Result<Vec<OutboxRow>, Error> {
        Ok(rows_of(&self.read(), first)?)
    }

    /// Keys of the first rows of the sequences of a connection that have not ended.
    pub fn open_sequences(&self, connection: &str) -> Result<Vec<String>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT DISTINCT sequence FROM submission WHERE sequence IS NOT NULL AND connection = ?1 \
             AND ({IN_QUEUE} OR (state IN ('pending', 'other') AND unwatched = 0)) ORDER BY sequence"
        ))?;
        let keys = statement.query_map(params![connection], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }
}

fn rows_of(connection: &rusqlite::Connection, first: &str) -> rusqlite::Result<Vec<OutboxRow>> {
    outbox_table::select(connection, "WHERE key = ?1 OR sequence = ?1 ORDER BY seq", [first])
}

#[cfg(test)]
mod tests;
