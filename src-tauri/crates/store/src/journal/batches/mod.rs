//! Stores batches (retries or rows of a sheet that are started together) and their progress.
//!
//! A batch row and the outbox row that is made of it are linked in one commit ([`Transaction::take_row`](super::Transaction::take_row)), so that a crash
//! neither sends a row twice nor forgets one.
//!
//! Here are the tables and the reading of rows. Not here: what a row sends, and the pace of a batch (`desk`).

mod progress;
mod record;
mod taking;
mod types;

use rusqlite::{Connection, Row, named_params, params};

pub use self::types::{
    ACTIVE_BATCH_STATES, Batch, BatchCounts, BatchKind, BatchPart, BatchRow, BatchState, Chosen, Ended, LeftOut,
    OriginRecord, Pace, PauseReason, Plan, RowOrigin, SheetOrigin, Taken,
};
use super::{database::Journal, outbox_row::OutboxRow, outbox_table::json, transaction::Transaction};
use crate::Error;

/// Batches, and the rejected requests that were chosen for each.
pub(super) const TABLES: &str = "
CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    state TEXT NOT NULL,
    paused TEXT,
    created INTEGER NOT NULL,
    title TEXT,
    error TEXT
) STRICT;
CREATE TABLE batch_row (
    batch TEXT NOT NULL,
    place INTEGER NOT NULL,
    request TEXT NOT NULL,
    key TEXT NOT NULL,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    form TEXT,
    left_out TEXT,
    missing TEXT,
    submission TEXT,
    PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_row_submission ON batch_row (submission);
CREATE INDEX batch_row_left ON batch_row (batch, place) WHERE left_out IS NULL AND submission IS NULL;
";

/// Rows of sheets are in the table of rejected requests, without a request. Pace: see [`Pace`]; `done_after`: see [`SheetOrigin`].
pub(super) const ROWS_OF_SHEETS: &str = "
ALTER TABLE batch ADD COLUMN kind TEXT NOT NULL DEFAULT 'retries';
ALTER TABLE batch ADD COLUMN per_hour INTEGER;
ALTER TABLE batch ADD COLUMN hours_from INTEGER;
ALTER TABLE batch ADD COLUMN hours_until INTEGER;
ALTER TABLE batch ADD COLUMN most_open INTEGER NOT NULL DEFAULT 20;
ALTER TABLE batch_row RENAME TO batch_row_before;
CREATE TABLE batch_row (
    batch TEXT NOT NULL,
    place INTEGER NOT NULL,
    request TEXT,
    key TEXT,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,
    done_after INTEGER,
    form TEXT,
    left_out TEXT,
    missing TEXT,
    mapped TEXT,
    submission TEXT,
    PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;
INSERT INTO batch_row (batch, place, request, key, rejected_at, fingerprint, form, left_out, missing, mapped, submission)
    SELECT batch, place, request, key, rejected_at, fingerprint, form, left_out, missing, mapped, submission
    FROM batch_row_before;
DROP TABLE batch_row_before;
CREATE INDEX batch_row_submission ON batch_row (submission) WHERE submission IS NOT NULL;
CREATE INDEX batch_row_left ON batch_row (batch, place) WHERE left_out IS NULL AND submission IS NULL;
";

/// Number of rows that are sent ahead of the rest of the batch.
const CANARY_ROWS: u32 = 3;

const ROW_COLUMNS: &str = "place, request, key, rejected_at, fingerprint, form, left_out, missing, batch_row.submission, mapped, again, done_after";
const READY: &str = "form IS NOT NULL AND left_out IS NULL";
const NOT_ENDED: &str = "(state IN ('held', 'queued', 'sending', 'pending', 'other') \
    OR (state = 'not-sent' AND next_try IS NOT NULL))";
const FAILED: &str = "(state IN ('refused', 'cancelled') OR (state = 'not-sent' AND next_try IS NULL))";
/// Whether mappings of CA ids concern a row.
const WITH_CA_IDS: &str = "(missing IS NOT NULL OR mapped IS NOT NULL) AND coalesce(left_out, 'missing') = 'missing'";
const ROW_SOURCE: &str = "FROM batch_row LEFT JOIN (SELECT key AS sent_key, state, next_try FROM submission) \
    ON sent_key = batch_row.submission WHERE batch = :batch";

impl Transaction<'_> {
    /// Planned rows that are not in the outbox and either lack an input or have one whose CA id has a mapping.
    pub fn rows_with_ca_ids(&self, batch: &str) -> Result<Vec<BatchRow>, Error> {
        Ok(rows_where(
            self.connection(),
            batch,
            &format!("AND {WITH_CA_IDS} AND batch_row.submission IS NULL"),
            u32::MAX,
            0,
        )?)
    }
}

impl Journal {
    /// Rows that are not planned yet.
    pub fn unplanned(&self, batch: &str, limit: u32) -> Result<Vec<BatchRow>, Error> {
        self.rows_where(batch, "AND form IS NULL AND left_out IS NULL AND submission IS NULL", limit, 0)
    }

    /// Rows that are ready and not in the outbox yet.
    pub fn ready_rows(&self, batch: &str, limit: u32) -> Result<Vec<BatchRow>, Error> {
        let guard = self.read();
        // By the index of the rows that are left. Without its name, SQLite reads all rows before them, again and again.
        let mut statement = guard.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS} FROM batch_row INDEXED BY batch_row_left \
             WHERE batch = ?1 AND {READY} AND submission IS NULL ORDER BY place LIMIT ?2"
        ))?;
        Ok(statement.query_map(params![batch, limit], read_row)?.collect::<Result<_, _>>()?)
    }

    /// The rows that are sent ahead of the others, each with its request if it has one.
    pub fn canary(&self, batch: &str) -> Result<Vec<(BatchRow, Option<OutboxRow>)>, Error> {
        let rows = self.rows_where(batch, &format!("AND {READY}"), CANARY_ROWS, 0)?;
        rows.into_iter()
            .map(|row| {
                let sent = row.submission.as_deref().map(|key| self.get(key)).transpose()?.flatten();
                Ok((row, sent))
            })
            .collect()
    }

    /// One page of a batch's rows in their order, and the total number of rows of that part.
    pub fn batch_rows(
        &self,
        batch: &str,
        part: BatchPart,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<BatchRow>, u32), Error> {
        let rest = match part {
            BatchPart::All => String::new(),
            BatchPart::Ready => format!("AND {READY}"),
            BatchPart::LeftOut => "AND left_out IS NOT NULL".to_owned(),
            BatchPart::Failed => format!("AND (state IN ('rejected', 'unknown') OR {FAILED})"),
        };
        let total = {
            let guard = self.read();
            let mut statement = guard.prepare_cached(&format!("SELECT count(*) {ROW_SOURCE} {rest}"))?;
            statement.query_row(named_params! { ":batch": batch }, |row| row.get(0))?
        };
        Ok((self.rows_where(batch, &rest, limit, offset)?, total))
    }

    /// Rows that either lack an input or have one whose CA id has a mapping.
    pub fn rows_with_ca_ids(&self, batch: &str) -> Result<Vec<BatchRow>, Error> {
        self.rows_where(batch, &format!("AND {WITH_CA_IDS}"), u32::MAX, 0)
    }

    fn rows_where(&self, batch: &str, rest: &str, limit: u32, offset: u32) -> Result<Vec<BatchRow>, Error> {
        Ok(rows_where(&self.read(), batch, rest, limit, offset)?)
    }
}

