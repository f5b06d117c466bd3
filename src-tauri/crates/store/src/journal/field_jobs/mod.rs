//! Stores the installers' work: the jobs of a day, and the card and box data that was known when a request was made on
//! site.
//!
//! Jobs belong to one user of one connection. A request and its job are linked in the commit that adds the request.
//!
//! Not here: whether a card changed since (`desk`).

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::Value;

use super::{
    database::Journal,
    outbox_row::{NewOutboxRow, OutboxRow},
    outbox_table,
    queue_entry::IN_QUEUE,
    tenant::ids::TENANT_ID,
    transaction::Transaction,
};
use crate::{Error, MirrorMark};

/// Jobs are purged when they are too old; a request's field note stays as long as the request.
pub(super) const TABLES: &str = "
ALTER TABLE submission ADD COLUMN check_at INTEGER;
ALTER TABLE submission ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;
CREATE TABLE field_note (
    submission TEXT PRIMARY KEY,
    made INTEGER NOT NULL,
    others_since INTEGER NOT NULL,
    knew TEXT NOT NULL,
    why TEXT,
    looked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE field_job (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    place INTEGER NOT NULL,
    subscription TEXT,
    smartcard TEXT,
    set_top_box TEXT,
    note TEXT,
    created INTEGER NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    looked_up TEXT NOT NULL DEFAULT '[]',
    submission TEXT
) STRICT;
CREATE INDEX field_job_place ON field_job (connection, user, place);
CREATE INDEX field_job_created ON field_job (created);
";

/// Field data of a request. The JSON formats are the caller's.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldNote {
    /// Time when the request was made, edited or due; one day later it is too old to be sent unchecked.
    pub made: i64,
    /// Requests of others that were made up to this time no longer hold this one back; used where the mirror mark
    /// cannot tell.
    pub others_since: i64,
    /// Requests of others that the mirror had recorded up to this mark no longer hold this one back.
    pub mirror: Option<MirrorMark>,
    /// The user decided to send it although some lists cannot be read.
    pub lists_excused: bool,
    /// Data of the card and the box at that time.
    pub baselines: Value,
    /// Reason why it waits for a decision.
    pub why: Option<Value>,
    /// Time when that reason was found.
    pub looked_at: Option<i64>,
}

/// Work to be done at one address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobLine {
    pub subscription: Option<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub note: Option<String>,
}

/// A job of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldJob {
    pub id: String,
    /// Position from 1, in the order of adding.
    pub place: u32,
    pub line: JobLine,
    pub created: i64,
    pub closed: bool,
    /// Result of looking up the job's numbers, in the caller's format.
    pub looked_up: Value,
    /// Key of the last request that was sent for the job.
    pub submission: Option<String>,
}

const SELECT_NOTE: &str = "SELECT made, others_since, mirror_generation, mirror_seq, lists_excused, knew, why, looked_at \
    FROM field_note WHERE submission = ?1";

const SELECT_JOB: &str = "SELECT id, place, subscription, smartcard, set_top_box, note, created, closed, looked_up, submission \
    FROM field_job";

/// Condition: a field request of one user of a connection.
const OF_FIELD_USER: &str = "connection = :connection AND account = :user AND check_at IS NOT NULL";

/// Condition: a job of one user in the tenant that the connection leads to.
const OF_USER: &str = "connection = ?1 AND user = ?2 AND tenant = \
    (SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = ?1)";

