//! Copies this desk's own rows from the journal into the cache.
//!
//! The journal numbers its changes, so that a reader sees at once whether there are new ones. If the server reported
//! the same request, both become one row: the journal's columns win, and the server's data fills the gaps.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params, types::ToSqlOutput};

use super::{
    purged_ids,
    table::{SECURE_DELETE_OFF, SECURE_DELETE_ON},
};
use crate::{
    Error,
    cache::{
        causes::{assign, grouping::Groupings},
        database::{Cache, lock},
        stamps::{LEARNT_STAMP, set_stamp, stamp},
    },
    cause::Cause,
    request_state::RequestState,
};

/// Stamp of the last change that was copied; it belongs to no connection.
const CHANGE_STAMP: (&str, &str) = ("", "journal");

/// Separates errors of the journal, which are reported elsewhere and are no reason to set the cache aside, from errors
/// of the cache.
enum Failure {
    Journal(rusqlite::Error),
    Cache(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Cache(error)
    }
}

impl Cache {
    /// Copies new changes from the journal. Without new changes the cost is negligible.
    pub(crate) fn follow(&self) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        let behind = |cache: &Connection| -> Result<Option<i64>, Failure> {
            let last = last_change(cache).map_err(Failure::Journal)?;
            let known = stamp(cache, CHANGE_STAMP.0, CHANGE_STAMP.1)?.unwrap_or(0);
            Ok((last > known).then_some(known))
        };
        self.without_journals_trouble(|| {
            if behind(&lock(&self.reader))?.is_none() {
                return Ok(());
            }
            let mut writer = self.writer();
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another thread may have copied it meanwhile.
            if let Some(known) = behind(&transaction)? {
                bring_over(&transaction, known)?;
            }
            Ok(transaction.commit()?)
        })
    }

    /// Runs at startup: if the journal was restored from a backup, all of its rows are copied again.
    pub(crate) fn check_own_rows(&self) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        self.without_journals_trouble(|| {
            let mut writer = self.writer();
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let known = stamp(&transaction, CHANGE_STAMP.0, CHANGE_STAMP.1)?.unwrap_or(0);
            if last_change(&transaction).map_err(Failure::Journal)? < known {
                transaction.execute("DELETE FROM request WHERE mine = 1", [])?;
                set_stamp(&transaction, LEARNT_STAMP.0, LEARNT_STAMP.1, 0)?;
                // The restored journal may have keys of earlier rules that the previous one did not have.
                set_stamp(&transaction, assign::CAUSES_STAMP.0, assign::CAUSES_STAMP.1, 0)?;
                begin_anew(&transaction)?;
            }
            Ok(transaction.commit()?)
        })
    }

    fn without_journals_trouble(&self, work: impl Fn() -> Result<(), Failure>) -> Result<(), Error> {
        self.mending(|| match work() {
            Ok(()) => Ok(()),
            Err(Failure::Cache(error)) => Err(error),
            Err(Failure::Journal(error)) => {
                tracing::warn!(code = crate::error::database_code(&error), "the journal cannot be followed");
                Ok(())
            }
        })
    }
}

/// Makes the next copy start with the first change.
pub(crate) fn begin_anew(cache: &Connection) -> rusqlite::Result<()> {
    purged_ids::own_again(cache)?;
    set_stamp(cache, CHANGE_STAMP.0, CHANGE_STAMP.1, 0)
}

fn last_change(cache: &Connection) -> rusqlite::Result<i64> {
    let last = "SELECT max(coalesce((SELECT max(change) FROM journal.submission), 0), \
        coalesce((SELECT max(change) FROM journal.purged), 0))";
    cache.prepare_cached(last)?.query_row([], |row| row.get(0))
}

