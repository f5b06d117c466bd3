//! The batches themselves: adding one, its states, and the pause that takes its waiting requests back.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{ACTIVE_BATCH_STATES, Batch, BatchState, NOT_ENDED, Pace, PauseReason};
use crate::{
    Error,
    identity::{Identity, Tenant},
    journal::{database::Journal, tenant::ids, timeline::StepKind, transaction::Transaction},
    request_state::RequestState,
};

const BATCH_COLUMNS: &str = "batch.id, connection, user, state, paused, created, title, error, origin, organisation, \
    unit, account, kind, per_hour, hours_from, hours_until, most_open";
const BATCH_SOURCE: &str = "batch LEFT JOIN tenant ON tenant.id = batch.tenant";
const AT_WORK: &str = "state IN ('planning', 'canary', 'running')";
const OPEN: &str = "state NOT IN ('stopped', 'done')";

impl Transaction<'_> {
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

    /// Batches that are not over, of all connections, oldest first.
    pub fn open_batches(&self) -> Result<Vec<Batch>, Error> {
        Ok(in_order(self.connection(), OPEN)?)
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
