//! The field: the jobs of a day, and what was known of a card and its box when a request was made on the way.
//!
//! Jobs are of one user of one connection. A request and its job are linked in the commit that adds the request.

//! Not here: whether a card changed since (`desk`).

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::Value;

use super::{
    database::Journal,
    outbox_row::{NewSubmission, Submission},
    outbox_table,
    queue_entry::WAITS,
    tenant::ids::TENANT_ID,
    transaction::Writing,
};
use crate::{Error, MirrorMark};

/// What is older on its own, a job, is purged; a request's note stays as long as the request.
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

/// What goes with a request of the field. Shapes of JSON are the caller's.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldNote {
    /// When it was made, edited or due: it is too old a day after that.
    pub made: i64,
    /// Requests of others that were made by then stand in its way no more, where the mark cannot tell.
    pub others_since: i64,
    /// Requests of others that had been told of by then stand in its way no more.
    pub mirror: Option<MirrorMark>,
    /// Somebody decided that it leaves although not all lists can be read.
    pub lists_excused: bool,
    /// What was known of its card and box.
    pub knew: Value,
    /// Why it waits for a decision.
    pub why: Option<Value>,
    /// When that was found.
    pub looked_at: Option<i64>,
}

/// What is to be done at one place.
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
    /// From 1, in the order in which they were added.
    pub place: u32,
    pub line: JobLine,
    pub created: i64,
    pub closed: bool,
    /// What became of looking up its numbers, in the caller's shape.
    pub looked_up: Value,
    /// Key of the last request that was sent for it.
    pub submission: Option<String>,
}

const NOTE: &str = "SELECT made, others_since, mirror_generation, mirror_seq, lists_excused, knew, why, looked_at \
    FROM field_note WHERE submission = ?1";

const JOB: &str = "SELECT id, place, subscription, smartcard, set_top_box, note, created, closed, looked_up, submission \
    FROM field_job";

/// Of one user of a connection, and of the field.
const OWN: &str = "connection = :connection AND account = :user AND check_at IS NOT NULL";

/// Jobs of one user of what a connection leads to.
const OF_USER: &str = "connection = ?1 AND user = ?2 AND tenant = \
    (SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = ?1)";

impl Writing<'_> {
    /// [`Self::add`], of the field. A job that is gone meanwhile is no reason not to send.
    pub fn add_in_field(&self, new: NewSubmission, note: &FieldNote, job: Option<&str>) -> Result<Submission, Error> {
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
        Ok(self.connection().prepare_cached(NOTE)?.query_row([key], note).optional()?)
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
                note.knew.to_string(),
                note.why.as_ref().map(Value::to_string),
                note.looked_at,
                note.mirror.map(|mark| mark.generation),
                note.mirror.map(|mark| mark.seq),
                note.lists_excused
            ])?;
        Ok(())
    }

    /// Adds jobs behind those that are there; the ids and the lines are in the same order.
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

    /// What became of looking up a job's numbers. False: the job is gone.
    pub fn job_looked_up(&self, id: &str, looked_up: &Value) -> Result<bool, Error> {
        let mut statement = self.connection().prepare_cached("UPDATE field_job SET looked_up = ?2 WHERE id = ?1")?;
        Ok(statement.execute(params![id, looked_up.to_string()])? > 0)
    }

    /// False: there is no such job.
    pub fn close_job(&self, connection: &str, user: &str, id: &str, closed: bool) -> Result<bool, Error> {
        let sql = format!("UPDATE field_job SET closed = ?4 WHERE id = ?3 AND {OF_USER}");
        Ok(self.connection().execute(&sql, params![connection, user, id, closed])? > 0)
    }

    /// Forgets the jobs that are done: closed, or with a request that was completed. `all`: the others too.
    pub fn clear_jobs(&self, connection: &str, user: &str, all: bool) -> Result<usize, Error> {
        let sql = format!(
            "DELETE FROM field_job WHERE {OF_USER} AND (?3 OR closed = 1 OR submission IN \
             (SELECT key FROM submission WHERE key = field_job.submission AND state = 'completed'))"
        );
        Ok(self.connection().execute(&sql, params![connection, user, all])?)
    }

    /// Jobs that an earlier desk kept under another name of a user are that one's from now on.
    pub fn take_over_jobs(&self, connection: &str, user: &str, from: &str) -> Result<usize, Error> {
        let sql = "UPDATE field_job SET user = ?2 WHERE connection = ?1 AND user = ?3";
        Ok(self.connection().execute(sql, [connection, user, from])?)
    }

    /// Forgets jobs of whoever that were added before.
    pub fn purge_jobs(&self, before: i64) -> Result<usize, Error> {
        self.overwriting(|journal| journal.execute("DELETE FROM field_job WHERE created < ?1", [before]))
    }
}