/// Columns of the journal, in the order of the parameters of [`UPSERT_OWN`].
const CHANGED_ROWS: &str = "SELECT connection, key, server_id, server_number, provider, operation, request_type, state, \
    server_state, smartcard, set_top_box, service, subscription, created, updated, user, unit, priority, error_code, \
    error_text, held_until, next_try, next_look, not_before, waits_since, unwatched, closed, \
    EXISTS (SELECT 1 FROM journal.retry WHERE retry.submission = key AND batch IS NOT NULL) AS batched, change, \
    CASE state WHEN 'rejected' THEN (SELECT server FROM journal.answer WHERE answer.submission = submission.seq) END \
    AS answer FROM journal.submission WHERE change > ?1 ORDER BY change";
const OWN_COLUMNS: usize = 28;
/// Parameter of the rejection's error line, which may be more detailed than at the time when the row ended.
const ERROR_TEXT_PARAMETER: usize = 20;

/// Data of the server that the journal does not have is kept, and so is a batch's mark, which a paused batch takes from its
/// cancelled rows; all other columns are the journal's.
const UPSERT_OWN: &str = "
INSERT INTO request (connection, key, server_id, number, provider, operation, request_type, state, state_text,
    smartcard, set_top_box, service, subscription, created, updated, user, unit, priority, error_code, error_text,
    held_until, next_try, next_look, not_before, waits_since, unwatched, closed, batched, mine,
    fingerprint, grp, subject, rejected_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
    ?25, ?26, ?27, ?28, 1, ?29, ?29, coalesce(?3, ?2),
    coalesce(?15, ?14))
ON CONFLICT (connection, key) DO UPDATE SET server_id = excluded.server_id, mine = 1,
    number = coalesce(excluded.number, number), provider = excluded.provider, operation = excluded.operation,
    request_type = coalesce(excluded.request_type, request_type), state = excluded.state,
    state_text = excluded.state_text, smartcard = coalesce(excluded.smartcard, smartcard),
    set_top_box = coalesce(excluded.set_top_box, set_top_box), service = coalesce(excluded.service, service),
    subscription = coalesce(excluded.subscription, subscription), created = excluded.created,
    updated = excluded.updated, user = excluded.user, unit = coalesce(excluded.unit, unit),
    priority = coalesce(excluded.priority, priority), error_code = excluded.error_code,
    error_text = excluded.error_text, held_until = excluded.held_until, next_try = excluded.next_try,
    next_look = excluded.next_look, not_before = excluded.not_before, waits_since = excluded.waits_since,
    unwatched = excluded.unwatched, closed = excluded.closed, batched = max(batched, excluded.batched),
    fingerprint = excluded.fingerprint, grp = excluded.grp, subject = excluded.subject,
    rejected_at = excluded.rejected_at
RETURNING seq";

fn bring_over(cache: &Connection, known: i64) -> Result<(), Failure> {
    let purged = follow_purges(cache, known)?;
    let mut changed = cache.prepare_cached(CHANGED_ROWS).map_err(Failure::Journal)?;
    let mut rows = changed.query([known]).map_err(Failure::Journal)?;
    let groupings = Groupings::read(cache, true);
    let mut last = purged.unwrap_or(known);
    while let Some(row) = rows.next().map_err(Failure::Journal)? {
        last = last.max(row.get("change")?);
        bring_over_row(cache, row, &groupings)?;
    }
    groupings.settle(cache)?;
    Ok(set_stamp(cache, CHANGE_STAMP.0, CHANGE_STAMP.1, last)?)
}

