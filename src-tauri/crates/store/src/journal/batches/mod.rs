//! Stores batches (retries or rows of a sheet that are started together) and their progress.
//!
//! A batch row and the outbox row that is made of it are linked in one commit ([`Transaction::take_row`](super::Transaction::take_row)), so that a crash
//! neither sends a row twice nor forgets one.
//!
//! Not here: what a row sends, and the pace of a batch (`desk`).

mod types;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::Value;

pub use self::types::{
    ACTIVE_BATCH_STATES, Batch, BatchCounts, BatchKind, BatchPart, BatchRow, BatchState, Chosen, Ended, LeftOut,
    OriginRecord, Pace, PauseReason, Plan, RowOrigin, SheetOrigin, Taken,
};
use super::{
    database::Journal,
    outbox_row::{NewOutboxRow, OutboxRow},
    outbox_table::json,
    tenant::ids,
    timeline::StepKind,
    transaction::Transaction,
};
use crate::{
    Error,
    identity::{Identity, Tenant},
    request_state::RequestState,
};

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

/// Rows of sheets are in the table of rejected requests, without a request. Pace: see [`Pace`].
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

const BATCH_COLUMNS: &str = "batch.id, connection, user, state, paused, created, title, error, origin, organisation, \
    unit, account, kind, per_hour, hours_from, hours_until, most_open";
const BATCH_SOURCE: &str = "batch LEFT JOIN tenant ON tenant.id = batch.tenant";
const ROW_COLUMNS: &str =
    "place, request, key, rejected_at, fingerprint, form, left_out, missing, batch_row.submission, mapped, again";
const READY: &str = "form IS NOT NULL AND left_out IS NULL";
const NOT_ENDED: &str = "(state IN ('held', 'queued', 'sending', 'pending', 'other') \
    OR (state = 'not-sent' AND next_try IS NOT NULL))";
const FAILED: &str = "(state IN ('refused', 'cancelled') OR (state = 'not-sent' AND next_try IS NULL))";
const AT_WORK: &str = "state IN ('planning', 'canary', 'running')";
const OPEN: &str = "state NOT IN ('stopped', 'done')";
/// Whether mappings of CA ids concern a row.
const WITH_CA_IDS: &str = "(missing IS NOT NULL OR mapped IS NOT NULL) AND coalesce(left_out, 'missing') = 'missing'";
const ROW_SOURCE: &str = "FROM batch_row LEFT JOIN (SELECT key AS sent_key, state, next_try FROM submission) \
    ON sent_key = batch_row.submission WHERE batch = :batch";