impl Transaction<'_> {
    /// Does [`Self::add`] for a field request and links it to its job. A job that was deleted meanwhile does not stop
    /// the request.
    pub fn add_in_field(&self, new: NewOutboxRow, note: &FieldNote, job: Option<&str>) -> Result<OutboxRow, Error> {
        if let Some(there) = self.get(&new.key)? {
            return Ok(there);
        }
        let added = self.add(new)?;
        self.keep_field_note(&added.key, note)?;
        if let Some(job) = job {
            self.connection()
                .prepare_cached("UPDATE field_job SET submission = ?1 WHERE id = ?2 AND connection = ?3 AND user = ?4")?
                .execute(params![added.key, job, added.connection, added.identity.user])?;
        }
        Ok(added)
    }

    pub fn field_note(&self, key: &str) -> Result<Option<FieldNote>, Error> {
        Ok(self.connection().prepare_cached(SELECT_NOTE)?.query_row([key], note).optional()?)
    }

    pub fn keep_field_note(&self, key: &str, note: &FieldNote) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT OR REPLACE INTO field_note (submission, made, others_since, knew, why, looked_at, \
                 mirror_generation, mirror_seq, lists_excused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                key,
                note.made,
                note.others_since,
                note.baselines.to_string(),
                note.why.as_ref().map(Value::to_string),
                note.looked_at,
                note.mirror.map(|mark| mark.generation),
                note.mirror.map(|mark| mark.seq),
                note.lists_excused
            ])?;
        Ok(())
    }

    /// Appends jobs after the existing ones; `jobs` holds ids and lines in their order.
    pub fn add_jobs(&self, connection: &str, user: &str, jobs: &[(String, JobLine)], at: i64) -> Result<(), Error> {
        let last: u32 = self
            .connection()
            .prepare_cached(&format!("SELECT coalesce(max(place), 0) FROM field_job WHERE {OF_USER}"))?
            .query_row([connection, user], |row| row.get(0))?;
        let mut add = self.connection().prepare_cached(&format!(
            "INSERT INTO field_job (connection, user, id, place, subscription, smartcard, set_top_box, note, created, \
             tenant) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, {TENANT_ID})",
        ))?;
        for (place, (id, line)) in (last + 1..).zip(jobs) {
            add.execute(params![
                connection,
                user,
                id,
                place,
                line.subscription,
                line.smartcard,
                line.set_top_box,
                line.note,
                at
            ])?;
        }
        Ok(())
    }

    /// Jobs of a user, in their order.
    pub fn jobs(&self, connection: &str, user: &str) -> Result<Vec<FieldJob>, Error> {
        Ok(jobs(self.connection(), connection, user)?)
    }

    /// Stores the result of looking up a job's numbers. Returns false if the job is deleted.
    pub fn job_looked_up(&self, id: &str, looked_up: &Value) -> Result<bool, Error> {
        let mut statement = self.connection().prepare_cached("UPDATE field_job SET looked_up = ?2 WHERE id = ?1")?;
        Ok(statement.execute(params![id, looked_up.to_string()])? > 0)
    }

    /// Closes or reopens a job. Returns false if it does not exist.
    pub fn close_job(&self, connection: &str, user: &str, id: &str, closed: bool) -> Result<bool, Error> {
        let sql = format!("UPDATE field_job SET closed = ?4 WHERE id = ?3 AND {OF_USER}");
        Ok(self.connection().execute(&sql, params![connection, user, id, closed])? > 0)
    }

    /// Deletes the jobs that are done: closed, or with a completed request. With `all`, deletes the others too.
    pub fn clear_jobs(&self, connection: &str, user: &str, all: bool) -> Result<usize, Error> {
        let sql = format!(
            "DELETE FROM field_job WHERE {OF_USER} AND (?3 OR closed = 1 OR submission IN \
             (SELECT key FROM submission WHERE key = field_job.submission AND state = 'completed'))"
        );
        Ok(self.connection().execute(&sql, params![connection, user, all])?)
    }

    /// Moves jobs to a user that an earlier version stored under another spelling of the user's name.
    pub fn take_over_jobs(&self, connection: &str, user: &str, from: &str) -> Result<usize, Error> {
        let sql = "UPDATE field_job SET user = ?2 WHERE connection = ?1 AND user = ?3";
        Ok(self.connection().execute(sql, [connection, user, from])?)
    }

    /// Deletes the jobs of all users that were added before `before`.
    pub fn purge_jobs(&self, before: i64) -> Result<usize, Error> {
        self.overwriting(|journal| journal.execute("DELETE FROM field_job WHERE created < ?1", [before]))
    }
}

impl Journal {
    pub fn field_note(&self, key: &str) -> Result<Option<FieldNote>, Error> {
        Ok(self.read().prepare_cached(SELECT_NOTE)?.query_row([key], note).optional()?)
    }