fn rows_where(from: &Connection, batch: &str, rest: &str, limit: u32, offset: u32) -> rusqlite::Result<Vec<BatchRow>> {
    let mut statement = from.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} {ROW_SOURCE} {rest} ORDER BY place LIMIT :limit OFFSET :offset"
    ))?;
    let params = named_params! { ":batch": batch, ":limit": limit, ":offset": offset };
    statement.query_map(params, read_row)?.collect()
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    let value = |column: &str| match row.get_ref(column)?.as_str_or_null()? {
        Some(_) => json(row, column).map(Some),
        None => Ok(None),
    };
    Ok(BatchRow {
        place: row.get(0)?,
        origin: match row.get::<_, Option<String>>(1)? {
            Some(request) => {
                let (key, rejected_at) = (row.get(2)?, row.get(3)?);
                RowOrigin::Rejected(Chosen { request, key, rejected_at, fingerprint: row.get(4)? })
            }
            None => RowOrigin::Sheet(SheetOrigin {
                fingerprint: row.get(4)?,
                again: row.get("again")?,
                done_after: row.get("done_after")?,
                by_other_numbers: Vec::new(),
            }),
        },
        form: value("form")?,
        gap: row.get(6)?,
        missing: value("missing")?,
        mapped: value("mapped")?,
        submission: row.get(8)?,
    })
}

#[cfg(test)]
mod tests;