/// Deletes rows that the journal has purged, under their key and under their server id, and keeps them out of the lists
/// from then on. Returns the last change.
fn follow_purges(cache: &Connection, known: i64) -> Result<Option<i64>, Failure> {
    let sql = "SELECT connection, key, server_id, change FROM journal.purged WHERE change > ?1 ORDER BY change";
    let mut purged = cache.prepare_cached(sql).map_err(Failure::Journal)?;
    let mut rows = purged.query([known]).map_err(Failure::Journal)?;
    let mut last = None;
    while let Some(row) = rows.next().map_err(Failure::Journal)? {
        if last.is_none() {
            cache.execute_batch(SECURE_DELETE_ON)?;
        }
        last = Some(row.get("change")?);
        let (connection, key): (String, String) = (row.get("connection")?, row.get("key")?);
        cache.prepare_cached("DELETE FROM request WHERE connection = ?1 AND key = ?2")?.execute([&connection, &key])?;
        if let Some(id) = row.get::<_, Option<String>>("server_id")? {
            cache
                .prepare_cached("DELETE FROM request WHERE connection = ?1 AND server_id = ?2")?
                .execute([&connection, &id])?;
            purged_ids::disown(cache, &connection, &id)?;
        }
    }
    if last.is_some() {
        cache.execute_batch(SECURE_DELETE_OFF)?;
    }
    Ok(last)
}

fn bring_over_row(cache: &Connection, row: &Row<'_>, groupings: &Groupings) -> rusqlite::Result<()> {
    let (connection, key): (String, String) = (row.get("connection")?, row.get("key")?);
    if let Some(id) = row.get::<_, Option<String>>("server_id")? {
        take_over(cache, &connection, &key, &id)?;
    }
    let mut own = cache.prepare_cached(UPSERT_OWN)?;
    for column in 0..OWN_COLUMNS {
        own.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
    }
    let cause = cause(cache, row, groupings)?;
    if let Some(line) = cause.as_ref().and_then(|cause| cause.line.as_deref()) {
        own.raw_bind_parameter(ERROR_TEXT_PARAMETER, line)?;
    }
    let fingerprint = cause.map(|cause| cause.key);
    own.raw_bind_parameter(OWN_COLUMNS + 1, &fingerprint)?;
    let seq = own.raw_query().next()?.map(|row| row.get::<_, i64>("seq")).transpose()?;
    match seq.zip(fingerprint) {
        Some((seq, fingerprint)) => groupings.place(cache, seq, &connection, &fingerprint),
        None => Ok(()),
    }
}

/// Cause of a rejected row; its normalized text is stored.
fn cause(cache: &Connection, row: &Row<'_>, groupings: &Groupings) -> rusqlite::Result<Option<Cause>> {
    if row.get::<_, RequestState>("state")? != RequestState::Rejected {
        return Ok(None);
    }
    let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    let description = assign::description(text("answer")?, text("error_text")?);
    let of = (text("provider")?.unwrap_or_default(), text("request_type")?, text("error_code")?);
    assign::learn(cache, groupings, of, description.as_deref()).map(Some)
}

/// Turns a request that the server reported into ours when it proves to be: the server's row stays, under our key.
fn take_over(cache: &Connection, connection: &str, key: &str, id: &str) -> rusqlite::Result<()> {
    let told: Option<i64> = cache
        .prepare_cached("SELECT seq FROM request WHERE connection = ?1 AND server_id = ?2 AND mine = 0")?
        .query_row([connection, id], |row| row.get(0))
        .optional()?;
    let Some(told) = told else { return Ok(()) };
    cache.prepare_cached("DELETE FROM request WHERE connection = ?1 AND key = ?2")?.execute([connection, key])?;
    cache.prepare_cached("UPDATE request SET key = ?2, mine = 1 WHERE seq = ?1")?.execute(params![told, key])?;
    Ok(())
}

/// Copies new changes before the server's data is written, in the same transaction.
pub(crate) fn catch_up(cache: &Connection) -> rusqlite::Result<()> {
    let brought = || -> Result<(), Failure> {
        let known = stamp(cache, CHANGE_STAMP.0, CHANGE_STAMP.1)?.unwrap_or(0);
        if last_change(cache).map_err(Failure::Journal)? > known { bring_over(cache, known) } else { Ok(()) }
    };
    match brought() {
        Ok(()) => Ok(()),
        Err(Failure::Cache(error)) => Err(error),
        Err(Failure::Journal(error)) => {
            tracing::warn!(code = crate::error::database_code(&error), "the journal cannot be followed");
            Ok(())
        }
    }
}