    /// Jobs of a user, in their order.
    pub fn jobs(&self, connection: &str, user: &str) -> Result<Vec<FieldJob>, Error> {
        Ok(jobs(&self.read(), connection, user)?)
    }

    /// Whether jobs were planned or field requests made at or after `since`.
    pub fn is_used_in_field(&self, connection: &str, since: i64) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM field_job WHERE connection = ?1 AND created >= ?2) \
            OR EXISTS (SELECT 1 FROM field_note JOIN submission ON key = submission WHERE connection = ?1 AND made >= ?2)";
        Ok(self.read().prepare_cached(sql)?.query_row(params![connection, since], |row| row.get(0))?)
    }

    /// Whether a field request waits or any request is on the wire. If so, the requests of others are watched.
    pub fn heeds_others(&self, connection: &str) -> Result<bool, Error> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM submission WHERE (connection = ?1 OR tenant = {TENANT_ID}) \
             AND (check_at IS NOT NULL AND {IN_QUEUE} OR state = 'sending'))"
        );
        Ok(self.read().prepare_cached(&sql)?.query_row([connection], |row| row.get(0))?)
    }

    /// Send time of the oldest open request of unknown outcome; from then on, the requests of others are watched for
    /// these.
    pub fn unknown_since(&self, connection: &str) -> Result<Option<i64>, Error> {
        let sql = format!(
            "SELECT min(coalesce(sent, created)) FROM submission WHERE (connection = ?1 OR tenant = {TENANT_ID}) \
             AND state = 'unknown' AND closed = 0"
        );
        Ok(self.read().prepare_cached(&sql)?.query_row([connection], |row| row.get(0))?)
    }

    /// Field requests that wait for the user's decision, in the order of sending; those of unknown outcome are first.
    pub fn undecided_in_field(&self, connection: &str, user: &str) -> Result<Vec<OutboxRow>, Error> {
        let rest = format!(
            "WHERE {OF_FIELD_USER} AND (state = 'unknown' AND closed = 0 OR undecided = 1 AND {IN_QUEUE}) \
             ORDER BY state <> 'unknown', rank, seq"
        );
        Ok(outbox_table::select(&self.read(), &rest, named_params! { ":connection": connection, ":user": user })?)
    }

    /// Number of field requests that have not been sent.
    pub fn waiting_in_field(&self, connection: &str, user: &str) -> Result<u32, Error> {
        let sql =
            format!("SELECT count(*) FROM submission WHERE {OF_FIELD_USER} AND state <> 'sending' AND {IN_QUEUE}");
        let guard = self.read();
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_row(named_params! { ":connection": connection, ":user": user }, |row| row.get(0))?)
    }
}

fn jobs(from: &Connection, connection: &str, user: &str) -> rusqlite::Result<Vec<FieldJob>> {
    let sql = format!("{SELECT_JOB} WHERE {OF_USER} ORDER BY place");
    from.prepare_cached(&sql)?.query_map([connection, user], job)?.collect()
}

fn job(job: &Row<'_>) -> rusqlite::Result<FieldJob> {
    Ok(FieldJob {
        id: job.get("id")?,
        place: job.get("place")?,
        line: JobLine {
            subscription: job.get("subscription")?,
            smartcard: job.get("smartcard")?,
            set_top_box: job.get("set_top_box")?,
            note: job.get("note")?,
        },
        created: job.get("created")?,
        closed: job.get("closed")?,
        looked_up: outbox_table::json(job, "looked_up")?,
        submission: job.get("submission")?,
    })
}

fn note(note: &Row<'_>) -> rusqlite::Result<FieldNote> {
    let why = note.get_ref("why")?.as_str_or_null()?.is_some();
    Ok(FieldNote {
        made: note.get("made")?,
        others_since: note.get("others_since")?,
        mirror: note
            .get::<_, Option<i64>>("mirror_generation")?
            .zip(note.get("mirror_seq")?)
            .map(|(generation, seq)| MirrorMark { generation, seq }),
        lists_excused: note.get("lists_excused")?,
        baselines: outbox_table::json(note, "knew")?,
        why: why.then(|| outbox_table::json(note, "why")).transpose()?,
        looked_at: note.get("looked_at")?,
    })
}

#[cfg(test)]
mod tests;