impl Journal {
    pub fn field_note(&self, key: &str) -> Result<Option<FieldNote>, Error> {
        Ok(self.read().prepare_cached(NOTE)?.query_row([key], note).optional()?)
    }

    /// Jobs of a user, in their order.
    pub fn jobs(&self, connection: &str, user: &str) -> Result<Vec<FieldJob>, Error> {
        Ok(jobs(&self.read(), connection, user)?)
    }

    /// Whether jobs were planned or requests made in the field since an instant.
    pub fn is_used_in_field(&self, connection: &str, since: i64) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM field_job WHERE connection = ?1 AND created >= ?2) \
            OR EXISTS (SELECT 1 FROM field_note JOIN submission ON key = submission WHERE connection = ?1 AND made >= ?2)";
        Ok(self.read().prepare_cached(sql)?.query_row(params![connection, since], |row| row.get(0))?)
    }

    /// Whether a row of the field waits, or some row is on the wire: then all that others do is looked at.
    pub fn heeds_others(&self, connection: &str) -> Result<bool, Error> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM submission WHERE (connection = ?1 OR tenant = {TENANT_ID}) \
             AND (check_at IS NOT NULL AND {WAITS} OR state = 'sending'))"
        );
        Ok(self.read().prepare_cached(&sql)?.query_row([connection], |row| row.get(0))?)
    }

    /// When the first of those left whose outcome nobody knows: since then, what others did is looked at for them.
    pub fn unknown_since(&self, connection: &str) -> Result<Option<i64>, Error> {
        let sql = format!(
            "SELECT min(coalesce(sent, created)) FROM submission WHERE (connection = ?1 OR tenant = {TENANT_ID}) \
             AND state = 'unknown' AND closed = 0"
        );
        Ok(self.read().prepare_cached(&sql)?.query_row([connection], |row| row.get(0))?)
    }

    /// Rows of the field that somebody has to decide about, in the order of leaving; those whose outcome nobody knows
    /// are first.
    pub fn undecided_in_field(&self, connection: &str, user: &str) -> Result<Vec<Submission>, Error> {
        let rest = format!(
            "WHERE {OWN} AND (state = 'unknown' AND closed = 0 OR undecided = 1 AND {WAITS}) \
             ORDER BY state <> 'unknown', rank, seq"
        );
        Ok(outbox_table::select(&self.read(), &rest, named_params! { ":connection": connection, ":user": user })?)
    }

    /// How many rows of the field have not left.
    pub fn waiting_in_field(&self, connection: &str, user: &str) -> Result<u32, Error> {
        let sql = format!("SELECT count(*) FROM submission WHERE {OWN} AND state <> 'sending' AND {WAITS}");
        let guard = self.read();
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_row(named_params! { ":connection": connection, ":user": user }, |row| row.get(0))?)
    }
}

fn jobs(from: &Connection, connection: &str, user: &str) -> rusqlite::Result<Vec<FieldJob>> {
    let sql = format!("{JOB} WHERE {OF_USER} ORDER BY place");
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
        knew: outbox_table::json(note, "knew")?,
        why: why.then(|| outbox_table::json(note, "why")).transpose()?,
        looked_at: note.get("looked_at")?,
    })
}

#[cfg(test)]
mod tests;