impl Transaction<'_> {
    /// Deletes left-over rows of a batch that was never added. Returns false if the batch exists; it is then left
    /// unchanged.
    pub fn begin_batch(&self, id: &str) -> Result<bool, Error> {
        if self.batch(id)?.is_some() {
            return Ok(false);
        }
        self.connection().prepare_cached("DELETE FROM batch_row WHERE batch = ?1")?.execute([id])?;
        Ok(true)
    }

    /// Adds rows, numbered from `first`, of a batch that is not added yet. If the batch is never added,
    /// [`Self::begin_batch`] and [`Self::pause_batches`] delete these rows.
    pub fn add_batch_rows(&self, batch: &str, first: u32, rows: &[Chosen]) -> Result<(), Error> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO batch_row (batch, place, request, key, rejected_at, fingerprint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (place, row) in (first..).zip(rows) {
            statement.execute(params![batch, place, row.request, row.key, row.rejected_at, row.fingerprint])?;
        }
        Ok(())
    }

    pub fn add_batch(&self, batch: &Batch) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT INTO batch (id, connection, user, state, paused, created, title, error, tenant, unit, account, \
                 kind, per_hour, hours_from, hours_until, most_open) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                batch.id,
                batch.connection,
                batch.user,
                batch.state,
                batch.paused,
                batch.created,
                batch.title,
                batch.error,
                ids::id(self.connection(), &batch.identity.tenant)?,
                batch.identity.unit,
                batch.identity.user,
                batch.kind,
                batch.pace.per_hour,
                batch.pace.hours.map(|(from, _)| from),
                batch.pace.hours.map(|(_, until)| until),
                batch.pace.most_open
            ])?;
        Ok(())
    }

    pub fn batch(&self, id: &str) -> Result<Option<Batch>, Error> {
        Ok(batch(self.connection(), id)?)
    }

    pub fn batch_counts(&self, id: &str) -> Result<BatchCounts, Error> {
        Ok(counts(self.connection(), id)?)
    }

    /// Changes a batch in one of the states `from`; returns `None` if it has left these states. When the batch becomes
    /// paused or stopped, its requests that wait in the outbox are taken back.
    pub fn change_batch(
        &self,
        id: &str,
        from: &[BatchState],
        at: i64,
        change: impl FnOnce(&mut Batch),
    ) -> Result<Option<Batch>, Error> {
        let Some(mut batch) = self.batch(id)?.filter(|batch| from.contains(&batch.state)) else { return Ok(None) };
        change(&mut batch);
        self.connection()
            .prepare_cached(
                "UPDATE batch SET user = ?2, state = ?3, paused = ?4, error = ?5, tenant = ?6, unit = ?7, account = ?8, \
                 per_hour = ?9, hours_from = ?10, hours_until = ?11, most_open = ?12 WHERE id = ?1",
            )?
            .execute(params![
                batch.id,
                batch.user,
                batch.state,
                batch.paused,
                batch.error,
                ids::id(self.connection(), &batch.identity.tenant)?,
                batch.identity.unit,
                batch.identity.user,
                batch.pace.per_hour,
                batch.pace.hours.map(|(from, _)| from),
                batch.pace.hours.map(|(_, until)| until),
                batch.pace.most_open
            ])?;
        if matches!(batch.state, BatchState::Paused | BatchState::Stopped) {
            self.take_back(id, at)?;
        }
        Ok(Some(batch))
    }

    /// Cancels the waiting requests of a batch and frees their rows, as if those had never been taken.
    fn take_back(&self, batch: &str, at: i64) -> Result<(), Error> {
        let waiting: Vec<String> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT key FROM submission WHERE key IN (SELECT submission FROM batch_row WHERE batch = ?1) \
                 AND (state = 'queued' OR (state = 'not-sent' AND next_try IS NOT NULL))",
            )?;
            statement.query_map([batch], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for key in waiting {
            self.change(&key, &[RequestState::Queued, RequestState::NotSent], at, |row| {
                row.state = RequestState::Cancelled;
                row.next_try = None;
                row.waits_since = None;
                vec![(StepKind::Cancelled, None)]
            })?;
            let rows = "UPDATE batch_row SET submission = NULL WHERE submission = ?1";
            self.connection().prepare_cached(rows)?.execute([&key])?;
            self.connection().prepare_cached("DELETE FROM retry WHERE submission = ?1")?.execute([&key])?;
        }
        Ok(())
    }

    /// Stores the plans of rows. Returns false, and stores nothing, unless the batch is still being planned.
    pub fn plan(&self, batch: &str, plans: &[(u32, Plan)]) -> Result<bool, Error> {
        if self.batch(batch)?.is_none_or(|batch| batch.state != BatchState::Planning) {
            return Ok(false);
        }
        for (place, plan) in plans {
            self.plan_row(batch, *place, plan)?;
        }
        Ok(true)
    }

    /// Stores the plan of a row that is not in the outbox.
    pub fn plan_row(&self, batch: &str, place: u32, plan: &Plan) -> Result<(), Error> {
        let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        self.connection()
            .prepare_cached(
                "UPDATE batch_row SET form = ?3, left_out = ?4, missing = ?5, mapped = ?6 \
                 WHERE batch = ?1 AND place = ?2 AND submission IS NULL",
            )?
            .execute(params![batch, place, text(&plan.form), plan.gap, text(&plan.missing), text(&plan.mapped)])?;
        Ok(())
    }

    /// Batches that are not over, of all connections, oldest first.
    pub fn open_batches(&self) -> Result<Vec<Batch>, Error> {
        Ok(in_order(self.connection(), OPEN)?)
    }

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

    /// Excludes a row that was ready to be sent.
    pub fn leave_out(&self, batch: &str, place: u32, gap: LeftOut, missing: Option<&Value>) -> Result<(), Error> {
        self.connection()
            .prepare_cached("UPDATE batch_row SET left_out = ?3, missing = ?4 WHERE batch = ?1 AND place = ?2")?
            .execute(params![batch, place, gap, missing.map(Value::to_string)])?;
        Ok(())
    }

    /// Makes the outbox row of a batch row, if the batch is in progress.
    pub fn take_row(&self, batch: &str, place: u32, new: NewOutboxRow, of: &OriginRecord) -> Result<Taken, Error> {
        let under_way = |batch: Batch| matches!(batch.state, BatchState::Canary | BatchState::Running);
        let free = format!("SELECT {READY} AND submission IS NULL FROM batch_row WHERE batch = ?1 AND place = ?2");
        let free: Option<bool> =
            self.connection().prepare_cached(&free)?.query_row(params![batch, place], |row| row.get(0)).optional()?;
        if free != Some(true) || !self.batch(batch)?.is_some_and(under_way) {
            return Ok(Taken::No);
        }
        let made = match of {
            OriginRecord::Retry(of) => self.retry(new, of)?.ok_or(LeftOut::AlreadyRetried),
            OriginRecord::Sheet(of) => self.send_row(new, of)?,
        };
        let row = match made {
            Ok(row) => row,
            Err(gap) => {
                self.leave_out(batch, place, gap, None)?;
                return Ok(Taken::LeftOut);
            }
        };
        self.connection()
            .prepare_cached("UPDATE batch_row SET submission = ?3 WHERE batch = ?1 AND place = ?2")?
            .execute(params![batch, place, row.key])?;
        Ok(Taken::Sent(Box::new(row)))
    }

    /// Recovers at startup: batches that were in progress are paused until the operator resumes them, and none of their
    /// rows is sent.
    pub fn pause_batches(&self, at: i64) -> Result<(), Error> {
        self.connection().execute("DELETE FROM batch_row WHERE batch NOT IN (SELECT id FROM batch)", [])?;
        for batch in in_order(self.connection(), AT_WORK)? {
            self.change_batch(&batch.id, ACTIVE_BATCH_STATES, at, |batch| {
                batch.state = BatchState::Paused;
                batch.paused = Some(PauseReason::Closed);
            })?;
        }
        Ok(())
    }
}

