//! What became of the rows of a batch that were sent.

use rusqlite::{Connection, named_params};

use super::{BatchCounts, Ended, FAILED, NOT_ENDED, READY, ROW_SOURCE};
use crate::{
    Error,
    journal::{database::Journal, transaction::Transaction},
};

impl Transaction<'_> {
    pub fn batch_counts(&self, id: &str) -> Result<BatchCounts, Error> {
        Ok(counts(self.connection(), id)?)
    }
}

impl Journal {
    pub fn batch_counts(&self, id: &str) -> Result<BatchCounts, Error> {
        Ok(counts(&self.read(), id)?)
    }

    /// Number of requests of a batch that have no outcome yet and will get one without the operator.
    pub fn awaited_in(&self, batch: &str) -> Result<u32, Error> {
        let guard = self.read();
        // Uses the index on the state: rows without an outcome are few.
        let mut statement = guard.prepare_cached(&format!(
            "SELECT count(*) FROM submission CROSS JOIN batch_row ON batch_row.submission = submission.key \
             WHERE state IN ('held', 'queued', 'sending', 'pending', 'other', 'not-sent') AND {NOT_ENDED} \
             AND NOT unwatched AND batch = ?1"
        ))?;
        Ok(statement.query_row([batch], |row| row.get(0))?)
    }

    /// Number of requests of a batch that wait in the outbox.
    pub fn queued_in(&self, batch: &str) -> Result<u32, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT count(*) FROM submission CROSS JOIN batch_row ON batch_row.submission = submission.key \
             WHERE (state IN ('held', 'queued') OR (state = 'not-sent' AND next_try IS NOT NULL)) AND batch = ?1",
        )?;
        Ok(statement.query_row([batch], |row| row.get(0))?)
    }

    /// Requests of a batch that ended, or that changed since they ended, in the order of their changes after `after`.
    pub fn ended_in(&self, batch: &str, after: i64) -> Result<Vec<Ended>, Error> {
        let guard = self.read();
        // Uses the index on the change: few rows are newer than `after`.
        let mut statement = guard.prepare_cached(&format!(
            "SELECT submission.key, state, error_code, error_text, change FROM submission CROSS JOIN batch_row \
             ON batch_row.submission = submission.key \
             WHERE change > :after AND batch = :batch AND NOT {NOT_ENDED} ORDER BY change, place"
        ))?;
        let ended = statement.query_map(named_params! { ":batch": batch, ":after": after }, |row| {
            Ok(Ended {
                key: row.get(0)?,
                state: row.get(1)?,
                error_code: row.get(2)?,
                error_text: row.get(3)?,
                change: row.get(4)?,
            })
        })?;
        Ok(ended.collect::<Result<_, _>>()?)
    }
}

fn counts(connection: &Connection, id: &str) -> rusqlite::Result<BatchCounts> {
    let count = |condition: &str| format!("count(*) FILTER (WHERE {condition})");
    let columns = [
        "count(*)".to_owned(),
        count("form IS NOT NULL OR left_out IS NOT NULL"),
        count(READY),
        count("left_out IS NOT NULL"),
        count("batch_row.submission IS NOT NULL"),
        count(NOT_ENDED),
        count("state = 'completed'"),
        count("state = 'rejected'"),
        count(FAILED),
        count("state = 'unknown'"),
    ];
    connection.prepare_cached(&format!("SELECT {} {ROW_SOURCE}", columns.join(", ")))?.query_row(
        named_params! { ":batch": id },
        |row| {
            Ok(BatchCounts {
                total: row.get(0)?,
                looked_at: row.get(1)?,
                ready: row.get(2)?,
                left_out: row.get(3)?,
                sent: row.get(4)?,
                open: row.get(5)?,
                completed: row.get(6)?,
                rejected: row.get(7)?,
                failed: row.get(8)?,
                unknown: row.get(9)?,
            })
        },
    )
}
