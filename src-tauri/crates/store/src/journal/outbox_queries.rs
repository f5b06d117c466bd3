//! Queries on outbox rows: waiting rows, rows due for a poll, and the outcome of a row.

use std::sync::LazyLock;

use rusqlite::{OptionalExtension, named_params, params};

use super::{
    database::Journal,
    outbox_row::OutboxRow,
    outbox_table,
    queue_entry::{self, IN_QUEUE, QueueEntry},
    timeline::TimelineStep,
};
use crate::{Error, request_state::RequestState};

static IN_OUTBOX: LazyLock<String> = LazyLock::new(|| format!("({IN_QUEUE} OR (state = 'unknown' AND closed = 0))"));

impl Journal {
    pub fn get(&self, key: &str) -> Result<Option<OutboxRow>, Error> {
        Ok(outbox_table::by_key(&self.read(), key)?)
    }

    /// The whole send queue of all connections: rows that have not been sent or are on the wire.
    pub fn waiting(&self) -> Result<Vec<QueueEntry>, Error> {
        Ok(queue_entry::all(&self.read())?)
    }

    /// A page of the outbox of some connections, in the order of sending. Rows of unknown outcome and rows on the wire are
    /// first.
    pub fn outbox(&self, connections: &[String], offset: u32, limit: u32) -> Result<Vec<OutboxRow>, Error> {
        let connections = serde_json::Value::from(connections).to_string();
        Ok(outbox_table::select(
            &self.read(),
            &format!(
                "WHERE {} AND connection IN (SELECT value FROM json_each(:connections)) \
                 ORDER BY state NOT IN ('unknown', 'sending'), state <> 'unknown', rank, seq LIMIT :limit OFFSET :offset",
                *IN_OUTBOX
            ),
            named_params! { ":connections": connections, ":limit": limit, ":offset": offset },
        )?)
    }

    /// Number of rows in the outbox by connection.
    pub fn outbox_counts(&self) -> Result<Vec<(String, u32)>, Error> {
        let guard = self.read();
        let counts = format!("SELECT connection, count(*) FROM submission WHERE {} GROUP BY connection", *IN_OUTBOX);
        let mut statement = guard.prepare_cached(&counts)?;
        let counts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.collect::<Result<_, _>>()?)
    }

    /// Accepted rows of a connection without a final state that are due for a status check, the longest overdue first.
    pub fn due(&self, connection: &str, now: i64, limit: u32) -> Result<Vec<OutboxRow>, Error> {
        Ok(outbox_table::select(
            &self.read(),
            "WHERE state IN ('pending', 'other') AND unwatched = 0 AND next_look <= :now AND connection = :connection \
             ORDER BY next_look LIMIT :limit",
            named_params! { ":connection": connection, ":now": now, ":limit": limit },
        )?)
    }

    /// Time of the next status check after `after`.
    pub fn next_watch(&self, after: i64) -> Result<Option<i64>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT min(next_look) FROM submission \
             WHERE state IN ('pending', 'other') AND unwatched = 0 AND next_look > ?1",
        )?;
        Ok(statement.query_row([after], |row| row.get(0))?)
    }

    /// Rows of unknown outcome, of all connections.
    pub fn unknown(&self) -> Result<Vec<OutboxRow>, Error> {
        Ok(outbox_table::select(&self.read(), "WHERE state = 'unknown' ORDER BY sent, seq", [])?)
    }

    /// Rows that the server has answered with an id, newest first; `before` is the key of the last row that was read.
    pub fn answered(&self, connection: &str, before: Option<&str>, limit: u32) -> Result<Vec<OutboxRow>, Error> {
        Ok(outbox_table::select(
            &self.read(),
            "WHERE connection = :connection AND server_id IS NOT NULL AND (:before IS NULL OR key < :before) \
             ORDER BY key DESC LIMIT :limit",
            named_params! { ":connection": connection, ":before": before, ":limit": limit },
        )?)
    }

    /// Rows that the server has answered with an id and that changed after `change`, of all connections; each with the
    /// number of its last change.
    pub fn answered_after(&self, change: i64, limit: u32) -> Result<Vec<(i64, OutboxRow)>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT change, key FROM submission WHERE change > ?1 AND server_id IS NOT NULL ORDER BY change LIMIT ?2",
        )?;
        let changed = statement.query_map(params![change, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut rows = Vec::new();
        for changed in changed.collect::<Result<Vec<(i64, String)>, _>>()? {
            rows.extend(outbox_table::by_key(&guard, &changed.1)?.map(|row| (changed.0, row)));
        }
        Ok(rows)
    }

    /// Server objects of the newest three requests for a card, box or service.
    pub fn told_of(&self, connection: &str, entity: &str) -> Result<Vec<serde_json::Value>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT server FROM submission CROSS JOIN answer ON submission = seq \
             WHERE connection = ?1 AND ?2 IN (smartcard, service, set_top_box) AND server IS NOT NULL \
             ORDER BY seq DESC LIMIT 3",
        )?;
        let told = statement.query_map([connection, entity], |row| outbox_table::json(row, "server"))?;
        Ok(told.collect::<Result<_, _>>()?)
    }

    /// Number of rows of a connection in each state without an outcome, excluding rows of unknown outcome that were
    /// closed.
    pub fn counts(&self, connection: &str) -> Result<Vec<(RequestState, u32)>, Error> {
        let guard = self.read();
        // Answered from the index alone; closed rows are few and subtracted afterwards.
        let mut statement = guard.prepare_cached(
            "SELECT state, count(*) FROM submission WHERE connection = ?1 \
             AND state IN ('held', 'queued', 'sending', 'not-sent', 'unknown', 'pending', 'other') GROUP BY state",
        )?;
        let counts = statement.query_map([connection], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: Vec<(RequestState, u32)> = counts.collect::<Result<_, _>>()?;
        let closed: u32 = guard
            .prepare_cached("SELECT count(*) FROM submission WHERE state = 'unknown' AND connection = ?1 AND closed")?
            .query_row([connection], |row| row.get(0))?;
        for (_, count) in counts.iter_mut().filter(|(state, _)| *state == RequestState::Unknown) {
            *count = count.saturating_sub(closed);
        }
        Ok(counts)
    }

    /// Whether a connection still has rows that have not been sent.
    pub fn waits_in(&self, connection: &str) -> Result<bool, Error> {
        let guard = self.read();
        let mut statement =
            guard.prepare_cached(&format!("SELECT 1 FROM submission WHERE connection = ?1 AND {IN_QUEUE} LIMIT 1"))?;
        Ok(statement.query_row([connection], |_| Ok(())).optional()?.is_some())
    }

    /// The timeline of a row, oldest first.
    pub fn steps(&self, key: &str) -> Result<Vec<TimelineStep>, Error> {
        let connection = self.read();
        let mut statement =
            connection.prepare_cached("SELECT at, step, detail, by FROM step WHERE submission = ?1 ORDER BY rowid")?;
        let steps = statement.query_map([key], |row| {
            Ok(TimelineStep { at: row.get(0)?, step: row.get(1)?, detail: row.get(2)?, by: row.get(3)? })
        })?;
        Ok(steps.collect::<Result<_, _>>()?)
    }
}