impl Journal {
    /// Batches of a connection, newest first.
    pub fn batches(&self, connection: &str) -> Result<Vec<Batch>, Error> {
        let guard = self.read();
        let sql = format!(
            "SELECT {BATCH_COLUMNS} FROM {BATCH_SOURCE} WHERE connection = ?1 ORDER BY created DESC, batch.id DESC"
        );
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_map([connection], read_batch)?.collect::<Result<_, _>>()?)
    }

    /// Batches that proceed without the operator, of all connections, oldest first.
    pub fn batches_at_work(&self) -> Result<Vec<Batch>, Error> {
        Ok(in_order(&self.read(), AT_WORK)?)
    }

    /// Paused and stopped batches with rows that are still without an outcome, of all connections, oldest first.
    pub fn batches_followed(&self) -> Result<Vec<Batch>, Error> {
        let awaited = format!(
            "state IN ('paused', 'stopped') AND batch.id IN (SELECT batch FROM submission \
             CROSS JOIN batch_row ON batch_row.submission = submission.key \
             WHERE state IN ('held', 'queued', 'sending', 'pending', 'other', 'not-sent') AND {NOT_ENDED} AND NOT unwatched)"
        );
        Ok(in_order(&self.read(), &awaited)?)
    }

    /// Batches that are not over, of all connections, oldest first.
    pub fn open_batches(&self) -> Result<Vec<Batch>, Error> {
        Ok(in_order(&self.read(), OPEN)?)
    }

    pub fn batch(&self, id: &str) -> Result<Option<Batch>, Error> {
        Ok(batch(&self.read(), id)?)
    }

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

/// Batches that meet a condition, oldest first.
fn in_order(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<Batch>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {BATCH_COLUMNS} FROM {BATCH_SOURCE} WHERE {condition} ORDER BY created, batch.id"
    ))?;
    statement.query_map([], read_batch)?.collect()
}

fn batch(connection: &Connection, id: &str) -> rusqlite::Result<Option<Batch>> {
    connection
        .prepare_cached(&format!("SELECT {BATCH_COLUMNS} FROM {BATCH_SOURCE} WHERE batch.id = ?1"))?
        .query_row([id], read_batch)
        .optional()
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

fn read_batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        id: row.get(0)?,
        connection: row.get(1)?,
        user: row.get(2)?,
        state: row.get(3)?,
        paused: row.get(4)?,
        created: row.get(5)?,
        title: row.get(6)?,
        error: row.get(7)?,
        identity: Identity {
            tenant: Tenant {
                origin: row.get::<_, Option<String>>(8)?.unwrap_or_default(),
                organisation: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            },
            unit: row.get(10)?,
            user: row.get(11)?,
        },
        kind: row.get(12)?,
        pace: Pace {
            per_hour: row.get(13)?,
            hours: row.get::<_, Option<u16>>(14)?.zip(row.get(15)?),
            most_open: row.get(16)?,
        },
    })
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
            None => RowOrigin::Sheet(SheetOrigin { fingerprint: row.get(4)?, again: row.get("again")? }),
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
